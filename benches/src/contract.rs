//! What the benchmarks take from Alice's contract: examples and schemas.

use std::fs;

use openapi::{At, document::Document, open_json_schema};
use serde_json::{Map, Value, json};

use crate::{Result, folders};

const FILE: &str = "specs/alice.yaml";

/// The named example of the response body of an operation with status 200.
///
/// # Errors
///
/// When the contract has no such example.
pub fn example(operation: &str, name: &str) -> Result<Value> {
    let document = document()?;
    let example = answer(&document, operation).and_then(|answer| answer.get("examples")?.get(name)?.get("value"));
    let example = example.map(|example| example.value.clone());
    example.ok_or_else(|| format!("{FILE} has no example `{name}` of an answer to {operation}").into())
}

/// The schema of the response body of an operation with status 200, for a JSON Schema
/// engine.
///
/// # Errors
///
/// When the contract has none.
pub fn schema(operation: &str) -> Result<Value> {
    let document = document()?;
    let schema = answer(&document, operation).and_then(|answer| answer.get("schema"));
    let schema = schema.ok_or_else(|| format!("{FILE} has no schema of an answer to {operation}"))?;
    let schemas = document.value.pointer("/components/schemas").and_then(Value::as_object);
    let schemas: Map<String, Value> =
        schemas.into_iter().flatten().map(|(name, schema)| (name.clone(), open_json_schema(schema))).collect();
    Ok(json!({ "allOf": [open_json_schema(schema.value)], "components": { "schemas": schemas } }))
}

fn document() -> Result<Document> {
    let text = fs::read_to_string(folders::repository().join(FILE))?;
    Document::read(FILE, &text).map_err(|findings| findings.to_string().into())
}

/// The content of an operation's response with status 200.
fn answer<'a>(document: &'a Document, operation: &str) -> Option<At<'a>> {
    let paths = At::root(document).get("paths")?;
    let mut operations = paths.members().flat_map(|(_, item)| item.members().collect::<Vec<_>>());
    let (_, found) = operations.find(|(_, found)| found.text("operationId") == Some(operation))?;
    found.get("responses")?.get("200").map(At::follow)?.get("content")?.get("application/json")
}
