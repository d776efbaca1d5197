//! Each kind of violation in an answer, whole.

use validator::Checked;
use vendors::Alice;

use crate::support::{lamp, response, unknown, violations};

const AGE: (&str, &str) = ("lamp-age", "3");
const JSON: (&str, &str) = ("content-type", "application/json");
const TEXT: (&str, &str) = ("content-type", "text/plain; charset=utf-8");
const ON: &str = r#"{"mode": "BRIGHT", "level": 1}"#;

fn get(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Checked {
    lamp().response("get_light", &response(status, headers, body.to_vec()))
}

#[test]
fn what_is_allowed_conforms() {
    assert_eq!(violations(&get(200, &[AGE, JSON], ON.as_bytes())), "");
    assert_eq!(violations(&get(204, &[], b"")), "");
    assert_eq!(violations(&get(404, &[TEXT], b"not there")), "");
    assert_eq!(violations(&get(503, &[JSON], br#"{"message": "a"}"#)), "");
    assert_eq!(violations(&get(503, &[], b"")), "");
}

#[test]
fn operation_unknown() {
    assert_eq!(
        violations(&lamp().response("no_such", &response(200, &[], ""))),
        "no operation: operation: expected an operation of the contract, found another name (line 4)\n"
    );
}

/// The default stands for errors.
#[test]
fn status_not_documented() {
    assert_eq!(
        violations(&get(201, &[], b"")),
        "get_light: status: expected 200, 204, 4XX or another error, found 201 (line 17)\n"
    );
    assert_eq!(
        violations(&lamp().response("put_light", &response(500, &[], ""))),
        "put_light: status: expected 204, found 500 (line 40)\n"
    );
}

#[test]
fn header_missing_or_of_another_type() {
    assert_eq!(
        violations(&get(200, &[JSON], ON.as_bytes())),
        "get_light: header Lamp-Age: expected a value, found nothing (line 21)\n"
    );
    assert_eq!(
        violations(&get(200, &[JSON, ("lamp-age", "old")], ON.as_bytes())),
        "get_light: header Lamp-Age: expected an integer, found a string of 3 characters (line 21)\n"
    );
}

#[test]
fn body_missing() {
    assert_eq!(
        violations(&get(200, &[AGE, JSON], b"")),
        "get_light: body: expected application/json, found nothing (line 22)\n"
    );
}

#[test]
fn media_type_another() {
    assert_eq!(
        violations(&get(200, &[AGE, TEXT], b"on")),
        "get_light: header content-type: expected application/json, found text/plain (line 22)\n"
    );
}

#[test]
fn value_in_an_answer() {
    assert_eq!(
        violations(&get(200, &[AGE, JSON], b"{\"mode\": \"BRIGHT\"}")),
        "get_light: body#/level: expected an integer, found nothing (line 95)\n"
    );
}

#[test]
fn text_that_is_none() {
    assert_eq!(
        violations(&get(404, &[TEXT], b"ab\xff")),
        "get_light: body: expected UTF-8 text, found 3 bytes, none from byte 3 (line 28)\n"
    );
    let latin = get(404, &[("content-type", "text/plain; charset=latin1")], b"ab\xff");
    assert!(latin.conforms());
    assert_eq!(latin.unchecked, ["body: its charset is not read here"]);
}

/// The vendor does not promise this body: what cannot be read is unknown and
/// allowed, what can be read is held to the schema.
#[test]
fn optional_body() {
    let page = get(502, &[("content-type", "text/html")], b"<html>");
    assert!(page.conforms());
    assert_eq!(unknown(&page), ["header content-type: text/html"]);
    let broken = get(502, &[JSON], b"{");
    assert!(broken.conforms());
    assert_eq!(unknown(&broken), ["body: bytes"]);
    assert_eq!(
        violations(&get(502, &[JSON], b"{}")),
        "get_light: body#/message: expected a string, found nothing (line 84)\n"
    );
}

#[test]
fn body_of_which_the_contract_says_nothing() {
    let checked = get(204, &[], b"abc");
    assert!(checked.conforms());
    assert_eq!(unknown(&checked), ["body: bytes"]);
    let strict = lamp().strict().response("get_light", &response(204, &[], "abc"));
    assert_eq!(
        violations(&strict),
        "get_light: body: expected only what the contract knows, found 3 bytes (line 24)\n"
    );
}

#[test]
fn the_head_alone() {
    assert!(lamp().response_head("get_light", &response(200, &[AGE], "")).conforms());
    assert!(!lamp().response_head("get_light", &response(200, &[], "")).conforms());
}

/// The line is one of the vendor's contract.
#[test]
fn line_of_a_vendors_contract() {
    let alice = Alice::validator().unwrap();
    let checked = alice.response("create_user", &response(200, &[JSON], "{}"));
    let contract = include_str!("../../../../specs/alice.yaml");
    let line = contract.lines().nth(checked.violations[0].line - 1).unwrap();
    assert_eq!(checked.violations[0].at, "body#/user_id");
    assert_eq!(line.trim(), "required: [user_id]");
}
