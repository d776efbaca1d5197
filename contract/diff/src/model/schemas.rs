//! Schemas as the compiler sorts them.

use openapi::{At, document::last_name, names, takes_null};
use serde_json::Value;

use super::{Direction, Mapped, Object, Others, Property, Schema, SchemaKind, Type, Variant};

/// Keywords that make a schema a Rust type of its own.
const NAMED: [&str; 4] = ["oneOf", "enum", "x-score", "properties"];

/// The schemas read so far.
#[derive(Default)]
pub(super) struct Schemas<'a> {
    components: Vec<Schema<'a>>,
    inline: Vec<Schema<'a>>,
}

impl<'a> Schemas<'a> {
    pub fn into_list(self) -> Vec<Schema<'a>> {
        self.components.into_iter().chain(self.inline).collect()
    }

    pub fn named(&mut self, name: &str, at: At<'a>) {
        let schema = self.schema(name, at);
        self.components.push(schema);
    }

    fn schema(&mut self, name: &str, at: At<'a>) -> Schema<'a> {
        let kind = if at.has("oneOf") {
            self.one_of(name, &at)
        } else if at.has("enum") {
            enumeration(&at)
        } else if at.has("x-score") {
            SchemaKind::Score
        } else if at.has("properties") {
            SchemaKind::Object(Object { properties: self.properties(name, &at), others: self.others(name, &at) })
        } else {
            SchemaKind::Alias(self.plain_type(&at, name))
        };
        Schema { name: name.to_owned(), at, kind }
    }

    /// The type of a value; an inline schema that needs a name gets `hint`.
    pub fn value_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        if let Some(target) = at.text("$ref") {
            return Type::Named(last_name(target));
        }
        if !NAMED.iter().any(|keyword| at.has(keyword)) {
            return self.plain_type(at, hint);
        }
        let schema = self.schema(hint, at.clone());
        self.inline.push(schema);
        Type::Named(hint.to_owned())
    }

    fn plain_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        if let Some(only) = at.inner() {
            return self.value_type(&only, hint);
        }
        if let Some(plain) = Type::plain(at) {
            return plain;
        }
        match at.text("type") {
            Some("array") => match at.get("items") {
                Some(items) => Type::List(Box::new(self.element_type(&items, &format!("{hint}Item")))),
                None => Type::List(Box::new(Type::Any)),
            },
            Some("object") => match at.get("additionalProperties").filter(|inner| inner.value.is_object()) {
                Some(inner) => Type::Map(Box::new(self.element_type(&inner, &format!("{hint}Value")))),
                None => Type::FreeObject,
            },
            _ => Type::Any,
        }
    }

    fn element_type(&mut self, at: &At<'a>, hint: &str) -> Type {
        let ty = self.value_type(at, hint);
        if takes_null(at.value) { Type::Nullable(Box::new(ty)) } else { ty }
    }

    fn properties(&mut self, name: &str, at: &At<'a>) -> Vec<Property<'a>> {
        let required = at.value.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required.into_iter().flatten().filter_map(Value::as_str).collect();
        let Some(all) = at.get("properties") else { return Vec::new() };
        all.members()
            .map(|(wire, at)| {
                let ty = self.value_type(&at, &format!("{name}{}", names::pascal(wire)));
                let nullable = takes_null(at.value) || at.takes_anything();
                let way = way(&at);
                Property { at, wire, required: required.contains(&wire), nullable, ty, way }
            })
            .collect()
    }

    fn others(&mut self, name: &str, at: &At<'a>) -> Others {
        let Some(others) = at.get("additionalProperties") else { return Others::Silent };
        let ty = match others.value {
            Value::Bool(false) => return Others::Closed,
            Value::Bool(true) => Type::Any,
            _ => self.element_type(&others, &format!("{name}Value")),
        };
        // The field is no member, but its name is chosen as if the last one were called so.
        let wires = at.members_of("properties").map(|(wire, _)| wire).chain(["additionalProperties"]);
        let wires: Vec<&str> = wires.collect();
        Others::Kept { ty, field: names::fields(&wires).pop().unwrap_or_default() }
    }

    fn one_of(&mut self, name: &str, at: &At<'a>) -> SchemaKind<'a> {
        let members: Vec<At<'a>> = at.get("oneOf").iter().flat_map(|list| list.items()).collect();
        if let (Some(member), Some(inner)) = (at.text("x-envelope"), members.first()) {
            let inner = self.value_type(inner, &format!("{name}Inner"));
            let wrapper = members.get(1).map(|wrapper| self.value_type(wrapper, &format!("{name}Wrapper")));
            return SchemaKind::Envelope { member: member.to_owned(), inner, wrapper };
        }
        let discriminator = at.get("discriminator");
        let tag = discriminator.as_ref().and_then(|discriminator| discriminator.text("propertyName"));
        let mapping = discriminator.as_ref().and_then(|discriminator| discriminator.get("mapping"));
        let variants = mapping.iter().flat_map(|mapping| mapping.members()).map(|(value, at)| {
            let schema = last_name(at.value.as_str().unwrap_or_default());
            let rust = schema.strip_prefix(name).filter(|rest| !rest.is_empty()).unwrap_or(&schema).to_owned();
            Mapped { at, value: value.to_owned(), rust, schema }
        });
        SchemaKind::Union { tag: tag.unwrap_or_default().to_owned(), variants: variants.collect() }
    }
}

/// The only way that a member goes, wherever its schema says so.
fn way(at: &At<'_>) -> Option<Direction> {
    let says = |flag: &str| at.expanded().iter().any(|at| at.flag(flag));
    match (says("readOnly"), says("writeOnly")) {
        (true, false) => Some(Direction::Received),
        (false, true) => Some(Direction::Sent),
        // No contract says both.
        _ => None,
    }
}

fn enumeration<'a>(at: &At<'a>) -> SchemaKind<'a> {
    let integers = at.text("type") == Some("integer");
    let names = at.value.get("x-enum-varnames").and_then(Value::as_array);
    let values: Vec<At<'a>> = at.get("enum").iter().flat_map(|list| list.items()).collect();
    let variants = values.into_iter().enumerate().map(|(index, at)| {
        let wire = at.value.as_str().map_or_else(|| at.value.to_string(), str::to_owned);
        let rust = match names.and_then(|names| names.get(index)).and_then(Value::as_str) {
            Some(name) => names::variant(name),
            None if integers => format!("Value{wire}").replace('-', "Minus"),
            None => names::variant(&wire),
        };
        Variant { at, wire, rust }
    });
    SchemaKind::Enum { integers, variants: variants.collect() }
}
