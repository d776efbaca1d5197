//! Which tokens are kept.

use std::{
    future::ready,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::*;

/// A token that never expires, and how often it was fetched.
fn counted(tokens: &Tokens, user: usize) -> (Credential, Arc<AtomicUsize>) {
    let fetches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetches);
    let key = TokenKey::new("http://a", &Secret::from("key"), "userToken", Some(&user.to_string()));
    let credential = tokens.credential(key, move || {
        count.fetch_add(1, Ordering::Relaxed);
        ready(Ok(Token::new("token", None)))
    });
    (credential, fetches)
}

async fn used(credential: &Credential, times: usize) {
    let Kind::Renewed(renewed) = credential.kind() else { unreachable!() };
    for _ in 0..times {
        renewed.secret(None).await.unwrap();
    }
}

#[tokio::test]
async fn the_token_of_a_new_user_is_kept_when_the_memory_is_full_of_others() {
    let tokens = Tokens::builder().most(100).build();
    let others: Vec<_> = (0..100).map(|user| counted(&tokens, user).0).collect();
    for _ in 0..20 {
        for other in &others {
            used(other, 1).await;
        }
        tokens.kept.run_pending_tasks().await;
    }
    let (newcomer, fetches) = counted(&tokens, 100);
    for _ in 0..5 {
        used(&newcomer, 1).await;
        tokens.kept.run_pending_tasks().await;
    }
    assert_eq!(fetches.load(Ordering::Relaxed), 1);
    assert!(tokens.kept.entry_count() <= 100);
}
