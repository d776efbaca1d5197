//! Where services share their tokens.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_core::future::BoxFuture;
use tokio::time::Instant;

use super::{Token, TokenKey, guarded};
use crate::secret::Secret;

/// A store in which several services share their tokens, such as a database they already
/// run. The client reads from it before it fetches a token, and writes to it afterwards.
///
/// A store that fails does not stop the calls: the client fetches the token instead. A
/// panic, or no result after 2 seconds, counts as a failure too. After a failure the client
/// does not use the store for 30 seconds.
pub trait TokenStore: Send + Sync + 'static {
    /// The token under the key, if there is one.
    fn get<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Option<Token>>;

    /// Keeps a token, at least until it expires.
    fn put<'a>(&'a self, key: &'a TokenKey, token: &'a Token) -> BoxFuture<'a, ()>;

    /// Forgets the token if it is still this one: the vendor has refused it.
    fn remove<'a>(&'a self, key: &'a TokenKey, refused: &'a Secret) -> BoxFuture<'a, ()>;
}

/// The most time for the store to return.
const TIMEOUT: Duration = Duration::from_secs(2);
/// How long a store is not used after a failure. Otherwise calls would wait for it again
/// and again.
const REST: Duration = Duration::from_secs(30);

/// A wrapper that protects calls from everything that a store may do.
#[derive(Clone)]
pub(super) struct Store {
    store: Arc<dyn TokenStore>,
    /// When it may be used again after it has failed.
    rests_until: Arc<Mutex<Option<Instant>>>,
}

impl Store {
    pub(super) fn new(store: impl TokenStore) -> Self {
        Self { store: Arc::new(store), rests_until: Arc::default() }
    }

    pub(super) async fn get(&self, key: &TokenKey) -> Option<Token> {
        self.bear(async { self.store.get(key).await }).await.flatten()
    }

    pub(super) async fn put(&self, key: &TokenKey, token: &Token) {
        self.bear(async { self.store.put(key, token).await }).await;
    }

    pub(super) async fn remove(&self, key: &TokenKey, refused: &Secret) {
        self.bear(async { self.store.remove(key, refused).await }).await;
    }

    async fn bear<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        if self.rests_until().is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let outcome = guarded(TIMEOUT, work).await.ok();
        if outcome.is_none() {
            *self.rests_until() = Some(Instant::now() + REST);
        }
        outcome
    }

    fn rests_until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::future::{pending, ready};

    use super::*;
    use crate::token::Tokens;

    struct Silent;

    impl TokenStore for Silent {
        fn get<'a>(&'a self, _: &'a TokenKey) -> BoxFuture<'a, Option<Token>> {
            Box::pin(pending())
        }

        fn put<'a>(&'a self, _: &'a TokenKey, _: &'a Token) -> BoxFuture<'a, ()> {
            Box::pin(pending())
        }

        fn remove<'a>(&'a self, _: &'a TokenKey, _: &'a Secret) -> BoxFuture<'a, ()> {
            Box::pin(pending())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_does_not_answer_does_not_stop_the_calls() {
        let tokens = Tokens::builder().store(Silent).build();
        let key = TokenKey::new("http://a", &Secret::from("key"), "userToken", None);
        let fetched = Token::new("token", None);
        let credential = tokens.credential(key.clone(), move || ready(Ok(fetched.clone())));
        let crate::token::CredentialKind::Renewed(renewed) = credential.kind() else { unreachable!() };
        assert_eq!(renewed.secret(None).await.unwrap().expose(), "token");
        renewed.refuse(&Secret::from("token")).await;
    }

    /// A store that does this whenever it is used.
    struct Wild(fn());

    impl TokenStore for Wild {
        fn get<'a>(&'a self, _: &'a TokenKey) -> BoxFuture<'a, Option<Token>> {
            self.0();
            Box::pin(async {
                self.0();
                None
            })
        }

        fn put<'a>(&'a self, _: &'a TokenKey, _: &'a Token) -> BoxFuture<'a, ()> {
            Box::pin(async { self.0() })
        }

        fn remove<'a>(&'a self, _: &'a TokenKey, _: &'a Secret) -> BoxFuture<'a, ()> {
            Box::pin(async { self.0() })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_panics_does_not_stop_the_calls() {
        let tokens = Tokens::builder().store(Wild(|| panic!("a store of the tests"))).build();
        let key = TokenKey::new("http://a", &Secret::from("key"), "userToken", None);
        let credential = tokens.credential(key, move || ready(Ok(Token::new("token", None))));
        let crate::token::CredentialKind::Renewed(renewed) = credential.kind() else { unreachable!() };
        assert_eq!(renewed.secret(None).await.unwrap().expose(), "token");
        renewed.refuse(&Secret::from("token")).await;
        assert_eq!(renewed.secret(None).await.unwrap().expose(), "token");
    }

    #[tokio::test(start_paused = true)]
    async fn a_fetch_that_panics_or_hangs_fails_and_the_next_is_a_new_one() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        let tokens = Tokens::builder().fetch_timeout(Duration::from_secs(3)).build();
        let key = TokenKey::new("http://a", &Secret::from("key"), "userToken", None);
        let fetches = AtomicUsize::new(0);
        let credential = tokens.credential(key, move || {
            let number = fetches.fetch_add(1, Ordering::Relaxed);
            assert!(number != 0, "a fetch of the tests");
            async move {
                assert!(number != 1, "a fetch of the tests");
                match number {
                    2 => pending().await,
                    _ => Ok(Token::new("token", None)),
                }
            }
        });
        let crate::token::CredentialKind::Renewed(renewed) = credential.kind() else { unreachable!() };
        for said in ["panicked", "panicked", "took longer than 3 s"] {
            let error = renewed.secret(None).await.unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
        assert_eq!(renewed.secret(None).await.unwrap().expose(), "token");
    }
}
