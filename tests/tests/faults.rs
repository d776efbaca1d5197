//! Every way in which a network or a vendor fails, on a real socket: no panic, no
//! hang, the right error and the right number of requests.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use alice_client::{
    Client, ClientBuilder, Error, FilePart, RetryPolicy, TransportError,
    reqwest::{
        StatusCode,
        dns::{Name, Resolve, Resolving},
    },
    types::{AddSelfieRequest, ErrorBody, UserStatusResponse},
};
use wire_tests::faulty::{Faulty, Reply, TestClock};

const STATUS: &str = r#"{"user": {"user_id": "user-1"}}"#;

type Answer = Result<alice_client::ResponseValue<UserStatusResponse>, Error<ErrorBody>>;

fn builder(server: &Faulty, clock: &TestClock) -> ClientBuilder<Client> {
    Client::builder(&server.url).clock(clock.clone())
}

/// An idempotent call.
async fn get(client: &Client) -> Answer {
    client.with_user_token("token").get_user_status().send().await
}

async fn get_from(server: &Faulty, clock: &TestClock) -> Answer {
    get(&builder(server, clock).build().unwrap()).await
}

/// A call that must not be repeated when its outcome is unknown.
async fn post(client: &Client, video: FilePart) -> Result<(), Error<ErrorBody>> {
    let body = AddSelfieRequest::builder().video(video);
    client.with_user_token("token").add_selfie().body(body).send().await.map(drop)
}

fn video() -> FilePart {
    FilePart::bytes("video.mp4", "video/mp4", "frames")
}

fn transport(error: &Error<ErrorBody>) -> &TransportError {
    match error {
        Error::Transport { source, .. } => source,
        other => panic!("not a transport error: {other:?}"),
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_even_for_an_upload() {
    let clock = TestClock::default();
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let client = Client::builder(format!("http://{free}")).clock(clock.clone()).build().unwrap();
    let error = post(&client, video()).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::Connect(_)), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!((error.call().attempts, clock.pauses().len()), (3, 2));
}

/// Looks a host up for ever.
struct NoNames;

impl Resolve for NoNames {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_takes_too_long_is_tried_again_even_for_an_upload() {
    let http = alice_client::reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(NoNames)
        .connect_timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    let builder = Client::builder("http://alice.example.com").http(http).clock(TestClock::default());
    let error = post(&builder.build().unwrap(), video()).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::Connect(_)), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!(error.call().attempts, 3);
}

#[tokio::test]
async fn a_reset_within_the_body_is_tried_again_only_when_idempotent() {
    let clock = TestClock::default();
    let server = Faulty::start([Reply::Reset(Reply::cut("{\"user\": ")), Reply::json(200, STATUS)]).await;
    assert!(get_from(&server, &clock).await.is_ok());
    assert_eq!(server.count(), 2);

    let server = Faulty::start([Reply::Reset(Reply::cut("{"))]).await;
    let error = post(&builder(&server, &clock).build().unwrap(), video()).await.unwrap_err();
    assert!(!error.is_retryable(), "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_truncated_body_is_a_broken_connection() {
    let server = Faulty::start([Reply::Send(Reply::cut("{\"user\": {"))]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::Read(_)), "{error:?}");
    assert_eq!(server.count(), 3);
}

/// A limit so short that a server which never answers is found out soon.
const SHORT: Duration = Duration::from_millis(80);

async fn times_out(reply: Reply) {
    let server = Faulty::start([reply]).await;
    let client = builder(&server, &TestClock::default()).timeout(SHORT).build().unwrap();
    let error = get(&client).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::Timeout(_)), "{error:?}");
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_stalled_header_times_out() {
    times_out(Reply::Stall(b"HTTP/1.1 200 Any\r\n".to_vec())).await;
}

#[tokio::test]
async fn a_stalled_body_times_out() {
    times_out(Reply::Stall(Reply::cut("{"))).await;
}

#[tokio::test]
async fn a_slow_drip_times_out() {
    times_out(Reply::Drip(b"HTTP/1.1 200 Any\r\n\r\n".to_vec())).await;
}

#[tokio::test]
async fn an_upload_has_a_limit_of_its_own_and_is_not_sent_again_after_it() {
    let server = Faulty::start([Reply::Stall(Vec::new())]).await;
    let client = builder(&server, &TestClock::default()).upload_timeout(SHORT).build().unwrap();
    let error = post(&client, video()).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::Timeout(_)), "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_given_token_that_is_refused_is_not_sent_again() {
    let server = Faulty::start([Reply::json(401, r#"{"detail": "expired"}"#)]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert!(error.vendor().is_some());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_403_is_an_error_at_once() {
    let server = Faulty::start([Reply::json(403, "{}")]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert!(matches!(error, Error::Vendor { .. }) && !error.is_retryable(), "{error:?}");
    assert_eq!((error.status(), server.count()), (Some(StatusCode::FORBIDDEN), 1));
}

#[tokio::test]
async fn a_404_without_a_body_is_the_vendors_error_without_a_value() {
    let server = Faulty::start([Reply::answer(404, &[], "")]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert!(matches!(error, Error::Vendor { .. }), "{error:?}");
    assert_eq!((error.status(), error.vendor().is_none(), server.count()), (Some(StatusCode::NOT_FOUND), true, 1));
}

#[tokio::test]
async fn a_429_waits_as_long_as_the_vendor_asks() {
    let clock = TestClock::default();
    let date = "Fri, 15 Jan 2027 08:00:07 GMT";
    let server = Faulty::start([
        Reply::answer(429, &[("retry-after", "3")], ""),
        Reply::answer(429, &[("retry-after", date), ("date", "Fri, 15 Jan 2027 08:00:00 GMT")], ""),
        Reply::json(200, STATUS),
    ])
    .await;
    assert!(get_from(&server, &clock).await.is_ok());
    assert_eq!(clock.pauses(), [Duration::from_secs(3), Duration::from_secs(7)]);
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_date_to_wait_for_is_read_by_this_clock_when_the_server_tells_none() {
    let clock = TestClock::default();
    // The test clock stands at 1,800,000,000 seconds: 15 January 2027, 08:00:00.
    let server = Faulty::start([
        Reply::answer(503, &[("retry-after", "Fri, 15 Jan 2027 08:00:05 GMT")], ""),
        Reply::json(200, STATUS),
    ])
    .await;
    assert!(get_from(&server, &clock).await.is_ok());
    assert_eq!(clock.pauses(), [Duration::from_secs(5)]);
}

#[tokio::test]
async fn a_wait_longer_than_the_budget_is_not_begun() {
    let clock = TestClock::default();
    let server = Faulty::start([Reply::answer(429, &[("retry-after", "3600")], "")]).await;
    let error = get_from(&server, &clock).await.unwrap_err();
    assert_eq!((error.status(), server.count()), (Some(StatusCode::TOO_MANY_REQUESTS), 1));
    assert!(clock.pauses().is_empty() && error.is_retryable());
}

#[tokio::test]
async fn a_wait_for_ever_is_not_begun_however_long_the_call_has_taken() {
    let clock = TestClock::default();
    let passing = clock.clone();
    let server = Faulty::serve(move |_, _| {
        passing.advance(Duration::from_secs(1));
        Reply::answer(503, &[("retry-after", "18446744073709551615")], "")
    })
    .await;
    let error = get_from(&server, &clock).await.unwrap_err();
    assert_eq!((error.status(), server.count()), (Some(StatusCode::SERVICE_UNAVAILABLE), 1));
}

#[tokio::test]
async fn a_503_is_tried_again_for_every_operation_but_a_stream_is_never_sent_twice() {
    let clock = TestClock::default();
    let busy = || Reply::answer(503, &[], "");
    let server = Faulty::start([busy(), Reply::answer(204, &[], "")]).await;
    assert!(post(&builder(&server, &clock).build().unwrap(), video()).await.is_ok());
    assert_eq!(server.count(), 2);

    let server = Faulty::start([busy()]).await;
    let frames = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"frames"))]);
    let stream = FilePart::stream("video.mp4", "video/mp4", Some(6), frames);
    let error = post(&builder(&server, &clock).build().unwrap(), stream).await.unwrap_err();
    assert_eq!((error.status(), server.count()), (Some(StatusCode::SERVICE_UNAVAILABLE), 1));
}

#[tokio::test]
async fn a_500_with_the_vendors_body_is_the_vendors_error() {
    let server = Faulty::start([Reply::json(500, r#"{"error": {"message": "m", "type": "t"}}"#)]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert!(error.vendor().unwrap().error.is_some());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_502_in_html_is_tried_again_when_idempotent_and_keeps_its_status() {
    let html = || Reply::answer(502, &[("content-type", "text/html")], "<html>Bad Gateway</html>");
    let server = Faulty::start([html()]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert_eq!((error.status(), server.count()), (Some(StatusCode::BAD_GATEWAY), 3));
    assert!(error.vendor().is_none() && error.raw_body().unwrap().starts_with(b"<html>"));

    let server = Faulty::start([html()]).await;
    let client = builder(&server, &TestClock::default()).build().unwrap();
    assert!(post(&client, video()).await.is_err());
    assert_eq!(server.count(), 1);
}

async fn cannot_be_read(headers: &[(&str, &str)], body: impl AsRef<[u8]>, says: &str) {
    let server = Faulty::start([Reply::answer(200, headers, body)]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert!(error.to_string().contains(says), "{error}");
    assert!(error.raw_body().is_some());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn garbage_is_not_json() {
    cannot_be_read(&[("content-type", "application/json")], "{\"user\"; 1}", "not JSON (line 1, column 8)").await;
}

#[tokio::test]
async fn html_in_place_of_json_is_named() {
    cannot_be_read(&[("content-type", "text/html; charset=utf-8")], "<html></html>", "sent as text/html").await;
}

#[tokio::test]
async fn bytes_that_are_not_utf8_are_not_json() {
    cannot_be_read(&[("content-type", "application/json")], [0xff, 0xfe, 0x00], "not JSON").await;
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_not_json() {
    let gzip = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 0x05, 0];
    cannot_be_read(&[("content-type", "application/json"), ("content-encoding", "gzip")], gzip, "not JSON").await;
}

#[tokio::test]
async fn an_empty_body_is_named() {
    cannot_be_read(&[("content-type", "application/json")], "", "the body is empty").await;
}

#[tokio::test]
async fn json_under_another_media_type_is_read() {
    let server = Faulty::start([Reply::answer(200, &[("content-type", "text/plain")], STATUS)]).await;
    assert_eq!(get_from(&server, &TestClock::default()).await.unwrap().user.user_id, "user-1");
}

#[tokio::test]
async fn a_100_mb_answer_is_not_read_to_its_end() {
    let server = Faulty::start([Reply::answer(200, &[], vec![b' '; 100_000_000])]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::TooLarge { limit, .. } if *limit == 16 << 20), "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let elsewhere = Faulty::start([Reply::json(200, STATUS)]).await;
    let server = Faulty::start([Reply::answer(307, &[("location", &elsewhere.url)], "")]).await;
    let error = get_from(&server, &TestClock::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert_eq!((server.count(), elsewhere.count()), (1, 0));
}

#[tokio::test]
async fn an_answer_from_another_origin_is_refused_when_the_given_http_client_follows() {
    let elsewhere = Faulty::start([Reply::json(200, STATUS)]).await;
    let server = Faulty::start([Reply::answer(307, &[("location", &elsewhere.url)], "")]).await;
    let http = alice_client::reqwest::Client::new();
    let client = builder(&server, &TestClock::default()).http(http).build().unwrap();
    let error = get(&client).await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::ForeignOrigin), "{error:?}");
}

#[tokio::test]
async fn an_answer_to_another_request_is_refused_when_the_given_http_client_follows() {
    for status in [302, 303, 307] {
        let server = Faulty::serve(move |_, request| match request {
            first if first.starts_with("POST /user ") => Reply::answer(status, &[("location", "/elsewhere")], ""),
            _ => Reply::json(200, r#"{"user_id": "user-1"}"#),
        })
        .await;
        let http = alice_client::reqwest::Client::new();
        let client = builder(&server, &TestClock::default()).http(http).build().unwrap();
        let error = client.with_backend_token("token").create_user().send().await.unwrap_err();
        assert!(matches!(transport(&error), TransportError::Redirected), "{status}: {error:?}");
        assert!(!error.is_retryable(), "{status}");
    }
}

#[tokio::test]
async fn a_form_without_a_file_has_the_limits_of_a_call_and_not_of_an_upload() {
    let server = Faulty::start([Reply::Stall(Vec::new())]).await;
    let client = Client::builder(&server.url).timeout(Duration::from_millis(50)).build().unwrap();
    let request = alice_client::types::CreateUserRequest::builder().first_name("Ada".to_owned());
    let error = client.with_backend_token("token").create_user().body(request).send().await.unwrap_err();
    assert!(matches!(transport(&error), TransportError::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn the_retry_policy_and_limits_of_a_call_go_before_those_of_the_client() {
    let clock = TestClock::default();
    let server = Faulty::start([Reply::answer(503, &[], "")]).await;
    let client = builder(&server, &clock).retry(RetryPolicy::default().attempts(5)).build().unwrap();
    let error = get(&client).await.unwrap_err();
    assert_eq!((error.call().attempts, server.count(), clock.pauses().len()), (5, 5, 4));
    assert!(error.to_string().starts_with("get_user_status (attempt 5, after "), "{error}");

    let options = alice_client::CallOptions::default().retry(RetryPolicy::never());
    let device = client.with_user_token("token");
    assert_eq!(device.get_user_status().with_options(options).send().await.unwrap_err().call().attempts, 1);
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn an_id_cannot_change_the_call() {
    let server = Faulty::start([Reply::json(200, r#"{"token": "t"}"#)]).await;
    let scope = builder(&server, &TestClock::default()).build().unwrap().with_login_token("token");
    for id in ["a/../../admin", "a?b=c", "a&b", "a#b", "a%2fb", "é ü"] {
        scope.get_user_token().user_id(id).send().await.unwrap();
    }
    let lines: Vec<String> =
        server.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "GET /user_token/a%2F..%2F..%2Fadmin HTTP/1.1",
            "GET /user_token/a%3Fb%3Dc HTTP/1.1",
            "GET /user_token/a%26b HTTP/1.1",
            "GET /user_token/a%23b HTTP/1.1",
            "GET /user_token/a%252fb HTTP/1.1",
            "GET /user_token/%C3%A9%20%C3%BC HTTP/1.1",
        ]
    );
    for id in ["..", ".", ""] {
        let error = scope.get_user_token().user_id(id).send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest { .. }), "{error:?}");
    }
    assert_eq!(server.count(), 6);
}
