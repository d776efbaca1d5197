//! The report in all its formats.
#![allow(clippy::unwrap_used, reason = "tests")]

use contract::validator::{
    Validator,
    message::{Request, Response},
    report::{Exchange, Format, Report, Row},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

fn lamp() -> Validator {
    Validator::read("lamp.yaml", include_str!("../../validator/tests/validator/lamp.yaml")).unwrap()
}

fn put(path: &str, body: &str, status: u16) -> Exchange {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Exchange {
        request: Request {
            method: Method::PUT,
            uri: path.parse().unwrap(),
            headers: headers.clone(),
            body: body.to_owned().into(),
        },
        request_body_missing: None,
        response: Some(Response { status: StatusCode::from_u16(status).unwrap(), headers, body: "".into() }),
        response_body_missing: None,
    }
}

fn light(lamp: u32, light: &str, status: u16) -> Exchange {
    put(&format!("/lamps/{lamp}-lamp/light"), light, status)
}

/// Something of everything.
fn report() -> Report {
    let validator = lamp();
    let mut report = Report::new(&validator);
    let on = r#"{"mode": "BRIGHT", "level": 1}"#;
    let new = r#"{"mode": "DIM", "level": 1, "parts": [{"name": "a", "size": 1}, {"name": "b", "size": 1}], "x|y": 1, "colour": 1}"#;
    let mut unanswered = light(5, on, 204);
    unanswered.response = None;
    unanswered.response_body_missing = Some("no answer was recorded".to_owned());
    let mut unread = light(6, "", 204);
    unread.request_body_missing = Some("it is longer than 10 bytes".to_owned());
    let exchanges = [
        light(1, on, 204),
        light(2, on, 204),
        light(3, r#"{"mode": 7, "warmth": 500}"#, 204),
        light(4, on, 500),
        light(4, new, 204),
        light(4, new, 204),
        unanswered,
        unread,
        put("/nowhere", on, 204),
    ];
    for exchange in exchanges {
        report.add(Row::check(&validator, &exchange));
    }
    report
}

fn written(report: &Report, format: Format) -> String {
    let mut text = Vec::new();
    report.write(format, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn text() {
    insta::assert_snapshot!(written(&report(), Format::Text));
}

#[test]
fn json() {
    insta::assert_snapshot!(written(&report(), Format::Json));
}

#[test]
fn junit() {
    insta::assert_snapshot!(written(&report(), Format::Junit));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(written(&report(), Format::Markdown));
}

#[test]
fn nothing_seen() {
    let report = Report::new(&lamp());
    assert!(report.conforms());
    let text = written(&report, Format::Text);
    assert!(text.ends_with("    put_shape\n\nNo exchange.\n"), "{text}");
}

#[test]
fn counts() {
    let report = report();
    assert!(!report.conforms());
    assert_eq!((report.exchanges(), report.rows().len()), (9, 7));
    assert_eq!(report.never_seen().collect::<Vec<_>>(), ["get_light", "send_form", "send_parts", "put_shape"]);
}

/// A proxy may run for days; rows that differ are kept up to a limit and counted beyond it.
#[test]
fn rows_are_bounded() {
    let validator = lamp();
    let mut report = Report::new(&validator);
    for length in 0..1_050 {
        let mut row = Row::check(&validator, &light(1, r#"{"mode": "BRIGHT", "level": 1}"#, 204));
        row.unchecked.push(format!("reason {length}"));
        report.add(row);
    }
    assert_eq!((report.exchanges(), report.rows().len()), (1_050, 1_000));
    assert!(written(&report, Format::Text).ends_with("Not checked in full: 1050. Not listed: 50.\n"));
}
