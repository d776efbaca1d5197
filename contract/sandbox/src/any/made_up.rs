//! Values that fit a schema, for responses without an example in the contract. They have no
//! `writeOnly` member.

use openapi::{At, takes_null};
use serde_json::{Map, Value, json};

/// The depth at which a schema that contains itself is not followed further.
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
        // It is one of what is sent as well.
        return answered(&all, example.value);
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
    let named = all.iter().flat_map(|node| node.members_of("properties"));
    for (name, member) in named.filter(|(_, member)| !is_only_sent(member)) {
        if level < MOST_LEVELS || is_required(name) && level < 2 * MOST_LEVELS {
            members.insert(name.to_owned(), of_level(&member, level + 1));
        } else if is_required(name) && takes_null(member.value) {
            members.insert(name.to_owned(), Value::Null);
        }
    }
    Value::Object(members)
}

/// A value from the contract without its `writeOnly` members.
fn answered(all: &[At<'_>], value: &Value) -> Value {
    // It may have any of the forms.
    let forms = all.iter().flat_map(|node| node.items_of("oneOf")).flat_map(|form| form.expanded());
    let all: Vec<At<'_>> = all.iter().cloned().chain(forms).collect();
    let inner = |schema: Option<&At<'_>>, value: &Value| {
        schema.map_or_else(|| value.clone(), |schema| answered(&schema.expanded(), value))
    };
    let find = |keyword: &str| all.iter().find_map(|node| node.get(keyword)).filter(|at| at.value.is_object());
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter_map(|(name, value)| {
                let named: Vec<At<'_>> = all.iter().filter_map(|node| node.get("properties")?.get(name)).collect();
                let only_sent = !named.is_empty() && named.iter().all(is_only_sent);
                let others = if named.is_empty() { find("additionalProperties") } else { None };
                (!only_sent).then(|| (name.clone(), inner(named.first().or(others.as_ref()), value)))
            });
            kept.collect()
        }
        Value::Array(items) => items.iter().map(|item| inner(find("items").as_ref(), item)).collect(),
        other => other.clone(),
    }
}

fn is_only_sent(member: &At<'_>) -> bool {
    member.expanded().iter().any(|schema| schema.flag("writeOnly"))
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
