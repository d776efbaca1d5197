//! The meaning of a member that is left out. Writing out a default is no change.

use serde_json::{Value, json};

/// The member of an object of the contract, or else what OpenAPI 3.0.3 says it is without it.
pub(super) fn effective(owner: &Value, name: &str) -> Option<Value> {
    if let Some(value) = owner.get(name) {
        return Some(value.clone());
    }
    match name {
        // A response header has no member `in`.
        "style" => match owner.get("in").and_then(Value::as_str) {
            Some("query" | "cookie") => Some(json!("form")),
            _ => Some(json!("simple")),
        },
        "explode" => Some(json!(effective(owner, "style") == Some(json!("form")))),
        "required" | "deprecated" | "allowEmptyValue" | "allowReserved" | "nullable" | "readOnly" | "writeOnly"
        | "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" => Some(json!(false)),
        "additionalProperties" => Some(json!(true)),
        "minLength" | "minItems" | "minProperties" => Some(json!(0)),
        _ => None,
    }
}
