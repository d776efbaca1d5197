//! OpenAPI schemas for tools that know JSON Schema.

use serde_json::{Map, Value, json};

/// An OpenAPI 3.0 schema as JSON Schema draft 4, from which it differs in `nullable`.
pub fn json_schema(schema: &Value) -> Value {
    convert(schema, false)
}

/// The same, with enums of strings and integers open: any value of the type fits.
pub fn open_json_schema(schema: &Value) -> Value {
    convert(schema, true)
}

fn convert(schema: &Value, open: bool) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    let convert = |schema: &Value| convert(schema, open);
    let mut converted = Map::new();
    for (keyword, value) in object {
        let value = match (keyword.as_str(), value) {
            ("nullable" | "example", _) => continue,
            ("enum", _) if open && is_open_enum(schema) => continue,
            ("properties", Value::Object(members)) => {
                members.iter().map(|(name, member)| (name.clone(), convert(member))).collect()
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(items)) => items.iter().map(convert).collect(),
            ("items" | "not" | "additionalProperties", value) => convert(value),
            (_, value) => value.clone(),
        };
        converted.insert(keyword.clone(), value);
    }
    if object.get("nullable") != Some(&Value::Bool(true)) || or_null(schema).is_some() {
        return Value::Object(converted);
    }
    // Uses the plain spelling where that is possible, because messages show it.
    let plain = !["enum", "allOf", "oneOf"].iter().any(|keyword| object.contains_key(*keyword));
    if let (true, Some(name)) = (plain, converted.get("type").cloned()) {
        converted.insert("type".to_owned(), json!([name, "null"]));
        Value::Object(converted)
    } else {
        json!({ "anyOf": [converted, { "enum": [null] }] })
    }
}

/// The value's schema when an `anyOf` allows null as well.
///
/// OpenAPI 3.0.3 has no other way to allow null for a `$ref`, because `nullable` only adds
/// null to the `type` beside it.
pub fn or_null(schema: &Value) -> Option<&Value> {
    let branches = schema.get("anyOf")?.as_array()?.as_slice();
    match branches {
        [value, null] if *null == json!({ "enum": [null] }) => Some(value),
        _ => None,
    }
}

/// Whether the schema itself allows null.
pub fn takes_null(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || or_null(schema).is_some()
}

/// Whether the schema is an enum that also accepts unknown values.
pub fn is_open_enum(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    schema.get("enum").is_some() && matches!(kind, Some("string" | "integer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples are checked against the closed form, messages against the open one.
    #[test]
    fn only_the_open_form_takes_any_value_of_the_type() {
        let schema = json!({"type": "string", "enum": ["a"]});
        assert_eq!(json_schema(&schema), schema);
        assert_eq!(open_json_schema(&schema), json!({"type": "string"}));
    }
}
