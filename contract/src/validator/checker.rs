//! Collects what is found out about one message.

use codegen::At;
use serde_json::{Number, Value};

use super::{Checked, Validator, Violation, model::Operation, schemas, walk, words};

pub(super) struct Checker<'a> {
    pub validator: &'a Validator,
    pub operation: Option<&'a Operation>,
    pub checked: Checked,
}

impl<'a> Checker<'a> {
    pub fn new(validator: &'a Validator, operation: Option<&'a Operation>) -> Self {
        let id = operation.map(|operation| operation.id.clone());
        Self { validator, operation, checked: Checked { operation: id, ..Checked::default() } }
    }

    /// Notes a violation; `pointer` is what in the contract says so.
    pub fn violation(
        &mut self,
        at: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
        pointer: &str,
    ) {
        let violation = Violation {
            operation: self.operation.map(|operation| operation.id.clone()),
            at: at.into(),
            expected: expected.into(),
            found: found.into(),
            line: self.validator.document.line(pointer),
        };
        // `allOf` may say the same thing twice.
        if !self.checked.violations.contains(&violation) {
            self.checked.violations.push(violation);
        }
    }

    /// Notes something of which the contract at `pointer` says nothing.
    pub fn unknown(&mut self, at: String, found: impl Into<String>, pointer: &str) {
        if self.validator.strict {
            self.violation(at.clone(), "only what the contract knows", found, pointer);
        }
        if !self.checked.unknown_members.contains(&at) {
            self.checked.unknown_members.push(at);
        }
    }

    /// Checks a value against the schema at `pointer`; `root` says where the value stands.
    pub fn value(&mut self, root: &str, pointer: &str, value: &Value) {
        let place = |shown: &str| if shown.is_empty() { root.to_owned() } else { format!("{root}#{shown}") };
        let document = &self.validator.document;
        let seen = walk::walk(document, pointer, value);
        for fault in self.validator.schemas.faults(document, pointer, value) {
            let shown = if fault.named { seen.shown_member(&fault.at) } else { seen.shown(&fault.at) };
            self.violation(place(&shown), fault.expected, fault.found, &fault.pointer);
        }
        for unknown in seen.unknown {
            self.unknown(place(&unknown.at), unknown.found, &unknown.pointer);
        }
        for (at, there) in seen.members {
            *self.checked.members.entry(place(&at)).or_default() |= there;
        }
        for mut new in seen.new_values {
            new.at = place(&new.at);
            if !self.checked.new_values.contains(&new) {
                self.checked.new_values.push(new);
            }
        }
    }

    /// Checks a value that travels as text.
    pub fn text(&mut self, root: &str, pointer: &str, text: &str) {
        let Some(schema) = At::find(&self.validator.document, pointer) else { return };
        match typed(schema.kind(), text) {
            Some(value) => self.value(root, pointer, &value),
            None => {
                let all = schema.expanded();
                let stated =
                    all.iter().find_map(|node| node.get("type")).map_or(schema.pointer.clone(), |at| at.pointer);
                self.violation(root, schemas::expectation(&schema), words::found_text(text), &stated);
            }
        }
    }
}

/// The value that a text stands for; None when it is none of that type.
fn typed(kind: Option<&str>, text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit());
    match kind {
        Some("integer") if digits => text.parse::<i64>().ok().map(Value::from),
        Some("number") if digits => text.parse().ok().and_then(Number::from_f64).map(Value::Number),
        Some("boolean") => text.parse().ok().map(Value::Bool),
        Some("integer" | "number") => None,
        _ => Some(Value::String(text.to_owned())),
    }
}
