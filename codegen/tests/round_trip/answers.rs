//! Several ways to succeed and to fail.

use client_runtime::{DecodeError, Error};
use httpmock::MockServer;

use crate::{
    golden::{errors_by_status, media_types, several_successes},
    wire::{Server, client},
};

#[tokio::test]
async fn each_success_is_an_outcome() {
    use several_successes::{
        generated::{
            scopes::Unauthenticated,
            types::{AddSelfieOutcome, Face, Ticket},
        },
        generated_mock::MockServerExt as _,
    };

    let face: Face = Face::builder().face_id("f-1").try_into().unwrap();
    let ticket: Ticket = Ticket::builder().ticket(7).try_into().unwrap();
    for status in [200, 201, 204] {
        let server = MockServer::start();
        let mock = server.add_selfie(|_, then| {
            match status {
                200 => then.ok(&face),
                201 => then.queued(&ticket),
                _ => then.no_face(),
            };
        });
        let client = client(server.base_url());
        let answer = Unauthenticated::new(&client).add_selfie().send().await.unwrap();
        assert_eq!(answer.status(), status);
        match (status, answer.into_inner()) {
            (200, AddSelfieOutcome::Ok(face)) => assert_eq!(face.face_id, "f-1"),
            (201, AddSelfieOutcome::Queued(Some(ticket))) => assert_eq!(ticket.ticket, 7),
            (204, AddSelfieOutcome::NoFace) => {}
            (status, outcome) => panic!("{status} became {outcome:?}"),
        }
        mock.assert();
    }
}

#[tokio::test]
async fn a_body_that_is_not_promised_may_be_missing_or_unreadable() {
    use several_successes::generated::{scopes::Unauthenticated, types::AddSelfieOutcome};

    for body in ["", "queued!", r#"{"ticket":"seven"}"#] {
        let server = Server::answer(201, "text/plain", body).await;
        let answer = Unauthenticated::new(&server.client).add_selfie().send().await.unwrap();
        assert!(matches!(*answer, AddSelfieOutcome::Queued(None)), "{body}");
        assert_eq!(answer.raw_body(), body);
    }
}

#[tokio::test]
async fn a_body_that_is_promised_must_be_there() {
    use several_successes::generated::scopes::Unauthenticated;

    let server = Server::empty(200).await;
    let error = Unauthenticated::new(&server.client).add_selfie().send().await.unwrap_err();
    assert!(matches!(error, Error::Decode { source: DecodeError::Empty, .. }), "{error:?}");
    assert_eq!(error.status().unwrap(), 200);
}

#[tokio::test]
async fn each_error_status_has_its_own_body() {
    use errors_by_status::{
        generated::{
            scopes::Unauthenticated,
            types::{GetReportError, Incident, Refusal},
        },
        generated_mock::MockServerExt as _,
    };

    let refusal: Refusal = Refusal::builder().field("user").try_into().unwrap();
    let incident: Incident = Incident::builder().number(12).try_into().unwrap();
    for status in [400, 401, 500, 503] {
        let server = MockServer::start();
        server.get_report(|_, then| {
            match status {
                400 => then.bad_request(&refusal),
                401 => then.unauthorized(),
                500 => then.failed(&incident),
                _ => then.status5xx(503),
            };
        });
        let client = client(server.base_url());
        let error = Unauthenticated::new(&client).get_report().send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert!(matches!(error, Error::Vendor { .. }));
        match (status, error.vendor()) {
            (400, Some(GetReportError::BadRequest(refusal))) => assert_eq!(refusal.field, "user"),
            (401, Some(GetReportError::Unauthorized)) | (503, Some(GetReportError::Status5xx)) => {}
            (500, Some(GetReportError::Failed(incident))) => assert_eq!(incident.number, 12),
            (status, error) => panic!("{status} became {error:?}"),
        }
    }
}

#[tokio::test]
async fn an_error_without_its_body_is_still_that_error() {
    use errors_by_status::generated::scopes::Unauthenticated;

    const HTML: &str = "<html><body>Bad Gateway of example.com</body></html>";
    for (status, media_type, body, known) in [
        (400, "application/json", "", false),
        (400, "text/html", HTML, false),
        (400, "application/json", r#"{"field":"#, false),
        (400, "application/json", "null", false),
        (401, "application/json", "", true),
        (401, "text/html", HTML, true),
        (502, "text/html", HTML, true),
    ] {
        let server = Server::answer(status, media_type, body).await;
        let error = Unauthenticated::new(&server.client).get_report().send().await.unwrap_err();
        assert!(matches!(error, Error::Vendor { .. }), "{error:?}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.vendor().is_some(), known, "{status} {body}");
        assert_eq!(error.raw_body().unwrap(), body);
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("Gateway of"), "{printed}");
    }
}

#[tokio::test]
async fn a_status_that_the_contract_does_not_know_says_so() {
    use errors_by_status::generated::scopes::Unauthenticated;

    for status in [202, 302, 418] {
        let server = Server::answer(status, "text/plain", "hunter2").await;
        let error = Unauthenticated::new(&server.client).get_report().send().await.unwrap_err();
        assert!(matches!(error, Error::Undocumented { .. }), "{error:?}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.raw_body().unwrap(), "hunter2");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn html_in_place_of_json_is_an_error_that_says_so() {
    use several_successes::generated::scopes::Unauthenticated;

    let server = Server::answer(200, "text/html; charset=utf-8", "<html>hunter2</html>").await;
    let error = Unauthenticated::new(&server.client).add_selfie().send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "add_selfie: the vendor answered 200 OK with a body that cannot be read: \
         the body is not JSON (line 1, column 1); it was sent as text/html"
    );
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn what_is_asked_for_is_what_the_contract_says_is_answered() {
    use media_types::generated::scopes::Unauthenticated;

    let server = Server::answer(200, "application/vnd.acme.v2+json", r#"{"name":"lamp"}"#).await;
    let thing = Unauthenticated::new(&server.client).get_own().send().await.unwrap().into_inner();
    assert_eq!(thing.name.as_deref(), Some("lamp"));
    let accept = "application/vnd.acme.v2+json, application/problem+json";
    assert_eq!(server.request().await.header("accept"), Some(accept), "each type once");

    let server = Server::answer(200, "application/json;version=3", "{}").await;
    Unauthenticated::new(&server.client).get_versioned().send().await.unwrap();
    assert_eq!(server.request().await.header("accept"), Some("application/json; version=3"));

    let server = Server::answer(404, "application/problem+json", r#"{"title":"gone"}"#).await;
    let error = Unauthenticated::new(&server.client).get_own().send().await.unwrap_err();
    assert!(matches!(error, Error::Vendor { .. }), "{error:?}");
}

#[tokio::test]
async fn a_head_is_answered_without_a_body() {
    use media_types::generated::scopes::Unauthenticated;

    let server = Server::head(200, "application/vnd.acme.v2+json", 15).await;
    Unauthenticated::new(&server.client).has_own().send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.line, "HEAD /base/own");
}
