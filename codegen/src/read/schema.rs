//! Schemas: each becomes one kind the compiler knows, or a finding.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::{At, Reader, docs};
use crate::{
    contract::{IntegerVariant, Property, Schema, SchemaKind, StringVariant, Type, UnionVariant},
    document::last_name,
    json_schema::{or_null, takes_null},
    names,
};

/// Keywords that make a schema a Rust type of its own.
const NAMED: [&str; 4] = ["oneOf", "enum", "x-score", "properties"];

/// Keywords of which a schema has one at most.
const DECIDING: [&str; 7] = ["oneOf", "allOf", "anyOf", "not", "enum", "x-score", "properties"];

impl<'a> Reader<'a> {
    pub(super) fn components(&mut self) -> IndexMap<String, Schema> {
        let mut schemas = IndexMap::new();
        let Some(all) = self.at("/components/schemas") else { return schemas };
        for (name, at) in all.members() {
            if names::pascal(name) != name {
                self.find(
                    &at.pointer,
                    format!("the schema name `{name}` cannot be a Rust type name"),
                    format!("use UpperCamelCase, for example `{}`", names::pascal(name)),
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
            self.find(
                &format!("{}/{keyword}", at.pointer),
                "null is supported only of a member, and of an element of a list or a map",
                "write it where the value stands: `nullable: true` beside a `type`, or \
                 `anyOf: [{$ref: ...}, {enum: [null]}]`",
            );
        }
    }

    fn schema(&mut self, at: &At<'a>, name: &str) -> Schema {
        let has = |keyword: &str| at.value.get(keyword).is_some();
        if NAMED.into_iter().any(has) {
            self.one_meaning(at);
        }
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
        Schema { docs: docs(at), kind, pointer: at.pointer.clone() }
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
            self.find(&at.pointer, message, "remove one of the two");
        }
    }

    /// The type of a value whose schema stands at `at`. An inline schema that
    /// needs a Rust type of its own is given the name `hint`.
    pub(super) fn value_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        if let Some(target) = at.text("$ref") {
            return Type::Named(last_name(target));
        }
        if !NAMED.iter().any(|keyword| at.value.get(*keyword).is_some()) {
            return self.plain_type(at, hint);
        }
        // Put together, names are not yet as typify writes them: `A` and `B` are `Ab`, `A` and `_1` are `A1`.
        let hint = &names::pascal(hint);
        if self.at(&format!("/components/schemas/{hint}")).is_some() || self.hoisted.contains_key(hint) {
            self.find(
                &at.pointer,
                format!("the inline schema would be called `{hint}`, which exists"),
                "move it to `components`, `schemas` under a name of its own",
            );
        }
        let schema = self.schema(at, hint);
        self.hoisted.insert(hint.clone(), schema);
        Type::Named(hint.clone())
    }

    fn plain_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        self.one_meaning(at);
        if let Some(all) = at.get("allOf") {
            if at.flag("nullable") {
                self.find(
                    &format!("{}/nullable", at.pointer),
                    "OpenAPI 3.0.3 ignores `nullable` beside `allOf`: what stands inside still refuses null",
                    "write `anyOf: [{$ref: ...}, {enum: [null]}]` in place of `allOf`",
                );
            }
            let mut parts = all.items();
            return match (parts.next(), parts.next()) {
                (Some(only), None) => {
                    self.never_null(&only);
                    self.value_type(&only, hint)
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
        match (at.text("type"), at.text("format")) {
            (None, _) => Type::Any,
            (Some("boolean"), _) => Type::Bool,
            (Some("integer"), Some("int32")) => Type::Int32,
            (Some("integer"), _) => Type::Int64,
            (Some("number"), _) => Type::Float,
            (Some("string"), Some("password")) => Type::Secret,
            (Some("string"), Some("byte")) => Type::Base64,
            (Some("string"), Some("binary")) => Type::File,
            (Some("string"), Some("date-time-local" | "date-time")) => Type::Timestamp,
            (Some("string"), _) => Type::String,
            (Some("array"), _) => match at.get("items") {
                Some(items) => Type::List(Box::new(self.element_type(&items, &format!("{hint}Item")))),
                None => {
                    self.find(&at.pointer, "an array needs `items`", "add `items` with the schema of one element");
                    Type::Any
                }
            },
            (Some("object"), _) => match at.get("additionalProperties").filter(|inner| inner.value.is_object()) {
                Some(inner) => Type::Map(Box::new(self.element_type(&inner, &format!("{hint}Value")))),
                None => Type::FreeObject,
            },
            (Some(other), _) => {
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
        let wires: Vec<&str> = all.members().map(|(wire, _)| wire).collect();
        let mut properties: Vec<Property> = Vec::new();
        for ((wire, at), rust) in all.members().zip(names::fields(&wires)) {
            let usual = names::field(wire);
            let docs = if rust == usual { docs(&at) } else { names::with_wire(&docs(&at), wire) };
            let hint = if rust == usual { names::pascal(wire) } else { names::pascal(&rust) };
            let ty = self.value_type(&at, &format!("{name}{hint}"));
            properties.push(Property {
                wire: wire.to_owned(),
                rust,
                required: required.contains(&wire),
                nullable: takes_null(at.value) || at.takes_anything(),
                range: match ty {
                    Type::Int32 | Type::Int64 => {
                        ["minimum", "maximum"].map(|limit| at.value.get(limit).and_then(Value::as_i64))
                    }
                    _ => [None, None],
                },
                ty,
                docs,
                pointer: at.pointer,
            });
        }
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

    fn enumeration(&mut self, at: &At<'a>) -> SchemaKind {
        let values: Vec<At<'a>> = at.get("enum").map(|list| list.items().collect()).unwrap_or_default();
        let rust_names = self.per_value(at, "x-enum-varnames", values.len());
        let descriptions = self.per_value(at, "x-enum-descriptions", values.len());
        let integers = at.text("type") == Some("integer");
        let empty = at.value.get("enum") == Some(&Value::Array(Vec::new()));
        if empty || !matches!(at.text("type"), None | Some("string" | "integer")) {
            let message = "only enums of strings and of integers are supported, with at least one value";
            self.find(&at.pointer, message, "correct `type` and `enum`, or describe the values in words");
        }
        let mut taken = HashSet::new();
        let (mut strings, mut numbers) = (Vec::new(), Vec::new());
        for (index, value) in values.iter().enumerate() {
            let docs = descriptions.get(index).copied().unwrap_or_default().to_owned();
            let wire = match value.value {
                Value::String(wire) if !integers => wire.clone(),
                Value::Number(wire) if integers && wire.is_i64() => wire.to_string(),
                _ => {
                    self.find(
                        &value.pointer,
                        "the value is not of the enum's type",
                        "quote strings, do not quote integers",
                    );
                    continue;
                }
            };
            let rust = match rust_names.get(index) {
                Some(name) => names::variant(name),
                None if integers => format!("Value{wire}").replace('-', "Minus"),
                None => names::variant(&wire),
            };
            if !taken.insert(rust.clone()) {
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

    /// An extension that says one thing about each value of an enum.
    fn per_value(&mut self, at: &At<'a>, extension: &str, values: usize) -> Vec<&'a str> {
        let Some(list) = at.get(extension) else { return Vec::new() };
        let texts: Vec<&str> = list.items().filter_map(|item| item.value.as_str()).collect();
        if list.items().count() != values && list.value.is_array() {
            let message = format!("`{extension}` has {} texts for {values} values", list.items().count());
            self.find(&list.pointer, message, "give each value of `enum` one text, in the same order");
        }
        texts
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

    /// The second spelling is the first inside an object, and nothing else.
    fn envelope(&mut self, member: &str, inner: &At<'a>, envelope: &At<'a>) {
        let object = envelope.clone().follow();
        let properties: Vec<(&str, At<'a>)> = object.get("properties").iter().flat_map(At::members).collect();
        let wraps = match properties.as_slice() {
            [(name, value)] => *name == member && inner.text("$ref").is_some() && target(value) == inner.text("$ref"),
            _ => false,
        };
        if !wraps {
            self.find(
                &envelope.pointer,
                format!("the second schema is not an object with the first as its only member `{member}`"),
                "list the bare value first, as a `$ref`, then the object that wraps the same `$ref`",
            );
        }
    }

    fn one_of(&mut self, at: &At<'a>, name: &str) -> SchemaKind {
        let members: Vec<At<'a>> = at.get("oneOf").map(|list| list.items().collect()).unwrap_or_default();
        if let (Some(member), [inner, envelope]) = (at.text("x-envelope"), members.as_slice()) {
            self.envelope(member, inner, envelope);
            let inner = self.value_type(inner, &format!("{name}Inner"));
            return SchemaKind::Envelope { member: member.to_owned(), inner };
        }
        let discriminator = at.get("discriminator");
        let tag = discriminator.as_ref().and_then(|discriminator| discriminator.text("propertyName"));
        let mapping = discriminator.as_ref().and_then(|discriminator| discriminator.get("mapping"));
        let (Some(tag), Some(mapping)) = (tag, mapping) else {
            self.find(
                &at.pointer,
                "`oneOf` without a way to choose",
                "add a `discriminator` with `propertyName` and an integer `mapping`, or mark two spellings of one \
                 value with `x-envelope`",
            );
            return SchemaKind::Alias(Type::Any);
        };
        let mapped = |reference: &str| mapping.members().any(|(_, target)| target.value.as_str() == Some(reference));
        for member in &members {
            if !member.text("$ref").is_some_and(mapped) {
                self.find(
                    &member.pointer,
                    "nothing in the discriminator's `mapping` leads here",
                    "make it a `$ref` to a named schema and add that to `mapping`",
                );
            }
        }
        let mut variants = Vec::new();
        for (key, target) in mapping.members() {
            let reference = target.value.as_str().unwrap_or_default();
            let schema = last_name(reference);
            match key.parse::<i64>() {
                Ok(value) if members.iter().any(|member| member.text("$ref") == Some(reference)) => {
                    let short =
                        schema.strip_prefix(name).filter(|rest| names::pascal(rest) == *rest && *rest != names::OPEN);
                    let rust = short.unwrap_or(&schema).to_owned();
                    variants.push(UnionVariant { value, rust, schema });
                }
                Ok(_) => self.find(&target.pointer, "the mapping leads to no member of `oneOf`", "add it to `oneOf`"),
                Err(_) => self.find(
                    &target.pointer,
                    format!("`{key}` is not an integer"),
                    "only unions chosen by an integer member are supported",
                ),
            }
        }
        SchemaKind::Union { tag: tag.to_owned(), variants }
    }
}

/// Where a schema refers to, with or without more said about it.
fn target<'a>(at: &At<'a>) -> Option<&'a str> {
    at.text("$ref").or_else(|| at.value.pointer("/allOf/0/$ref").and_then(Value::as_str))
}
