//! JSON for people and for other validators.

use serde_json::{Map, Value, json};

/// Indented, the members sorted whatever features `serde_json` was built with.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(&sorted(value)).unwrap()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            members.into_iter().map(|(name, member)| (name.clone(), sorted(member))).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// Changes every value that is neither an object nor an array.
pub fn map_leaves(value: &mut Value, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(object) => object.values_mut().for_each(|member| map_leaves(member, change)),
        Value::Array(items) => items.iter_mut().for_each(|item| map_leaves(item, change)),
        leaf => change(leaf),
    }
}

/// The pointers of the value and of everything inside it.
pub fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(name, member)| (escape(name), member)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    for (name, inner) in inner {
        found.extend(pointers(inner).iter().map(|below| format!("/{name}{below}")));
    }
    found
}

/// A name as one step of a JSON pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// An OpenAPI 3.0 schema as JSON Schema draft 4. They differ in `nullable`, which
/// adds null to the types of the schema it stands in.
pub fn draft4(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    let mut rest: Map<String, Value> = Map::new();
    for (keyword, value) in object.iter().filter(|(keyword, _)| *keyword != "nullable") {
        let value = match (keyword.as_str(), value) {
            ("properties", Value::Object(members)) => {
                members.iter().map(|(name, member)| (name.clone(), draft4(member))).collect()
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(items)) => items.iter().map(draft4).collect(),
            ("items" | "additionalProperties", inner) => draft4(inner),
            _ => value.clone(),
        };
        rest.insert(keyword.clone(), value);
    }
    if object.get("nullable") == Some(&json!(true)) {
        json!({ "anyOf": [{ "type": "null" }, rest] })
    } else {
        Value::Object(rest)
    }
}

/// Whether null fits a schema by what stands in the schema itself.
pub fn takes_null(schema: &Value) -> bool {
    schema["nullable"] == true || schema["anyOf"][1] == json!({ "enum": [null] })
}
