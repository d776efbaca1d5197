//! Bodies for the benchmarks: the examples of Alice's contract.

use std::fs;

use codegen::document::Document;
use serde_json::Value;

use crate::{Result, folders};

/// The named example of the body that an operation answers with status 200.
///
/// # Errors
///
/// When the contract has no such example.
pub fn example(operation: &str, name: &str) -> Result<Value> {
    let file = "specs/alice.yaml";
    let text = fs::read_to_string(folders::repository().join(file))?;
    let document = Document::read(file, &text).map_err(|findings| findings.to_string())?;
    let paths = document.value.pointer("/paths").and_then(Value::as_object);
    let mut operations = paths.into_iter().flatten().flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let found = operations.find(|(_, found)| found.get("operationId").and_then(Value::as_str) == Some(operation));
    let pointer = format!("/responses/200/content/application~1json/examples/{name}/value");
    let example = found.and_then(|(_, operation)| operation.pointer(&pointer)).cloned();
    example.ok_or_else(|| format!("{file} has no example `{name}` of an answer to {operation}").into())
}
