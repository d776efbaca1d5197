//! The sandboxes' own paths, as people call them by hand, and who may call them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::{Arc, Mutex};

use contract::{
    Alice, AwareId,
    sandbox::{EVERYONE, Scenario},
};
use serde_json::{Value, json};
use support::{AliceTest, request, without_pool};

async fn page(base_url: &str) -> String {
    without_pool().get(format!("{base_url}/__sandbox")).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn a_page_lists_what_there_is_and_what_it_lists_works() {
    let (alice, awareid) = (Alice::sandbox().start().await.unwrap(), AwareId::sandbox().start().await.unwrap());
    for (url, keys) in [(alice.base_url(), false), (awareid.base_url(), true)] {
        let page = page(url).await;
        for name in ["spoof", "no-face", "no-match", "duplicate", "rate-limited", "slow", "down", "drifting-schema"] {
            assert!(page.contains(name), "{page}");
        }
        assert_eq!(page.contains("/__sandbox/keys"), keys);
        let (_, operations) = page.split_once("The vendor's operations\n").unwrap();
        for line in operations.lines() {
            assert_eq!(line.split_whitespace().count(), 3, "{line}");
        }
        let commands: Vec<&str> = page.lines().filter_map(|line| line.trim().strip_prefix("curl ")).collect();
        assert_eq!(commands.len(), if keys { 9 } else { 8 }, "{page}");
        for command in commands {
            let (method, body, called) = read(command);
            let (status, answer) = request("", &method, &called, &[], body).await;
            assert!((200..300).contains(&status), "{command} {answer}");
        }
    }
    assert!(page(alice.base_url()).await.contains("POST   /user "));
    assert!(page(awareid.base_url()).await.contains("verify_face_by_qr"));
}

/// Method, body and URL of a command line that has been printed.
fn read(command: &str) -> (String, String, String) {
    let (mut method, mut body, mut url) = ("GET".to_owned(), String::new(), String::new());
    let mut words = words(command).into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" => method = words.next().unwrap(),
            "-d" => (method, body) = ("POST".to_owned(), words.next().unwrap()),
            _ => url = word,
        }
    }
    (method, body, url)
}

/// As a shell takes them apart, with what stands in single quotes as one.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in command.split('\'').enumerate() {
        match number % 2 {
            0 => words.extend(part.split_whitespace().map(ToOwned::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

#[tokio::test]
async fn what_is_sent_wrongly_is_told_what_there_is() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    let url = sandbox.base_url();
    let call = async |method: &'static str, path: &'static str, body: &'static str| {
        let (status, answer) = request(url, method, path, &[], body).await;
        (status, answer["message"].as_str().unwrap_or_default().to_owned())
    };
    let (status, text) = call("POST", "/__sandbox/scenario/user", "nonsense").await;
    assert_eq!(status, 400);
    for name in ["spoof", "no-face", "no-match", "duplicate", "rate-limited", "slow", "down", "drifting-schema"] {
        assert!(text.contains(name), "{text}");
    }
    for (method, path, status) in [
        ("GET", "/__sandbox/nothing", 404),
        ("POST", "/__sandbox", 405),
        ("PATCH", "/__sandbox/scenario/user", 405),
        ("DELETE", "/__sandbox/keys", 405),
        ("PUT", "/__sandbox/time", 400),
    ] {
        let (answered, text) = call(method, path, "soon").await;
        assert_eq!(answered, status, "{method} {path} {text}");
        assert!(!text.is_empty() && (status == 400 || text.contains("/__sandbox")), "{text}");
    }
}

#[tokio::test]
async fn time_passes_when_it_is_told_to() {
    let test = AliceTest::start().await;
    let login = test.token("/login_token").await;
    let login = [("authorization", format!("Bearer {login}"))];
    let login: Vec<(&str, &str)> = login.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(test.get("/backend_token", &login).await.0, 200);
    let time = request(test.sandbox.base_url(), "POST", "/__sandbox/time", &[], "86400").await.1;
    assert_eq!(time["ahead_seconds"], 86_400);
    assert_eq!(test.get("/backend_token", &login).await.0, 401);
    assert_eq!(request(test.sandbox.base_url(), "DELETE", "/__sandbox/time", &[], "").await.1["ahead_seconds"], 0);
    assert_eq!(test.get("/backend_token", &login).await.0, 200);
}

#[tokio::test]
async fn a_page_that_lets_its_own_name_lead_here_reads_nothing() {
    let sandbox = AwareId::sandbox().start().await.unwrap();
    for path in ["/__sandbox", "/__sandbox/journal", "/__sandbox/keys", "/__sandbox/time", "/__sandbox/nothing"] {
        for (host, refused) in [("evil.example.com", true), ("localhost", false), ("127.0.0.1:80", false)] {
            let (status, answer) = request(sandbox.base_url(), "GET", path, &[("host", host)], "").await;
            assert_eq!(status == 403, refused, "{path} {host} {answer}");
            assert_eq!(answer["message"].to_string().contains("the header Host"), refused, "{answer}");
        }
    }
    let evil = [("host", "evil.example.com")];
    let (status, _) = request(sandbox.base_url(), "PUT", "/__sandbox/scenario/user", &evil, "spoof").await;
    assert_eq!(status, 403);
    // The vendor's own paths answer to any.
    assert_eq!(request(sandbox.base_url(), "GET", "/nothing", &evil, "").await.0, 404);
}

#[tokio::test]
async fn each_request_is_told_in_a_line_without_what_is_personal() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&lines);
    let sandbox = Alice::sandbox().log(move |line: &str| log.lock().unwrap().push(line.to_owned()));
    let sandbox = sandbox.start().await.unwrap();
    let url = sandbox.base_url();
    let key = [("apikey", sandbox.credentials().api_key.as_str())];
    request(url, "GET", "/login_token?secret=query", &key, "").await;
    request(url, "GET", "/login_token", &[], "").await;
    request(url, "GET", "/user/reprot", &[], "").await;
    request(url, "GET", "/a%0Ab", &[], "").await;
    request(url, "GET", "/__sandbox/journal", &[], "").await;
    sandbox.scenario(EVERYONE, Scenario::Down);
    request(url, "GET", "/healthcheck", &[], "").await;
    let lines = lines.lock().unwrap();
    let wanted = [
        "GET /login_token 200 conforms; request query *: not known (",
        "GET /login_token 401 request header apikey: expected ",
        "GET /user/reprot 404 there is no such path; is GET /user/report meant? (",
        "GET /a%0Ab 404 no operation (",
        "GET /__sandbox/journal 200 ",
        "GET /healthcheck 503 conforms, down (",
    ];
    assert_eq!(lines.len(), wanted.len(), "{lines:#?}");
    for (line, wanted) in lines.iter().zip(wanted) {
        assert!(line.starts_with(wanted) && line.contains(" ms"), "{line}");
        assert!(!line.contains("secret") && !line.contains(sandbox.credentials().api_key.as_str()), "{line}");
    }
}

#[tokio::test]
async fn a_path_that_resembles_a_known_one_is_told_which() {
    let (alice, awareid) = (Alice::sandbox().start().await.unwrap(), AwareId::sandbox().start().await.unwrap());
    let answer = request(alice.base_url(), "GET", "/user/reprot", &[], "").await;
    let text = "Not Found; sandbox: there is no such path; is GET /user/report meant?";
    assert_eq!(answer, (404, json!({ "detail": text })));
    let (status, answer) = request(awareid.base_url(), "POST", "/onboarding/enrollment/addDevice", &[], "").await;
    assert_eq!((status, answer.to_string().contains("POST /onboarding/enrollment/adddevice")), (404, true), "{answer}");
    assert_eq!(request(awareid.base_url(), "GET", "/nothing", &[], "").await, (404, Value::Null));
    let note = awareid.journal()[0].note.clone().unwrap();
    assert!(note.contains("is POST /onboarding/enrollment/adddevice meant?"), "{note}");
}
