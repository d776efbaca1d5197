//! Contracts of many schemas that lead to each other.
//!
//! What is done for each schema must not look at all that it leads to: the first two
//! tests end in seconds, or in an hour where that is so.
#![cfg(feature = "examples")]
#![allow(clippy::unwrap_used, reason = "tests")]

use codegen::Error;
use serde_json::{Map, Value, json};

fn reference(number: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/A{number}") })
}

/// A contract with a schema for each number, and an operation for the first of them.
fn contract(schemas: impl IntoIterator<Item = Value>) -> Value {
    let schemas = schemas.into_iter().enumerate();
    let schemas: Map<String, Value> = schemas.map(|(number, schema)| (format!("A{number}"), schema)).collect();
    let answer = json!({ "description": "Done.", "content": { "application/json": { "schema": reference(0) } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Large", "version": "1" },
        "paths": { "/a": { "get": { "operationId": "get_a", "responses": { "200": answer } } } },
        "components": { "schemas": schemas },
    })
}

/// Objects that hold the next one, the last one the first, with an example each.
fn ring(count: usize) -> Value {
    contract((0..count).map(|number| {
        let properties = json!({ "next": reference((number + 1) % count), "note": { "type": "string" } });
        json!({ "type": "object", "properties": properties, "example": { "next": { "note": "a" } } })
    }))
}

fn compile(contract: &Value) -> Result<(codegen::Compiled, usize), Error> {
    codegen::compile_and_check("large", &contract.to_string())
}

fn findings(contract: &Value) -> Vec<(String, Option<String>)> {
    match compile(contract) {
        Err(Error::Findings(found)) => {
            found.iter().map(|finding| (finding.pointer.clone(), finding.operation.clone())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_schema_of_a_ring_is_made_ready_once() {
    let (compiled, examples) = compile(&ring(1500)).unwrap();
    assert_eq!((compiled.schemas, examples), (1500, 1500));
}

#[test]
fn one_wrong_example_among_many_is_found() {
    let mut contract = ring(1500);
    contract["components"]["schemas"]["A700"]["example"]["next"]["note"] = json!(7);
    let place = "/components/schemas/A700/example/next/note".to_owned();
    assert_eq!(findings(&contract), [(place, Some("get_a".to_owned()))]);
}

#[test]
fn a_chain_may_be_longer_than_the_stack_is_deep() {
    let count = 2000;
    let schemas = (0..count).map(|number| match number + 1 {
        next if next < count => json!({ "type": "object", "properties": { "next": reference(next) } }),
        _ => json!({ "type": "object", "properties": { "next": reference(0) }, "example": { "next": {} } }),
    });
    assert_eq!(compile(&contract(schemas)).unwrap().1, 1);
}
