//! Whether every example in a contract fits its schema.

use std::collections::HashSet;

use jsonschema::draft4;
use serde_json::{Map, Value, json};

use crate::{
    document::{Document, escape, unescape},
    finding::Finding,
    grammar, json_schema, reach,
};

/// Checks every example; returns how many there are and what does not fit. A
/// schema that cannot be used is a finding only in a contract that is `sound`
/// otherwise: in another, what is wrong with it is known already.
pub(crate) fn check(source: &Document, sound: bool) -> (usize, Vec<Finding>) {
    let named = source.value.pointer("/components/schemas").and_then(Value::as_object);
    let mut check = Check { source, sound, schemas: Vec::new(), examples: Vec::new(), findings: Vec::new() };
    grammar::with_schema(&source.value, &mut |holder, pointer| {
        if let (Some(object), Some(schema)) = (holder.as_object(), holder.get("schema")) {
            let place = format!("{pointer}/schema");
            check.examples(object, schema, pointer, &place);
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
    /// The schemas that have examples, and where they stand.
    schemas: Vec<(&'a Value, String)>,
    examples: Vec<Example<'a>>,
    findings: Vec<Finding>,
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
            if let Some(value) = schema.get("example") {
                self.schemas.push((schema, pointer.to_owned()));
                self.example("example", format!("{pointer}/example"), value);
            }
        });
    }

    /// The examples beside a schema.
    fn examples(&mut self, holder: &'a Map<String, Value>, schema: &'a Value, pointer: &str, place: &str) {
        self.schemas.push((schema, place.to_owned()));
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

    /// Holds all examples against one schema that has a member for each of them: whatever
    /// the schemas lead to is made ready once, however many of them lead there.
    fn judge(&mut self) {
        let schemas: Vec<Value> =
            std::mem::take(&mut self.schemas).iter().map(|(schema, at)| self.usable(schema, at)).collect();
        let mut root = json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "components": { "schemas": self.needed(&schemas) },
            "schemas": schemas,
        });
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
            let message = format!("the example `{}` contradicts its schema: {}", example.name, shorten(&error));
            let help = "correct the example or, where the vendor really sends this, the schema";
            self.find(&format!("{}{inside}", example.pointer), message, help);
        }
    }

    /// The named schemas that schemas with examples lead to, as JSON Schema.
    fn needed(&mut self, schemas: &[Value]) -> Map<String, Value> {
        let mut needed = Map::new();
        let mut open = Vec::new();
        schemas.iter().for_each(|schema| reach::references(schema, &mut open));
        while let Some(pointer) = open.pop() {
            let Some(name) = pointer.strip_prefix(NAMED).map(unescape) else { continue };
            if needed.contains_key(&name) {
                continue;
            }
            if let Some(named) = self.source.value.pointer(&pointer) {
                let named = self.usable(named, &pointer);
                reach::references(&named, &mut open);
                needed.insert(name, named);
            }
        }
        needed
    }

    /// A schema as JSON Schema. One that is none takes anything, and is a finding.
    fn usable(&mut self, schema: &Value, pointer: &str) -> Value {
        let faults = faults(schema);
        if faults.is_empty() {
            let mut schema = json_schema(schema);
            self.cut_loose(&mut schema);
            return schema;
        }
        for (path, reason) in if self.sound { faults } else { Vec::new() } {
            self.find(&format!("{pointer}{path}"), format!("the schema is not usable: {reason}"), "correct the schema");
        }
        json!({})
    }

    /// Takes anything where a reference does not lead to a named schema.
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
        self.findings.push(Finding {
            file: self.source.file.clone(),
            line: self.source.line(pointer),
            pointer: pointer.to_owned(),
            operation: None,
            message,
            help: help.to_owned(),
        });
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
