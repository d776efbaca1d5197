//! Stores that do not do what they should: the calls go on without them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use alice_client::{CallOptions, Client, Secret, Session, Token, TokenKey, TokenStore, Tokens};
use futures_util::future::{BoxFuture, join_all, pending, ready};
use wire_tests::faulty::{Faulty, Reply};

/// Answers as the vendor does, to whom the token `old` is no longer good.
async fn vendor() -> Faulty {
    Faulty::serve(|_, request| match request.split(' ').nth(1).unwrap() {
        "/user/status" if request.contains("Bearer old") => Reply::json(401, "{}"),
        "/user/status" => Reply::json(200, r#"{"user": {"user_id": "user-1"}}"#),
        _ => Reply::json(200, r#"{"token": "new"}"#),
    })
    .await
}

fn session(server: &Faulty, store: impl TokenStore) -> Session {
    let tokens = Tokens::builder().store(store).build();
    Client::builder(&server.url).build().unwrap().session_with("api-key", tokens)
}

/// Gives the same token for ever, as a copy that lags behind does.
struct Lagging;

impl TokenStore for Lagging {
    fn get<'a>(&'a self, _: &'a TokenKey) -> BoxFuture<'a, Option<Token>> {
        Box::pin(ready(Some(Token::new("old", None))))
    }

    fn put<'a>(&'a self, _: &'a TokenKey, _: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(ready(()))
    }

    fn remove<'a>(&'a self, _: &'a TokenKey, _: &'a Secret) -> BoxFuture<'a, ()> {
        Box::pin(ready(()))
    }
}

#[tokio::test]
async fn a_refused_token_is_not_taken_from_the_store_again() {
    let server = vendor().await;
    let device = session(&server, Lagging).device("user-1");
    device.get_user_status().send().await.unwrap();
    assert_eq!((server.count_of("GET /user/status"), server.count_of("GET /user_token")), (2, 1));
    device.get_user_status().send().await.unwrap();
    assert_eq!((server.count_of("GET /user/status"), server.count_of("GET /user_token")), (3, 1));
}

#[tokio::test]
async fn nor_when_many_calls_renew_it_at_once() {
    let server = vendor().await;
    let session = session(&server, Lagging);
    let calls = (0..50).map(|_| {
        let device = session.device("user-1");
        async move { device.get_user_status().send().await.unwrap() }
    });
    join_all(calls).await;
    assert_eq!(server.count_of("GET /user_token"), 1);
}

/// Gives a token, and then never answers again.
struct Hanging;

impl TokenStore for Hanging {
    fn get<'a>(&'a self, _: &'a TokenKey) -> BoxFuture<'a, Option<Token>> {
        Box::pin(ready(Some(Token::new("old", None))))
    }

    fn put<'a>(&'a self, _: &'a TokenKey, _: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(pending())
    }

    fn remove<'a>(&'a self, _: &'a TokenKey, _: &'a Secret) -> BoxFuture<'a, ()> {
        Box::pin(pending())
    }
}

#[tokio::test]
async fn a_call_ends_in_its_time_although_the_store_does_not_answer() {
    let server = vendor().await;
    let device = session(&server, Hanging).device("user-1");
    let soon = CallOptions::default().budget(Duration::from_millis(200));
    let error = device.get_user_status().with_options(soon).send().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), server.count_of("GET /user/status")), (Some(401), 1));
}
