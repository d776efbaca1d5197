//! The schemas of a contract, compiled once, and what they say of a value.

use std::collections::HashMap;

use codegen::{
    At,
    document::{Document, escape},
    open_json_schema, or_null,
};
use jsonschema::{Draft, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value, json};

use super::{format, model::is_nullable, union, words};

/// Compiled schemas by the pointer at which each stands in the contract.
pub(super) struct Schemas {
    compiled: HashMap<String, Validator>,
}

/// One thing that a schema does not allow.
pub(super) struct Fault {
    /// JSON pointer into the value.
    pub at: String,
    /// Whether the last step of `at` is a name out of the contract.
    pub named: bool,
    pub expected: String,
    pub found: String,
    /// What in the contract says so.
    pub pointer: String,
}

/// A schema that the engine refuses, and why.
pub(super) type Unusable = (String, String);

impl Schemas {
    /// Compiles the schemas at `pointers`.
    pub fn compile<'a>(document: &Document, pointers: impl Iterator<Item = &'a str>) -> Result<Self, Unusable> {
        let all = document.value.pointer("/components/schemas").and_then(Value::as_object);
        let all: Map<String, Value> =
            all.into_iter().flatten().map(|(name, schema)| (name.clone(), open_json_schema(schema))).collect();
        let mut root = json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "allOf": [{}],
            "components": { "schemas": all },
        });
        let options = jsonschema::options().with_draft(Draft::Draft4).with_keyword("format", format::keyword);
        let mut compiled = HashMap::new();
        for pointer in pointers {
            let Some(node) = At::find(document, pointer).map(At::follow) else { continue };
            if compiled.contains_key(&node.pointer) {
                continue;
            }
            root["allOf"][0] = open_json_schema(node.value);
            let validator = options.build(&root).map_err(|error| (node.pointer.clone(), error.to_string()))?;
            compiled.insert(node.pointer, validator);
        }
        Ok(Self { compiled })
    }

    /// Everything that the schema at `pointer` does not allow in `value`.
    pub fn faults(&self, document: &Document, pointer: &str, value: &Value) -> Vec<Fault> {
        let Some(schema) = At::find(document, pointer).map(At::follow) else { return Vec::new() };
        let Some(validator) = self.compiled.get(&schema.pointer) else { return Vec::new() };
        let mut reader = Reader { document, schema: schema.pointer, faults: Vec::new() };
        for error in validator.iter_errors(value) {
            reader.read(&error);
        }
        reader.faults
    }
}

/// Turns the engine's errors into faults without any text of the value.
struct Reader<'a> {
    document: &'a Document,
    /// The schema that was asked for.
    schema: String,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read(&mut self, error: &ValidationError<'_>) {
        use ValidationErrorKind as Kind;
        let at = error.instance_path().to_string();
        let keyword = self.pointer(error.schema_path().as_str());
        // The schema in which the keyword stands.
        let parent = keyword.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        let value = error.instance().as_ref();
        match error.kind() {
            // For null, by us or by the contract: the other branch says only that it is not null.
            Kind::AnyOf { context } if self.at(&keyword).is_none() || self.at(&parent).and_then(or_null).is_some() => {
                for error in context.first().into_iter().flatten() {
                    self.read(error);
                }
            }
            Kind::OneOfNotValid { context } => match self.node(&parent).and_then(|node| union::branch(&node, value)) {
                Some(branch) => {
                    for error in context.get(branch).into_iter().flatten() {
                        self.read(error);
                    }
                }
                None => self.no_branch(at, &keyword, &parent, value),
            },
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let index = self.at(&keyword).and_then(Value::as_array);
                let index = index.and_then(|names| names.iter().position(|other| other == property));
                let expected = self.node(&parent).and_then(|node| node.get("properties")?.get(name));
                self.faults.push(Fault {
                    at: format!("{at}/{}", escape(name)),
                    named: true,
                    expected: expected.map_or_else(|| "a value".to_owned(), |schema| expectation(&schema)),
                    found: "nothing".to_owned(),
                    pointer: index.map_or_else(|| keyword.clone(), |index| format!("{keyword}/{index}")),
                });
            }
            kind => {
                let expected = match kind {
                    Kind::Type { .. } => {
                        self.node(&parent).map_or_else(|| "another type".to_owned(), |node| expectation(&node))
                    }
                    Kind::Custom { .. } => {
                        let name = self.at(&keyword).and_then(Value::as_str);
                        format::expected(name.unwrap_or_default()).to_owned()
                    }
                    other => limit(other),
                };
                let found = found(kind, value);
                self.faults.push(Fault { at, named: false, expected, found, pointer: keyword });
            }
        }
    }

    /// A union of which the value is no branch.
    fn no_branch(&mut self, at: String, keyword: &str, parent: &str, value: &Value) {
        let tag = self.at(parent).and_then(|schema| schema.pointer("/discriminator/propertyName")?.as_str());
        let (at, named, expected, found) = match (tag, value.as_object()) {
            (Some(tag), Some(object)) => {
                let known = self.at(parent).and_then(|schema| schema.pointer("/discriminator/mapping")?.as_object());
                let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                let found = object.get(tag).map_or_else(
                    || "nothing".to_owned(),
                    |value| match value {
                        Value::Number(_) | Value::String(_) => format!("{} of another value", words::found(value)),
                        other => words::found(other),
                    },
                );
                (format!("{at}/{}", escape(tag)), true, words::alternatives(&known), found)
            }
            (Some(_), None) => (at, false, "an object".to_owned(), words::found(value)),
            (None, _) => (at, false, "one of the forms".to_owned(), words::found(value)),
        };
        self.faults.push(Fault { at, named, expected, found, pointer: keyword.to_owned() });
    }

    fn at(&self, pointer: &str) -> Option<&Value> {
        self.document.value.pointer(pointer)
    }

    fn node(&self, pointer: &str) -> Option<At<'_>> {
        At::find(self.document, pointer)
    }

    /// The engine's path in terms of the contract: `nullable` has added an `anyOf`
    /// that the contract does not have, and the root is ours.
    fn pointer(&self, path: &str) -> String {
        let (start, rest) = match path.strip_prefix("/allOf/0") {
            Some(rest) => (self.schema.as_str(), rest),
            None => ("", path),
        };
        let mut pointer = start.to_owned();
        let mut steps = rest.split('/').skip(1);
        while let Some(step) = steps.next() {
            let next = format!("{pointer}/{step}");
            let ours = step == "anyOf" && self.at(&next).is_none() && self.at(&pointer).is_some_and(is_nullable);
            if !ours {
                pointer = next;
            } else if steps.next().is_none() {
                // The added keyword itself.
                return next;
            }
        }
        pointer
    }
}

/// What a schema asks for: its type, and whether null is fine too.
pub(super) fn expectation(schema: &At<'_>) -> String {
    let all = schema.expanded();
    let kind = match schema.kind() {
        Some("string") => all
            .iter()
            .find_map(|node| node.text("format"))
            .map(format::expected)
            .filter(|expected| *expected != "any text")
            .unwrap_or("a string"),
        Some("integer") => "an integer",
        Some("number") => "a number",
        Some("boolean") => "a boolean",
        Some("array") => "a list",
        Some("object") => "an object",
        _ if all.iter().any(|node| node.value.get("oneOf").is_some()) => "an object",
        _ => "a value",
    };
    let null = if is_nullable(schema.value) { " or null" } else { "" };
    format!("{kind}{null}")
}

/// What a keyword with a limit asks for.
fn limit(kind: &ValidationErrorKind) -> String {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::Minimum { limit } => format!("{limit} or more"),
        Kind::Maximum { limit } => format!("{limit} or less"),
        Kind::ExclusiveMinimum { limit } => format!("more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("a multiple of {multiple_of}"),
        Kind::MinLength { limit } => format!("{limit} characters or more"),
        Kind::MaxLength { limit } => format!("{limit} characters or fewer"),
        Kind::MinItems { limit } => format!("{limit} items or more"),
        Kind::MaxItems { limit } => format!("{limit} items or fewer"),
        Kind::MinProperties { limit } => format!("{limit} members or more"),
        Kind::MaxProperties { limit } => format!("{limit} members or fewer"),
        Kind::Pattern { pattern } => format!("text that matches {pattern}"),
        Kind::Enum { .. } => "one of the listed values".to_owned(),
        Kind::UniqueItems => "no item twice".to_owned(),
        Kind::OneOfMultipleValid { .. } => "only one of the forms".to_owned(),
        Kind::AnyOf { .. } => "one of the forms".to_owned(),
        other => format!("what `{}` says", other.keyword()),
    }
}

/// The value by type and size, and how it misses a limit or format.
fn found(kind: &ValidationErrorKind, value: &Value) -> String {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::Minimum { .. } | Kind::ExclusiveMinimum { .. } => format!("{} below that", words::found(value)),
        Kind::Maximum { .. } | Kind::ExclusiveMaximum { .. } => format!("{} above that", words::found(value)),
        Kind::Custom { .. } if value.is_string() => format!("{} that is none", words::found(value)),
        Kind::Custom { .. } => format!("{} out of range", words::found(value)),
        _ => words::found(value),
    }
}
