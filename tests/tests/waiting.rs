//! Calls that wait for what they need to be sent, and those among them that give up.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alice_client::{Client, Error, FilePart, Secret, Token, TokenKey, Tokens, TransportError, types::AddSelfieRequest};
use futures_util::poll;
use tokio::sync::Semaphore;
use wire_tests::faulty::{Faulty, Reply};

/// A token that is fetched when the test says so, and how often it was.
fn slow(tokens: &Tokens) -> (alice_client::Credential, Arc<Semaphore>, Arc<AtomicUsize>) {
    let (gate, fetches) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let (opened, count) = (Arc::clone(&gate), Arc::clone(&fetches));
    let key = TokenKey::new("http://a", &Secret::from("key"), "userToken", None);
    let credential = tokens.credential(key, move || {
        count.fetch_add(1, Ordering::Relaxed);
        let gate = Arc::clone(&opened);
        async move {
            gate.acquire().await.unwrap().forget();
            Ok(Token::new("token", None))
        }
    });
    (credential, gate, fetches)
}

#[tokio::test]
async fn whoever_gives_up_leaves_the_fetch_to_those_who_wait() {
    let server = Faulty::start([Reply::json(200, r#"{"user": {"user_id": "user-1"}}"#)]).await;
    let (credential, gate, fetches) = slow(&Tokens::default());
    let device = Client::builder(&server.url).build().unwrap().with_user_token(credential);
    let mut calls: VecDeque<_> = (0..300).map(|_| Box::pin(device.get_user_status().send())).collect();
    for call in &mut calls {
        assert!(poll!(call).is_pending());
    }
    // One after the other gives up, the one that waits longest first.
    while calls.len() > 1 {
        calls.pop_front();
        for call in &mut calls {
            assert!(poll!(call).is_pending());
        }
    }
    gate.add_permits(1);
    calls.pop_front().unwrap().await.unwrap();
    assert_eq!(fetches.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_fetch_that_nobody_waits_for_is_given_up() {
    let server = Faulty::start([Reply::json(200, r#"{"user": {"user_id": "user-1"}}"#)]).await;
    let (credential, gate, fetches) = slow(&Tokens::default());
    let device = Client::builder(&server.url).build().unwrap().with_user_token(credential);
    for _ in 0..2 {
        let mut call = Box::pin(device.get_user_status().send());
        assert!(poll!(&mut call).is_pending());
    }
    gate.add_permits(1);
    device.get_user_status().send().await.unwrap();
    assert_eq!(fetches.load(Ordering::Relaxed), 3);
}

#[test]
fn an_upload_ends_in_its_time_although_its_file_does_not_open() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    // The only thread that could open it waits for a disk that does not answer.
    let (answer, disk) = std::sync::mpsc::channel::<()>();
    runtime.spawn_blocking(move || disk.recv());
    runtime.block_on(async {
        let server = Faulty::start([Reply::answer(204, &[], "")]).await;
        let client = Client::builder(&server.url).budget(Duration::from_millis(200)).build().unwrap();
        let body = AddSelfieRequest::builder().video(FilePart::path(file!()));
        let error = client.with_user_token("token").add_selfie().body(body).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport { source: TransportError::Budget, .. }), "{error:?}");
        assert_eq!((error.call().attempts, server.count()), (0, 0));
    });
    drop(answer);
}
