//! Nothing of the contracts is without a snapshot, and no snapshot is of nothing.
//! The contracts are walked here without the lists of cases that the other tests
//! share, so that a case missing there is found.

use std::collections::BTreeSet;

use serde_json::Value;
use wire_tests::{cases, contract::Contract, operations, snapshots::SnapshotKind};

#[test]
fn every_operation_can_be_called() {
    for contract in Contract::all() {
        let said: BTreeSet<String> = walk(contract).iter().map(|(id, _)| (*id).to_owned()).collect();
        let known = operations::all(contract.vendor).iter().map(|operation| operation.id.to_owned());
        assert_eq!(known.collect::<BTreeSet<_>>(), said, "{}", contract.vendor);
    }
}

#[test]
fn everything_in_the_contracts_has_a_snapshot() {
    let (sent, answered) = (SnapshotKind::Sent.names(), SnapshotKind::Answered.names());
    let mut missing = Vec::new();
    for contract in Contract::all() {
        for (id, operation) in walk(contract) {
            let stem = format!("{}__{id}", contract.vendor);
            missing.extend(without(&sent, &stem, examples(contract, &operation["requestBody"])));
            for (status, answer) in operation["responses"].as_object().unwrap() {
                missing.extend(without(&answered, &format!("{stem}__{status}"), examples(contract, answer)));
            }
        }
    }
    assert!(missing.is_empty(), "no snapshot of {missing:#?}");
}

#[test]
fn every_snapshot_is_of_something_in_the_contracts() {
    let mut sent = BTreeSet::new();
    let mut answered = BTreeSet::new();
    let mut schemas = BTreeSet::new();
    for contract in Contract::all() {
        for operation in contract.operations() {
            let stem = format!("{}__{}", contract.vendor, operation.id);
            sent.extend(cases::calls(&operation).iter().map(|call| format!("{stem}__{}", call.name)));
            answered.extend(cases::replies(&operation).iter().map(|reply| format!("{stem}__{}", reply.name)));
        }
        schemas.extend(contract.schemas().keys().map(|name| format!("{}__{name}", contract.vendor)));
    }
    assert_eq!(SnapshotKind::Sent.names(), sent);
    assert_eq!(SnapshotKind::Answered.names(), answered);
    assert_eq!(SnapshotKind::Schema.names(), schemas);
}

/// Every operation and its id.
fn walk(contract: &Contract) -> Vec<(&str, &Value)> {
    let paths = contract.document["paths"].as_object().unwrap();
    let operations = paths.values().flat_map(|item| item.as_object().unwrap().values());
    operations.map(|operation| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

/// The names of the examples of a body.
fn examples<'a>(contract: &'a Contract, holder: &'a Value) -> Vec<&'a String> {
    let content = contract.follow(holder)["content"].as_object();
    let media = content.into_iter().flat_map(|content| content.values());
    media.flat_map(|media| media["examples"].as_object().unwrap().keys()).collect()
}

/// What has no snapshot: an example, or a status or operation without examples.
fn without(names: &BTreeSet<String>, stem: &str, examples: Vec<&String>) -> Vec<String> {
    if examples.is_empty() {
        let some = names.iter().any(|name| name.starts_with(&format!("{stem}__")));
        return if some { Vec::new() } else { vec![stem.to_owned()] };
    }
    let expected = examples.into_iter().map(|example| format!("{stem}__{example}"));
    expected.filter(|name| !names.contains(name)).collect()
}
