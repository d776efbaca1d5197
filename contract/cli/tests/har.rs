//! How recorded traffic is read.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/recording.rs"]
#[allow(dead_code, reason = "each test uses some")]
mod recording;

use contract::validator::har;
use serde_json::{Value, json};

use recording::*;

fn one(entry: Value) -> har::Recorded {
    har::read(file(std::slice::from_ref(&entry)).as_bytes()).unwrap().exchanges.remove(0)
}

#[test]
fn bodies_that_were_not_recorded() {
    let recorded = one(entry("GET", &format!("{BASE}/user/report"), &bearer(), 200, &json!({"size": 900})));
    assert_eq!(recorded.exchange.response_body_missing.as_deref(), Some("it was not recorded"));
    let mut sent = create();
    sent["request"]["postData"] =
        json!({"mimeType": "multipart/form-data; boundary=edge", "params": [{"name": "email"}]});
    let reason = one(sent).exchange.request_body_missing;
    assert_eq!(reason.as_deref(), Some("only the names of its parts were recorded"));
    let mut sent = create();
    sent["request"]["bodySize"] = json!(12);
    sent["request"].as_object_mut().unwrap().remove("postData");
    assert_eq!(one(sent).exchange.request_body_missing.as_deref(), Some("it was not recorded"));
    let mut unanswered = login();
    unanswered["response"]["status"] = json!(0);
    assert!(one(unanswered).exchange.response.is_none());
}

#[test]
fn a_body_of_unknown_size_is_not_taken_for_an_empty_one() {
    const NOT_RECORDED: Option<&str> = Some("it was not recorded");
    let report = |status, content| one(entry("GET", &format!("{BASE}/user/report"), &bearer(), status, &content));
    for content in [json!({"size": -1}), json!({"size": -1, "text": ""}), json!({"size": 900, "text": ""})] {
        assert_eq!(report(200, content.clone()).exchange.response_body_missing.as_deref(), NOT_RECORDED, "{content}");
    }
    assert_eq!(report(200, json!({"size": -1, "text": "{}"})).exchange.response_body_missing, None);
    assert_eq!(report(200, json!({"size": 0, "text": ""})).exchange.response_body_missing, None);
    assert_eq!(report(204, json!({"size": -1})).exchange.response_body_missing, None);
    for (size, text, missing) in [
        (12, json!(null), NOT_RECORDED),
        (12, json!(""), NOT_RECORDED),
        (-1, json!(""), NOT_RECORDED),
        (0, json!(""), None),
    ] {
        let mut sent = create();
        sent["request"]["bodySize"] = json!(size);
        sent["request"]["postData"] =
            json!({"mimeType": "multipart/form-data; boundary=edge", "text": text, "params": []});
        assert_eq!(one(sent).exchange.request_body_missing.as_deref(), missing, "{size} {text}");
    }
}

#[test]
fn a_body_of_which_no_size_was_recorded_is_not_taken_for_an_empty_one() {
    const NOT_RECORDED: Option<&str> = Some("it was not recorded");
    for (size, length, typed, missing) in [
        (json!(-1), None, true, NOT_RECORDED),
        (json!(null), None, true, NOT_RECORDED),
        (json!(-1), None, false, None),
        (json!(null), Some("0"), true, None),
        (json!(0), Some("1234"), true, NOT_RECORDED),
        (json!(0), None, true, None),
    ] {
        let typed = typed.then(|| json!({"name": "content-type", "value": "multipart/form-data; boundary=edge"}));
        let length = length.map(|length| json!({"name": "Content-Length", "value": length}));
        let headers = typed.into_iter().chain(length).collect();
        let mut sent = entry("POST", &format!("{BASE}/user/selfie"), &headers, 204, &json!({"size": 0}));
        sent["request"]["bodySize"] = size;
        assert_eq!(one(sent).exchange.request_body_missing.as_deref(), missing, "{headers}");
    }
    for (content, size, missing) in [
        (json!({}), json!(25), NOT_RECORDED),
        (json!({}), json!(null), NOT_RECORDED),
        (json!({}), json!(0), None),
        // What is left of nothing when it is packed.
        (json!({"size": 0}), json!(20), None),
    ] {
        let mut received = entry("GET", &format!("{BASE}/user/report"), &bearer(), 200, &content);
        received["response"]["bodySize"] = size;
        assert_eq!(one(received.clone()).exchange.response_body_missing.as_deref(), missing, "{received}");
    }
}

#[test]
fn what_went_over_no_network_is_left_out() {
    let inside = [
        "data:image/png;base64,AAAA",
        "blob:https://a.example.com/1-2",
        "about:blank",
        "file:///page.html",
        "DATA:,a",
        "chrome-extension://abcdefgh/page.js",
        "wss://a.example.com/events",
    ]
    .map(|url| entry("GET", url, &json!([]), 200, &json!({"size": 3})));
    let all = [&inside[..], &[login()]].concat();
    let read = har::read(file(&all).as_bytes()).unwrap();
    assert_eq!(
        read.exchanges.iter().map(|recorded| recorded.host.as_str()).collect::<Vec<_>>(),
        ["apis.alicebiometrics.com"]
    );
    let mut broken = login();
    broken["request"]["method"] = json!("");
    let read = har::read(file(&[&inside[..], &[broken]].concat()).as_bytes()).unwrap();
    let unread = &read.unreadable[0];
    assert_eq!((unread.entry, &*unread.reason), (8, "`request.method` is no method"));
}

#[test]
fn a_form_of_which_only_the_fields_were_recorded() {
    let mut form = entry("POST", "https://a.example.com:8443/x?q=a|b#part", &json!([]), 204, &json!({}));
    form["request"]["postData"] = json!({
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": "a b", "value": "c&d"}, {"name": "e"}],
    });
    let recorded = one(form);
    assert_eq!(recorded.host, "a.example.com:8443");
    assert_eq!(recorded.exchange.request.uri.query(), Some("q=a%7Cb"));
    assert_eq!(recorded.exchange.request.body, "a+b=c%26d&e=");
    assert_eq!(recorded.exchange.request.headers["content-type"], "application/x-www-form-urlencoded");
}

#[test]
fn a_form_is_one_in_any_case_and_when_only_the_header_says_so() {
    const FORM: &str = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    for (header, own) in [(json!([]), json!(FORM)), (json!([{"name": "Content-Type", "value": FORM}]), json!(null))] {
        let mut form = entry("POST", "https://a.example.com/x", &header, 204, &json!({}));
        form["request"]["postData"] = json!({"mimeType": own, "params": [{"name": "a", "value": "b"}]});
        assert_eq!(one(form).exchange.request.body, "a=b", "{header} {own}");
    }
}

#[test]
fn base64_in_several_lines() {
    let mut broken = login();
    broken["response"]["content"]["text"] = json!("eyJ0b2tlbiI6\r\nInNlY3JldC1tYXJrZXIifQ==\n");
    broken["response"]["content"]["encoding"] = json!("BASE64");
    assert_eq!(one(broken).exchange.response.unwrap().body, r#"{"token":"secret-marker"}"#);
}
