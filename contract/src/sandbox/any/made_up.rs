//! Values that fit a schema of which the contract has no example.

use codegen::{At, takes_null};
use serde_json::{Map, Value, json};

/// A schema that holds itself is followed no deeper.
const MOST_LEVELS: usize = 6;

/// A value for the schema of a body.
pub(super) fn content(content: &At<'_>) -> Value {
    content.get("schema").map_or(Value::Null, |schema| value(&schema))
}

/// A value for a schema.
pub(super) fn value(schema: &At<'_>) -> Value {
    of_level(schema, 0)
}

fn of_level(schema: &At<'_>, level: usize) -> Value {
    let all = schema.expanded();
    let find = |keyword: &str| all.iter().find_map(|node| node.get(keyword));
    if let Some(example) = find("example").or_else(|| find("default")) {
        return example.value.clone();
    }
    if let Some(first) = find("enum").and_then(|listed| listed.items().next()) {
        return first.value.clone();
    }
    if let Some(first) = find("oneOf").and_then(|branches| branches.items().next()) {
        return of_level(&first, level);
    }
    match schema.kind() {
        Some("object") => object(&all, level),
        Some("array") => list(&all, level),
        Some("string") => json!(text(&all)),
        Some("integer" | "number") => find("minimum").map_or(json!(0), |minimum| minimum.value.clone()),
        Some("boolean") => json!(true),
        _ if all.iter().any(|node| node.has("properties")) => object(&all, level),
        _ => Value::Null,
    }
}

fn object(all: &[At<'_>], level: usize) -> Value {
    let is_required = |name: &str| {
        all.iter().flat_map(|node| node.items_of("required")).any(|required| required.value.as_str() == Some(name))
    };
    let mut members = Map::new();
    for (name, member) in all.iter().flat_map(|node| node.members_of("properties")) {
        if level < MOST_LEVELS || is_required(name) && level < 2 * MOST_LEVELS {
            members.insert(name.to_owned(), of_level(&member, level + 1));
        } else if is_required(name) && takes_null(member.value) {
            members.insert(name.to_owned(), Value::Null);
        }
    }
    Value::Object(members)
}

fn list(all: &[At<'_>], level: usize) -> Value {
    let least = all.iter().find_map(|node| node.value.get("minItems")?.as_u64()).unwrap_or(1).min(10);
    let item = all.iter().find_map(|node| node.get("items")).filter(|_| level < MOST_LEVELS || least > 1);
    let items = item.map(|item| of_level(&item, level + 1)).into_iter();
    items.cycle().take(usize::try_from(least).unwrap_or(1)).collect()
}

fn text(all: &[At<'_>]) -> String {
    let stated = |keyword: &str| all.iter().find_map(|node| node.text(keyword));
    match stated("format") {
        Some("byte") => "c2FuZGJveA==".to_owned(),
        Some("date-time-local") => "2026-01-01T00:00:00".to_owned(),
        Some("date-time") => "2026-01-01T00:00:00Z".to_owned(),
        Some("date") => "2026-01-01".to_owned(),
        Some("uuid") => "00000000-0000-4000-8000-000000000000".to_owned(),
        Some("email") => "sandbox@example.com".to_owned(),
        Some("uri") => "https://example.com/sandbox".to_owned(),
        _ => {
            let limit = |keyword: &str| all.iter().find_map(|node| node.value.get(keyword)?.as_u64());
            let bound = |keyword, other| limit(keyword).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(other);
            let text = "sandbox".repeat(bound("minLength", 0) / 7 + 1);
            text.chars().take(bound("maxLength", 7).max(bound("minLength", 0))).collect()
        }
    }
}
