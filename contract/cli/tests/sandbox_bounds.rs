//! The sandboxes where they are given too much, too slowly, or at odd times.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    pin::Pin,
    time::{Duration, SystemTime},
};

use contract::{
    Alice, AwareId,
    sandbox::{Clock, EVERYONE, Limits, ManualClock, RunningSandbox, Scenario},
};
use serde_json::{Value, json};
use support::{AliceTest, answers_conform, request};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

const SHORT: Duration = Duration::from_millis(200);

/// A connection on which this was sent.
async fn sent(base_url: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(base_url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What comes until the other side ends the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // What was sent and not read makes a reset of the end.
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

fn post(length: usize) -> String {
    format!("POST /user HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n")
}

/// A clock whose pauses end when the test says so.
struct Held(mpsc::UnboundedSender<()>);

impl Clock for Held {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.send(()).unwrap();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn bodies_that_are_under_way_share_their_room() {
    const LARGE: usize = 600_000;
    let (begun, mut pauses) = mpsc::unbounded_channel();
    let limits = Limits { bodies_bytes: 1_000_000, patience: SHORT, ..Limits::default() };
    let sandbox = Alice::sandbox().clock(Held(begun)).limits(limits).start().await.unwrap();
    sandbox.scenario(EVERYONE, Scenario::Slow { delay_ms: 1 });
    let url = sandbox.base_url().to_owned();
    let first = tokio::spawn(async move { request(&url, "POST", "/user", &[], "x".repeat(LARGE)).await });
    pauses.recv().await.unwrap();
    sandbox.forget_scenario(EVERYONE);
    let post = |length| request(sandbox.base_url(), "POST", "/user", &[], "x".repeat(length));
    let (status, answer) = post(LARGE).await;
    assert_eq!((status, answer.to_string().contains("no room")), (503, true), "{answer}");
    // Small ones need none, and what fits has some.
    assert_eq!(post(1_000).await.0, 401);
    assert_eq!(post(300_000).await.0, 401);
    assert!(sandbox.journal()[0].note.as_deref().is_some_and(|note| note.contains("no room")));
    sandbox.stop().await;
    assert_eq!(first.await.unwrap().0, 401);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_lets_go_of_its_room() {
    let limits = Limits { bodies_bytes: 1_000_000, patience: SHORT, ..Limits::default() };
    let sandbox = Alice::sandbox().limits(limits).start().await.unwrap();
    for stalled in [post(900_000), post(10) + "x"] {
        let stalled = rest(sent(sandbox.base_url(), &stalled).await).await;
        assert!(stalled.starts_with("HTTP/1.1 408") && stalled.contains("within 0.2 s"), "{stalled}");
    }
    assert_eq!(request(sandbox.base_url(), "POST", "/user", &[], "x".repeat(900_000)).await.0, 401);
    // Of one that is too long by its own account nothing is read.
    let long = rest(sent(sandbox.base_url(), &post(100_000_000)).await).await;
    assert!(long.starts_with("HTTP/1.1 413") && long.contains("longer than 33554432 bytes"), "{long}");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_makes_way() {
    let limits = Limits { connections: 3, patience: SHORT, ..Limits::default() };
    let sandbox = Alice::sandbox().limits(limits).start().await.unwrap();
    let url = sandbox.base_url();
    let idle = [
        sent(url, "").await,
        sent(url, "GET /healthcheck HTTP/1.1\r\nhost:").await,
        sent(url, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await,
    ];
    // There is no place for it before one of the others ends.
    assert_eq!(request(url, "GET", "/healthcheck", &[], "").await.0, 200);
    for stream in idle {
        assert!(!rest(stream).await.contains("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn stopping_ends_every_connection() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    let url = sandbox.base_url();
    let open = [
        sent(url, "").await,
        sent(url, "GET /healthcheck HTTP/1.1\r\nhost:").await,
        sent(url, &(post(10) + "x")).await,
        sent(url, "GET /healthcheck HTTP/1.1\r\nhost: localhost\r\n\r\n").await,
    ];
    // When the last has its answer, the others have been taken.
    open[3].readable().await.unwrap();
    sandbox.stop().await;
    for stream in open {
        rest(stream).await;
    }
}

#[tokio::test]
async fn what_is_kept_is_bounded_by_bytes() {
    let limits = Limits { kept_bytes: 2_000_000, ..Limits::default() };
    let test = AliceTest::start_with(Alice::sandbox().limits(limits).keep_bodies(true)).await;
    let mut users = Vec::new();
    for _ in 0..10 {
        users.push(test.user(&format!("{}@example.com", "x".repeat(300_000))).await);
    }
    let there = async |user: &String| test.session.user(user).get_report().send().await.is_ok();
    assert!(!there(&users[0]).await && there(&users[9]).await);
    let (_, journal) = test.get("/__sandbox/journal", &[]).await;
    assert!(journal["gone"].as_u64().unwrap() > 0);
    assert!(journal.to_string().len() < 2_000_000);

    let test = support::awareid::AwareIdTest::start_with(AwareId::sandbox().limits(limits)).await;
    let codes = [test.enrolled(&"a".repeat(150_000)).await, test.enrolled(&"b".repeat(150_000)).await];
    let calls = test.calls();
    let begin = async |code: &String| {
        let body = awareid_client::types::AuthenticateRequest::builder().registration_code(code.clone());
        calls.authenticate().body(body).send().await.is_ok()
    };
    assert!(!begin(&codes[0]).await && begin(&codes[1]).await);
}

/// Clocks that are wrong: before 1970, after 9999, and as far off as can be told.
fn odd_times() -> Vec<SystemTime> {
    let epoch = SystemTime::UNIX_EPOCH;
    let far: Vec<Duration> = (0..63).rev().map(|power| Duration::from_secs(1 << power)).collect();
    let first = far.iter().find_map(|far| epoch.checked_sub(*far)).unwrap();
    let last = far.iter().find_map(|far| epoch.checked_add(*far)).unwrap();
    vec![first, epoch - Duration::from_nanos(1), epoch, epoch + Duration::from_secs(253_402_300_800), last]
}

#[tokio::test]
async fn no_clock_is_too_wrong() {
    for now in odd_times() {
        let clock = ManualClock::at(now);
        let alice = Alice::sandbox().clock(clock.clone()).start().await.unwrap();
        let key = [("apikey", alice.credentials().api_key.as_str())];
        let get = async |path: &'static str, headers: &[(&str, &str)]| {
            let (status, answer) = request(alice.base_url(), "GET", path, headers, "").await;
            assert_eq!(status, 200, "{now:?} {path} {answer}");
            format!("Bearer {}", answer["token"].as_str().unwrap_or_default())
        };
        let login = get("/login_token", &key).await;
        let backend = get("/backend_token", &[("authorization", &login)]).await;
        let (status, user) = request(alice.base_url(), "POST", "/user", &[("authorization", &backend)], "").await;
        assert_eq!(status, 200, "{now:?} {user}");
        let path = format!("/backend_token/{}", user["user_id"].as_str().unwrap());
        let (_, token) = request(alice.base_url(), "GET", &path, &[("authorization", &login)], "").await;
        let token = format!("Bearer {}", token["token"].as_str().unwrap());
        get("/user/report", &[("authorization", &token)]).await;
        answers_conform(&alice);

        let awareid = AwareId::sandbox().clock(clock).start().await.unwrap();
        for seconds in ["3600", "18446744073709551615", "18446744073709551615"] {
            let (status, time) = request(awareid.base_url(), "POST", "/__sandbox/time", &[], seconds).await;
            assert_eq!(status, 200, "{now:?} {time}");
            with_a_session(&awareid).await;
        }
        answers_conform(&awareid);
    }
}

/// A token, a session by a QR code, and an answer that tells the time.
async fn with_a_session(sandbox: &RunningSandbox<AwareId>) {
    let known = sandbox.credentials();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!(
        "grant_type=client_credentials&scope=openid&client_id={}&client_secret={}",
        known.client_id, known.client_secret
    );
    let path = format!("/auth/realms/{}-consumers/protocol/openid-connect/token", known.customer);
    let (status, token) = request(sandbox.base_url(), "POST", &path, &form, body).await;
    assert_eq!(status, 200, "{token}");
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let headers =
        [("authorization", bearer.as_str()), ("apikey", &known.api_key), ("content-type", "application/json")];
    let post = async |path: &'static str, body: Value| {
        request(sandbox.base_url(), "POST", path, &headers, body.to_string()).await
    };
    let (status, begun) =
        post("/b2c/proxy/triggerEnroll", json!({ "username": "user", "email": "user@example.com" })).await;
    assert_eq!((status, &begun["status"]), (200, &json!("SUCCESS")), "{begun}");
    let (status, mistake) = post("/onboarding/authentication/authenticate", json!({ "username": "nobody" })).await;
    assert!(status >= 400 && mistake.to_string().contains("timestamp"), "{mistake}");
}
