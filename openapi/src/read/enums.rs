//! Enumerations: what the values are, and their names in Rust.

use std::collections::HashSet;

use serde_json::Value;

use super::{At, Reader};
use crate::{
    markdown,
    model::{IntegerVariant, SchemaKind, StringVariant, Type},
    names,
};

/// Whether null is among the values, as a literal reading of `nullable` demands.
pub(super) fn lists_null(at: &At<'_>) -> bool {
    at.items_of("enum").any(|value| value.value.is_null())
}

impl<'a> Reader<'a> {
    pub(super) fn enumeration(&mut self, at: &At<'a>) -> SchemaKind {
        if !at.value["enum"].is_array() {
            return SchemaKind::Alias(Type::Any);
        }
        let may_be_null = at.flag("nullable");
        let listed: Vec<At<'a>> = at.items_of("enum").collect();
        let (nulls, values): (Vec<At<'a>>, Vec<At<'a>>) = listed.into_iter().partition(|at| at.value.is_null());
        if let Some(null) = nulls.first().filter(|_| !may_be_null) {
            let help = "take it out; where a member may be null, write `nullable: true` there";
            self.find(&null.pointer, "null is not of the enum's type", help);
        }
        let integers = match self.kind_of_enum(at, &values) {
            Some(integers) => integers,
            None => return SchemaKind::Alias(Type::Any),
        };
        let rust_names = self.per_value(at, "x-enum-varnames", values.len());
        let descriptions = self.per_value(at, "x-enum-descriptions", values.len());
        let mut taken = HashSet::new();
        let mut seen = HashSet::new();
        let (mut strings, mut numbers) = (Vec::new(), Vec::new());
        for (index, value) in values.iter().enumerate() {
            let docs = markdown::shown(descriptions.get(index).copied().unwrap_or_default());
            let wire = match value.value {
                Value::String(wire) if !integers => wire.clone(),
                Value::Number(wire) if integers && wire.is_i64() => wire.to_string(),
                other => {
                    self.find(&value.pointer, "the value is not of the enum's type", mend(other, integers));
                    continue;
                }
            };
            let rust = match rust_names.get(index) {
                Some(name) => names::variant(name),
                None if integers => format!("Value{wire}").replace('-', "Minus"),
                None => names::variant(&wire),
            };
            if !seen.insert(wire.clone()) {
                self.find(&value.pointer, format!("the value `{wire}` is given twice"), "remove one of the two");
            } else if !taken.insert(rust.clone()) {
                self.find(
                    &value.pointer,
                    format!("`{wire}` becomes the Rust variant `{rust}`, which is taken"),
                    "name the variants with `x-enum-varnames`",
                );
            }
            match value.value.as_i64() {
                Some(wire) => numbers.push(IntegerVariant { wire, rust, docs }),
                None => strings.push(StringVariant { wire, rust, docs }),
            }
        }
        if integers { SchemaKind::IntegerEnum(numbers) } else { SchemaKind::StringEnum(strings) }
    }

    /// Whether the values are integers; None where they are neither integers nor texts.
    fn kind_of_enum(&mut self, at: &At<'a>, values: &[At<'a>]) -> Option<bool> {
        if values.is_empty() {
            self.find(&at.pointer, "an enum needs at least one value", "add the values, or remove `enum`");
            return None;
        }
        let all = |fits: fn(&Value) -> bool| values.iter().all(|value| fits(value.value));
        match at.text("type") {
            Some("string") => Some(false),
            Some("integer") => Some(true),
            None if values.iter().any(|value| value.value.is_string()) => Some(false),
            None if all(Value::is_i64) => {
                self.find(&at.pointer, "an enum of integers needs its type", "add `type: integer`");
                None
            }
            Some("number") if all(Value::is_i64) => {
                let message = "an enum of `type: number` is not supported";
                self.find(&format!("{}/type", at.pointer), message, "write `type: integer`");
                None
            }
            _ => {
                let message = "only enums of texts and of integers are supported";
                self.find(&at.pointer, message, "remove `enum`, and say in the description which values there are");
                None
            }
        }
    }

    /// An extension that says one thing about each value of an enum.
    fn per_value(&mut self, at: &At<'a>, extension: &str, values: usize) -> Vec<&'a str> {
        let Some(list) = at.get(extension) else { return Vec::new() };
        let texts: Vec<&str> = list.items().filter_map(|item| item.value.as_str()).collect();
        if list.items().count() != values && list.value.is_array() {
            let message = format!("`{extension}` has {} texts for {values} values", list.items().count());
            self.find(&list.pointer, message, "give each value of `enum` but null one text, in the same order");
        }
        texts
    }
}

/// How to make a value one of the enum's type.
fn mend(value: &Value, integers: bool) -> &'static str {
    match value {
        Value::Bool(_) | Value::Number(_) if !integers => "put it in quotes",
        Value::String(text) if text.parse::<i64>().is_ok() => "write it without quotes",
        Value::Number(_) => "write an integer of 64 bits, or describe the values in words and remove `enum`",
        _ => "correct the value, or the enum's `type`",
    }
}
