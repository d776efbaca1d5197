//! Whether every example in a contract fits its schema.

use jsonschema::Validator;
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
    let mut check = Check { source, sound, checked: 0, findings: Vec::new() };
    grammar::with_schema(&source.value, &mut |holder, pointer| {
        if let (Some(object), Some(schema)) = (holder.as_object(), holder.get("schema")) {
            check.examples(object, schema, pointer);
            check.schema(schema, &format!("{pointer}/schema"));
        }
    });
    for (name, schema) in named.into_iter().flatten() {
        check.schema(schema, &format!("/components/schemas/{}", escape(name)));
    }
    (check.checked, check.findings)
}

struct Check<'a> {
    source: &'a Document,
    sound: bool,
    checked: usize,
    findings: Vec<Finding>,
}

impl Check<'_> {
    /// A schema may carry an example itself, and so may those inside it.
    fn schema(&mut self, schema: &Value, pointer: &str) {
        let Some(object) = schema.as_object() else { return };
        if let Some(example) = object.get("example") {
            let holder = Map::from_iter([("example".to_owned(), example.clone())]);
            self.examples(&holder, schema, pointer);
        }
        for (keyword, value) in object {
            let at = format!("{pointer}/{keyword}");
            match (keyword.as_str(), value) {
                ("properties", Value::Object(members)) => {
                    members.iter().for_each(|(name, inner)| self.schema(inner, &format!("{at}/{}", escape(name))));
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
                    items.iter().enumerate().for_each(|(index, inner)| self.schema(inner, &format!("{at}/{index}")));
                }
                ("items" | "additionalProperties", inner) => self.schema(inner, &at),
                _ => {}
            }
        }
    }

    fn examples(&mut self, media: &Map<String, Value>, schema: &Value, pointer: &str) {
        let named = media.get("examples").and_then(Value::as_object).into_iter().flatten();
        let mut examples: Vec<(String, String, &Value)> = named
            .map(|(name, example)| {
                let at = format!("{pointer}/examples/{}", escape(name));
                match example.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#')) {
                    Some(target) => {
                        (name.clone(), target.to_owned(), self.source.value.pointer(target).unwrap_or(example))
                    }
                    None => (name.clone(), at, example),
                }
            })
            .filter_map(|(name, at, example)| Some((name, format!("{at}/value"), example.get("value")?)))
            .collect();
        examples.extend(media.get("example").map(|value| ("example".to_owned(), format!("{pointer}/example"), value)));
        if examples.is_empty() {
            return;
        }
        let validator = match self.validator(schema) {
            Ok(validator) => validator,
            Err(_) if !self.sound => return,
            Err(reason) => {
                let at = format!("{pointer}/schema");
                return self.find(&at, format!("the schema is not usable: {reason}"), "correct the schema");
            }
        };
        for (name, at, value) in examples {
            self.checked += 1;
            let errors: Vec<(String, String)> = validator
                .iter_errors(value)
                .map(|error| (error.instance_path().to_string(), error.to_string()))
                .collect();
            for (path, error) in errors {
                self.find(
                    &format!("{at}{path}"),
                    format!("the example `{name}` contradicts its schema: {}", shorten(&error)),
                    "correct the example or, where the vendor really sends this, the schema",
                );
            }
        }
    }

    fn validator(&self, schema: &Value) -> Result<Validator, String> {
        let root = json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "allOf": [json_schema(schema)],
            "components": { "schemas": self.needed(schema) },
        });
        jsonschema::draft4::new(&root).map_err(|error| error.to_string())
    }

    /// The named schemas that a schema leads to, as JSON Schema. All of them for every
    /// example would take time that grows with the square of the contract.
    fn needed(&self, schema: &Value) -> Map<String, Value> {
        let mut needed = Map::new();
        let mut open = Vec::new();
        reach::references(schema, &mut open);
        while let Some(pointer) = open.pop() {
            let name = pointer.strip_prefix("/components/schemas/").and_then(|rest| rest.split('/').next());
            let Some(name) = name.map(unescape).filter(|name| !needed.contains_key(name)) else { continue };
            if let Some(named) = self.source.value.pointer(&format!("/components/schemas/{}", escape(&name))) {
                reach::references(named, &mut open);
                needed.insert(name, json_schema(named));
            }
        }
        needed
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

/// A message without the whole of a large value in it.
fn shorten(message: &str) -> String {
    const MOST: usize = 200;
    if message.chars().count() <= MOST {
        return message.to_owned();
    }
    let tail: Vec<char> = message.chars().rev().take(MOST).collect();
    format!("... {}", tail.into_iter().rev().collect::<String>())
}
