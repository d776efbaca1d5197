//! The sandboxes as servers: start, stop, journal, paths of their own, bounds.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    io::{BufRead, BufReader, Read},
    net::Ipv4Addr,
    pin::Pin,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, SystemTime},
};

use contract::{
    Alice, AwareId,
    sandbox::{Clock, EVERYONE, Limits, ManualClock, Scenario, StartError},
};
use serde_json::{Value, json};
use support::{AliceTest, all_conform, journal, request, selfie, without_pool};
use tokio::sync::Notify;

#[tokio::test]
async fn two_of_a_kind_know_nothing_of_each_other() {
    let (one, two) = (Alice::sandbox().start().await.unwrap(), Alice::sandbox().start().await.unwrap());
    assert_ne!(
        (one.base_url(), one.credentials().api_key.as_str(), one.seed()),
        (two.base_url(), two.credentials().api_key.as_str(), two.seed())
    );
    let client = alice_client::Client::builder(one.base_url()).build().unwrap();
    let session = client.session(one.credentials().api_key.as_str());
    let user = session.backend().create_user().send().await.unwrap().into_inner().user_id;
    session.user(&user).get_report().send().await.unwrap();
    assert!(two.journal().is_empty());
    let foreign = client.session(two.credentials().api_key.as_str()).backend().create_user().send().await;
    assert!(foreign.is_err());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_answers() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let test = AliceTest::start_with(Alice::sandbox().seed(42)).await;
        let user = test.enrolled("user@example.com").await;
        let token = format!("Bearer {}", test.token(&format!("/backend_token/{user}")).await);
        let report = test.get("/user/report", &[("authorization", &token)]).await;
        seen.push((test.sandbox.credentials().api_key.as_str().to_owned(), user, report));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn the_address_is_free_again_after_a_stop_and_taken_before() {
    let sandbox = Alice::sandbox().address(Ipv4Addr::new(127, 0, 0, 2)).start().await.unwrap();
    let url = sandbox.base_url().to_owned();
    assert!(url.starts_with("http://127.0.0.2:"), "{url}");
    let port: u16 = url.rsplit(':').next().unwrap().parse().unwrap();
    let again = || Alice::sandbox().address(Ipv4Addr::new(127, 0, 0, 2)).port(port).start();
    // What is built before the sandbox starts works once it has started.
    let client = alice_client::Client::builder(&url).http(without_pool()).clock(ManualClock::default());
    let client = client.build().unwrap();
    client.unauthenticated().healthcheck().send().await.unwrap();
    let error = again().await.unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }) && error.to_string().contains("127.0.0.2"), "{error:?}");
    sandbox.stop().await;
    assert!(client.unauthenticated().healthcheck().send().await.is_err());
    let sandbox = again().await.unwrap();
    client.unauthenticated().healthcheck().send().await.unwrap();
    drop(sandbox);
}

#[tokio::test]
async fn what_is_dropped_stops() {
    let sandbox = Alice::sandbox().address(Ipv4Addr::new(127, 0, 0, 4)).start().await.unwrap();
    let address = sandbox.base_url().trim_start_matches("http://").to_owned();
    drop(sandbox);
    // Ends as soon as nothing listens any more.
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

/// A clock whose pauses never end; it tells when one begins.
#[derive(Clone, Default)]
struct Endless {
    begun: Arc<Notify>,
}

impl Clock for Endless {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.begun.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn what_has_been_taken_is_answered_at_once_by_a_sandbox_that_stops() {
    let clock = Endless::default();
    let sandbox = Alice::sandbox().clock(clock.clone()).start().await.unwrap();
    sandbox.scenario(EVERYONE, Scenario::Slow { delay_ms: 1 });
    let url = sandbox.base_url().to_owned();
    let slow = tokio::spawn(async move { request(&url, "GET", "/healthcheck", &[], "").await });
    clock.begun.notified().await;
    sandbox.stop().await;
    assert_eq!(slow.await.unwrap().0, 200);
}

#[tokio::test]
async fn the_public_url_is_the_base_url() {
    let sandbox = AwareId::sandbox().public_url("https://sandbox.example.com/").start().await.unwrap();
    assert_eq!(sandbox.base_url(), "https://sandbox.example.com");
    let sandbox = AwareId::sandbox().address(Ipv4Addr::UNSPECIFIED).start().await.unwrap();
    assert!(sandbox.base_url().starts_with("http://127.0.0.1:"), "{}", sandbox.base_url());
}

#[tokio::test]
async fn tests_in_other_languages_choose_and_read_over_http() {
    let test = AliceTest::start().await;
    let url = test.sandbox.base_url();
    let put = |user: &'static str, body: &'static str| request(url, "PUT", user, &[], body);
    let (status, chosen) = put("/__sandbox/scenario/a%40example.com", r#"{"scenario": "spoof"}"#).await;
    assert_eq!((status, chosen), (200, json!({ "scenario": "spoof" })));
    assert_eq!(put("/__sandbox/scenario/b", "no-face").await.0, 200);
    let (status, chosen) = put("/__sandbox/scenario/c", r#"{"scenario": "rate-limited", "times": 3}"#).await;
    assert_eq!((status, chosen), (200, json!({ "scenario": "rate-limited", "times": 3, "retry_after": 1 })));
    for wrong in ["", "sleepy", r#"{"scenario": "sleepy"}"#, r#"{"scenario": "slow", "delay": 1}"#] {
        let (status, answer) = put("/__sandbox/scenario/d", wrong).await;
        assert_eq!((status, answer["message"].is_string()), (400, true), "{wrong} {answer}");
    }

    let user = test.enrolled("a@example.com").await;
    let report = test.session.user(&user).get_report().send().await.unwrap();
    assert!(!report.liveness().unwrap().is_passed());
    assert_eq!(request(url, "DELETE", "/__sandbox/scenario/a%40example.com", &[], "").await.0, 204);
    test.session.device(&user).add_selfie().body(selfie("selfie.mp4")).send().await.unwrap();
    let report = test.session.user(&user).get_report().send().await.unwrap();
    assert!(report.liveness().unwrap().is_passed());

    let (status, read) = test.get("/__sandbox/journal", &[]).await;
    let exchanges = read["exchanges"].as_array().unwrap();
    assert_eq!((status, read["gone"].as_u64(), exchanges.len()), (200, Some(0), test.sandbox.journal().len()));
    assert_eq!(exchanges[2]["operation"], "create_user");
    assert_eq!((&exchanges[2]["status"], &exchanges[2]["conforms"]), (&json!(200), &json!(true)));
    assert_eq!((&exchanges[2]["scenario"], exchanges[2].get("bodies")), (&json!("spoof"), None));
    assert_eq!(request(url, "DELETE", "/__sandbox/journal", &[], "").await.0, 204);
    assert_eq!(test.get("/__sandbox/journal", &[]).await.1["exchanges"], json!([]));
    assert_eq!(test.get("/__sandbox/keys", &[]).await.0, 404);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn bodies_are_kept_only_if_asked_for() {
    for keep in [false, true] {
        let test = AliceTest::start_with(Alice::sandbox().keep_bodies(keep)).await;
        test.enrolled("user@example.com").await;
        let exchanges = test.sandbox.journal();
        let bodies = exchanges.last().unwrap().bodies.clone();
        assert_eq!(bodies.is_some(), keep);
        assert!(bodies.is_none_or(|bodies| bodies.request.contains("frames") && bodies.answer.contains("stored")));
        let text = format!("{exchanges:?} {}", test.get("/__sandbox/journal", &[]).await.1);
        assert_eq!(text.contains("frames"), keep);
        assert!(!text.contains(test.sandbox.credentials().api_key.as_str()));
    }
}

#[tokio::test]
async fn what_is_no_operation_is_refused_and_written_down() {
    let (alice, awareid) = (Alice::sandbox().start().await.unwrap(), AwareId::sandbox().start().await.unwrap());
    for (method, path, status) in [
        ("GET", "/", 404),
        ("GET", "/users", 404),
        ("PUT", "/user", 405),
        ("HEAD", "/healthcheck", 405),
        ("GET", "/user/authentication/enable", 405),
        ("GET", "/user_token/%FF", 401),
    ] {
        assert_eq!(request(alice.base_url(), method, path, &[], "").await.0, status, "{method} {path}");
    }
    let written: Vec<(Option<&str>, u16)> =
        alice.journal().iter().map(|exchange| (exchange.operation, exchange.status)).collect();
    let token = (Some("get_user_token"), 401);
    assert_eq!(written, [(None, 404), (None, 404), (None, 405), (None, 405), (None, 405), token]);
    assert_eq!(request(alice.base_url(), "GET", "/", &[], "").await.1, json!({ "detail": "Not Found" }));
    let (status, body) = request(awareid.base_url(), "GET", "/nothing", &[], "").await;
    assert_eq!((status, body), (404, Value::Null));
    assert_eq!(request(awareid.base_url(), "GET", "/authenticate", &[], "").await.0, 405);
}

#[tokio::test]
async fn what_is_kept_and_taken_is_bounded() {
    let limits = Limits { users: 2, processes: 2, journal: 3, body_bytes: 1_000, ..Limits::default() };
    let test = AliceTest::start_with(Alice::sandbox().limits(limits)).await;
    let first = test.enrolled("user@example.com").await;
    test.session.user(&first).authorize_user().send().await.unwrap();
    for _ in 0..3 {
        let device = test.session.device(&first);
        device.authenticate_user().body(support::login("login.mp4")).send().await.unwrap();
    }
    let ids = test.session.user(&first).list_authentication_ids().send().await.unwrap().into_inner();
    assert_eq!(ids.authentication_ids.len(), 2);
    for _ in 0..2 {
        test.user("another@example.com").await;
    }
    let gone = test.session.user(&first).get_report().send().await.unwrap_err();
    assert_eq!(gone.status().unwrap(), 404);
    assert_eq!(journal(&test.sandbox).len(), 3);
    assert_eq!(
        test.sandbox.journal()[2].number,
        test.get("/__sandbox/journal", &[]).await.1["gone"].as_u64().unwrap() + 3
    );
    let (status, _) = request(test.sandbox.base_url(), "POST", "/user", &[], "x".repeat(1_001)).await;
    assert_eq!(status, 413);
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_prints_what_is_needed_and_ends_when_asked() {
    for (vendor, wanted) in
        [("alice", &["base URL", "API key", "seed"][..]), ("awareid", &["base URL", "client secret", "link keys"])]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_contract"))
            .args(["sandbox", "--vendor", vendor, "--seed", "5"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        while !printed.contains("seed:") {
            assert_ne!(out.read_line(&mut printed).unwrap(), 0, "{printed}");
        }
        for name in wanted {
            assert!(printed.contains(name), "{printed}");
        }
        let url = printed.lines().find_map(|line| line.strip_prefix("base URL:")).unwrap().trim().to_owned();
        assert_eq!(request(&url, "GET", "/__sandbox/journal", &[], "").await.0, 200);
        assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
        assert!(child.wait().unwrap().success());
        out.read_to_string(&mut printed).unwrap();
        assert_eq!(printed.lines().filter(|line| line.starts_with("seed:")).count(), 1);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn each_request_is_a_line_on_the_terminal_unless_it_is_to_be_quiet() {
    for quiet in [false, true] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contract"));
        command.args(["sandbox", "--vendor", "awareid", "--face-only", "--face-liveness-results"]);
        if quiet {
            command.arg("--quiet");
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url = out.find_map(|line| line.strip_prefix("base URL:").map(|url| url.trim().to_owned())).unwrap();
        request(&url, "GET", "/getPublicKey", &[], "").await;
        assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            told.lines().filter(|line| line.starts_with("GET /getPublicKey 401 ")).count(),
            usize::from(!quiet),
            "{told}"
        );
    }
}

/// The first signal lets the request that is under way end, which it never does.
#[cfg(unix)]
#[tokio::test]
async fn the_second_signal_ends_the_command_at_once() {
    use tokio::{io::AsyncWriteExt, net::TcpStream};
    for (first, second, code) in [("-INT", "-INT", 130), ("-TERM", "-TERM", 143), ("-TERM", "-INT", 130)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_contract"))
            .args(["sandbox", "--vendor", "alice"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url = out.find_map(|line| line.strip_prefix("base URL:").map(|url| url.trim().to_owned())).unwrap();
        let mut half = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
        half.write_all(b"POST /user HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n").await.unwrap();
        request(&url, "GET", "/healthcheck", &[], "").await;
        let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let id = child.id().to_string();
        let kill = |signal: &str| Command::new("kill").args([signal, id.as_str()]).status().unwrap();
        assert!(kill(first).success());
        assert!(told.any(|line| line == "stopping; Ctrl-C again ends at once"));
        assert!(kill(second).success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
}

#[tokio::test]
async fn the_command_says_what_is_wrong() {
    let taken = Alice::sandbox().start().await.unwrap();
    let port = taken.base_url().rsplit(':').next().unwrap();
    let run =
        Command::new(env!("CARGO_BIN_EXE_contract")).args(["sandbox", "--vendor", "alice", "--port", port]).output();
    let run = run.unwrap();
    let text = String::from_utf8(run.stderr).unwrap();
    assert!(!run.status.success() && text.contains("cannot listen on 127.0.0.1"), "{text}");

    for wrong in
        ["sandbox.example.com", "https://", "ftp://sandbox.example.com", "https://sandbox.example.com/?a=b", ""]
    {
        // The port is taken, so that it ends in any case.
        let args = ["sandbox", "--vendor", "awareid", "--port", port, "--public-url", wrong];
        let run = Command::new(env!("CARGO_BIN_EXE_contract")).args(args).output().unwrap();
        let text = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{wrong} {text}");
        assert!(text.contains("--public-url") && text.contains("it must be a URL"), "{wrong} {text}");
    }
}
