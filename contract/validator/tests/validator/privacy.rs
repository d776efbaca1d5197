//! No text of a message is in what is said about it.

use serde_json::{Value, json};
use validator::{Checked, Validator};

use crate::{
    examples::{CONTRACTS, samples},
    support::{MULTIPART, file_part, lamp, multipart, request, response, text_part, unknown},
};

const MARKER: &str = "secret@marker";

fn assert_silent(name: &str, checked: &Checked) {
    let said = format!("{checked:?} {}", crate::support::violations(checked)).to_ascii_lowercase();
    assert!(!said.contains("secret") && !said.contains("marker"), "{name}: {said}");
}

/// Every string is the marker, every number 424242, and there is a member with the marker as its name.
fn planted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut object: serde_json::Map<_, _> =
                object.iter().map(|(name, member)| (name.clone(), planted(member))).collect();
            object.insert(MARKER.to_owned(), json!(MARKER));
            Value::Object(object)
        }
        Value::Array(list) => list.iter().map(planted).collect(),
        Value::String(_) => json!(MARKER),
        Value::Number(_) => json!(424_242),
        other => other.clone(),
    }
}

/// Each string one marker, each marker of another type.
fn of_other_types(value: &Value) -> Value {
    match value {
        Value::Object(object) => object.iter().map(|(name, member)| (name.clone(), of_other_types(member))).collect(),
        Value::Array(_) => json!({ MARKER: [MARKER] }),
        Value::String(_) => json!([MARKER]),
        _ => json!(MARKER),
    }
}

#[test]
fn of_no_example_any_text_is_told() {
    let mut wrong = 0;
    for contract in CONTRACTS {
        let validator = Validator::read(contract.0, contract.1).unwrap().strict();
        let samples = samples(contract);
        for change in [planted, of_other_types] {
            for sample in &samples.requests {
                let Some((_, value)) = &sample.json else { continue };
                let mut request = sample.message.clone();
                request.body = change(value).to_string().into();
                let checked = validator.request(&request);
                wrong += usize::from(!checked.conforms());
                assert_silent(&sample.name, &checked);
            }
            for sample in &samples.responses {
                let Some((_, value)) = &sample.json else { continue };
                let mut response = sample.message.clone();
                response.body = change(value).to_string().into();
                let checked = validator.response(&sample.operation, &response);
                wrong += usize::from(!checked.conforms());
                assert_silent(&sample.name, &checked);
                assert!(!format!("{checked:?}").contains("424242"), "{}", sample.name);
            }
        }
    }
    assert!(wrong > 300, "only {wrong} messages were made wrong");
}

#[test]
fn of_no_part_of_a_request_any_text_is_told() {
    let validator = lamp().strict();
    let json = ("content-type", "application/json");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let parts = ("content-type", MULTIPART);
    let odd = [
        request("GET", "/secret/marker", &[], ""),
        request("PATCH", "/lamps/secretmarker-lamp/light", &[], ""),
        request("SECRETMARKER", "/form", &[], ""),
        request(
            "GET",
            "/lamps/secretmarker-lamp/light?secret@=marker&room=1&dim=secret&warmth=secret&tags=marker",
            &[],
            "",
        ),
        request(
            "GET",
            "/lamps/7-lamp/light?room=1",
            &[("authorization", "Secret marker"), ("Lamp-Mode", "secret.marker")],
            "",
        ),
        request("GET", "/lamps/7-lamp/light?room=1", &[("authorization", "Bearer secret,marker"), ("apikey", "k")], ""),
        request("PUT", "/lamps/7-lamp/light", &[("content-type", "secret/marker; charset=secret")], "secret"),
        request("PUT", "/lamps/7-lamp/light", &[json, ("content-encoding", "secret")], "marker"),
        request("PUT", "/lamps/7-lamp/light", &[json], "{\"secret\": marker"),
        request("PUT", "/lamps/7-lamp/light", &[json], r#"{"owners": {"secret-marker": {"since": "marker"}}}"#),
        request("PUT", "/shape", &[json], r#"{"version": "secret", "marker@": 1}"#),
        request("POST", "/form", &[form], "name=a&name=secret&on=marker&count=marker&mode=Secret.&secret%40=marker"),
        request(
            "POST",
            "/parts",
            &[parts],
            multipart(&[
                text_part("secret@", "marker"),
                text_part("photo", "secret"),
                text_part("on", "marker"),
                file_part("mode", b"secret"),
            ]),
        ),
        request("POST", "/parts", &[parts], "secret marker"),
    ];
    for request in odd {
        let checked = validator.request(&request);
        assert!(!checked.conforms() || !checked.unchecked.is_empty(), "{}", request.uri);
        assert_silent(&request.uri.to_string(), &checked);
    }
}

#[test]
fn of_no_part_of_an_answer_any_text_is_told() {
    let validator = lamp().strict();
    let odd = [
        response(200, &[("content-type", "secret/marker"), ("Lamp-Age", "marker")], "secret"),
        response(204, &[], "secret marker"),
        response(404, &[("content-type", "text/plain")], &b"secret\xffmarker"[..]),
        response(500, &[("content-type", "text/html")], "secret marker"),
    ];
    for response in odd {
        let checked = validator.response("get_light", &response);
        assert!(!checked.conforms(), "{}", response.status);
        assert_silent(response.status.as_str(), &checked);
    }
}

/// A name that the contract does not know may be a person's; so may a value that looks
/// like those of an enum.
#[test]
fn what_is_not_known_is_told_by_place_and_kind() {
    let light = json!({"mode": "MARKER", "level": 424_242, "marker": 1, "parts": [{"name": "a", "Secret": "b"}]});
    let query = "/lamps/7-lamp/light?Marker=secret";
    let body = crate::support::json("PUT", query, &light.to_string());
    let checked = lamp().request(&body);
    assert!(checked.conforms(), "{:?}", checked.violations);
    assert_silent("light", &checked);
    assert_eq!(unknown(&checked), ["query *: a string", "body#/*: an integer", "body#/parts/*/*: a string"]);
    let new: Vec<_> = checked.new_values.iter().map(|new| (&*new.at, &*new.schema, new.value.as_deref())).collect();
    assert_eq!(new, [("body#/mode", "Mode", None), ("body#/level", "Level", None)]);
}

/// Whoever looks for a slip asks to see the names.
#[test]
fn what_is_not_known_is_shown_when_the_caller_asks() {
    let validator = lamp().show_unknown();
    let long = "x".repeat(50);
    let light = json!({"mode": "DARK", "level": 7, "colo\u{1b}r": 1, "parts": [{"name": "a", "size": 1}, {"name": "b", "size": 2}], long: 1});
    let checked = validator.request(&crate::support::json("PUT", "/lamps/7-lamp/light?sort=1", &light.to_string()));
    let mut known = unknown(&checked);
    known.sort();
    assert_eq!(
        known,
        [
            "body#/colo\\u{1b}r: an integer".to_owned(),
            "body#/parts/*/size: an integer".to_owned(),
            format!("body#/{}…: an integer", "x".repeat(40)),
            "query sort: a string".to_owned(),
        ]
    );
    let values: Vec<_> = checked.new_values.iter().map(|new| new.value.as_deref()).collect();
    assert_eq!(values, [Some("DARK"), Some("7")]);
    let path = |validator: &Validator| validator.shown_path(&http::Method::GET, &"/lamps/reprot/x".parse().unwrap());
    assert_eq!((path(&validator), path(&lamp())), ("/lamps/reprot/x".to_owned(), "/lamps/*/*".to_owned()));
}

#[test]
fn a_long_path_is_shown_in_part() {
    let path = "/a".repeat(30_000).parse().unwrap();
    assert_eq!(lamp().shown_path(&http::Method::GET, &path), format!("{}/…", "/*".repeat(20)));
}
