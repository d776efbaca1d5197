//! Secrets that their owner changes while the service runs.

use std::{
    error::Error as StdError,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_core::future::BoxFuture;
use tokio::{runtime, time::Instant};

use super::{TokenError, digest, flights::Flights, guarded};
use crate::secret::Secret;

/// The most time for the source to return.
const SOURCE_TIMEOUT: Duration = Duration::from_secs(10);
/// When the source returns the refused secret again, it is not called again for this time.
/// Otherwise each of many failing calls would call it.
const SAME_AGAIN: Duration = Duration::from_secs(1);
/// How long a secret that was replaced is not accepted again. One copy of a vault may know
/// the new secret before another copy does.
const REPLACED: Duration = Duration::from_secs(300);

type Source = dyn Fn() -> BoxFuture<'static, Result<Secret, TokenError>> + Send + Sync;

/// A secret that comes from a source. The source is called when the secret is first needed,
/// and again when the vendor has refused it. Until then all calls use the last one.
pub(crate) struct Rotating {
    account: String,
    source: Box<Source>,
    known: Mutex<Known>,
    /// Keyed by the refused secret, if there is one: a call of the source that began
    /// earlier may return just that one.
    flights: Flights<(runtime::Id, Option<String>), Result<Secret, TokenError>>,
}

#[derive(Default)]
struct Known {
    secret: Option<Secret>,
    /// When the source last returned the refused secret again.
    same_at: Option<Instant>,
    /// The secret that was replaced, and when.
    replaced: Vec<(Secret, Instant)>,
}

impl Rotating {
    pub(super) fn new<F, Fut, E>(account: String, source: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let source = move || -> BoxFuture<'static, _> {
            let secret = source();
            Box::pin(async move { secret.await.map_err(TokenError::new) })
        };
        Self { account, source: Box::new(source), known: Mutex::default(), flights: Flights::new() }
    }

    pub(super) fn account(&self) -> &str {
        &self.account
    }

    /// The secret to use now.
    pub(crate) async fn get(self: &Arc<Self>) -> Result<Secret, TokenError> {
        let known = self.known().secret.clone();
        match known {
            Some(secret) => Ok(secret),
            None => self.ask(None).await,
        }
    }

    /// The secret to use instead of this one, which the vendor has refused. None if the
    /// source has no other.
    pub(crate) async fn after(self: &Arc<Self>, refused: &Secret) -> Result<Option<Secret>, TokenError> {
        let known = self.known().instead_of(refused);
        let secret = match known {
            Some(secret) => secret,
            None => self.ask(Some(refused)).await?,
        };
        Ok(Some(secret).filter(|secret| secret != refused))
    }

    async fn ask(self: &Arc<Self>, refused: Option<&Secret>) -> Result<Secret, TokenError> {
        let (rotating, instead) = (Arc::clone(self), refused.cloned());
        let work = async move {
            let told = guarded(SOURCE_TIMEOUT, async { (rotating.source)().await }).await??;
            Ok(rotating.known().learn(told, instead.as_ref(), Instant::now()))
        };
        let key = (runtime::Handle::current().id(), refused.map(|refused| digest(refused.expose())));
        self.flights.join(&key, work).await
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The result that is known already, unless the source must be called.
    fn instead_of(&self, refused: &Secret) -> Option<Secret> {
        let same = self.same_at.is_some_and(|at| at.elapsed() < SAME_AGAIN);
        self.secret.clone().filter(|secret| secret != refused || same)
    }

    /// Accepts the secret from the source, unless it was replaced shortly before.
    fn learn(&mut self, told: Secret, refused: Option<&Secret>, now: Instant) -> Secret {
        self.same_at = (refused == Some(&told)).then_some(now);
        self.replaced.retain(|(_, since)| now.duration_since(*since) < REPLACED);
        match &self.secret {
            Some(known) if *known == told || self.replaced.iter().any(|(old, _)| *old == told) => known.clone(),
            _ => {
                let old = self.secret.replace(told.clone());
                self.replaced.extend(old.map(|old| (old, now)));
                told
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_was_replaced_is_not_taken_again_soon() {
        let (mut known, start) = (Known::default(), Instant::now());
        let mut learn = |told: &str, after: u64| {
            known.learn(Secret::from(told), None, start + Duration::from_secs(after)).expose().to_owned()
        };
        assert_eq!(learn("old", 0), "old");
        assert_eq!(learn("new", 10), "new");
        assert_eq!(learn("old", 20), "new", "a copy of the vault lags behind");
        assert_eq!(learn("old", 400), "old", "the rotation was taken back");
    }
}
