//! Schemas: each becomes one kind the compiler knows, or a finding.

use indexmap::IndexMap;
use serde_json::Value;

use super::{At, Reader, deprecated, docs, enums};
use crate::{
    json_schema::{or_null, takes_null},
    model::{Direction, Property, Schema, SchemaKind, Type},
    names,
};

/// Keywords that make a schema a Rust type of its own.
const NAMED: [&str; 4] = ["oneOf", "enum", "x-score", "properties"];

/// Keywords of which a schema may have only one.
const DECIDING: [&str; 7] = ["oneOf", "allOf", "anyOf", "not", "enum", "x-score", "properties"];

impl<'a> Reader<'a> {
    pub(super) fn components(&mut self) -> IndexMap<String, Schema> {
        let mut schemas = IndexMap::new();
        let Some(all) = self.at("/components/schemas") else { return schemas };
        for (name, at) in all.members() {
            if names::pascal(name) != name {
                self.find(
                    &at.pointer,
                    format!("the schema name `{name}` is not UpperCamelCase, as types in Rust are"),
                    format!("write `{}`", names::pascal(name)),
                );
                continue;
            }
            self.never_null(&at);
            let schema = self.schema(&at, name);
            schemas.insert(name.to_owned(), schema);
        }
        schemas
    }

    /// Only a member or an element has a type that can be null; anywhere else null would be dropped.
    pub(super) fn never_null(&mut self, at: &At<'a>) {
        if takes_null(at.value) && !at.has("$ref") {
            let keyword = if at.has("anyOf") { "anyOf" } else { "nullable" };
            let null = if enums::lists_null(at) { ", and take null out of `enum`" } else { "" };
            self.find(
                &format!("{}/{keyword}", at.pointer),
                "null is supported only of a member, and of an element of a list or a map",
                format!(
                    "write it where the value stands: `nullable: true` beside a `type`, or \
                     `anyOf: [{{$ref: ...}}, {{enum: [null]}}]`{null}"
                ),
            );
        }
    }

    fn schema(&mut self, at: &At<'a>, name: &str) -> Schema {
        let has = |keyword: &str| at.value.get(keyword).is_some();
        if let Some(only) = only_part(at) {
            self.one_meaning(at);
            self.beside_all_of(at);
            self.never_null(&only);
            let inner = self.schema(&only, name);
            let docs = [docs(at), inner.docs].into_iter().find(|docs| !docs.is_empty()).unwrap_or_default();
            let deprecated = deprecated(at).or(inner.deprecated);
            return Schema { docs, deprecated, pointer: at.pointer.clone(), kind: inner.kind };
        }
        if NAMED.into_iter().any(has) {
            self.one_meaning(at);
        }
        self.discriminator(at);
        let kind = if has("oneOf") {
            self.one_of(at, name)
        } else if has("enum") {
            self.enumeration(at)
        } else if has("x-score") {
            self.score(at)
        } else if has("properties") {
            SchemaKind::Object(self.properties(at, name))
        } else {
            SchemaKind::Alias(self.plain_type(at, name))
        };
        Schema { docs: docs(at), deprecated: deprecated(at), kind, pointer: at.pointer.clone() }
    }

    /// Of two keywords that each say what a value is, one would be dropped.
    fn one_meaning(&mut self, at: &At<'a>) {
        let deciding: Vec<&str> = DECIDING.into_iter().filter(|keyword| at.value.get(*keyword).is_some()).collect();
        if let [first, second, ..] = deciding.as_slice() {
            self.find(
                &at.pointer,
                format!("a schema with both `{first}` and `{second}` is not supported"),
                "write the merged schema out",
            );
        }
        let needed = match deciding.as_slice() {
            ["properties"] => "object",
            ["oneOf" | "allOf"] => "",
            _ => return,
        };
        if let Some(other) = at.text("type").filter(|found| *found != needed) {
            let message = format!("`{}` does not go with `type: {other}`", deciding[0]);
            let help = if needed.is_empty() { "remove `type`" } else { "write `type: object`" };
            self.find(&format!("{}/type", at.pointer), message, help);
        }
    }

    /// A discriminator chooses among the members of a `oneOf`, by its mapping.
    fn discriminator(&mut self, at: &At<'a>) {
        let Some(discriminator) = at.get("discriminator") else { return };
        if !at.has("oneOf") {
            let help = "list the schemas that it chooses from as `oneOf` of a schema of its own, or remove it";
            self.find(&discriminator.pointer, "a discriminator without `oneOf` chooses nothing", help);
        } else if at.has("x-envelope") {
            self.find(&discriminator.pointer, "both spellings of an envelope are one value", "remove it");
        }
    }

    /// The type of a value whose schema stands at `at`. An inline schema that
    /// needs a Rust type of its own is given the name `hint`.
    pub(super) fn value_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        if at.has("$ref") {
            // The grammar reports one in a wrong place.
            return self.component(at, "schemas").map_or(Type::Any, Type::Named);
        }
        if !NAMED.iter().any(|keyword| at.value.get(*keyword).is_some()) {
            self.discriminator(at);
            return self.plain_type(at, hint);
        }
        if let Some(name) = self.shared.get(&at.pointer) {
            return Type::Named(name.clone());
        }
        // A joined name is not yet in typify's form: `A` and `B` become `Ab`, `A` and `_1`
        // become `A1`.
        let hint = &names::pascal(hint);
        if self.at(&format!("/components/schemas/{hint}")).is_some() || self.hoisted.contains_key(hint) {
            self.find(
                &at.pointer,
                format!("the inline schema would be called `{hint}`, which exists"),
                "move it to `components`, `schemas` under a name of its own",
            );
        }
        if at.pointer.starts_with("/components/") {
            self.shared.insert(at.pointer.clone(), hint.clone());
        }
        let schema = self.schema(at, hint);
        self.hoisted.insert(hint.clone(), schema);
        Type::Named(hint.clone())
    }

    /// Members beside `allOf` say nothing about the value, except those that the docs show.
    fn beside_all_of(&mut self, at: &At<'a>) {
        if at.has("required") {
            self.find(
                &format!("{}/required", at.pointer),
                "`required` beside `allOf` is not supported",
                "write the merged schema out",
            );
        }
        let nullable = format!("{}/nullable", at.pointer);
        // When the value cannot be null, this has been reported already.
        if at.flag("nullable") && !self.findings.iter().any(|finding| finding.pointer == nullable) {
            self.find(
                &nullable,
                "OpenAPI 3.0.3 ignores `nullable` beside `allOf`: what stands inside still refuses null",
                "write `anyOf: [{$ref: ...}, {enum: [null]}]` in place of `allOf`",
            );
        }
    }

    fn plain_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        self.one_meaning(at);
        if let Some(all) = at.get("allOf") {
            self.beside_all_of(at);
            let mut parts = all.items();
            return match (parts.next(), parts.next()) {
                (Some(only), None) => {
                    self.never_null(&only);
                    self.value_type(&only, hint)
                }
                (None, _) => {
                    self.find(&all.pointer, "`allOf` has no members", "remove it, or refer to a schema there");
                    Type::Any
                }
                _ => {
                    self.find(
                        &all.pointer,
                        "`allOf` with several members is not supported",
                        "write the merged schema out; `allOf` of one `$ref` may carry a description",
                    );
                    Type::Any
                }
            };
        }
        if let Some(any) = at.get("anyOf") {
            if at.flag("nullable") {
                self.find(
                    &format!("{}/nullable", at.pointer),
                    "`nullable` does nothing beside `anyOf`: it adds null to a `type`, and there is none",
                    "remove it; `anyOf: [{$ref: ...}, {enum: [null]}]` allows null by itself",
                );
            }
            return match any.items().next() {
                Some(value) if or_null(at.value).is_some() => self.value_type(&value, hint),
                _ => {
                    self.find(
                        &any.pointer,
                        "`anyOf` is supported only for a value that may be null",
                        "use `oneOf` with a `discriminator`, or `x-envelope`; for a `$ref` or null write \
                         `anyOf: [{$ref: ...}, {enum: [null]}]`",
                    );
                    Type::Any
                }
            };
        }
        if let Some(not) = at.get("not") {
            self.find(&not.pointer, "`not` is not supported", "use `oneOf` with a `discriminator`, or `x-envelope`");
        }
        if let Some(plain) = Type::plain(at) {
            return plain;
        }
        match at.text("type") {
            // The grammar says what to write for `null`.
            None | Some("null") => Type::Any,
            Some("array") => match at.get("items") {
                Some(items) => Type::List(Box::new(self.element_type(&items, &format!("{hint}Item")))),
                None => {
                    self.find(&at.pointer, "an array needs `items`", "add `items` with the schema of one element");
                    Type::Any
                }
            },
            Some("object") => match at.get("additionalProperties").filter(|inner| inner.value.is_object()) {
                Some(inner) => Type::Map(Box::new(self.element_type(&inner, &format!("{hint}Value")))),
                None => Type::FreeObject,
            },
            Some(other) => {
                let help = "OpenAPI 3.0 has string, number, integer, boolean, array and object";
                self.find(&format!("{}/type", at.pointer), format!("`{other}` is not a type"), help);
                Type::Any
            }
        }
    }

    /// The type of an element of a list or map, which may be null.
    fn element_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        let ty = self.value_type(at, hint);
        if takes_null(at.value) { Type::Nullable(Box::new(ty)) } else { ty }
    }

    fn properties(&mut self, at: &At<'a>, name: &str) -> Vec<Property> {
        let required: Vec<&str> = at
            .value
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let Some(all) = at.get("properties") else { return Vec::new() };
        if all.members().next().is_none() {
            let help = "describe a member, or remove `properties` for an object of any members";
            self.find(&all.pointer, "the object has no members", help);
        }
        let others = at.get("additionalProperties").filter(|others| *others.value != Value::Bool(false));
        // The field for other members gets its name last, because it is no member itself.
        let wires = all.members().map(|(wire, _)| wire).chain(others.iter().map(|_| "additionalProperties"));
        let wires: Vec<&str> = wires.collect();
        let mut fields = names::fields(&wires).into_iter();
        let mut properties: Vec<Property> = Vec::new();
        for ((wire, at), rust) in all.members().zip(&mut fields) {
            let usual = names::field(wire);
            let docs = if rust == usual { docs(&at) } else { names::with_wire(&docs(&at), wire) };
            let hint = if rust == usual { names::pascal(wire) } else { names::pascal(&rust) };
            let ty = self.value_type(&at, &format!("{name}{hint}"));
            properties.push(Property {
                wire: wire.to_owned(),
                rust,
                required: required.contains(&wire),
                nullable: takes_null(at.value) || at.takes_anything(),
                direction: self.direction(&at),
                deprecated: deprecated(&at),
                others: false,
                range: match ty {
                    Type::Int32 | Type::Int64 | Type::UInt64 | Type::Integer => {
                        ["minimum", "maximum"].map(|limit| at.value.get(limit).and_then(Value::as_i64))
                    }
                    _ => [None, None],
                },
                ty,
                docs,
                pointer: at.pointer,
            });
        }
        properties.extend(others.zip(fields.next()).map(|(at, rust)| self.others(&at, name, rust)));
        for missing in required.iter().filter(|name| all.value.get(**name).is_none()) {
            let message = format!("`{missing}` is required but not described");
            self.find(
                &format!("{}/required", at.pointer),
                message,
                "add it to `properties` or remove it from `required`",
            );
        }
        properties
    }

    /// The only direction of a member, no matter where its schema states it.
    fn direction(&mut self, at: &At<'a>) -> Option<Direction> {
        let says = |flag: &str| at.expanded().iter().any(|at| at.flag(flag));
        match (says("readOnly"), says("writeOnly")) {
            (true, true) => {
                let message = "a member that is both `readOnly` and `writeOnly` goes neither way";
                self.find(&at.pointer, message, "keep one of the two");
                None
            }
            (true, false) => Some(Direction::Received),
            (false, true) => Some(Direction::Sent),
            (false, false) => None,
        }
    }

    /// The members that the contract does not name but allows.
    fn others(&mut self, at: &At<'a>, name: &str, rust: String) -> Property {
        let ty = if at.value.is_boolean() { Type::Any } else { self.element_type(at, &format!("{name}Value")) };
        let docs = match docs(at) {
            docs if docs.is_empty() => "Members that the contract does not name.".to_owned(),
            docs => format!("Members that the contract does not name.\n\n{docs}"),
        };
        Property {
            wire: String::new(),
            rust,
            required: false,
            nullable: false,
            ty: Type::Map(Box::new(ty)),
            direction: None,
            deprecated: deprecated(at),
            others: true,
            range: [None, None],
            docs,
            pointer: at.pointer.clone(),
        }
    }

    fn score(&mut self, at: &At<'a>) -> SchemaKind {
        let number = |name: &str| at.value.get(name).and_then(Value::as_f64);
        let threshold = at.value.pointer("/x-score/threshold").and_then(Value::as_f64);
        match (number("minimum"), number("maximum")) {
            (Some(minimum), Some(maximum)) if at.text("type") == Some("number") => {
                if threshold.is_some_and(|threshold| !(minimum..=maximum).contains(&threshold)) {
                    let pointer = format!("{}/x-score", at.pointer);
                    self.find(&pointer, "the threshold is outside the range", "put it between `minimum` and `maximum`");
                }
                SchemaKind::Score { minimum, maximum, threshold }
            }
            _ => {
                self.find(&at.pointer, "a score needs a range", "add `type: number`, `minimum` and `maximum`");
                SchemaKind::Alias(Type::Float)
            }
        }
    }
}

/// The schema that stands inside an `allOf` of its own, and nowhere else.
fn only_part<'a>(at: &At<'a>) -> Option<At<'a>> {
    let mut parts = at.items_of("allOf");
    parts.next().filter(|part| !part.has("$ref") && parts.next().is_none())
}
