//! `contract check` on recorded traffic.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/recording.rs"]
#[allow(dead_code, reason = "each test uses some")]
mod recording;

use std::process::Output;

use contract::validator::har;
use serde_json::{Value, json};

use recording::*;

fn check(text: &str, flags: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("traffic.har");
    std::fs::write(&path, text).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_contract"));
    command.arg("check").arg(&path).args(flags).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn traffic_that_conforms() {
    let output = check(&file(&[login(), create()]), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn traffic_that_deviates() {
    let output = check(&file(&[login(), deviating()]), &["--vendor", "alice"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = stdout(&output);
    assert!(
        text.contains("    answer body#/user_id: expected a string, found nothing\n        specs/alice.yaml:"),
        "{text}"
    );
    assert!(!text.contains("marker"), "{text}");
}

#[test]
fn strict_counts_what_the_contract_does_not_know() {
    let output = check(&file(&[create()]), &["--vendor", "alice", "--strict"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout(&output).contains("answer body#/*: expected only what the contract knows"));
}

/// What a client sends and the contract does not know may be a slip.
#[test]
fn values_that_a_request_may_not_mean() {
    let mut report = entry("GET", &format!("{BASE}/user/report"), &bearer(), 500, &json!({"size": 0}));
    let version = json!({"name": "Alice-Report-Version", "value": "2"});
    report["request"]["headers"].as_array_mut().unwrap().push(version);
    let recording = file(&[report]);
    let output = check(&recording, &["--vendor", "alice"]);
    let text = stdout(&output);
    assert!(text.contains(" conforms, 1 warning\n"), "{text}");
    assert!(text.contains("get_report request header Alice-Report-Version: ReportVersion (hidden)\n"), "{text}");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = check(&recording, &["--vendor", "alice", "--strict", "--show-unknown"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text.contains("request header Alice-Report-Version: expected a value that the contract lists"), "{text}");
    assert!(text.contains("header Alice-Report-Version: ReportVersion 2\n"), "{text}");
    assert!(text.contains("They may be personal data."), "{text}");
}

#[test]
fn a_path_that_was_misspelt_is_shown_to_whoever_asks() {
    let recording = file(&[entry("GET", &format!("{BASE}/user/reprot"), &bearer(), 404, &json!({"size": 0}))]);
    let hidden = stdout(&check(&recording, &["--vendor", "alice"]));
    let shown = stdout(&check(&recording, &["--vendor", "alice", "--show-unknown"]));
    assert!(hidden.contains("GET /*/user/* ") && !hidden.contains("reprot"), "{hidden}");
    assert!(shown.contains("GET /onboarding/user/reprot "), "{shown}");
}

#[test]
fn formats() {
    let of = |format| stdout(&check(&file(&[login(), deviating()]), &["--vendor", "alice", "--format", format]));
    let json: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!((&json["exchanges"], &json["deviating"], &json["conforms"]), (&json!(2), &json!(1), &json!(false)));
    assert!(of("junit").contains("failures=\"1\""));
    assert!(of("markdown").starts_with("## specs/alice.yaml\n"));
}

#[test]
fn wrong_flags_and_files() {
    let code = |text: &str, flags: &[&str]| check(text, flags).status.code();
    assert_eq!(code(&file(&[]), &["--vendor", "nobody"]), Some(2));
    assert_eq!(code(&file(&[]), &["--no-such-flag"]), Some(2));
    assert_eq!(code("no JSON", &["--vendor", "alice"]), Some(2));
    assert_eq!(code("{\"log\": 1}", &["--vendor", "alice"]), Some(2));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_contract"));
    assert_eq!(command.args(["check", "no-such-file.har"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn the_vendor_is_told_by_the_traffic() {
    let awareid = entry("GET", "https://aware.example.com/getPublicKey", &json!([]), 500, &json!({"size": 0}));
    let output = check(&file(std::slice::from_ref(&awareid)), &[]);
    assert!(stdout(&output).starts_with("specs/awareid.yaml\n"), "{output:?}");
    let both = check(&file(&[awareid, login()]), &[]);
    assert_eq!(both.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&both.stderr).contains("say --vendor alice or awareid"));
}

#[test]
fn other_hosts_are_left_out() {
    let other = entry("GET", "https://other.example.com/pixel.gif", &json!([]), 200, &json!({}));
    let all = file(&[login(), other]);
    assert_eq!(check(&all, &["--vendor", "alice"]).status.code(), Some(1));
    let one = check(&all, &["--vendor", "alice", "--host", "apis.alicebiometrics.com"]);
    assert_eq!(one.status.code(), Some(0), "{one:?}");
    assert!(stdout(&one).ends_with("1 exchange; it conforms.\n"));
}

#[test]
fn browsers_leave_credentials_out() {
    let mut login = login();
    login["request"]["headers"] = json!([]);
    assert_eq!(check(&file(std::slice::from_ref(&login)), &["--vendor", "alice"]).status.code(), Some(1));
    assert_eq!(check(&file(&[login]), &["--vendor", "alice", "--without-credentials"]).status.code(), Some(0));
}

#[test]
fn a_request_that_was_broken_off() {
    for status in [0, -1] {
        let mut broken_off = login();
        broken_off["response"] = json!({"status": status, "headers": [], "content": {"size": -1}});
        let output = check(&file(&[broken_off, create()]), &["--vendor", "alice"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(stdout(&output).contains("get_login_token answer: no answer was recorded"), "{output:?}");
    }
}

#[test]
fn what_a_browser_asks_before_a_call_is_no_call() {
    let asks = json!([
        {"name": "Access-Control-Request-Method", "value": "GET"},
        {"name": "Access-Control-Request-Headers", "value": "apikey"},
    ]);
    let question = entry("OPTIONS", &format!("{BASE}/login_token"), &asks, 204, &json!({"size": 0}));
    let output = check(&file(&[question, login()]), &["--vendor", "alice"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(stdout(&output).ends_with("1 exchange; it conforms.\n"), "{output:?}");
    // A service that asks for the options of a resource makes a call that nobody documented.
    let call = entry("OPTIONS", &format!("{BASE}/login_token"), &json!([]), 204, &json!({"size": 0}));
    assert_eq!(check(&file(&[call, login()]), &["--vendor", "alice"]).status.code(), Some(1));
}

#[test]
fn nothing_to_check_is_no_success() {
    let empty = check(&file(&[]), &["--vendor", "alice"]);
    assert_eq!(empty.status.code(), Some(2), "{empty:?}");
    assert!(stdout(&empty).ends_with("No exchange.\n"), "{empty:?}");
    assert_eq!(String::from_utf8_lossy(&empty.stderr), "contract: the recording has no exchange\n");
    let other = check(&file(&[login()]), &["--host", "apis.example.com"]);
    assert_eq!(other.status.code(), Some(2), "{other:?}");
    assert_eq!(String::from_utf8_lossy(&other.stderr), "contract: the recording has no exchange with that host\n");
    let other = check(&file(&[login()]), &["--vendor", "alice", "--host", "apis.example.com"]);
    assert_eq!(other.status.code(), Some(2), "{other:?}");
    assert_eq!(String::from_utf8_lossy(&other.stderr), "contract: the recording has no exchange with that host\n");
}

#[test]
fn null_stands_for_what_a_tool_does_not_know() {
    let mut sent = create();
    sent["request"]["postData"]["params"] = json!(null);
    sent["request"]["bodySize"] = json!(null);
    let mut answered = login();
    answered["response"]["headers"] = json!([{"name": "content-type", "value": "application/json"}]);
    answered["response"]["content"]["mimeType"] = json!(null);
    let mut unknown = login();
    unknown["response"]["content"] = json!(null);
    let output = check(&file(&[sent, answered, unknown]), &["--vendor", "alice"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// One odd entry keeps no other from being checked, and is told by its number and place.
#[test]
fn entries_that_are_no_exchange() {
    let change = |at: &str, value: Value| {
        let mut entry = login();
        *entry.pointer_mut(at).unwrap() = value;
        entry
    };
    let missing = |member: &str| {
        let mut entry = login();
        entry.as_object_mut().unwrap().remove(member);
        entry
    };
    let many: Vec<Value> =
        (0..33_000).map(|number| json!({"name": format!("x-{number}"), "value": "secret-marker"})).collect();
    let cases = [
        (json!("secret-marker"), "the entry is of another type"),
        (missing("response"), "the entry has no `response`"),
        (change("/response", json!(null)), "response is of another type"),
        (change("/response/status", json!(200.5)), "response.status is of another type"),
        (change("/response/status", json!("secret-marker")), "response.status is of another type"),
        (change("/response/status", json!(42)), "`response.status` is no status code"),
        (change("/response/content/size", json!("secret-marker")), "response.content.size is of another type"),
        (change("/request/headers/0", json!(null)), "request.headers[0] is of another type"),
        (change("/request/headers/0", json!({"name": "secret-marker"})), "request.headers[0] has no `value`"),
        (change("/request/headers", json!(many)), "it has more headers than any message can have"),
        (change("/response/headers", json!(many)), "it has more headers than any message can have"),
        (change("/request/url", json!("https://secret marker:x")), "`request.url` is no URL"),
        (change("/response/content/text", json!("secret-marker$")), "a body is not the base64 text it claims to be"),
    ];
    let mut entries = vec![login()];
    entries.extend(cases.iter().map(|(entry, _)| entry.clone()));
    let read = har::read(file(&entries).as_bytes()).unwrap();
    assert_eq!(read.exchanges.len(), 1);
    let found: Vec<_> = read.unreadable.iter().map(|unread| (unread.entry, &*unread.reason)).collect();
    let expected: Vec<_> = cases.iter().enumerate().map(|(index, (_, reason))| (index + 2, *reason)).collect();
    assert_eq!(found, expected);

    let output = check(&file(&entries[..4]), &["--vendor", "alice"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let text = stdout(&output);
    assert!(text.contains("Not checked:\n    - entry 2: the entry is of another type\n"), "{text}");
    assert!(text.ends_with("1 exchange; it conforms. Not read: 3.\n"), "{text}");
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error, "contract: 3 entries of the recording could not be read\n");
    // What deviates is certain.
    let output = check(&file(&[entries[1].clone(), deviating()]), &["--vendor", "alice"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    for format in ["json", "junit", "markdown"] {
        let output = check(&file(&entries), &["--vendor", "alice", "--format", format]);
        let text = stdout(&output);
        assert!(text.contains("entry 5: response.status is of another type"), "{text}");
        assert!(!text.contains("marker"), "{text}");
    }
}

/// Some tools write a body as it came over the wire.
#[test]
fn a_body_that_is_still_packed() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use std::io::Write;
    let answer = |encoding: &str, body: &[u8]| {
        let content = json!({"mimeType": "application/json", "encoding": "base64", "text": STANDARD.encode(body)});
        let mut entry = login();
        entry["response"]["content"] = content;
        entry["response"]["headers"][0]["value"] = json!(encoding);
        check(&file(&[entry]), &["--vendor", "alice"])
    };
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(br#"{"token": 1}"#).unwrap();
    let gzip = packer.finish().unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(&br#"{"token": 1}"#[..], ruzstd::encoding::CompressionLevel::Fastest);
    for (encoding, body) in
        [("gzip", gzip.as_slice()), ("zstd", &zstd), ("gzip", br#"{"token": 1}"#), ("br", br#"{"token": 1}"#)]
    {
        let text = stdout(&answer(encoding, body));
        assert!(text.contains("answer body#/token: expected a string, found an integer"), "{encoding}: {text}");
    }
}

/// A recording with ten times the entries, half of them odd.
#[test]
fn findings_about_entries_are_listed_in_part() {
    let odd = json!({"request": {}});
    let read = har::read(file(&vec![odd; 2_000]).as_bytes()).unwrap();
    assert_eq!(read.unreadable.len(), 2_000);
    let output = check(&file(&vec![json!(1); 2_000]), &["--vendor", "alice"]);
    let text = stdout(&output);
    assert_eq!(text.matches("is of another type").count(), 1_000);
    assert!(text.ends_with("No exchange. Not read: 2000.\n"), "{text}");
}
