//! Tokens that are kept, shared and renewed.

use std::{
    future::Future,
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, SystemTime},
};

use futures_core::future::BoxFuture;
use tokio::runtime;

use super::{Credential, Token, TokenError, TokenKey, TokenStore, flights::Flights, guarded, kept::Kept, store::Store};
use crate::{
    clock::{Clock, SystemClock},
    secret::Secret,
};

pub(super) type Fetch = dyn Fn() -> BoxFuture<'static, Result<Token, TokenError>> + Send + Sync;

/// Identifies a fetch that calls share. Only calls of one runtime share a fetch, because a
/// call must not wait for work that only another runtime can drive. A call that waits does
/// not share a background fetch, because that may have hung for a long time.
type FlightKey = (TokenKey, runtime::Id, Awaited);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Awaited {
    Yes,
    No,
}

/// Tokens of one account, kept in memory and, if there is one, in a shared store.
/// Cheap to clone; clones share what they keep, on whatever tokio runtime they are used.
#[derive(Clone)]
pub struct Tokens {
    kept: Kept,
    flights: Flights<FlightKey, Result<Token, TokenError>>,
    store: Option<Store>,
    clock: Arc<dyn Clock>,
    margin: Duration,
    fetch_timeout: Duration,
}

crate::opaque_debug!(Tokens);

impl Default for Tokens {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl Tokens {
    /// Starts with the default settings.
    pub fn builder() -> TokensBuilder {
        TokensBuilder {
            store: None,
            clock: Arc::new(SystemClock),
            margin: Duration::from_secs(30),
            fetch_timeout: Duration::from_secs(30),
            capacity: 10_000,
        }
    }

    /// The time by the clock that judges these tokens.
    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// A credential that takes the token under `key` from here, and fetches it with `fetch`
    /// when there is no valid one. All calls of a runtime that need the token then wait for
    /// the same fetch, which is dropped when all of them have given up. A `fetch` that
    /// panics, or takes longer than [`TokensBuilder::fetch_timeout`], has failed.
    pub fn credential<F, Fut>(&self, key: TokenKey, fetch: F) -> Credential
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Token, TokenError>> + Send + 'static,
    {
        Credential::renewed(self.clone(), key, Arc::new(move || Box::pin(fetch())))
    }

    /// The token that is kept, unless it has expired or is the one that was refused. Near
    /// its end this starts the fetch of the next one in the background.
    pub(super) fn usable(&self, key: &TokenKey, fetch: &Arc<Fetch>, refused: Option<&Secret>) -> Option<Token> {
        let now = self.clock.now();
        let token = self.kept.get(key).filter(|token| Some(token.secret()) != refused && token.is_usable(now))?;
        if !token.is_fresh(now, self.margin) {
            self.renew_meanwhile(key, &token, fetch);
        }
        Some(token)
    }

    /// Fetches the next token on this runtime in the background.
    fn renew_meanwhile(&self, key: &TokenKey, token: &Token, fetch: &Arc<Fetch>) {
        let Ok(runtime) = runtime::Handle::try_current() else { return };
        let Some(renewal) = self.kept.begin_renewal(key, token, self.clock.elapsed()) else { return };
        let flight = self.join(&runtime, key, fetch, None, Awaited::No);
        let (clock, pause) = (Arc::clone(&self.clock), (self.margin / 10).max(Duration::from_secs(1)));
        runtime.spawn(async move {
            match flight.await {
                Ok(_) => drop(renewal),
                Err(_) => renewal.failed(clock.elapsed().saturating_add(pause)),
            }
        });
    }

    /// The token from a fetch, which another call may have begun.
    pub(super) async fn fetched(
        &self,
        key: &TokenKey,
        fetch: &Arc<Fetch>,
        refused: Option<&Secret>,
    ) -> Result<Token, TokenError> {
        let runtime = runtime::Handle::current();
        let token = self.join(&runtime, key, fetch, refused, Awaited::Yes).await?;
        // Another call began this fetch. It did not know that the token is refused, and
        // took it from the store.
        if Some(token.secret()) == refused {
            self.join(&runtime, key, fetch, refused, Awaited::Yes).await
        } else {
            Ok(token)
        }
    }

    fn join(
        &self,
        runtime: &runtime::Handle,
        key: &TokenKey,
        fetch: &Arc<Fetch>,
        refused: Option<&Secret>,
        awaited: Awaited,
    ) -> impl Future<Output = Result<Token, TokenError>> + Send + use<> {
        let work = self.clone().renew(key.clone(), Arc::clone(fetch), refused.cloned());
        self.flights.join(&(key.clone(), runtime.id(), awaited), work)
    }

    async fn renew(self, key: TokenKey, fetch: Arc<Fetch>, refused: Option<Secret>) -> Result<Token, TokenError> {
        let is_good =
            |token: &Token| Some(token.secret()) != refused.as_ref() && token.is_fresh(self.clock.now(), self.margin);
        // Another call may have renewed the token in the meantime.
        if let Some(kept) = self.kept.get(&key).filter(is_good) {
            return Ok(kept);
        }
        if let Some(store) = &self.store
            && let Some(shared) = store.get(&key).await.filter(is_good)
        {
            self.kept.insert(key, shared.clone());
            return Ok(shared);
        }
        let token = guarded(self.fetch_timeout, async { fetch().await }).await??;
        self.kept.insert(key.clone(), token.clone());
        if let Some(store) = &self.store {
            store.put(&key, &token).await;
        }
        Ok(token)
    }

    /// Removes a token that the vendor has refused, unless it is renewed already.
    pub(super) async fn refuse(&self, key: &TokenKey, refused: &Secret) {
        self.kept.remove(key, refused);
        if let Some(store) = &self.store {
            store.remove(key, refused).await;
        }
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.kept.len()
    }
}

/// Settings of [`Tokens`].
pub struct TokensBuilder {
    store: Option<Store>,
    clock: Arc<dyn Clock>,
    margin: Duration,
    fetch_timeout: Duration,
    capacity: usize,
}

crate::opaque_debug!(TokensBuilder);

impl TokensBuilder {
    /// Shares the tokens through a store.
    #[must_use]
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Store::new(store));
        self
    }

    /// Judges expiry by this clock instead of the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long before a token's end the next one is fetched; 30 seconds unless set, and
    /// half of its life at most. Meanwhile calls go on with the old one.
    #[must_use]
    pub fn refresh_before(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// The most time to fetch one token, retries included; 30 seconds unless set. Calls that
    /// wait for it also end when their own time has run out.
    #[must_use]
    pub fn fetch_timeout(mut self, timeout: Duration) -> Self {
        self.fetch_timeout = timeout;
        self
    }

    /// The most tokens to keep in memory; 10,000 unless set, at least 1. The least recently
    /// used token is dropped first.
    #[must_use]
    pub fn capacity(mut self, tokens: usize) -> Self {
        self.capacity = tokens;
        self
    }

    /// Makes an empty set of tokens.
    pub fn build(self) -> Tokens {
        Tokens {
            kept: Kept::new(NonZeroUsize::new(self.capacity).unwrap_or(NonZeroUsize::MIN)),
            flights: Flights::new(),
            store: self.store,
            clock: self.clock,
            margin: self.margin,
            fetch_timeout: self.fetch_timeout,
        }
    }
}
