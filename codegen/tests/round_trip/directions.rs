//! Members that are only sent, or only come back.

use client_runtime::Secret;

use crate::{
    golden::directions::generated::{
        scopes::Unauthenticated,
        types::{AccountRequest, Login, PersonRequest2},
    },
    wire::Server,
};

#[tokio::test]
async fn what_only_comes_back_is_not_sent_and_what_is_only_sent_is_not_needed_back() {
    let server = Server::json(200, r#"{"id":"a1","name":"Ada","owner":{"id":"o1","mail":"m"}}"#).await;
    let scope = Unauthenticated::new(&server.client);
    let owner = PersonRequest2::builder().mail("m");
    let account = AccountRequest::builder().name("Ada").password(Secret::new("made up")).owner(owner);
    let account = scope.add_account().body(account).send().await.unwrap().into_inner();
    assert_eq!((account.id.as_str(), account.owner.id.as_str()), ("a1", "o1"));
    assert_eq!(server.request().await.text(), r#"{"name":"Ada","owner":{"mail":"m"},"password":"made up"}"#);
}

#[tokio::test]
async fn what_must_come_back_is_missed() {
    let server = Server::json(200, r#"{"name":"Ada","owner":{"id":"o1","mail":"m"}}"#).await;
    let scope = Unauthenticated::new(&server.client);
    let owner = PersonRequest2::builder().mail("m");
    let account = AccountRequest::builder().name("Ada").password(Secret::new("made up")).owner(owner);
    let error = scope.add_account().body(account).send().await.unwrap_err();
    assert!(error.to_string().contains("`id` is missing"), "{error}");
}

#[tokio::test]
async fn a_schema_that_goes_one_way_keeps_its_name() {
    let server = Server::json(200, r#"{"token":"t"}"#).await;
    let scope = Unauthenticated::new(&server.client);
    let session = scope.add_login().body(Login::builder().name("Ada")).send().await.unwrap().into_inner();
    assert_eq!(session.token, "t");
    assert_eq!(server.request().await.text(), r#"{"name":"Ada"}"#);
}
