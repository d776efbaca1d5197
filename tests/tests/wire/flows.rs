//! The vendor pages' flows: every step in the page's order, each with what the
//! steps before it gave.

use alice_client::{
    FilePart,
    types::{AddSelfieRequest, AuthenticateUserOutcome, AuthenticateUserRequest},
};
use awareid_client::{
    ClientCredentials, LinkedSession, Tokens,
    scopes::BearerApikey,
    types::{
        AddDeviceRequest, AddFaceRequest, AuthStatus, AuthenticateRequest, EnrollRequest, EnrollmentStatus,
        FaceLivenessData, FaceVideo, Frame, MethodType, TriggerAuthenticateRequest, TriggerEnrollRequest,
        VerifyDeviceRequest, VerifyFaceRequest, VideoMetaData, WorkflowData, builder,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use wire_tests::{
    cases,
    contract::{Contract, Vendor},
    faulty::{Faulty, Reply},
    request::Request,
    sealed::{Sealer, qr_png},
};

/// A server that answers the calls in turn, each with an example of its operation.
async fn server(vendor: Vendor, answers: &[(&str, &str)]) -> Faulty {
    Faulty::start(answers.iter().map(|(id, name)| example(vendor, id, name))).await
}

/// The example `name` of what an operation answers with status 200.
fn example(vendor: Vendor, id: &str, name: &str) -> Reply {
    let operations = Contract::of(vendor).operations();
    let operation = operations.iter().find(|operation| operation.id == id).unwrap();
    let name = format!("200__{name}");
    let answer = cases::replies(operation).into_iter().find(|reply| reply.name == name).unwrap().answer();
    let headers = answer.media_type.as_deref().map(|media_type| ("content-type", media_type));
    Reply::answer(answer.status, headers.as_slice(), answer.body)
}

/// What arrived.
fn requests(server: &Faulty) -> Vec<Request> {
    server.requests().iter().map(|request| Request::parse(request.as_bytes()).unwrap()).collect()
}

/// The method, the path and the credentials of each call.
fn lines(requests: &[Request]) -> Vec<String> {
    let line = |request: &Request| {
        let credentials = request.header("authorization").unwrap_or("no token");
        format!("{} {}, {credentials}", request.method, request.target)
    };
    requests.iter().map(line).collect()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test]
async fn alice_enrols_authorises_and_authenticates() {
    let server = server(
        Vendor::Alice,
        &[
            ("create_user", "created"),
            ("add_selfie", "no_body"),
            ("get_report", "page_v0"),
            ("void_selfie", "no_body"),
            ("add_selfie", "no_body"),
            ("get_report", "full_v0"),
            ("authorize_user", "no_body"),
            ("authenticate_user", "recorded"),
            ("get_authentication", "page"),
            ("authenticate_user", "recorded"),
            ("get_authentication", "passing"),
        ],
    )
    .await;
    let alice = alice_client::Client::builder(format!("{}/onboarding", server.url)).build().unwrap();
    let video = || FilePart::bytes("video.mp4", "video/mp4", "frames");

    alice.with_backend_token("backend").create_user().send().await.unwrap();
    let (device, backend) = (alice.with_user_token("user"), alice.with_backend_token_with_user_id("backend-user"));
    // The page's own selfie is below the threshold, so another one is asked for.
    let mut enrolled = false;
    while !enrolled {
        device.add_selfie().body(AddSelfieRequest::builder().video(video())).send().await.unwrap();
        enrolled = backend.get_report().send().await.unwrap().liveness().unwrap().is_passed();
        if !enrolled {
            backend.void_selfie().send().await.unwrap();
        }
    }
    backend.authorize_user().send().await.unwrap();
    // The page's own login is denied, so it is repeated.
    let mut logged_in = false;
    while !logged_in {
        let body = AuthenticateUserRequest::builder().video(video());
        let sent = device.authenticate_user().body(body).send().await.unwrap().into_inner();
        let AuthenticateUserOutcome::Recorded(sent) = sent else { panic!("no face") };
        let result = backend.get_authentication().authentication_id(sent.authentication_id).send().await.unwrap();
        logged_in = result.authentication.verdict().is_passed();
    }
    assert_eq!(
        lines(&requests(&server)),
        [
            "POST /onboarding/user, Bearer backend",
            "POST /onboarding/user/selfie, Bearer user",
            "GET /onboarding/user/report, Bearer backend-user",
            "PATCH /onboarding/user/selfie, Bearer backend-user",
            "POST /onboarding/user/selfie, Bearer user",
            "GET /onboarding/user/report, Bearer backend-user",
            "POST /onboarding/user/authorize, Bearer backend-user",
            "POST /onboarding/user/authenticate, Bearer user",
            "GET /onboarding/user/authentication/authentication-1, Bearer backend-user",
            "POST /onboarding/user/authenticate, Bearer user",
            "GET /onboarding/user/authentication/authentication-1, Bearer backend-user",
        ]
    );
}

#[tokio::test]
async fn awareid_enrols_from_the_client_in_five_steps_and_authenticates_in_three() {
    let server = server(
        Vendor::Awareid,
        &[
            ("get_access_token", "without_id_token"),
            ("get_public_key", "generated"),
            ("enroll", "page"),
            ("add_device", "page"),
            ("add_face", "page"),
            ("authenticate", "page"),
            ("verify_device", "page"),
            ("verify_face", "page"),
        ],
    )
    .await;
    let client = awareid_client::Client::builder(&server.url).build().unwrap();
    let credentials = ClientCredentials::new("customer", "client", "secret");
    let calls = client.session_with(credentials, "api-key", Tokens::default()).calls();
    let code = enrol(&calls).await;
    let started = calls.authenticate().body(who(&code)).send().await.unwrap();
    let device = calls.verify_device().body(proof(started.auth_token.expose())).send().await.unwrap();
    assert_eq!(device.auth_status, AuthStatus::Pending);
    let face = calls.verify_face().body(again(started.auth_token.expose())).send().await.unwrap();
    assert!(face.liveness_result && face.match_result && face.auth_status == AuthStatus::Complete);

    let requests = requests(&server);
    assert_eq!(
        lines(&requests),
        [
            "POST /auth/realms/customer-consumers/protocol/openid-connect/token, no token",
            "GET /getPublicKey, Bearer access-token-1",
            "POST /onboarding/enrollment/enroll, Bearer access-token-1",
            "POST /onboarding/enrollment/adddevice, Bearer access-token-1",
            "POST /onboarding/enrollment/addFace, Bearer access-token-1",
            "POST /onboarding/authentication/authenticate, Bearer access-token-1",
            "POST /onboarding/authentication/verifyDevice, Bearer access-token-1",
            "POST /onboarding/authentication/verifyFace, Bearer access-token-1",
        ]
    );
    assert!(requests[1..].iter().all(|request| request.header("apikey") == Some("api-key")));
    assert_eq!(tokens(&requests[3..5], "enrollmentToken"), ["enrollmentToken"; 2]);
    assert_eq!(body(&requests[5]), json!({ "registrationCode": "LLXL2N", "deviceId": "device-1" }));
    assert_eq!(tokens(&requests[6..], "authToken"), ["b8bf6f22-6f93-4bcb-a5b6-871b689c6750"; 2]);
}

#[tokio::test]
async fn awareid_enrols_from_a_qr_code() {
    let device = server(
        Vendor::Awareid,
        &[
            ("validate_session", "page"),
            ("get_public_key", "generated"),
            ("enroll", "page"),
            ("add_device", "page"),
            ("add_face", "page"),
        ],
    )
    .await;
    let portal = Portal::start(&device).await;
    let body = TriggerEnrollRequest::builder().username("user-1").email("user-1@example.com");
    let shown = portal.calls.trigger_enroll().body(body).send().await.unwrap().into_inner().into_session().unwrap();
    let linked = portal.scan(shown.qr_code.as_bytes()).await;
    assert_eq!(linked.session.method_type, MethodType::Enroll);
    enrol(&linked.calls).await;

    assert_eq!(lines(&requests(&portal.server)), ["POST /b2c/proxy/triggerEnroll, Bearer portal"]);
    let requests = requests(&device);
    assert_eq!(
        lines(&requests),
        [
            "POST /tokenVerify/validateSession, no token",
            "GET /getPublicKey, Bearer accessToken",
            "POST /onboarding/enrollment/enroll, Bearer accessToken",
            "POST /onboarding/enrollment/adddevice, Bearer accessToken",
            "POST /onboarding/enrollment/addFace, Bearer accessToken",
        ]
    );
    assert!(requests.iter().all(|request| request.header("apikey") == Some("key-of-the-link")));
    assert_eq!(tokens(&requests[..1], "sessionToken"), ["token-of-the-link"]);
}

#[tokio::test]
async fn awareid_authenticates_from_a_qr_code() {
    let device = server(
        Vendor::Awareid,
        &[
            ("validate_session", "page_authenticate"),
            ("authenticate_by_qr", "page"),
            ("verify_device_by_qr", "page"),
            ("verify_face_by_qr", "page"),
        ],
    )
    .await;
    let portal = Portal::start(&device).await;
    let body = TriggerAuthenticateRequest::builder().username("user-1");
    let shown = portal.calls.trigger_authenticate().body(body).send().await.unwrap().into_inner();
    let linked = portal.scan(shown.into_session().unwrap().qr_code.as_bytes()).await;
    assert_eq!(linked.session.method_type, MethodType::Authenticate);
    let calls = &linked.calls;
    let started = calls.authenticate_by_qr().body(who("LLXL2N")).send().await.unwrap();
    let verified = calls.verify_device_by_qr().body(proof(started.auth_token.expose())).send().await.unwrap();
    assert_eq!(verified.auth_status, AuthStatus::Pending);
    let face = calls.verify_face_by_qr().body(again(started.auth_token.expose())).send().await.unwrap();
    assert_eq!(face.auth_status, AuthStatus::Complete);

    assert_eq!(lines(&requests(&portal.server)), ["POST /b2c/proxy/triggerAuthenticate, Bearer portal"]);
    let requests = requests(&device);
    assert_eq!(
        lines(&requests),
        [
            "POST /tokenVerify/validateSession, no token",
            "POST /authenticate, Bearer accessToken",
            "POST /verifyDevice, Bearer accessToken",
            "POST /verifyFace, Bearer accessToken",
        ]
    );
    assert!(requests.iter().all(|request| request.header("apikey") == Some("key-of-the-link")));
    assert_eq!(tokens(&requests[2..], "authToken"), ["b8bf6f22-6f93-4bcb-a5b6-871b689c6750"; 2]);
}

/// The second application, which shows a code that leads to another host.
struct Portal {
    sealer: Sealer,
    server: Faulty,
    calls: BearerApikey,
}

impl Portal {
    async fn start(device: &Faulty) -> Self {
        let sealer = Sealer::new();
        let link = sealer.link(&format!("{}&key-of-the-link&token-of-the-link", device.url));
        let answer = json!({
            "status": "SUCCESS",
            "sessionCallbackURL": link,
            "qrcodeImage": STANDARD.encode(qr_png(&link)),
            "sessionToken": "token-of-the-link",
            "errorSummary": null,
        });
        let server = Faulty::start([Reply::json(200, &answer.to_string())]).await;
        let client = awareid_client::Client::builder(&server.url).build().unwrap();
        Self { sealer, server, calls: client.with_bearer_and_apikey("portal", "key-of-the-portal") }
    }

    async fn scan(&self, png: &[u8]) -> LinkedSession {
        LinkedSession::from_png(png, &self.sealer.keys().allow_insecure_hosts()).await.unwrap()
    }
}

/// The public key and the three steps of an enrolment; gives the registration code.
async fn enrol(calls: &BearerApikey) -> String {
    calls.get_public_key().send().await.unwrap();
    let body = EnrollRequest::builder().username("user-1").email("user-1@example.com");
    let token = calls.enroll().body(body).send().await.unwrap().enrollment_token.clone().unwrap();
    let body = AddDeviceRequest::builder().enrollment_token(token.clone()).device_id("device-1");
    let added = calls.add_device().body(body).send().await.unwrap().into_inner();
    assert_eq!((added.enrollment_status, added.registration_code.as_str()), (EnrollmentStatus::Pending, ""));
    let body = AddFaceRequest::builder().enrollment_token(token).face_liveness_data(face());
    let added = calls.add_face().body(body).send().await.unwrap().into_inner();
    assert!(added.liveness_result && added.enrollment_status == EnrollmentStatus::Complete);
    added.registration_code
}

fn who(code: &str) -> builder::AuthenticateRequest {
    AuthenticateRequest::builder().registration_code(code.to_owned()).device_id("device-1".to_owned())
}

fn proof(token: &str) -> builder::VerifyDeviceRequest {
    VerifyDeviceRequest::builder().auth_token(token).signature("signature").device_id("device-1")
}

fn again(token: &str) -> builder::VerifyFaceRequest {
    VerifyFaceRequest::builder().auth_token(token).face_liveness_data(face())
}

fn face() -> FaceLivenessData {
    let frame = Frame::try_from(Frame::builder().data("frame")).unwrap();
    let video = FaceVideo::builder()
        .workflow_data(WorkflowData::builder().workflow("hotel2").frames(vec![frame]))
        .meta_data(VideoMetaData::builder());
    let video = FaceVideo::try_from(video).unwrap();
    FaceLivenessData::try_from(FaceLivenessData::builder().video(video)).unwrap()
}

/// One member of each body.
fn tokens(requests: &[Request], member: &str) -> Vec<String> {
    requests.iter().map(|request| body(request)[member].as_str().unwrap().to_owned()).collect()
}
