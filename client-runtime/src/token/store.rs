//! Where services share their tokens.

use std::{future::Future, sync::Arc, time::Duration};

use futures_core::future::BoxFuture;

use super::{Token, TokenKey};
use crate::secret::Secret;

/// A store in which several services share their tokens, such as a database
/// they already run. It is asked before a token is fetched and told after.
///
/// A store that fails does not stop the calls: the token is fetched instead. One
/// that has not answered after 5 seconds has failed.
pub trait TokenStore: Send + Sync + 'static {
    /// The token under the key, if there is one.
    fn get<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Option<Token>>;

    /// Keeps a token, at least until it expires.
    fn put<'a>(&'a self, key: &'a TokenKey, token: &'a Token) -> BoxFuture<'a, ()>;

    /// Forgets the token if it is still this one: the vendor has refused it.
    fn remove<'a>(&'a self, key: &'a TokenKey, refused: &'a Secret) -> BoxFuture<'a, ()>;
}

/// A store that is not waited for longer than calls can bear.
#[derive(Clone)]
pub(super) struct Store(Arc<dyn TokenStore>);

impl Store {
    pub(super) fn new(store: impl TokenStore) -> Self {
        Self(Arc::new(store))
    }

    pub(super) async fn get(&self, key: &TokenKey) -> Option<Token> {
        limited(self.0.get(key)).await.flatten()
    }

    pub(super) async fn put(&self, key: &TokenKey, token: &Token) {
        limited(self.0.put(key, token)).await;
    }

    pub(super) async fn remove(&self, key: &TokenKey, refused: &Secret) {
        limited(self.0.remove(key, refused)).await;
    }
}

async fn limited<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(Duration::from_secs(5), work).await.ok()
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
        let crate::token::Kind::Renewed(renewed) = credential.kind() else { unreachable!() };
        assert_eq!(renewed.secret(None).await.unwrap().expose(), "token");
        renewed.refuse(&Secret::from("token")).await;
    }
}
