//! The members of a contract that only people read.

use serde_json::{Map, Value};

/// Members that no program sees, wherever they stand.
const TEXTS: [&str; 11] = [
    "description",
    "summary",
    "title",
    "tags",
    "example",
    "examples",
    "externalDocs",
    "bearerFormat",
    "x-source",
    "x-unit",
    "x-enum-descriptions",
];

/// Members whose own members are named by the author. A member `description` in them is not
/// a text.
const MAPS: [&str; 11] = [
    "properties",
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
    "securitySchemes",
    "paths",
    "content",
    "mapping",
    "encoding",
];

/// Whether the member is read by people only.
pub(super) fn is_text(name: &str) -> bool {
    TEXTS.contains(&name)
}

/// The value without its texts.
pub(super) fn without(value: &Value) -> Value {
    strip(value, false)
}

fn strip(value: &Value, is_map: bool) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(name, _)| is_map || !is_text(name));
            let kept: Map<String, Value> =
                kept.map(|(name, member)| (name.clone(), strip(member, opens_map(name, is_map)))).collect();
            Value::Object(kept)
        }
        Value::Array(items) => items.iter().map(|item| strip(item, false)).collect(),
        other => other.clone(),
    }
}

fn opens_map(name: &str, is_map: bool) -> bool {
    !is_map && MAPS.contains(&name)
}

/// How many texts differ in places that both documents have, and in which there is no other change to report.
pub(super) fn changed(old: &Value, new: &Value) -> usize {
    let about = |root: &Value| root.get("info").cloned().unwrap_or(Value::Null);
    let (old_about, new_about) = (about(old), about(new));
    let names = ["title", "version", "description", "contact", "license", "termsOfService"];
    let info = names.iter().filter(|name| old_about.get(**name) != new_about.get(**name)).count();
    let tags = usize::from(old.get("tags") != new.get("tags"));
    let version = usize::from(old.get("openapi") != new.get("openapi"));
    let part = |name: &str| match (old.get(name), new.get(name)) {
        (Some(old), Some(new)) => count(old, new, MAPS.contains(&name)),
        _ => 0,
    };
    let unused = ["examples", "links", "callbacks"].iter().filter(|name| {
        let pointer = format!("/components/{name}");
        **name != "examples" && old.pointer(&pointer) != new.pointer(&pointer)
    });
    info + tags + version + part("servers") + part("paths") + part("components") + unused.count()
}

fn count(old: &Value, new: &Value, is_map: bool) -> usize {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let mut texts = 0;
            for (name, before) in old {
                match new.get(name) {
                    Some(after) if is_map || !is_text(name) => texts += count(before, after, opens_map(name, is_map)),
                    after if !is_map && is_text(name) => texts += usize::from(after != Some(before)),
                    _ => {}
                }
            }
            let is_new = |name: &&String| !is_map && is_text(name) && !old.contains_key(*name);
            texts + new.keys().filter(is_new).count()
        }
        (Value::Array(old), Value::Array(new)) => old.iter().zip(new).map(|(old, new)| count(old, new, false)).sum(),
        _ => 0,
    }
}
