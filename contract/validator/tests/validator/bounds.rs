//! However long a message is, what is said about it is short.

use std::fmt::Write;

use serde_json::{Value, json};
use validator::Checked;

use crate::support::{lamp, request, violations};

fn put(body: &str) -> Checked {
    lamp().request(&crate::support::json("PUT", "/lamps/7-lamp/light", body))
}

fn light(member: &str, value: &Value) -> Checked {
    let mut light = json!({"mode": "BRIGHT", "level": 1});
    light[member] = value.clone();
    put(&light.to_string())
}

/// Alike are those that differ in the number of an item alone.
#[test]
fn violations_that_are_alike_are_listed_in_part() {
    let checked = light("parts", &json!(vec![json!({"name": 1, "since": "now"}); 5_000]));
    let count = |end: &str| checked.violations.iter().filter(|violation| violation.at.ends_with(end)).count();
    assert_eq!((count("/name"), count("/since"), count("/parts")), (10, 10, 1));
    assert_eq!(checked.violations[0].at, "body#/parts/0/name");
    // Two of each item, and the length of the list.
    assert_eq!(checked.violations.len() + checked.more_violations, 10_001);
    assert!(violations(&checked).ends_with("expected 2 items or fewer, found a list of 5000 (line 106)\n"));
}

#[test]
fn violations_that_are_not_alike_are_listed_in_part() {
    let mut text = String::from(r#"{"mode": "BRIGHT", "level": 1"#);
    for index in 0..1_000 {
        write!(text, r#", "name-{index}": 1"#).unwrap();
    }
    text.push('}');
    let request = crate::support::json("PUT", "/lamps/7-lamp/light", &text);
    let hidden = lamp().strict().request(&request);
    assert_eq!((hidden.violations.len(), hidden.more_violations, hidden.unknown.len()), (1, 999, 1));
    let shown = lamp().strict().show_unknown().request(&request);
    assert_eq!((shown.violations.len(), shown.more_violations), (100, 900));
    assert_eq!((shown.unknown.len(), shown.more_unknown), (100, 900));
}

#[test]
fn fields_and_query_members_are_listed_in_part() {
    let long = "a=1&".repeat(5_000);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let checked =
        lamp().request(&request("POST", "/form", &form, format!("name=a&rooms=x&{long}{}", "rooms=x&".repeat(50))));
    assert_eq!((checked.violations.len(), checked.more_violations, checked.unknown.len()), (1, 50, 1));
    let checked = lamp().strict().request(&request("PUT", &format!("/shape?{long}"), &[], ""));
    let count = checked.violations.iter().filter(|violation| violation.at == "query *").count();
    assert_eq!((count, checked.more_violations), (1, 4_999));
}

/// The places of members are those of the contract, not those of the items.
#[test]
fn members_are_as_many_as_the_contract_has() {
    let few = light("parts", &json!([{"name": "a"}, {"name": "b", "since": null}]));
    let many = light("parts", &json!(vec![json!({"name": "a", "since": null}); 1_000]));
    assert_eq!(few.members, many.members);
    assert!(few.members["body#/parts/*/since"] && !few.members["body#/warmth"], "{:?}", few.members);
}

/// The stack has an end.
#[test]
fn what_is_nested_too_deep_is_not_looked_at() {
    let levels = 100_000;
    let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let checked = put(&format!(r#"{{"mode": "BRIGHT", "level": 1, "anything": {deep}, "extras": {{"a": {deep}}}}}"#));
    assert!(checked.conforms() && checked.unchecked.is_empty(), "{checked:?}");

    let tree = r"
openapi: 3.0.3
info: {title: Tree, version: '1'}
security: []
paths:
  /tree:
    put:
      operationId: put_tree
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Tree'}}
      responses: {'204': {description: Taken.}}
components:
  schemas:
    Tree:
      type: object
      properties:
        child: {$ref: '#/components/schemas/Tree'}
        fork: {oneOf: [{$ref: '#/components/schemas/Fork'}], discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/Fork'}}}
    Fork:
      type: object
      properties:
        kind: {type: string}
        tree: {$ref: '#/components/schemas/Tree'}
";
    let validator = validator::Validator::read("tree.yaml", tree).unwrap();
    for (open, close) in [(r#"{"child": "#, "}"), (r#"{"fork": {"kind": "a", "tree": "#, "}}")] {
        let body = format!("{}{{}}{}", open.repeat(20_000), close.repeat(20_000));
        let checked = validator.request(&crate::support::json("PUT", "/tree", &body));
        assert!(checked.conforms(), "{checked:?}");
        assert_eq!(checked.unchecked, ["body: what is nested more than 100 levels deep is not looked at"]);
    }
}

/// What a broken body said before it broke is half a truth.
#[test]
fn of_a_broken_body_nothing_else_is_said() {
    let checked = put(r#"{"mode": 1, "colour": 1, "level": 1"#);
    assert_eq!(checked.violations.len(), 1);
    assert!(checked.unknown.is_empty() && checked.members.is_empty(), "{checked:?}");
    let checked = put(&format!("{} x", json!({"mode": "BRIGHT", "level": 1})));
    assert!(violations(&checked).contains("expected JSON, found 29 bytes"), "{}", violations(&checked));
}
