//! Which tokens are kept, and what they are worth at which time.

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
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

async fn used(credential: &Credential) {
    let CredentialKind::Renewed(renewed) = credential.kind() else { unreachable!() };
    renewed.secret(None).await.unwrap();
}

#[tokio::test]
async fn the_token_that_was_not_used_for_longest_goes_first() {
    let tokens = Tokens::builder().capacity(100).build();
    let users: Vec<_> = (0..101).map(|user| counted(&tokens, user)).collect();
    for (credential, _) in &users[..100] {
        used(credential).await;
    }
    // The first is used again, so the second is the one to go.
    for user in [0, 100, 0, 2, 1] {
        used(&users[user].0).await;
    }
    let fetches: Vec<_> = [0, 1, 2, 100].map(|user| users[user].1.load(Ordering::Relaxed)).into();
    assert_eq!(fetches, [1, 2, 1, 1]);
    assert_eq!(tokens.kept(), 100);
}

#[test]
fn a_token_has_a_successor_in_time_and_is_sent_until_shortly_before_its_end() {
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let margin = Duration::from_secs(30);
    for (life, renewed, last) in [(300, 270, 298), (60, 30, 58), (40, 20, 38), (4, 2, 3)] {
        let token = Token::lasting("token", at(0), Duration::from_secs(life));
        assert!(token.is_fresh(at(renewed - 1), margin) && !token.is_fresh(at(renewed), margin), "{life}");
        assert!(token.is_usable(at(last)) && !token.is_usable(at(life)), "{life}");
    }
    let endless = Token::new("token", None);
    assert!(endless.is_fresh(at(u64::from(u32::MAX)), margin));
}

#[test]
fn a_token_is_written_and_read_with_serde_and_hidden_from_debug() {
    let token = Token::lasting("hunter2", SystemTime::UNIX_EPOCH, Duration::from_secs(60));
    let text = serde_json::to_string(&token).unwrap();
    assert_eq!(serde_json::from_str::<Token>(&text).unwrap(), token);
    assert!(text.contains("hunter2") && !format!("{token:?}").contains("hunter2"));
}
