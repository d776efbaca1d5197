//! The docs of a place in a contract.

use serde_json::Value;

use super::At;
use crate::markdown;

/// The description, and what Rust's types do not express: unit, limits, default and source.
pub(super) fn docs(at: &At<'_>) -> String {
    docs_with(at, at)
}

/// The same for an object whose unit, limits and default stand in its `schema`.
pub(super) fn docs_with(at: &At<'_>, schema: &At<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(title) = schema.text("title").map(markdown::line).filter(|title| !title.is_empty()) {
        parts.push(format!("{}.", title.trim_end_matches('.')));
    }
    if let Some(description) = at.text("description").or_else(|| schema.text("description")) {
        parts.push(markdown::shown(description));
    }
    if let Some(unit) = schema.text("x-unit") {
        parts.push(format!("Unit: {}.", markdown::line(unit)));
    }
    parts.extend(limits(schema.value));
    if at.flag("allowEmptyValue") {
        parts.push("May be empty.".to_owned());
    }
    if let Some(default) = schema.value.get("default") {
        parts.push(format!("Default: {}.", markdown::code(&plain(default))));
    }
    parts.extend(more(at));
    if let Some(source) = at.text("x-source") {
        parts.push(format!("Source: {}.", markdown::line(source)));
    }
    parts.join("\n\n")
}

/// Why something is deprecated, if it is; empty where the contract does not say.
pub(super) fn deprecated(at: &At<'_>) -> Option<String> {
    let says = |text: &&str| text.to_lowercase().contains("deprecat");
    let sentences = at.text("description").unwrap_or_default().split_inclusive(". ");
    let reason = sentences.map(str::trim).find(says).unwrap_or_default();
    at.flag("deprecated").then(|| markdown::line(reason))
}

/// Links to further documentation.
pub(super) fn more(at: &At<'_>) -> Option<String> {
    let more = at.get("externalDocs")?;
    let url = markdown::line(more.text("url")?);
    Some(match more.text("description").map(markdown::line).filter(|text| !text.is_empty()) {
        Some(what) => format!("{}: {url}", what.trim_end_matches(['.', ':'])),
        None => format!("See {url}"),
    })
}

/// A text without quotes, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The limits that a schema sets. Requests should keep to them; responses are accepted
/// outside them too.
fn limits(schema: &Value) -> Vec<String> {
    let number = |name: &str| schema.get(name).filter(|value| value.is_number());
    let flag = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    let mut all = Vec::new();
    let (least, most) = (number("minimum"), number("maximum"));
    let (above, below) = (flag("exclusiveMinimum"), flag("exclusiveMaximum"));
    if above || below {
        let least = least.map(|least| format!("{} {least}", if above { "more than" } else { "at least" }));
        let most = most.map(|most| format!("{} {most}", if below { "less than" } else { "at most" }));
        let both: Vec<String> = least.into_iter().chain(most).collect();
        if !both.is_empty() {
            all.push(format!("Range: {}.", both.join(", ")));
        }
    } else {
        all.extend(range("Range", least, most, ""));
    }
    if let Some(step) = number("multipleOf") {
        all.push(format!("A multiple of {step}."));
    }
    all.extend(range("Length", number("minLength"), number("maxLength"), " characters"));
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        all.push(format!("Pattern: {}.", markdown::code(pattern)));
    }
    all.extend(range("Items", number("minItems"), number("maxItems"), ""));
    if flag("uniqueItems") {
        all.push("No item comes twice.".to_owned());
    }
    all.extend(range("Members", number("minProperties"), number("maxProperties"), ""));
    if schema.get("properties").is_some() && schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        all.push("There are no other members; others that come are skipped.".to_owned());
    }
    all
}

fn range(what: &str, least: Option<&Value>, most: Option<&Value>, of: &str) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) => Some(format!("{what}: {least} to {most}{of}.")),
        (Some(least), None) => Some(format!("{what}: at least {least}{of}.")),
        (None, Some(most)) => Some(format!("{what}: at most {most}{of}.")),
        (None, None) => None,
    }
}
