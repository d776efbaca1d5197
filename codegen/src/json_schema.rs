//! OpenAPI schemas for tools that know JSON Schema.

use serde_json::{Map, Value, json};

/// An OpenAPI 3.0 schema as JSON Schema draft 4, from which it differs in `nullable`.
pub fn json_schema(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    let mut converted = Map::new();
    for (keyword, value) in object {
        let value = match (keyword.as_str(), value) {
            ("nullable" | "example", _) => continue,
            ("properties", Value::Object(members)) => {
                members.iter().map(|(name, member)| (name.clone(), json_schema(member))).collect()
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(items)) => items.iter().map(json_schema).collect(),
            ("items" | "not" | "additionalProperties", value) => json_schema(value),
            (_, value) => value.clone(),
        };
        converted.insert(keyword.clone(), value);
    }
    // An `anyOf` names null among its members.
    if object.get("nullable") != Some(&Value::Bool(true)) || object.contains_key("anyOf") {
        return Value::Object(converted);
    }
    // The plain spelling where it does, for the sake of the message.
    let plain = !["enum", "allOf", "oneOf"].iter().any(|keyword| object.contains_key(*keyword));
    if let (true, Some(name)) = (plain, converted.get("type").cloned()) {
        converted.insert("type".to_owned(), json!([name, "null"]));
        Value::Object(converted)
    } else {
        json!({ "anyOf": [converted, { "enum": [null] }] })
    }
}
