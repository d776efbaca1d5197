//! What every documented answer decodes to, and that it encodes back to what it was.

use wire_tests::{
    cases::{self, Reply},
    contract::Contract,
    given::{Clients, Given, Outcome},
    json, operations,
    snapshots::SnapshotKind,
    socket::Socket,
};

#[tokio::test]
async fn every_answer_decodes_as_reviewed_and_encodes_back() {
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    let mut texts = Vec::new();
    let mut changed = Vec::new();
    for contract in Contract::all() {
        for operation in contract.operations() {
            for reply in cases::replies(&operation) {
                let name = format!("{}__{}__{}", contract.vendor, operation.id, reply.name);
                let given = Given::new(cases::calls(&operation).remove(0));
                let call = operations::call(contract.vendor, &operation.id, &clients, &given);
                let (_, outcome) = socket.exchange(&reply.answer(), call).await;
                if outcome.json != reply.example {
                    changed.push(name.clone());
                }
                texts.push((name, show(&reply, &outcome)));
            }
        }
    }
    SnapshotKind::Answered.check(texts);
    assert!(changed.is_empty(), "not encoded as it came: {changed:#?}");
}

fn show(reply: &Reply, outcome: &Outcome) -> String {
    let mut text = format!("{} -> {}\n", reply.status, outcome.label);
    text.extend(outcome.message.iter().map(|message| format!("{message}\n")));
    let json = outcome.json.as_ref().map(json::pretty);
    text + &format!("\n{}\n\n{}\n", json.as_deref().unwrap_or("no body"), outcome.debug)
}
