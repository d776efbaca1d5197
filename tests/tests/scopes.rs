//! No pair of a scope and a foreign kind of operation is missing from the
//! documentation tests in `src/scopes.rs`.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use client_runtime::Operation;
use wire_tests::scopes::{ALICE, AWAREID, Scope};

/// The kind of credentials that an operation needs, as the scope is called.
fn kind(operations: &[&Operation], id: &str) -> String {
    let operation = operations.iter().find(|operation| operation.id == id).unwrap();
    scope_name(operation)
}

fn scope_name(operation: &Operation) -> String {
    let Some(together) = operation.security.first() else { return "Unauthenticated".to_owned() };
    let upper = |name: &str| name[..1].to_uppercase() + &name[1..];
    if together.is_empty() {
        "Unauthenticated".to_owned()
    } else {
        together.iter().map(|scheme| upper(scheme.name)).collect()
    }
}

fn every_pair_is_tried(operations: &[&Operation], scopes: &[Scope]) {
    let kinds: BTreeSet<String> = operations.iter().map(|operation| scope_name(operation)).collect();
    let tried: BTreeSet<String> = scopes.iter().map(|(scope, ..)| (*scope).to_owned()).collect();
    assert_eq!(tried, kinds);
    for (scope, own, foreign) in scopes {
        assert_eq!(kind(operations, own), *scope);
        let foreign: BTreeSet<String> = foreign.iter().map(|id| kind(operations, id)).collect();
        let others: BTreeSet<String> = kinds.iter().filter(|kind| kind != scope).cloned().collect();
        assert_eq!(foreign, others, "{scope}");
    }
}

#[test]
fn alice() {
    every_pair_is_tried(alice_client::operations::ALL, ALICE);
}

#[test]
fn awareid() {
    every_pair_is_tried(awareid_client::operations::ALL, AWAREID);
}
