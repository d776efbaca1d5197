//! The sandbox of AwareID as different servers are set up.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use awareid_client::types::{
    AuthStatus, AuthenticateRequest, AuthenticationCheck, EnrollRequest, EnrollmentCheck, EnrollmentStatus,
};
use contract::{AwareId, sandbox::Sandbox};
use support::{
    all_conform,
    awareid::{AwareIdTest, add_device, add_face, device, enroll, verify_face},
};

#[tokio::test]
async fn a_tenant_may_ask_for_faces_alone() {
    let test = AwareIdTest::start_with(Sandbox::of(AwareId::new().face_only(true))).await;
    let calls = test.calls();
    let begun = enroll(&calls, "user-1").await;
    assert_eq!(begun.required_checks, [EnrollmentCheck::AddFace]);
    let added = add_face(&calls, begun.enrollment_token.unwrap().expose()).await;
    assert_eq!(added.enrollment_status, EnrollmentStatus::Complete);

    // The device is not asked for even if one is named.
    for device in [None, Some("device-1".to_owned())] {
        let body = AuthenticateRequest::builder().registration_code(added.registration_code.clone()).device_id(device);
        let begun = calls.authenticate().body(body).send().await.unwrap().into_inner();
        assert_eq!(begun.required_checks, [AuthenticationCheck::VerifyFace]);
        let verified = verify_face(&calls, begun.auth_token.expose()).await;
        assert_eq!(verified.auth_status, AuthStatus::Complete);
    }
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn no_device_is_verified_where_none_was_enrolled() {
    let test = AwareIdTest::start_with(Sandbox::of(AwareId::new().face_only(true))).await;
    let calls = test.calls();
    let begun = enroll(&calls, "user-1").await;
    let code = add_face(&calls, begun.enrollment_token.unwrap().expose()).await.registration_code;
    let body = AuthenticateRequest::builder().registration_code(code);
    let begun = calls.authenticate().body(body).send().await.unwrap().into_inner();
    let verified = calls.verify_device().body(device(begun.auth_token.expose(), "device-1")).send().await.unwrap();
    assert_eq!(verified.auth_status, AuthStatus::Failed);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn newer_servers_name_the_details_of_a_face_otherwise() {
    for newer in [false, true] {
        let test = AwareIdTest::start_with(Sandbox::of(AwareId::new().face_liveness_results(newer))).await;
        let calls = test.calls();
        let token = enroll(&calls, "user-1").await.enrollment_token.unwrap();
        add_device(&calls, token.expose()).await;
        let added = add_face(&calls, token.expose()).await;
        let details = (added.liveness_results.is_some(), added.face_liveness_results.is_some());
        assert_eq!(details, (!newer, newer));
        // Whoever asks for the decision need not know.
        assert!(added.decision().is_some());
        all_conform(&test.sandbox);
    }
}

#[tokio::test]
async fn who_enrols_again_is_to_show_the_face() {
    let test = AwareIdTest::start().await;
    test.enrolled("user-1").await;
    let body = EnrollRequest::builder().username("user-1").email("user-1@example.com");
    let again = test.calls().enroll().body(body).send().await.unwrap().into_inner();
    assert!(again.user_exists_already && again.re_enrollment_token.is_some());
    assert_eq!(again.required_checks.iter().map(EnrollmentCheck::as_str).collect::<Vec<_>>(), ["verifyFace"]);
}
