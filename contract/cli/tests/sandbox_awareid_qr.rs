//! The sandbox of AwareID: from a QR code to an enrolment and an authentication.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use awareid_client::{
    LinkError, LinkedSession, SessionLink, TriggeredSession,
    types::{
        AuthStatus, AuthenticateRequest, EnrollmentStatus, MethodType, TriggerAuthenticateRequest,
        TriggerEnrollRequest, TriggerStatus,
    },
};
use contract::{AwareId, sandbox::Sandbox};
use support::{
    all_conform, answers_conform,
    awareid::{AwareIdTest, add_device, add_face, device, enroll, verification},
    request,
};

impl AwareIdTest {
    async fn trigger_enroll(&self, username: &str, email: &str) -> awareid_client::types::TriggerResponse {
        let body = TriggerEnrollRequest::builder().username(username.to_owned()).email(email.to_owned());
        self.calls().trigger_enroll().body(body).send().await.unwrap().into_inner()
    }

    async fn trigger_authenticate(&self, username: &str) -> TriggeredSession {
        let body = TriggerAuthenticateRequest::builder().username(username.to_owned());
        let answer = self.calls().trigger_authenticate().body(body).send().await.unwrap();
        answer.into_inner().into_session().unwrap()
    }
}

#[tokio::test]
async fn a_scanned_code_leads_to_an_enrolment_and_later_to_an_authentication() {
    let test = AwareIdTest::start().await;
    let keys = test.link_keys();
    let triggered = test.trigger_enroll("user-1", "user@example.com").await.into_session().unwrap();
    let linked = LinkedSession::from_png(triggered.qr_code.as_ref(), &keys).await.unwrap();
    assert_eq!((&linked.session.method_type, linked.session.user_name.as_str()), (&MethodType::Enroll, "user-1"));
    assert_eq!((linked.session.email.as_str(), linked.session.customer_name.as_str()), ("user@example.com", "sandbox"));
    let token = enroll(&linked.calls, "user-1").await.enrollment_token.unwrap();
    add_device(&linked.calls, token.expose()).await;
    let added = add_face(&linked.calls, token.expose()).await;
    assert_eq!(added.enrollment_status, EnrollmentStatus::Complete);

    let triggered = test.trigger_authenticate("user-1").await;
    let linked = LinkedSession::from_png(triggered.qr_code.as_ref(), &keys).await.unwrap();
    assert_eq!(linked.session.method_type, MethodType::Authenticate);
    let body =
        AuthenticateRequest::builder().registration_code(added.registration_code).device_id("device-1".to_owned());
    let token = linked.calls.authenticate_by_qr().body(body).send().await.unwrap().auth_token.expose().to_owned();
    let verified = linked.calls.verify_device_by_qr().body(device(&token, "device-1")).send().await.unwrap();
    assert_eq!(verified.auth_status, AuthStatus::Pending);
    let verified = linked.calls.verify_face_by_qr().body(verification(&token)).send().await.unwrap();
    assert_eq!(verified.auth_status, AuthStatus::Complete);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn image_link_and_answer_say_the_same() {
    let test = AwareIdTest::start().await;
    let triggered = test.trigger_enroll("user-1", "user@example.com").await.into_session().unwrap();
    let keys = test.link_keys();
    let from_text = SessionLink::open(triggered.callback_url.expose(), &keys).unwrap();
    let from_image = SessionLink::open_png(triggered.qr_code.as_ref(), &keys).unwrap();
    for link in [from_text, from_image] {
        assert_eq!(link.host, test.sandbox.base_url());
        assert_eq!(link.api_key.expose(), test.sandbox.credentials().api_key);
        assert_eq!(link.session_token, triggered.session_token);
    }
    // Another sandbox has another key.
    let other = AwareId::sandbox().seed(2).start().await.unwrap();
    let keys = &other.credentials().link_keys;
    let keys = awareid_client::LinkKeys::new(&keys.public_key_pem, keys.aes_key).unwrap().allow_insecure_hosts();
    let error = SessionLink::open(triggered.callback_url.expose(), &keys).unwrap_err();
    assert!(matches!(error, LinkError::Decryption | LinkError::Content), "{error:?}");
}

#[tokio::test]
async fn the_keys_are_published() {
    let test = AwareIdTest::start().await;
    let (status, keys) = request(test.sandbox.base_url(), "GET", "/__sandbox/keys", &[], "").await;
    assert_eq!(
        (status, keys["public_key_pem"].as_str()),
        (200, Some(&*test.sandbox.credentials().link_keys.public_key_pem))
    );
    let decoded: awareid_client::Base64 = serde_json::from_value(keys["aes_key"].clone()).unwrap();
    assert_eq!(decoded.as_ref(), test.sandbox.credentials().link_keys.aes_key);
}

#[tokio::test]
async fn who_cannot_be_used_is_a_failure_and_who_is_unknown_an_error() {
    let test = AwareIdTest::start().await;
    let refused = test.trigger_enroll("user-1", "").await;
    assert_eq!(refused.status, TriggerStatus::Failure);
    assert!(refused.into_session().unwrap_err().summary.is_some());

    for username in ["user-1", "user-2"] {
        let body = TriggerAuthenticateRequest::builder().username(username.to_owned());
        let error = test.calls().trigger_authenticate().body(body).send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert_eq!(error.vendor().unwrap().error_code.as_ref().unwrap().as_str(), "500");
    }
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_user_who_is_known_needs_no_address() {
    let test = AwareIdTest::start().await;
    test.trigger_enroll("user-1", "user@example.com").await.into_session().unwrap();
    let link = test.trigger_enroll("user-1", "user@example.com").await.into_session().unwrap();
    let bearer = LinkedSession::from_link(link.callback_url.expose(), &test.link_keys()).await.unwrap();
    let bearer = format!("Bearer {}", bearer.session.access_token.expose());
    let key = test.sandbox.credentials().api_key.clone();
    let headers = [("authorization", &*bearer), ("apikey", &*key), ("content-type", "application/json; charset=UTF-8")];
    for (username, status, tolerated) in [("user-1", "SUCCESS", true), ("user-2", "FAILURE", false)] {
        let body = format!(r#"{{"username": "{username}"}}"#);
        let (code, answer) = request(test.sandbox.base_url(), "POST", "/b2c/proxy/triggerEnroll", &headers, body).await;
        assert_eq!((code, answer["status"].as_str()), (200, Some(status)), "{answer}");
        let exchange = test.sandbox.journal().pop().unwrap();
        assert_eq!((exchange.tolerated, exchange.request.conforms()), (tolerated, false), "{exchange:#?}");
    }
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn a_session_and_its_token_may_last_for_ever() {
    let sandbox = Sandbox::of(AwareId::new().session_lifetime(Duration::MAX)).token_lifetime(Duration::MAX);
    let test = AwareIdTest::start_with(sandbox).await;
    let triggered = test.trigger_enroll("user-1", "user@example.com").await.into_session().unwrap();
    test.clock.advance(Duration::from_secs(1 << 32));
    let linked = LinkedSession::from_link(triggered.callback_url.expose(), &test.link_keys()).await.unwrap();
    linked.calls.get_public_key().send().await.unwrap();
    test.calls().get_public_key().send().await.unwrap();
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_session_ends() {
    let test = AwareIdTest::start_with(Sandbox::of(AwareId::new().session_lifetime(Duration::from_secs(60)))).await;
    let keys = test.link_keys();
    let triggered = test.trigger_enroll("user-1", "user@example.com").await.into_session().unwrap();
    test.clock.advance(Duration::from_secs(59));
    LinkedSession::from_link(triggered.callback_url.expose(), &keys).await.unwrap();
    test.clock.advance(Duration::from_secs(1));
    let error = LinkedSession::from_link(triggered.callback_url.expose(), &keys).await.unwrap_err();
    let LinkError::Session(error) = error else { panic!("{error:?}") };
    assert_eq!(error.vendor().unwrap().error_code.as_ref().unwrap().as_str(), "RestServerError");
    all_conform(&test.sandbox);
}
