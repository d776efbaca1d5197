//! The direction of a value. A `readOnly` member occurs only in responses, and a
//! `writeOnly` one only in requests. Neither is required in the other direction.

use openapi::{At, document::Document, model::Direction, or_null};
use serde_json::{Map, Value, json};

use super::demand::Demand;

/// The keyword that excludes a member from this direction.
fn flag(direction: Direction) -> &'static str {
    match direction {
        Direction::Sent => "readOnly",
        Direction::Received => "writeOnly",
    }
}

/// The keyword that excludes a member with this schema, if there is one.
pub(super) fn ban(member: &At<'_>, way: Direction) -> Option<Demand> {
    let flag = flag(way);
    let all = member.expanded();
    let stated = all.iter().find(|schema| schema.flag(flag))?;
    let expected = match way {
        Direction::Sent => "nothing in a request (`readOnly`)",
        Direction::Received => "nothing in an answer (`writeOnly`)",
    };
    Some(Demand::new(expected, format!("{}/{flag}", stated.pointer)))
}

/// The components that schemas refer to, for the engine.
pub(super) fn components(document: &Document, way: Direction) -> Value {
    let schemas = document.value.pointer("/components/schemas").and_then(Value::as_object);
    let ready = |(name, schema): (&String, &Value)| {
        let mut schema = openapi::open_json_schema(schema);
        turn(document, &mut schema, way);
        (name.clone(), schema)
    };
    let schemas: Map<String, Value> = schemas.into_iter().flatten().map(ready).collect();
    json!({ "schemas": schemas })
}

/// Changes a schema into the one for values of this direction.
pub(super) fn turn(document: &Document, schema: &mut Value, way: Direction) {
    let Some(object) = schema.as_object_mut() else { return };
    let mut banned = Vec::new();
    if let Some(Value::Object(members)) = object.get_mut("properties") {
        for (name, member) in members {
            if is_flagged(document, member, flag(way), 0) {
                *member = json!({ "not": {} });
                banned.push(name.clone());
            } else {
                turn(document, member, way);
            }
        }
    }
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.retain(|name| !banned.iter().any(|banned| name == banned));
        // Draft 4 allows no empty list there.
        if required.is_empty() {
            object.remove("required");
        }
    }
    for keyword in ["items", "not", "additionalProperties"] {
        object.get_mut(keyword).into_iter().for_each(|inner| turn(document, inner, way));
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let parts = object.get_mut(keyword).and_then(Value::as_array_mut);
        parts.into_iter().flatten().for_each(|inner| turn(document, inner, way));
    }
}

/// Whether the schema of a member, or what it refers to, has the flag.
fn is_flagged(document: &Document, schema: &Value, flag: &str, depth: usize) -> bool {
    /// References may lead back to where they began.
    const DEEPEST: usize = 16;
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    let target = target.and_then(|pointer| document.value.pointer(pointer));
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    schema.get(flag) == Some(&Value::Bool(true))
        || depth < DEEPEST
            && parts.chain(or_null(schema)).chain(target).any(|inner| is_flagged(document, inner, flag, depth + 1))
}
