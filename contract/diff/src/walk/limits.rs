//! Limits on values. Servers hold requests to them; clients hold answers to none.

use openapi::At;
use serde_json::Value;

use super::{Reached, Verdict, Walk};
use crate::{change::Rust, defaults::effective};

/// Limits from below: a greater one is tighter.
const LEAST: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];
/// Limits from above: a smaller one is tighter.
const MOST: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];
/// Those of an object with named members.
pub(super) const MEMBER_COUNTS: [&str; 2] = ["minProperties", "maxProperties"];
/// Limits that are there or not.
const OTHER: [&str; 6] = ["pattern", "format", "multipleOf", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum"];
/// Members that the comparison of types, or of members and values, has looked at.
const TYPED: [&str; 15] = [
    "$ref",
    "type",
    "nullable",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "discriminator",
    "x-score",
    "readOnly",
    "writeOnly",
];

impl<'a> Walk<'_, 'a> {
    /// Compares two schemas of one type; what is inside a reference is compared elsewhere.
    pub(super) fn limits(&mut self, old: &At<'a>, new: &At<'a>, name: &str, reached: &Reached) {
        // An inline schema with a Rust type of its own is compared under the name that it gets.
        if ["oneOf", "enum", "x-score", "properties"].iter().any(|keyword| new.has(keyword)) {
            return;
        }
        for keyword in LEAST.into_iter().chain(MOST).chain(OTHER) {
            self.limit(keyword, old, new, name, reached);
        }
        for inner in ["items", "additionalProperties"] {
            let objects = (old.get(inner), new.get(inner));
            match objects {
                (Some(before), Some(after)) if before.value.is_object() && after.value.is_object() => {
                    let part = if inner == "items" { "an element" } else { "a value" };
                    self.limits(&before, &after, &format!("{part} of {name}"), reached);
                }
                _ => {}
            }
        }
        if let (Some(before), Some(after)) = (old.inner(), new.inner()) {
            self.limits(&before, &after, name, reached);
        }
        if old.text("type") == Some("object") && !new.get("additionalProperties").is_some_and(|at| at.value.is_object())
        {
            self.closed(old, new, name, reached);
        }
        let seen: Vec<&str> = TYPED.into_iter().chain(LEAST).chain(MOST).chain(OTHER).collect();
        self.rest(old, new, &seen, name, reached);
    }

    /// Compares how many members an object must have.
    pub(super) fn member_counts(&mut self, old: &At<'a>, new: &At<'a>, name: &str, reached: &Reached) {
        for keyword in MEMBER_COUNTS {
            self.limit(keyword, old, new, name, reached);
        }
    }

    fn limit(&mut self, keyword: &str, old: &At<'a>, new: &At<'a>, name: &str, reached: &Reached) {
        let (was, is) = (old.value.get(keyword), new.value.get(keyword));
        if was == is || effective(old.value, keyword) == effective(new.value, keyword) {
            return;
        }
        let number = |value: Option<&Value>| value.and_then(Value::as_f64);
        let tighter = match (number(was), number(is)) {
            (Some(was), Some(is)) if LEAST.contains(&keyword) => is > was,
            (Some(was), Some(is)) if MOST.contains(&keyword) => is < was,
            _ => is.is_some_and(|is| *is != Value::Bool(false)),
        };
        let wire = Verdict::default()
            .old_client(tighter && reached.shared.sent, "an old client may send what a new server refuses")
            .or(match reached.shared.sent {
                true => "a server takes all that it took before",
                false => "clients hold answers to no limit",
            });
        let say = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"));
        let what = format!("the `{keyword}` of {name} is {} instead of {}", say(is), say(was));
        let at = new.get(keyword).unwrap_or_else(|| new.clone());
        self.push(what, self.in_new(&at), reached.by.clone(), wire, Rust::none());
    }
}
