//! `oneOf`: a value of several shapes, chosen by a version, or wrapped or not.

use serde_json::json;

use super::{At, Reader};
use crate::{
    document::{escape, last_name},
    model::{SchemaKind, Type, UnionVariant},
    names,
};

impl<'a> Reader<'a> {
    pub(super) fn one_of(&mut self, at: &At<'a>, name: &str) -> SchemaKind {
        let members: Vec<At<'a>> = at.items_of("oneOf").collect();
        if let (Some(member), [inner, envelope]) = (at.text("x-envelope"), members.as_slice()) {
            self.envelope(member, inner, envelope);
            let inner = self.value_type(inner, &format!("{name}Inner"));
            return SchemaKind::Envelope { member: member.to_owned(), inner };
        }
        let discriminator = at.get("discriminator");
        let tag = discriminator.as_ref().and_then(|discriminator| discriminator.text("propertyName"));
        let mapping = discriminator.as_ref().and_then(|discriminator| discriminator.get("mapping"));
        let (Some(tag), Some(mapping)) = (tag, mapping) else {
            self.no_choice(at, &members);
            return SchemaKind::Alias(Type::Any);
        };
        if let Some((key, _)) = mapping.members().find(|(key, _)| key.contains(char::is_alphabetic)) {
            self.find(
                &mapping.pointer,
                format!("`{key}` is not an integer, and only unions chosen by an integer member are supported"),
                "describe the value in words: a schema with a `description` and nothing else takes any JSON",
            );
            return SchemaKind::Alias(Type::Any);
        }
        let targets: Vec<String> =
            mapping.members().map(|(_, target)| self.target(target.value.as_str().unwrap_or_default())).collect();
        for member in &members {
            if !member.text("$ref").is_some_and(|reference| targets.iter().any(|target| target == reference)) {
                self.find(
                    &member.pointer,
                    "nothing in the discriminator's `mapping` leads here",
                    "make it a `$ref` to a named schema and add that to `mapping`",
                );
            }
        }
        let mut variants = Vec::new();
        for ((key, at), reference) in mapping.members().zip(targets) {
            match key.parse::<i64>() {
                Ok(value) if value.to_string() == key => {
                    variants.extend(self.variant(at, name, value, &reference, &members));
                }
                Ok(value) if mapping.has(&value.to_string()) => self.find(
                    &at.pointer,
                    format!("`{key}` and `{value}` are the same integer"),
                    "give each member of the union an integer of its own",
                ),
                Ok(value) => {
                    let message = format!("`{key}` is not how the integer {value} is written");
                    self.find(&at.pointer, message, format!("write '{value}'"));
                }
                Err(_) => {
                    let message = format!("`{key}` is not an integer of 64 bits");
                    self.find(&at.pointer, message, "write the integer that chooses, in digits alone");
                }
            }
        }
        SchemaKind::Union { tag: tag.to_owned(), variants }
    }

    fn variant(
        &mut self,
        at: At<'a>,
        union: &str,
        value: i64,
        reference: &str,
        members: &[At<'a>],
    ) -> Option<UnionVariant> {
        if !members.iter().any(|member| member.text("$ref") == Some(reference)) {
            let help = "add what it leads to to `oneOf`, or remove it";
            self.find(&at.pointer, "the mapping leads to no member of `oneOf`", help);
            return None;
        }
        let schema = last_name(reference);
        let short = schema.strip_prefix(union).filter(|rest| names::pascal(rest) == *rest && *rest != names::OPEN);
        let rust = short.unwrap_or(&schema).to_owned();
        Some(UnionVariant { value, rust, schema })
    }

    /// The target of a mapping, written as a `$ref`. A mapping may also give just the name
    /// of a schema.
    fn target(&self, mapped: &str) -> String {
        match self.at(&format!("/components/schemas/{}", escape(mapped))) {
            Some(named) => format!("#{}", named.pointer),
            None => mapped.to_owned(),
        }
    }

    fn no_choice(&mut self, at: &At<'a>, members: &[At<'a>]) {
        let (nulls, others): (Vec<&At<'a>>, Vec<&At<'a>>) = members.iter().partition(|member| is_null(member));
        if others.len() > 1 {
            return self.find(
                &at.pointer,
                "`oneOf` without a way to choose",
                "add a `discriminator` with `propertyName` and an integer `mapping`, or mark two spellings of one \
                 value with `x-envelope`",
            );
        }
        let help = if at.flag("nullable") || !nulls.is_empty() {
            "for a value that may be null write `anyOf: [{$ref: ...}, {enum: [null]}]`"
        } else {
            "for another name, or to describe it where it is used, write `allOf: [{$ref: ...}]`"
        };
        self.find(&format!("{}/oneOf", at.pointer), "`oneOf` has only one kind of value", help);
    }

    /// The second spelling is the first inside an object, and nothing else.
    fn envelope(&mut self, member: &str, inner: &At<'a>, envelope: &At<'a>) {
        let object = envelope.clone().follow();
        let properties: Vec<(&str, At<'a>)> = object.members_of("properties").collect();
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
}

/// Whether the schema takes null and nothing else, in one of the ways in which vendors say it.
fn is_null(at: &At<'_>) -> bool {
    [json!({ "enum": [null] }), json!({ "type": "null" }), json!({ "nullable": true })].contains(at.value)
}

/// The schema that a schema refers to, with or without additions.
fn target<'a>(at: &At<'a>) -> Option<&'a str> {
    at.text("$ref").or_else(|| at.items_of("allOf").next()?.text("$ref"))
}
