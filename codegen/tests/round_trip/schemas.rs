//! What the types say of themselves as JSON Schema.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use crate::golden::{docs, integer_enum, nullable, open_string_enum, score, version_union};

fn schema<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}

#[test]
fn the_members_are_those_of_the_contract() {
    let schema = schema::<nullable::generated::types::Profile>();
    let mut members: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(
        members,
        [
            "address",
            "anything",
            "list",
            "map",
            "namedAnything",
            "optional",
            "optional_nullable",
            "perhapsAnything",
            "required",
            "required_nullable"
        ]
    );
    assert_eq!(schema["required"], json!(["required"]));
    assert_eq!(schema["properties"]["list"]["items"], json!({ "type": ["integer", "null"], "format": "int64" }));
}

#[test]
fn an_open_enum_says_what_it_knows() {
    let kind = schema::<open_string_enum::generated::types::Kind>();
    assert_eq!(kind["anyOf"][0]["enum"], json!(["ID_CARD", "passport", "driver-license", "self"]));
    let status = schema::<integer_enum::generated::types::Status>();
    assert_eq!(status["anyOf"][0]["enum"], json!([0, 1, 2, -1]));
}

#[test]
fn a_score_says_its_range() {
    let score = schema::<score::generated::types::LivenessPercent>();
    assert_eq!((&score["minimum"], &score["maximum"]), (&json!(0.0), &json!(100.0)));
}

#[test]
fn a_union_has_all_its_variants() {
    let report = schema::<version_union::generated::types::Report>();
    assert_eq!(report["oneOf"].as_array().unwrap().len(), 2);
    assert!(report["$defs"]["Summary"]["properties"]["by_user"].is_object());
}

#[test]
fn the_docs_are_the_descriptions() {
    let air = schema::<docs::generated::types::Air>();
    let temperature = air["properties"]["temperature"]["description"].as_str().unwrap();
    assert!(temperature.starts_with("How warm it is."), "{temperature}");
    assert!(temperature.contains("Unit: degrees Celsius.") && temperature.contains("Range: -90 to 60.5."));
}
