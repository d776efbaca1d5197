//! No contract makes the compiler panic, and no contract that passes its checks
//! is one that the engine behind it cannot express.
//!
//! Every member of a few golden contracts is removed, renamed, doubled and replaced
//! by odd values, one at a time.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{panic, thread};

use codegen::Error;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};
use support::{read, tests};

/// The golden cases that have every kind of member between them.
const CASES: [&str; 8] = [
    "docs",
    "envelope",
    "integer_enum",
    "multipart_optional",
    "plain_text",
    "query_and_headers",
    "security",
    "version_union",
];

#[test]
fn a_damaged_contract_is_compiled_or_refused() {
    let damaged: Vec<(String, Value)> = CASES
        .into_iter()
        .flat_map(|case| {
            let contract = value(&read(&tests("golden/cases").join(case).join("spec.yaml")));
            damages(&contract).map(|(what, damaged)| (format!("{case}: {what}"), damaged)).collect::<Vec<_>>()
        })
        .collect();
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let chunks: Vec<&[(String, Value)]> = damaged.chunks(damaged.len().div_ceil(threads)).collect();
    let (mut compiled, mut refused, mut bad) = (0, 0, Vec::new());
    thread::scope(|scope| {
        let running: Vec<_> = chunks.iter().map(|chunk| scope.spawn(|| outcomes(chunk))).collect();
        for outcome in running.into_iter().flat_map(|thread| thread.join().unwrap()) {
            match outcome {
                Outcome::Compiled => compiled += 1,
                Outcome::Refused => refused += 1,
                Outcome::Bad(what) => bad.push(what),
            }
        }
    });
    assert!(bad.is_empty(), "{}\n{} of these", bad.join("\n"), bad.len());
    assert!(compiled > 500 && refused > 1500, "{compiled} compiled, {refused} refused");
}

enum Outcome {
    Compiled,
    Refused,
    Bad(String),
}

fn outcomes(damaged: &[(String, Value)]) -> Vec<Outcome> {
    let outcome = |(what, damaged): &(String, Value)| match panic::catch_unwind(|| {
        codegen::compile("spec.yaml", &damaged.to_string())
    }) {
        Ok(Ok(_)) => Outcome::Compiled,
        Ok(Err(Error::Findings(findings))) if findings.iter().count() > 0 => {
            match findings.iter().find(|finding| damaged.pointer(&finding.pointer).is_none()) {
                Some(astray) => Outcome::Bad(format!("{what}: a finding at no place: {astray}")),
                None => Outcome::Refused,
            }
        }
        Ok(Err(other)) => Outcome::Bad(format!("{what}: {other}")),
        Err(_) => Outcome::Bad(format!("{what}: a panic")),
    };
    damaged.iter().map(outcome).collect()
}

/// Names that vendors give to members, from plain to strange.
const NAMES: [&str; 40] = [
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "async",
    "r#type",
    "_",
    "__",
    "",
    " ",
    "1",
    "2fa",
    "+1",
    "-1",
    "@type",
    "$ref-like",
    "a.b",
    "a/b",
    "a~b",
    "größe",
    "ß",
    "日本",
    "²",
    "名前",
    "kebab-case",
    "camelCase",
    "PascalCase",
    "SHOUTING_CASE",
    "with space",
    "quote\"d",
    "it's",
    "new",
    "default",
    "builder",
    "client",
    "body",
    "try_from",
    "x",
    "value",
];

#[test]
fn every_name_can_be_a_member() {
    for (index, name) in NAMES.into_iter().enumerate() {
        let properties = json!({ name: { "type": "string" }, "other": { "type": "integer", "nullable": true } });
        let object = json!({ "type": "object", "required": [name], "properties": properties });
        let media_type = ["application/json", "multipart/form-data", "application/x-www-form-urlencoded"][index % 3];
        let contract = json!({
            "openapi": "3.0.3",
            "info": { "title": name, "version": "1" },
            "paths": { "/a": { "post": {
                "operationId": "add_a",
                "requestBody": { "content": { media_type: { "schema": object } } },
                "responses": { "204": { "description": name } },
            } } },
        });
        let compiled = codegen::compile("spec.yaml", &contract.to_string());
        assert!(compiled.is_ok(), "{name:?}: {}", compiled.unwrap_err());
    }
}

#[test]
fn every_name_can_be_a_value_of_an_enum_a_parameter_or_a_scheme() {
    for name in NAMES {
        // A scope has a name of its own for this; no vendor sees what a scheme is called.
        let scheme = if name == "client" { "client_token" } else { name };
        let contract = json!({
            "openapi": "3.0.3",
            "info": { "title": "Names", "version": "1" },
            "paths": { "/a": { "get": {
                "operationId": "get_a",
                "security": [{ scheme: [] }],
                "parameters": [
                    { "name": name, "in": "query", "schema": { "$ref": "#/components/schemas/Kind" } },
                ],
                "responses": { "204": { "description": "Done." } },
            } } },
            "components": {
                "schemas": { "Kind": { "type": "string", "enum": [name] } },
                "securitySchemes": { scheme: { "type": "http", "scheme": "bearer" } },
            },
        });
        let compiled = codegen::compile("spec.yaml", &contract.to_string());
        assert!(compiled.is_ok(), "{name:?}: {}", compiled.unwrap_err());
    }
}

#[test]
fn texts_of_any_kind_go_into_docs() {
    for text in ["*/ /* ", "\"quoted\" \\ back", "```\nfn main() {}\n```", "#![x]", "\u{0}\u{202e}", "{}", "  \n\n  "] {
        let contract = json!({
            "openapi": "3.0.3",
            "info": { "title": text, "version": text, "description": text },
            "servers": [{ "url": "https://example.com", "description": text }],
            "paths": { "/a": { "get": {
                "operationId": "get_a",
                "summary": text,
                "description": text,
                "responses": { "204": { "description": text } },
            } } },
            "components": { "schemas": { "Kind": {
                "type": "string", "description": text, "enum": ["a"], "x-enum-descriptions": [text],
            } } },
        });
        let compiled = codegen::compile("spec.yaml", &contract.to_string());
        assert!(compiled.is_ok(), "{text:?}: {}", compiled.unwrap_err());
    }
}

/// The contract with one thing wrong, and what that is.
fn damages(contract: &Value) -> impl Iterator<Item = (String, Value)> {
    let mut pointers = Vec::new();
    pointers_of(contract, String::new(), &mut pointers);
    pointers.into_iter().flat_map(|pointer| {
        let mut damages = vec![changed(contract, &pointer, "removed", |_| Vec::new())];
        damages.push(changed(contract, &pointer, "renamed", |(_, value)| vec![("x".to_owned(), value)]));
        damages.push(changed(contract, &pointer, "doubled", |(name, value)| {
            vec![(format!("{name}x"), value.clone()), (name, value)]
        }));
        for odd in [json!(null), json!(1), json!("x"), json!([]), json!({})] {
            let what = format!("replaced by {odd}");
            damages.push(changed(contract, &pointer, &what, |(name, _)| vec![(name, odd.clone())]));
        }
        damages
    })
}

/// The contract with the member at `pointer` changed; the whole is never renamed.
fn changed(
    contract: &Value,
    pointer: &str,
    what: &str,
    change: impl Fn((String, Value)) -> Vec<(String, Value)>,
) -> (String, Value) {
    let mut damaged = contract.clone();
    match pointer.rsplit_once('/') {
        None => damaged = change((String::new(), damaged)).pop().map_or(Value::Null, |(_, value)| value),
        Some((parent, name)) => {
            let name = name.replace("~1", "/").replace("~0", "~");
            match damaged.pointer_mut(parent).unwrap() {
                Value::Array(items) => {
                    let index: usize = name.parse().unwrap();
                    let value = items[index].clone();
                    items.splice(index..=index, change((name, value)).into_iter().map(|(_, value)| value));
                }
                Value::Object(members) => {
                    let all = std::mem::take(members).into_iter();
                    members.extend(all.flat_map(|(known, value)| match known == name {
                        true => change((known, value)),
                        false => vec![(known, value)],
                    }));
                }
                other => panic!("{other} has no members"),
            }
        }
    }
    (format!("{pointer} {what}"), damaged)
}

fn pointers_of(value: &Value, pointer: String, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        pointers_of(child, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
    }
    found.push(pointer);
}

fn value(yaml: &str) -> Value {
    convert(&Yaml::load_from_str(yaml).unwrap()[0])
}

fn convert(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(items) => items.iter().map(convert).collect(),
        Yaml::Mapping(members) => {
            let text = |key: &Yaml<'_>| match convert(key) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Value::Object(members.iter().map(|(key, value)| (text(key), convert(value))).collect::<Map<_, _>>())
        }
        other => panic!("{other:?}"),
    }
}
