//! The proxy where it is given too much, too slowly, or not allowed to end.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Bytes, extract::State, http::StatusCode};
use contract::{
    proxy::{Options, Proxy},
    validator::Validator,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

/// A server that answers as often as it is let, and tells of whole requests.
#[derive(Clone)]
struct Upstream {
    base_url: String,
    arrived: Arc<Semaphore>,
    answers: Arc<Semaphore>,
}

async fn upstream() -> Upstream {
    async fn handle(State(upstream): State<Upstream>, _: Bytes) -> StatusCode {
        upstream.arrived.add_permits(1);
        upstream.answers.acquire().await.unwrap().forget();
        StatusCode::NO_CONTENT
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let none = || Arc::new(Semaphore::new(0));
    let upstream = Upstream { base_url, arrived: none(), answers: none() };
    let router = Router::new().fallback(handle).with_state(upstream.clone());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    upstream
}

fn options(upstream: &str) -> Options {
    let validator = Validator::read("lamp.yaml", include_str!("../../validator/tests/validator/lamp.yaml")).unwrap();
    Options::new(validator, upstream)
}

fn put(proxy: &Proxy, body: &str) -> impl Future<Output = u16> + use<> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = client.put(format!("{}/lamps/7-lamp/light", proxy.base_url()));
    let call = call.header("content-type", "application/json").body(body.to_owned());
    async { call.send().await.unwrap().status().as_u16() }
}

/// A right one, as long as is asked.
fn body(length: usize) -> String {
    let body = r#"{"mode": "BRIGHT", "level": 1}"#;
    format!("{body}{}", " ".repeat(length - body.len()))
}

#[tokio::test]
async fn copies_share_their_room() {
    let upstream = upstream().await;
    let mut options = options(&upstream.base_url);
    options.copies_limit = 100_000;
    let proxy = Proxy::start(options).await.unwrap();
    for _ in 0..2 {
        // One of the two had no room for a copy, whichever came later.
        let calls = (tokio::spawn(put(&proxy, &body(60_000))), tokio::spawn(put(&proxy, &body(60_000))));
        upstream.arrived.acquire_many(2).await.unwrap().forget();
        upstream.answers.add_permits(2);
        assert_eq!((calls.0.await.unwrap(), calls.1.await.unwrap()), (204, 204));
        proxy.report().await;
    }
    // When they are over, there is room again, also for what takes all of it.
    upstream.answers.add_permits(1);
    assert_eq!(put(&proxy, &body(100_000)).await, 204);
    let report = proxy.stop().await;
    assert!(report.conforms());
    let rows: Vec<_> = report.rows().iter().map(|row| (row.times, row.unchecked.clone())).collect();
    let no_room = "request body: there was no room for a copy beside those of other bodies".to_owned();
    assert!(rows.contains(&(3, vec![])) && rows.contains(&(2, vec![no_room])), "{rows:?}");
}

#[tokio::test]
async fn a_body_that_makes_no_progress_ends() {
    let mut options = options(&upstream().await.base_url);
    options.patience = Duration::from_millis(200);
    let proxy = Proxy::start(options).await.unwrap();
    let mut stream = TcpStream::connect(proxy.base_url().trim_start_matches("http://")).await.unwrap();
    stream
        .write_all(b"PUT /lamps/7-lamp/light HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nx")
        .await
        .unwrap();
    let mut answer = String::new();
    // What was sent and not read makes a reset of the end.
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.ends_with("contract proxy: the client sent no more of its request\n"), "{answer}");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_ends() {
    let mut options = options("http://127.0.0.1:1");
    options.patience = Duration::from_millis(200);
    let proxy = Proxy::start(options).await.unwrap();
    for half in ["", "PUT /lamps"] {
        let mut stream = TcpStream::connect(proxy.base_url().trim_start_matches("http://")).await.unwrap();
        stream.write_all(half.as_bytes()).await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
}

/// The first signal lets the request that is under way end, which it never does.
#[cfg(unix)]
#[tokio::test]
async fn the_second_signal_ends_the_command_at_once() {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };
    let upstream = upstream().await.base_url;
    let mut child = Command::new(env!("CARGO_BIN_EXE_contract"))
        .args(["proxy", "--vendor", "alice", "--upstream", &upstream])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let url = told.next().unwrap().strip_prefix("listening on http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(url).await.unwrap();
    stream.write_all(b"GET /healthcheck HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let interrupt = || Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success();
    assert!(interrupt());
    assert!(told.any(|line| line == "stopping; Ctrl-C again ends at once"));
    assert!(interrupt());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
