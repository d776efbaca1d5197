//! The sandbox of AwareID, driven through the typed client.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use awareid_client::{
    Error,
    types::{
        AddFaceRequest, AuthStatus, AuthenticateRequest, AuthenticationCheck, CheckResult, EnrollRequest,
        EnrollmentCheck, EnrollmentStatus, ErrorBody, ErrorCode, FaceLivenessData, LivenessDecision,
    },
};
use contract::{
    AwareId,
    sandbox::{EVERYONE, Limits, Scenario},
};
use support::{
    all_conform, answers_conform,
    awareid::{AwareIdTest, add_device, add_face, authenticate, device, enroll, package, verification, verify_face},
    journal, request,
};

/// The code and the text of an error that arrived with status 500.
fn mistake<T: std::fmt::Debug>(answer: Result<T, Error<ErrorBody>>) -> (String, String) {
    let error = answer.unwrap_err();
    assert_eq!(error.status().unwrap(), 500, "{error:?}");
    let body = error.vendor().unwrap();
    (body.error_code.as_ref().unwrap().as_str().to_owned(), body.error_msg.clone().unwrap())
}

#[tokio::test]
async fn a_person_enrols_and_authenticates() {
    let test = AwareIdTest::start().await;
    let calls = test.calls();
    let key = calls.get_public_key().send().await.unwrap().into_inner();
    assert!(key.contains("BEGIN PUBLIC KEY"), "no PEM text");

    let enrolment = enroll(&calls, "user-1").await;
    assert!(!enrolment.user_exists_already);
    assert_eq!(enrolment.required_checks, [EnrollmentCheck::AddDevice, EnrollmentCheck::AddFace]);
    let token = enrolment.enrollment_token.unwrap();
    let added = add_device(&calls, token.expose()).await;
    assert_eq!((added.enrollment_status, added.registration_code.as_str()), (EnrollmentStatus::Pending, ""));
    let added = add_face(&calls, token.expose()).await;
    assert!(added.liveness_result);
    assert_eq!(
        (added.enrollment_status, added.decision()),
        (EnrollmentStatus::Complete, Some(&LivenessDecision::Live))
    );
    assert!(!added.registration_code.is_empty());

    let body = AuthenticateRequest::builder()
        .registration_code(added.registration_code.clone())
        .device_id("device-1".to_owned());
    let started = calls.authenticate().body(body).send().await.unwrap().into_inner();
    assert_eq!(started.required_checks, [AuthenticationCheck::VerifyDevice, AuthenticationCheck::VerifyFace]);
    let token = started.auth_token.expose();
    let verified = calls.verify_device().body(device(token, "device-1")).send().await.unwrap().into_inner();
    assert_eq!((verified.message.as_str(), verified.auth_status), ("Device verified.", AuthStatus::Pending));
    let verified = verify_face(&calls, token).await;
    assert!(verified.liveness_result && verified.match_result && verified.match_score > 1.0);
    assert_eq!(verified.auth_status, AuthStatus::Complete);

    // Someone who is enrolled already gets another token.
    let again = enroll(&calls, "user-1").await;
    assert!(again.user_exists_already && again.enrollment_token.is_none() && again.re_enrollment_token.is_some());
    all_conform(&test.sandbox);
    test.sandbox.stop().await;
}

#[tokio::test]
async fn by_user_name_and_without_a_device_only_the_face_counts() {
    let test = AwareIdTest::start().await;
    test.enrolled("user-1").await;
    let body = AuthenticateRequest::builder().username("user-1".to_owned());
    let started = test.calls().authenticate().body(body).send().await.unwrap().into_inner();
    assert_eq!(started.required_checks, [AuthenticationCheck::VerifyFace]);
    assert_eq!(verify_face(&test.calls(), started.auth_token.expose()).await.auth_status, AuthStatus::Complete);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn tokens_that_are_spent_or_unknown_are_refused() {
    let test = AwareIdTest::start().await;
    let calls = test.calls();
    let token = enroll(&calls, "user-1").await.enrollment_token.unwrap();
    let token = token.expose();
    add_device(&calls, token).await;
    let code = add_face(&calls, token).await.registration_code;
    let again =
        |token: &str| AddFaceRequest::builder().enrollment_token(token).face_liveness_data(support::awareid::face());
    let spent = mistake(calls.add_face().body(again(token)).send().await);
    assert_eq!(spent, ("INTERNAL_SERVER_ERROR".to_owned(), format!("not valid token ({token})")));
    let unknown = mistake(calls.add_face().body(again("unknown")).send().await);
    assert_eq!(unknown.1, "No value present");

    let token = authenticate(&calls, &code).await;
    calls.verify_device().body(device(&token, "device-1")).send().await.unwrap();
    verify_face(&calls, &token).await;
    assert!(mistake(calls.verify_face().body(verification(&token)).send().await).1.contains("not valid token"));
    assert!(mistake(calls.verify_device().body(device(&token, "device-1")).send().await).1.contains("not valid token"));

    let body = AuthenticateRequest::builder().registration_code("unknown".to_owned());
    let unknown = mistake(calls.authenticate().body(body).send().await);
    assert_eq!(unknown.1, "invalid registration complete code: unknown");
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn another_device_is_not_verified() {
    let test = AwareIdTest::start().await;
    let code = test.enrolled("user-1").await;
    let token = authenticate(&test.calls(), &code).await;
    let verified = test.calls().verify_device().body(device(&token, "device-2")).send().await.unwrap().into_inner();
    assert_eq!((verified.message.as_str(), verified.auth_status), ("Device not verified.", AuthStatus::Failed));
    mistake(test.calls().verify_face().body(verification(&token)).send().await);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_face_that_does_not_match_ends_after_all_attempts() {
    let test = AwareIdTest::start().await;
    let code = test.enrolled("user-1").await;
    let token = authenticate(&test.calls(), &code).await;
    test.sandbox.scenario("user-1", Scenario::NoMatch);
    for status in [AuthStatus::Pending, AuthStatus::Pending, AuthStatus::Failed] {
        let verified = verify_face(&test.calls(), &token).await;
        assert!(verified.liveness_result && !verified.match_result);
        assert_eq!((verified.decision(), verified.auth_status), (Some(&LivenessDecision::Live), status));
    }
    mistake(test.calls().verify_face().body(verification(&token)).send().await);

    // Who fails once may try again.
    let token = authenticate(&test.calls(), &code).await;
    test.calls().verify_device().body(device(&token, "device-1")).send().await.unwrap();
    assert!(!verify_face(&test.calls(), &token).await.match_result);
    test.sandbox.forget_scenario("user-1");
    assert_eq!(verify_face(&test.calls(), &token).await.auth_status, AuthStatus::Complete);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn the_user_name_chooses_what_a_face_is_worth() {
    let test = AwareIdTest::start().await;
    let calls = test.calls();
    for (name, decision, status) in [
        ("spoof-1", LivenessDecision::Spoof, EnrollmentStatus::Pending),
        ("no-face-1", LivenessDecision::UnableToCalculateLiveness, EnrollmentStatus::Pending),
        ("duplicate-1", LivenessDecision::Live, EnrollmentStatus::Failed),
        ("no-match-1", LivenessDecision::Live, EnrollmentStatus::Complete),
    ] {
        let token = enroll(&calls, name).await.enrollment_token.unwrap();
        add_device(&calls, token.expose()).await;
        let added = add_face(&calls, token.expose()).await;
        assert_eq!((added.decision(), &added.enrollment_status), (Some(&decision), &status), "{name}");
        assert_eq!(added.liveness_result, status == EnrollmentStatus::Complete, "{name}");
        let duplicate = added.face_duplicate_check.and_then(|check| check.result);
        assert_eq!(duplicate, (name == "duplicate-1").then_some(CheckResult::Fail), "{name}");
    }
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_status_500() {
    let test = AwareIdTest::start().await;
    let calls = test.calls();
    let person = || EnrollRequest::builder().username("user-1".to_owned()).email("user@example.com".to_owned());
    for body in
        [person().username(String::new()), person().email(" ".to_owned()), person().phone_number("774-296".to_owned())]
    {
        assert_eq!(mistake(calls.enroll().body(body).send().await).0, "INTERNAL_SERVER_ERROR");
    }
    let token = enroll(&calls, "user-1").await.enrollment_token.unwrap();
    for face in [package(vec![]), FaceLivenessData::builder(), FaceLivenessData::builder().key("key").iv("iv")] {
        let body = AddFaceRequest::builder().enrollment_token(token.clone()).face_liveness_data(face);
        mistake(calls.add_face().body(body).send().await);
    }
    let sealed = FaceLivenessData::builder().key("key").iv("iv").p("package");
    let body = AddFaceRequest::builder().enrollment_token(token).face_liveness_data(sealed);
    assert!(calls.add_face().body(body).send().await.unwrap().liveness_result);
    all_conform(&test.sandbox);
}

/// A plain call with credentials.
async fn post(test: &AwareIdTest, path: &str, body: &str) -> (u16, serde_json::Value) {
    let known = test.sandbox.credentials();
    let form = format!(
        "client_id={}&client_secret={}&scope=openid&grant_type=client_credentials",
        known.client_id, known.client_secret
    );
    let (_, answer) = token(test, "sandbox-consumers", &form).await;
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let headers =
        [("authorization", bearer.as_str()), ("apikey", known.api_key.as_str()), ("content-type", "application/json")];
    request(test.sandbox.base_url(), "POST", path, &headers, body).await
}

async fn token(test: &AwareIdTest, realm: &str, form: &str) -> (u16, serde_json::Value) {
    let path = format!("/auth/realms/{realm}/protocol/openid-connect/token");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    request(test.sandbox.base_url(), "POST", &path, &headers, form).await
}

#[tokio::test]
async fn a_request_that_the_contract_does_not_allow_is_refused_as_the_vendor_would() {
    let test = AwareIdTest::start().await;
    for (body, status, code) in [
        ("{", 400, "INPUT_FORMAT_ERROR"),
        (r#"{"username": "user-1"}"#, 500, "INTERNAL_SERVER_ERROR"),
        (r#"{"username": 1, "email": "user@example.com"}"#, 500, "INTERNAL_SERVER_ERROR"),
    ] {
        let (found, answer) = post(&test, "/onboarding/enrollment/enroll", body).await;
        assert_eq!((found, answer["errorCode"].as_str()), (status, Some(code)), "{body} {answer}");
        let exchange = test.sandbox.journal().pop().unwrap();
        assert!(!exchange.request.violations.is_empty() && !exchange.tolerated, "{exchange:#?}");
    }
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn a_session_without_an_address_is_a_failure_and_one_with_a_wrong_address_an_error() {
    let test = AwareIdTest::start().await;
    for (body, status) in [
        (r#"{"username": "user-1"}"#, 200),
        (r#"{"username": "user-1", "email": null}"#, 500),
        (r#"{"username": "user-1", "email": 1}"#, 500),
        (r#"{"username": 1}"#, 500),
        ("{}", 500),
        ("{", 400),
    ] {
        let (found, answer) = post(&test, "/b2c/proxy/triggerEnroll", body).await;
        assert_eq!(found, status, "{body} {answer}");
        assert_eq!(answer["status"] == "FAILURE", status == 200, "{body} {answer}");
    }
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn the_token_call_speaks_oauth() {
    let test = AwareIdTest::start().await;
    let known = test.sandbox.credentials();
    let form = |secret: &str, grant: &str, scope: &str| {
        format!("client_id={}&client_secret={secret}&scope={scope}&grant_type={grant}", known.client_id)
    };
    let good = form(&known.client_secret, "client_credentials", "openid");
    for (realm, form, status, error) in [
        ("other-consumers", good.clone(), 404, "Realm does not exist"),
        ("sandbox-consumers", form("wrong", "client_credentials", "openid"), 401, "unauthorized_client"),
        ("sandbox-consumers", form(&known.client_secret, "password", "openid"), 400, "unsupported_grant_type"),
        ("sandbox-consumers", form(&known.client_secret, "client_credentials", "all"), 400, "invalid_scope"),
    ] {
        let (found, answer) = token(&test, realm, &form).await;
        assert_eq!((found, answer["error"].as_str()), (status, Some(error)), "{answer}");
    }
    let (status, answer) = token(&test, "sandbox-consumers", &good).await;
    assert_eq!((status, answer["expires_in"].as_u64()), (200, Some(300)), "{answer}");
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn both_credentials_are_needed_and_the_token_lives_300_seconds() {
    let test = AwareIdTest::start().await;
    let known = test.sandbox.credentials();
    let form = format!(
        "client_id={}&client_secret={}&scope=openid&grant_type=client_credentials",
        known.client_id, known.client_secret
    );
    let (_, answer) = token(&test, "sandbox-consumers", &form).await;
    let bearer = |member: &str| answer[member].as_str().unwrap().to_owned();
    let get = |token: String, key: String| {
        let calls = test.client.with_bearer_and_apikey(token, key);
        async move { calls.get_public_key().send().await.map(drop).map_err(|error| error.status().unwrap().as_u16()) }
    };
    assert_eq!(get(bearer("access_token"), known.api_key.clone()).await, Ok(()));
    assert_eq!(get(bearer("id_token"), known.api_key.clone()).await, Err(401));
    assert_eq!(get("e30.e30.e30".to_owned(), known.api_key.clone()).await, Err(401));
    assert_eq!(get(bearer("access_token"), "another".to_owned()).await, Err(401));
    test.clock.advance(Duration::from_secs(300));
    assert_eq!(get(bearer("access_token"), known.api_key.clone()).await, Err(401));
    assert_eq!(request(test.sandbox.base_url(), "GET", "/getPublicKey", &[], "").await.0, 401);
    test.calls().get_public_key().send().await.unwrap();
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn a_limited_rate_is_waited_for_and_a_drifting_schema_does_no_harm() {
    let test = AwareIdTest::start().await;
    test.sandbox.scenario("user-1", Scenario::rate_limited(2));
    let token = enroll(&test.calls(), "user-1").await.enrollment_token.unwrap();
    assert_eq!(journal(&test.sandbox)[1..], [("enroll", 429), ("enroll", 429), ("enroll", 200)]);

    test.sandbox.scenario(EVERYONE, Scenario::DriftingSchema);
    test.sandbox.scenario("user-1", Scenario::DriftingSchema);
    add_device(&test.calls(), token.expose()).await;
    let added = add_face(&test.calls(), token.expose()).await;
    assert!(matches!(added.decision(), Some(LivenessDecision::Unknown(_))), "{added:?}");
    let code = added.registration_code;
    let body = AuthenticateRequest::builder().registration_code(code).device_id("device-1".to_owned());
    let started = test.calls().authenticate().body(body).send().await.unwrap().into_inner();
    assert!(matches!(started.required_checks[2], AuthenticationCheck::Unknown(_)), "{started:?}");
    let body = AuthenticateRequest::builder().registration_code("unknown".to_owned());
    let error = test.calls().authenticate().body(body).send().await.unwrap_err();
    assert!(matches!(error.vendor().unwrap().error_code, Some(ErrorCode::Unknown(_))), "{error:?}");

    test.sandbox.scenario(EVERYONE, Scenario::Down);
    let error = test.calls().get_public_key().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn what_is_kept_is_bounded() {
    let limits = Limits { users: 2, processes: 2, ..Limits::default() };
    let test = AwareIdTest::start_with(AwareId::sandbox().limits(limits)).await;
    let first = test.enrolled("user-1").await;
    for name in ["user-2", "user-3"] {
        test.enrolled(name).await;
    }
    let body = AuthenticateRequest::builder().registration_code(first);
    mistake(test.calls().authenticate().body(body).send().await);
    assert!(!enroll(&test.calls(), "user-1").await.user_exists_already);
    assert!(enroll(&test.calls(), "user-3").await.user_exists_already);
    all_conform(&test.sandbox);
}
