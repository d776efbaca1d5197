//! Each kind of violation in a JSON value, whole.

use serde_json::{Value, json};
use validator::Checked;

use crate::support::{lamp, unknown, violations};

fn put(path: &str, value: &Value) -> Checked {
    lamp().request(&crate::support::json("PUT", path, &value.to_string()))
}

/// A light that is in order but for the members given.
fn light(members: Value) -> Checked {
    let mut light = json!({"mode": "BRIGHT", "level": 1});
    light.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    put("/lamps/7-lamp/light", &light)
}

#[test]
fn what_is_allowed_conforms() {
    let checked = light(json!({
        "warmth": 3, "photo": "aGk=", "turns": -5, "label": "abc",
        "parts": [{"name": "a", "since": null}, {"name": "b", "since": "2021-03-02T09:32:57.344383"}],
        "owners": {"user-1": {"name": "c", "since": "2021-03-02 09:32:57"}, "user-2": null},
        "extras": {"deep": {"er": 1}}, "anything": null,
    }));
    assert_eq!(violations(&checked), "");
    assert!(checked.unknown.is_empty());
    assert!(checked.new_values.is_empty());
    for shape in [
        json!({"version": 0, "radius": 1}),
        json!({"version": 1, "side": 1}),
        json!({"shape": {"version": 1, "side": 1}}),
    ] {
        assert_eq!(violations(&put("/shape", &shape)), "");
    }
}

#[test]
fn member_missing() {
    assert_eq!(
        violations(&put("/lamps/7-lamp/light", &json!({"level": 1}))),
        "put_light: body#/mode: expected a string, found nothing (line 95)\n"
    );
}

#[test]
fn members_of_other_types() {
    assert_eq!(
        violations(&light(json!({"mode": 1, "level": 1.0, "parts": {}, "extras": []}))),
        "put_light: body#/mode: expected a string, found an integer (line 76)
put_light: body#/level: expected an integer, found a number (line 79)
put_light: body#/parts: expected a list, found an object of 0 members (line 105)
put_light: body#/extras: expected an object, found a list of 0 (line 113)
"
    );
    assert_eq!(
        violations(&put("/lamps/7-lamp/light", &json!([1]))),
        "put_light: body: expected an object, found a list of 1 (line 94)\n"
    );
}

#[test]
fn null_where_it_is_not_allowed() {
    assert_eq!(
        violations(&light(json!({"parts": [null]}))),
        "put_light: body#/parts/0: expected an object, found null (line 88)\n"
    );
}

/// The key of a map is data; `nullable` does not hide what is wrong below.
#[test]
fn value_of_a_map() {
    assert_eq!(
        violations(&light(json!({"owners": {"user-1": {"since": 1}, "user-2": true}}))),
        "put_light: body#/owners/*/since: expected a timestamp or null, found an integer (line 92)
put_light: body#/owners/*/name: expected a string, found nothing (line 89)
put_light: body#/owners/*: expected an object, found a boolean (line 88)
"
    );
}

#[test]
fn formats() {
    assert_eq!(
        violations(&light(json!({
            "photo": "a$", "turns": 3_000_000_000_i64, "parts": [{"name": "a", "since": "yesterday"}],
        }))),
        "put_light: body#/photo: expected base64 text, found a string of 2 characters in another format (line 101)
put_light: body#/turns: expected an integer of 32 bits, found an integer out of range (line 102)
put_light: body#/parts/0/since: expected a timestamp, found a string of 9 characters in another format (line 92)
"
    );
}

#[test]
fn an_integer_of_any_length_is_too_long_for_its_format() {
    for text in ["100000000000000000000", "-9223372036854775809", "1e308", "2147483648"] {
        let turns: Value = serde_json::from_str(text).unwrap();
        let found = violations(&light(json!({ "turns": turns })));
        assert!(found.starts_with("put_light: body#/turns: expected an integer of 32 bits, found "), "{text}: {found}");
        assert!(found.ends_with(" out of range (line 102)\n"), "{text}: {found}");
    }
    let found = violations(&light(json!({ "turns": 1.5 })));
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("expected an integer"), "{found}");
}

#[test]
fn limits() {
    assert_eq!(
        violations(&light(
            json!({"warmth": -0.5, "label": "A", "parts": [{"name": "a"}, {"name": "b"}, {"name": "c"}]})
        )),
        "put_light: body#/warmth: expected 0 or more, found a number below that (line 100)
put_light: body#/label: expected 2 characters or more, found a string of 1 character (line 103)
put_light: body#/label: expected text that matches ^[a-z]+$, found a string of 1 character (line 103)
put_light: body#/parts: expected 2 items or fewer, found a list of 3 (line 106)
"
    );
    assert_eq!(
        violations(&light(json!({"warmth": 101, "label": "abcde"}))),
        "put_light: body#/warmth: expected 100 or less, found an integer above that (line 100)
put_light: body#/label: expected 4 characters or fewer, found a string of 5 characters (line 103)
"
    );
}

#[test]
fn branch_of_a_union() {
    assert_eq!(
        violations(&put("/shape", &json!({"version": 1, "radius": 1}))),
        "put_shape: body#/side: expected an integer, found nothing (line 139)\n"
    );
    assert_eq!(
        violations(&put("/shape", &json!({"shape": {"version": 0, "radius": "1"}}))),
        "put_shape: body#/shape/radius: expected an integer, found a string of 1 character (line 136)\n"
    );
}

#[test]
fn no_branch_of_a_union() {
    let of = |found: &str| format!("put_shape: body#/version: expected 0 or 1, found {found} (line 144)\n");
    assert_eq!(violations(&put("/shape", &json!({"side": 1}))), of("nothing"));
    assert_eq!(violations(&put("/shape", &json!({"version": 2}))), of("an integer of another value"));
    assert_eq!(violations(&put("/shape", &json!({"version": null}))), of("null"));
    assert_eq!(
        violations(&put("/shape", &json!([1, 2]))),
        "put_shape: body: expected an object, found a list of 2 (line 144)\n"
    );
}

#[test]
fn unknown_members_and_new_values() {
    let value = json!({
        "mode": "DARK", "level": 7, "colour": "red", "maria@example.com": 1,
        "parts": [{"name": "a", "weight": 1}],
        "owners": {"user-1": {"name": "b", "weight": 1}},
    });
    let checked = put("/lamps/7-lamp/light", &value);
    assert!(checked.conforms());
    let known =
        ["body#/*: a string", "body#/*: an integer", "body#/parts/*/*: an integer", "body#/owners/*/*: an integer"];
    assert_eq!(unknown(&checked), known);
    let new: Vec<_> = checked.new_values.iter().map(|new| (&*new.at, &*new.schema, new.value.as_deref())).collect();
    assert_eq!(new, [("body#/mode", "Mode", None), ("body#/level", "Level", None)]);
    assert_eq!(
        violations(&lamp().strict().request(&crate::support::json("PUT", "/lamps/7-lamp/light", &value.to_string()))),
        "put_light: body#/mode: expected a value that the contract lists, found a string of 4 characters (line 77)
put_light: body#/level: expected a value that the contract lists, found an integer (line 80)
put_light: body#/*: expected only what the contract knows, found a string of 3 characters (line 96)
put_light: body#/*: expected only what the contract knows, found an integer (line 96)
put_light: body#/parts/0/*: expected only what the contract knows, found an integer (line 90)
put_light: body#/owners/*/*: expected only what the contract knows, found an integer (line 90)
"
    );
}

/// In a branch that is told by its discriminator, and in the wrapper around it.
#[test]
fn unknown_members_of_a_branch() {
    let checked = put("/shape", &json!({"shape": {"version": 0, "radius": 1, "side": 1}, "note": "a"}));
    assert!(checked.conforms());
    assert_eq!(unknown(&checked), ["body#/shape/*: an integer", "body#/*: a string"]);
}
