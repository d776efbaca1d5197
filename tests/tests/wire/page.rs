//! The vendor pages' own samples.

use alice_client::{
    Environment, Verdict,
    types::{
        Authentication, AuthenticationLivenessScore, FaceMatchScore, LivenessScoreV0, LivenessScoreV1, Report,
        ReportVersion,
    },
};
use awareid_client::types::{
    AuthStatus, EnrollmentStatus, GrantType, TokenRequest, TokenScope, TriggerAuthenticateRequest,
    TriggerEnrollRequest, TriggerResponse, TriggerStatus,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{from_value, json};
use wire_tests::{
    cases::{self, Reply},
    contract::{Contract, Vendor},
    given::{Clients, Given},
    operations,
    socket::{Answer, Socket},
};

/// The example `name` of what an operation answers, as the socket is to give it.
fn page(vendor: Vendor, id: &str, name: &str) -> Answer {
    let operations = Contract::of(vendor).operations();
    let operation = operations.iter().find(|operation| operation.id == id).unwrap();
    let is_page = |reply: &Reply| reply.name == format!("200__{name}");
    cases::replies(operation).into_iter().find(is_page).unwrap().answer()
}

async fn report(example: &str) -> Report {
    let socket = Socket::open().await;
    let scope = Clients::at(&socket).alice.with_backend_token_with_user_id("token");
    let answer = page(Vendor::Alice, "get_report", example);
    let (_, report) = socket.exchange(&answer, scope.get_report().send()).await;
    report.unwrap().into_inner().into_inner()
}

#[test]
fn alice_is_where_the_samples_call_it() {
    assert_eq!(Environment::Production.base_url(), "https://apis.alicebiometrics.com/onboarding");
}

#[tokio::test]
async fn alice_report_comes_in_the_version_that_the_header_asks_for() {
    let socket = Socket::open().await;
    let scope = Clients::at(&socket).alice.with_backend_token_with_user_id("token");
    for (version, sent, example) in [(ReportVersion::V0, "0", "page_v0"), (ReportVersion::V1, "1", "page_v1")] {
        let call = scope.get_report().alice_report_version(version).send();
        let (request, report) = socket.exchange(&page(Vendor::Alice, "get_report", example), call).await;
        assert_eq!(request.unwrap().header("alice-report-version"), Some(sent));
        let version = match &**report.unwrap() {
            Report::V0(report) => report.version,
            Report::V1(report) => report.version,
            other => panic!("{other:?}"),
        };
        assert_eq!(version.to_string(), sent);
    }
}

#[tokio::test]
async fn alice_samples_are_one_score_of_one_user_on_two_scales() {
    let (Report::V0(old), Report::V1(new)) = (report("page_v0").await, report("page_v1").await) else { panic!() };
    assert_eq!(old.user_summary.user_id, new.user_id);
    let score = old.user_summary.selfie.get().unwrap().liveness.get().unwrap().score.get().unwrap();
    assert_eq!(score.get() * 100.0, new.summary.face_liveness.get().unwrap().get());
}

#[tokio::test]
async fn alice_version_0_report_fails_at_one_half() {
    let report = report("page_v0").await;
    assert!(matches!(report, Report::V0(_)));
    assert_eq!(report.liveness(), Some(Verdict::Failed));
    assert_eq!(LivenessScoreV0::THRESHOLD.get(), 0.5);
    assert_eq!(LivenessScoreV0::from(0.5).verdict(), Verdict::Passed);
    assert_eq!(LivenessScoreV0::from(0.16740356308011584).verdict(), Verdict::Failed);
    // The version 1 score of the same page is off this scale.
    assert_eq!(LivenessScoreV0::from(16.740356308011584).verdict(), Verdict::OutOfRange);
}

#[tokio::test]
async fn alice_version_1_report_fails_at_fifty() {
    let report = report("page_v1").await;
    assert!(matches!(report, Report::V1(_)));
    assert_eq!(report.liveness(), Some(Verdict::Failed));
    assert_eq!(LivenessScoreV1::THRESHOLD.get(), 50.0);
    assert_eq!(LivenessScoreV1::from(50.0).verdict(), Verdict::Passed);
    assert_eq!(LivenessScoreV1::from(16.740356308011584).verdict(), Verdict::Failed);
}

#[tokio::test]
async fn alice_authentication_matches_and_is_not_alive() {
    let socket = Socket::open().await;
    let scope = Clients::at(&socket).alice.with_backend_token_with_user_id("token");
    let answer = page(Vendor::Alice, "get_authentication", "page");
    let call = scope.get_authentication().authentication_id("authentication-1").send();
    let (_, answer) = socket.exchange(&answer, call).await;
    let verdict = answer.unwrap().authentication.verdict();
    assert_eq!(verdict.liveness, Some(Verdict::Failed));
    assert_eq!(verdict.face_match, Some(Verdict::Passed));
    assert!(!verdict.is_passed());
    assert_eq!((AuthenticationLivenessScore::THRESHOLD.get(), FaceMatchScore::THRESHOLD.get()), (0.5, 0.7));
}

#[test]
fn alice_login_is_denied_when_either_score_is_below_its_threshold() {
    for (liveness, face_match, passed) in [(0.5, 0.7, true), (0.49, 1.0, false), (1.0, 0.69, false)] {
        let authentication: Authentication = from_value(json!({
            "user_id": "user-1",
            "created_at": "2020-10-27T09:59:45",
            "liveness_result": { "score": liveness },
            "match_result": { "score": face_match },
        }))
        .unwrap();
        assert_eq!(authentication.verdict().is_passed(), passed, "{liveness} {face_match}");
    }
}

#[tokio::test]
async fn awareid_each_customer_has_a_token_path() {
    let socket = Socket::open().await;
    let scope = Clients::at(&socket).awareid.unauthenticated();
    let answer = page(Vendor::Awareid, "get_access_token", "page");
    for customer_name in ["first", "second"] {
        let body = TokenRequest::builder().client_id("client").client_secret("secret").scope(TokenScope::Openid);
        let body = body.grant_type(GrantType::ClientCredentials);
        let call = scope.get_access_token().customer_name(customer_name).body(body).send();
        let request = socket.exchange(&answer, call).await.0.unwrap();
        assert_eq!(request.target, format!("/auth/realms/{customer_name}-consumers/protocol/openid-connect/token"));
    }
}

#[tokio::test]
async fn awareid_only_the_token_call_is_form_encoded() {
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    let answer = Answer { status: 418, ..Answer::default() };
    let mut forms = Vec::new();
    for operation in Contract::of(Vendor::Awareid).operations() {
        let given = Given::new(cases::calls(&operation).remove(0));
        let call = operations::call(Vendor::Awareid, &operation.id, &clients, &given);
        let request = socket.exchange(&answer, call).await.0.unwrap();
        match request.header("content-type") {
            Some("application/x-www-form-urlencoded") => forms.push(operation.id),
            Some(other) => assert!(other.starts_with("application/json"), "{}: {other}", operation.id),
            None => assert_eq!(operation.id, "get_public_key"),
        }
    }
    assert_eq!(forms, ["get_access_token"]);
}

#[test]
fn awareid_statuses_mean_what_the_page_says() {
    let enrolment = [EnrollmentStatus::Failed, EnrollmentStatus::Pending, EnrollmentStatus::Complete];
    // Of these the page gives numbers only.
    let authentication = [AuthStatus::Failed, AuthStatus::Pending, AuthStatus::Complete];
    for (number, (enrolment, authentication)) in enrolment.into_iter().zip(authentication).enumerate() {
        assert_eq!(from_value::<EnrollmentStatus>(json!(number)).unwrap(), enrolment);
        assert_eq!(from_value::<AuthStatus>(json!(number)).unwrap(), authentication);
    }
}

#[tokio::test]
async fn awareid_qr_image_is_the_callback_link() {
    for trigger in [trigger().await, trigger_authenticate().await] {
        assert_eq!(trigger.status, TriggerStatus::Success);
        let link = trigger.session_callback_url.get().unwrap().expose();
        assert_eq!(read_qr(trigger.qrcode_image.get().unwrap().as_bytes()), link);
        assert!(!trigger.session_token.get().unwrap().expose().is_empty());
        assert!(trigger.error_summary.is_null());
    }
}

#[tokio::test]
async fn awareid_callback_link_carries_a_signature_and_six_blocks() {
    let trigger = trigger().await;
    let link = trigger.session_callback_url.get().unwrap().expose();
    let (address, data) = link.split_once("?data=").unwrap();
    assert_eq!(address, "https://awareid-dev.aware-apis.com/onboarding");
    let data = URL_SAFE_NO_PAD.decode(data.trim_end_matches('=')).unwrap();
    assert_eq!(data.len(), 256 + 6 * 16);
}

async fn trigger() -> TriggerResponse {
    let socket = Socket::open().await;
    let scope = Clients::at(&socket).awareid.with_bearer_and_apikey("bearer", "api-key");
    let answer = page(Vendor::Awareid, "trigger_enroll", "page");
    let body = TriggerEnrollRequest::builder().username("user-1").email("user-1@example.com");
    let body = TriggerEnrollRequest::try_from(body).unwrap();
    let (_, answer) = socket.exchange(&answer, scope.trigger_enroll().body(body).send()).await;
    answer.unwrap().into_inner()
}

async fn trigger_authenticate() -> TriggerResponse {
    let socket = Socket::open().await;
    let scope = Clients::at(&socket).awareid.with_bearer_and_apikey("bearer", "api-key");
    let answer = page(Vendor::Awareid, "trigger_authenticate", "page");
    let body = TriggerAuthenticateRequest::try_from(TriggerAuthenticateRequest::builder().username("user-1")).unwrap();
    let (_, answer) = socket.exchange(&answer, scope.trigger_authenticate().body(body).send()).await;
    answer.unwrap().into_inner()
}

/// The text of the one QR code in a PNG image.
fn read_qr(png: &[u8]) -> String {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(frame.color_type, png::ColorType::Grayscale);
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

/// The pages' samples are there under the names by which the tests look for them.
#[test]
fn every_page_sample_is_an_example() {
    let of = |vendor| -> Vec<String> {
        let operations = Contract::of(vendor).operations();
        let answers = operations.iter().flat_map(|operation| {
            let names = cases::replies(operation).into_iter().map(|reply| reply.name);
            names.filter(|name| name.starts_with("200__page")).map(|name| format!("{}__{name}", operation.id))
        });
        let mut names: Vec<String> = answers.collect();
        names.sort();
        names
    };
    assert_eq!(
        of(Vendor::Alice),
        ["get_authentication__200__page", "get_report__200__page_v0", "get_report__200__page_v1"]
    );
    assert_eq!(of(Vendor::Awareid).len(), 14);
}
