//! Whether every example in a contract fits its schema.

use std::collections::HashSet;

use jsonschema::{draft4, error::ValidationErrorKind};
use serde_json::{Map, Value, json};

use openapi::{
    Finding,
    document::{Document, escape, unescape},
    json_schema, with_schema,
};

/// Checks every example; returns how many there are and what does not fit. A schema that
/// cannot be used is a finding only in a contract that is `sound` otherwise. In any other
/// contract the fault of the schema is known already.
pub(crate) fn check(source: &Document, sound: bool) -> (usize, Vec<Finding>) {
    let named = source.value.pointer("/components/schemas").and_then(Value::as_object);
    let mut check = Check {
        source,
        sound,
        way: Way::Either,
        schemas: Vec::new(),
        faulty: HashSet::new(),
        examples: Vec::new(),
        findings: Vec::new(),
    };
    with_schema(&source.value, &mut |holder, pointer| {
        if let (Some(object), Some(schema)) = (holder.as_object(), holder.get("schema")) {
            let place = format!("{pointer}/schema");
            check.way = way(pointer);
            check.examples(object, schema, pointer, &place);
            check.way = Way::Either;
            check.schema(schema, &place);
        }
    });
    for (name, schema) in named.into_iter().flatten() {
        check.schema(schema, &format!("/components/schemas/{}", escape(name)));
    }
    check.judge();
    (check.examples.len(), check.findings)
}

struct Check<'a> {
    source: &'a Document,
    sound: bool,
    /// The direction of the examples that are checked.
    way: Way,
    /// The schemas that have examples, their places, and the direction of the examples.
    schemas: Vec<(&'a Value, String, Way)>,
    /// The schemas whose faults were found.
    faulty: HashSet<String>,
    examples: Vec<Example<'a>>,
    findings: Vec<Finding>,
}

/// The direction of an example: some members occur only in requests, or only in responses.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Either,
    Sent,
    Received,
}

impl Way {
    /// The member that holds the schemas for this direction.
    fn name(self) -> &'static str {
        match self {
            Self::Either => "either",
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }

    /// Whether a value of this direction has a member with these flags: always, maybe or
    /// never.
    fn takes(self, read_only: bool, write_only: bool) -> Option<bool> {
        match self {
            Self::Sent if read_only => Some(false),
            Self::Received if write_only => Some(false),
            Self::Either if read_only || write_only => None,
            _ => Some(true),
        }
    }
}

/// The direction of the value at a place.
fn way(pointer: &str) -> Way {
    let place = pointer.strip_prefix("/components/").unwrap_or(pointer);
    if place.starts_with("requestBodies/") || place.contains("/requestBody/") {
        Way::Sent
    } else if place.starts_with("responses/") || place.contains("/responses/") {
        Way::Received
    } else {
        Way::Either
    }
}

struct Example<'a> {
    name: String,
    pointer: String,
    value: &'a Value,
    /// Its schema's index among those that have examples.
    schema: usize,
}

impl<'a> Check<'a> {
    /// A schema may carry an example itself, and so may those inside it.
    fn schema(&mut self, schema: &'a Value, pointer: &str) {
        each_schema(schema, pointer, &mut |schema, pointer| {
            for keyword in ["example", "default"] {
                if let Some(value) = schema.get(keyword) {
                    self.schemas.push((schema, pointer.to_owned(), Way::Either));
                    self.example(keyword, format!("{pointer}/{keyword}"), value);
                }
            }
        });
    }

    /// The examples beside a schema.
    fn examples(&mut self, holder: &'a Map<String, Value>, schema: &'a Value, pointer: &str, place: &str) {
        self.schemas.push((schema, place.to_owned(), self.way));
        for (name, example) in holder.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let target = example.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
            let (example, at) = match target {
                Some(target) => (self.source.value.pointer(target).unwrap_or(example), target.to_owned()),
                None => (example, format!("{pointer}/examples/{}", escape(name))),
            };
            if let Some(value) = example.get("value") {
                self.example(name, format!("{at}/value"), value);
            }
        }
        if let Some(value) = holder.get("example") {
            self.example("example", format!("{pointer}/example"), value);
        }
    }

    /// An example of the last schema.
    fn example(&mut self, name: &str, pointer: String, value: &'a Value) {
        self.examples.push(Example { name: name.to_owned(), pointer, value, schema: self.schemas.len() - 1 });
    }

    /// Checks all examples against one schema that has a member for each of them. So a
    /// schema that many others refer to is prepared only once.
    fn judge(&mut self) {
        let mut open = Vec::new();
        let schemas: Vec<Value> = std::mem::take(&mut self.schemas)
            .iter()
            .map(|(schema, at, way)| self.usable(schema, at, *way, &mut open))
            .collect();
        let mut root = self.needed(open);
        root["$schema"] = json!("http://json-schema.org/draft-04/schema#");
        root["schemas"] = Value::Array(schemas);
        let members = |member: &dyn Fn(&Example<'_>) -> Value| {
            let numbered = self.examples.iter().enumerate();
            Value::Object(numbered.map(|(number, example)| (number.to_string(), member(example))).collect())
        };
        root["properties"] = members(&|example| json!({ "$ref": format!("#/schemas/{}", example.schema) }));
        let values = members(&|example| example.value.clone());
        let validator = match draft4::new(&root) {
            Ok(validator) => validator,
            Err(_) if !self.sound => return,
            Err(reason) => {
                let message = format!("the schemas are not usable: {reason}");
                return self.find("/components/schemas", message, "correct the schemas");
            }
        };
        for error in validator.iter_errors(&values) {
            let path = error.instance_path().to_string();
            let (number, inside) = split(&path);
            let Some(example) = number.parse().ok().and_then(|number: usize| self.examples.get(number)) else {
                continue;
            };
            let (reason, help) = match error.kind() {
                ValidationErrorKind::Not { schema } if *schema == json!({}) => (
                    "the member goes the other way alone, by its `readOnly` or `writeOnly`".to_owned(),
                    "take the member out of the example, or the flag out of the schema",
                ),
                _ if example.pointer.ends_with("/default") => (shorten(&error), "correct the default, or the schema"),
                _ => (shorten(&error), "correct the example or, where the vendor really sends this, the schema"),
            };
            let what = if example.pointer.ends_with("/default") { "default" } else { "example" };
            let named = if what == example.name { String::new() } else { format!(" `{}`", example.name) };
            let message = format!("the {what}{named} contradicts its schema: {reason}");
            self.find(&format!("{}{inside}", example.pointer), message, help);
        }
    }

    /// The named schemas that these and others refer to, as JSON Schema, by direction.
    fn needed(&mut self, mut open: Vec<(String, Way)>) -> Value {
        let mut needed = json!({});
        let mut seen = HashSet::new();
        while let Some((pointer, way)) = open.pop() {
            let Some(name) = pointer.strip_prefix(NAMED).map(unescape) else { continue };
            if !seen.insert((name.clone(), way)) {
                continue;
            }
            if let Some(named) = self.source.value.pointer(&pointer) {
                needed[way.name()][name] = self.usable(named, &pointer, way, &mut open);
            }
        }
        needed
    }

    /// A schema as JSON Schema. An invalid schema accepts anything and is a finding. Adds
    /// the schemas that it refers to.
    fn usable(&mut self, schema: &Value, pointer: &str, way: Way, open: &mut Vec<(String, Way)>) -> Value {
        let faults = faults(schema);
        if faults.is_empty() {
            let mut schema = json_schema(schema);
            self.cut_loose(&mut schema);
            let mut references = Vec::new();
            openapi::references(&schema, &mut references);
            open.extend(references.into_iter().map(|pointer| (pointer, way)));
            self.turn(&mut schema, way);
            return schema;
        }
        // A wrong schema that is needed in both directions is still one finding.
        let faults = if self.sound && self.faulty.insert(pointer.to_owned()) { faults } else { Vec::new() };
        for (path, reason) in faults {
            self.find(&format!("{pointer}{path}"), format!("the schema is not usable: {reason}"), "correct the schema");
        }
        json!({})
    }

    /// Changes a schema and its references into those for values of this direction.
    fn turn(&self, schema: &mut Value, way: Way) {
        match schema {
            Value::Object(object) => {
                let mut absent = Vec::new();
                if let Some(Value::Object(members)) = object.get_mut("properties") {
                    for (name, member) in members {
                        let takes = way.takes(self.has(member, "readOnly", 0), self.has(member, "writeOnly", 0));
                        if takes == Some(false) {
                            *member = json!({ "not": {} });
                        }
                        if takes != Some(true) {
                            absent.push(name.clone());
                        }
                    }
                }
                if let Some(Value::Array(required)) = object.get_mut("required") {
                    required.retain(|name| !absent.iter().any(|absent| name == absent));
                    // Draft 4 allows no empty list there.
                    if required.is_empty() {
                        object.remove("required");
                    }
                }
                if let Some(Value::String(target)) = object.get_mut("$ref")
                    && let Some(name) = target.strip_prefix("#/components/schemas/")
                {
                    *target = format!("#/{}/{name}", way.name());
                }
                object.values_mut().for_each(|inner| self.turn(inner, way));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.turn(item, way)),
            _ => {}
        }
    }

    /// Whether the schema of a member, or what it refers to, has the flag.
    fn has(&self, schema: &Value, flag: &str, depth: usize) -> bool {
        const DEEPEST: usize = 8;
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
        let target = target.and_then(|pointer| self.source.value.pointer(pointer));
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        schema.get(flag) == Some(&Value::Bool(true))
            || depth < DEEPEST && parts.chain(target).any(|inner| self.has(inner, flag, depth + 1))
    }

    /// Accepts anything where a reference does not lead to a named schema.
    fn cut_loose(&self, schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                let target = object.get("$ref").and_then(Value::as_str);
                let leads_nowhere = |target: &str| {
                    let path = target.strip_prefix('#').filter(|path| is_named(path));
                    path.is_none_or(|path| self.source.value.pointer(path).is_none())
                };
                if target.is_some_and(leads_nowhere) {
                    object.clear();
                }
                object.values_mut().for_each(|inner| self.cut_loose(inner));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.cut_loose(item)),
            _ => {}
        }
    }

    fn find(&mut self, pointer: &str, message: String, help: &str) {
        self.findings.push(self.source.finding(pointer, message, help.to_owned()));
    }
}

const NAMED: &str = "/components/schemas/";

fn is_named(pointer: &str) -> bool {
    pointer.strip_prefix(NAMED).is_some_and(|name| !name.contains('/'))
}

/// The first name of a JSON pointer, and the rest.
fn split(pointer: &str) -> (&str, &str) {
    let names = pointer.strip_prefix('/').unwrap_or(pointer);
    names.split_at(names.find('/').unwrap_or(names.len()))
}

/// A schema and those inside it, each with its place.
fn each_schema<'a>(schema: &'a Value, pointer: &str, visit: &mut dyn FnMut(&'a Value, &str)) {
    visit(schema, pointer);
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let at = format!("{pointer}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties", Value::Object(members)) => {
                members.iter().for_each(|(name, inner)| each_schema(inner, &format!("{at}/{}", escape(name)), visit));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
                items.iter().enumerate().for_each(|(index, inner)| each_schema(inner, &format!("{at}/{index}"), visit));
            }
            ("items" | "additionalProperties", inner) => each_schema(inner, &at, visit),
            _ => {}
        }
    }
}

/// What JSON Schema does not allow in a schema, each with its place inside.
fn faults(schema: &Value) -> Vec<(String, String)> {
    let fault = |error: jsonschema::ValidationError<'_>| (error.instance_path().to_string(), error.to_string());
    let mut faults: Vec<(String, String)> = draft4::meta::validator().iter_errors(schema).map(fault).collect();
    let mut seen = HashSet::new();
    each_schema(schema, "", &mut |schema, pointer| {
        let Some(pattern) = schema.get("pattern").and_then(Value::as_str).filter(|pattern| seen.insert(*pattern))
        else {
            return;
        };
        if let Err(error) = draft4::new(&json!({ "pattern": pattern })) {
            faults.push((format!("{pointer}/pattern"), error.to_string()));
        }
    });
    faults
}

/// A message without the whole of a large value in it.
fn shorten(message: &impl ToString) -> String {
    const MOST: usize = 200;
    let message = message.to_string();
    if message.chars().count() <= MOST {
        return message;
    }
    let tail: Vec<char> = message.chars().rev().take(MOST).collect();
    format!("... {}", tail.into_iter().rev().collect::<String>())
}
