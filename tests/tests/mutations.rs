//! However an example is changed, decoding it gives a value or an error, never a
//! panic; and what was understood once is understood again.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::cell::Cell;

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use wire_tests::{contract::Contract, instances, json, types};

/// One change of a JSON document.
#[derive(Debug, Clone)]
enum Change {
    Replace(Index, Value),
    Remove(Index),
    Add(Index, String, Value),
    Cut(Index),
}

/// Any JSON value, up to some depth.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), any_json()).prop_map(|(at, value)| Change::Replace(at, value)),
        any::<Index>().prop_map(Change::Remove),
        (any::<Index>(), ".{1,8}", any_json()).prop_map(|(at, name, value)| Change::Add(at, name, value)),
        any::<Index>().prop_map(Change::Cut),
    ]
}

/// The changed document as text; a cut one is no longer JSON.
fn changed(example: &Value, changes: &[Change]) -> String {
    let mut document = example.clone();
    for change in changes {
        let pointers = json::pointers(&document);
        match change {
            Change::Replace(at, value) => {
                *document.pointer_mut(pointers[at.index(pointers.len())].as_str()).unwrap() = value.clone()
            }
            Change::Add(at, name, value) => {
                if let Some(object) =
                    document.pointer_mut(pointers[at.index(pointers.len())].as_str()).unwrap().as_object_mut()
                {
                    object.entry(name.clone()).or_insert(value.clone());
                }
            }
            Change::Remove(at) => {
                let (parent, name) = pointers[at.index(pointers.len())].rsplit_once('/').unwrap_or_default();
                let name = name.replace("~1", "/").replace("~0", "~");
                match document.pointer_mut(parent) {
                    Some(Value::Object(object)) => drop(object.remove(&name)),
                    Some(Value::Array(items)) => drop(name.parse::<usize>().map(|index| items.remove(index))),
                    _ => {}
                }
            }
            Change::Cut(at) => {
                let text: Vec<char> = document.to_string().chars().collect();
                return text[..at.index(text.len())].iter().collect();
            }
        }
    }
    document.to_string()
}

#[test]
fn a_changed_example_is_a_value_or_an_error() {
    let (values, errors) = (Cell::new(0), Cell::new(0));
    for contract in Contract::all() {
        let instances = instances::all(contract);
        for known in types::all(contract.vendor) {
            let examples = &instances[known.name];
            let cases = Config { cases: 64, failure_persistence: None, ..Config::default() };
            // The same cases in every run: what fails here fails everywhere.
            let mut runner = TestRunner::new_with_rng(
                cases,
                proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
            );
            let input = (any::<Index>(), prop::collection::vec(any_change(), 1..4));
            runner
                .run(&input, |(which, changes)| {
                    let text = changed(which.get(examples), &changes);
                    match (known.recode_text)(&text) {
                        Ok((encoded, _)) => {
                            values.set(values.get() + 1);
                            // What was understood once is understood again, and stays the same.
                            let (again, _) = (known.recode)(&encoded).unwrap();
                            prop_assert_eq!(again, encoded);
                        }
                        Err(_) => errors.set(errors.get() + 1),
                    }
                    Ok(())
                })
                .unwrap_or_else(|error| panic!("{}.{}: {error}", contract.vendor, known.name));
        }
    }
    let (values, errors) = (values.get(), errors.get());
    assert!(values > 1000 && errors > 1000, "{values} values, {errors} errors");
}
