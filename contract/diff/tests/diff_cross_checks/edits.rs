//! No edit of a contract goes unnoticed.

use contract_diff::{diff, texts_changed};
use openapi::document::{Document, escape};
use serde_json::Value;

/// Whether a member says what holds without it as well.
fn is_default(base: &Value, pointer: &str) -> bool {
    let value = base.pointer(pointer);
    match pointer.rsplit('/').next() {
        Some("required") => value == Some(&Value::Bool(false)),
        Some("x-idempotent") => value == Some(&Value::Bool(pointer.contains("/get/"))),
        // It often is the status' own name.
        Some("x-outcome") => true,
        Some("security") => value == Some(&Value::Array(Vec::new())),
        _ => false,
    }
}

/// Every member is taken out and every value is changed, one at a time; each
/// document that is still a contract has a change or a text that differs.
#[test]
fn every_single_edit_is_noticed() {
    let noticed = edit(&crate::base(), 1);
    assert!(noticed > 500, "only {noticed} edits");
}

/// The same for a sample of the real contracts.
#[test]
fn edits_of_the_contracts_are_noticed() {
    for (name, document) in crate::contracts() {
        let noticed = edit(&document, 101);
        assert!(noticed > 20, "only {noticed} edits of {name}");
    }
}

/// Makes every edit at every so many-th place and counts them.
fn edit(base: &Document, every: usize) -> usize {
    let mut pointers = Vec::new();
    collect(&base.value, String::new(), &mut pointers);
    let mut unnoticed = Vec::new();
    let mut noticed = 0;
    for pointer in pointers.iter().step_by(every) {
        for (how, edited) in [("without", without(&base.value, pointer)), ("changed", changed(&base.value, pointer))] {
            let Some(edited) = edited else { continue };
            let Ok(new) = Document::read("new.yaml", &edited.to_string()) else { continue };
            if how == "without" && is_default(&base.value, pointer) {
                continue;
            }
            if new.value != base.value && diff(base, &new).is_empty() && texts_changed(base, &new) == 0 {
                unnoticed.push(format!("{how} {pointer}"));
            }
            noticed += 1;
        }
    }
    assert!(unnoticed.is_empty(), "{} of {noticed}:\n{}", unnoticed.len(), unnoticed.join("\n"));
    noticed
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                collect(member, format!("{pointer}/{}", escape(name)), pointers);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    if !pointer.is_empty() {
        pointers.push(pointer);
    }
}

fn without(value: &Value, pointer: &str) -> Option<Value> {
    let mut edited = value.clone();
    let (parent, name) = pointer.rsplit_once('/')?;
    match edited.pointer_mut(parent)? {
        Value::Object(object) => object.shift_remove(&openapi::document::unescape(name)).map(drop)?,
        Value::Array(items) => drop(items.remove(name.parse().ok()?)),
        _ => return None,
    }
    Some(edited)
}

fn changed(value: &Value, pointer: &str) -> Option<Value> {
    let mut edited = value.clone();
    let target = edited.pointer_mut(pointer)?;
    *target = match &*target {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Value::from(number + 1),
            None => Value::from(number.as_f64()? / 2.0),
        },
        Value::String(text) => Value::from(format!("{text}x")),
        _ => return None,
    };
    Some(edited)
}
