//! What every operation really sends, byte for byte.

use awareid_client::types::{GrantType, TokenRequest, TokenScope};
use wire_tests::{
    cases,
    contract::Contract,
    given::{Clients, Given},
    operations,
    snapshots::SnapshotKind,
    socket::{Answer, Socket},
};

#[tokio::test]
async fn every_request_is_the_reviewed_one() {
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    let mut texts = Vec::new();
    for contract in Contract::all() {
        for operation in contract.operations() {
            for call in cases::calls(&operation) {
                let name = format!("{}__{}__{}", contract.vendor, operation.id, call.name);
                let given = Given::new(call);
                let call = operations::call(contract.vendor, &operation.id, &clients, &given);
                let (request, _) = socket.exchange(&Answer { status: 418, ..Answer::default() }, call).await;
                texts.push((name, request.unwrap().show().await));
            }
        }
    }
    SnapshotKind::Sent.check(texts);
}

/// No example has characters that need care on the way; these do.
#[tokio::test]
async fn characters_that_mean_something_elsewhere_are_sent_as_themselves() {
    const HARD: &str = "a/b?c=d&e f+g%20#h;\u{fc}\"\u{1f600}";
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    let answer = Answer { status: 418, ..Answer::default() };

    let login = clients.alice.with_login_token("token");
    let (request, _) = socket.exchange(&answer, login.get_user_token().user_id(HARD).send()).await;
    let path = "a%2Fb%3Fc%3Dd%26e%20f%2Bg%2520%23h%3B%C3%BC%22%F0%9F%98%80";
    assert_eq!(request.unwrap().target, format!("/onboarding/user_token/{path}"));

    let backend = clients.alice.with_backend_token("token");
    let call = backend.create_user().body_map(|body| body.first_name(HARD.to_owned())).send();
    let (request, _) = socket.exchange(&answer, call).await;
    let shown = request.unwrap().show().await;
    assert!(shown.ends_with(&format!("part `first_name`, no media type, {} bytes\n  {HARD}\n", HARD.len())), "{shown}");

    let token = clients.awareid.unauthenticated();
    let body = TokenRequest::builder()
        .client_id(HARD)
        .client_secret("secret")
        .scope(TokenScope::from(HARD))
        .grant_type(GrantType::ClientCredentials);
    let (request, _) = socket.exchange(&answer, token.get_access_token().customer_name("a").body(body).send()).await;
    let form = "a%2Fb%3Fc%3Dd%26e+f%2Bg%2520%23h%3B%C3%BC%22%F0%9F%98%80";
    let body = format!("client_id={form}&client_secret=secret&grant_type=client_credentials&scope={form}");
    assert_eq!(String::from_utf8(request.unwrap().body).unwrap(), body);
}
