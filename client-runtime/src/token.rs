//! Tokens that renew themselves.
//!
//! A token is fetched when it is first needed, kept, and fetched again shortly
//! before it expires or when the vendor refuses it. However many calls need the
//! same token at once, it is fetched once; a failed fetch is not kept.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, SystemTime},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_core::future::BoxFuture;
use moka::{future::Cache, ops::compute::Op, policy::EvictionPolicy};
use reqwest::header::{DATE, HeaderMap};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    clock::{Clock, SystemClock},
    error::Error,
    secret::Secret,
};

mod flights;
mod store;

pub use store::TokenStore;

use flights::Flights;
use store::Store;

/// A token and how long it lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    secret: Secret,
    expires_at: Option<SystemTime>,
    lifetime: Option<Duration>,
}

impl Token {
    /// A token that expires at a time, if that is known.
    pub fn new(secret: impl Into<Secret>, expires_at: Option<SystemTime>) -> Self {
        Self { secret: secret.into(), expires_at, lifetime: None }
    }

    /// A token that was received just now and lives for `lifetime`.
    pub fn lasting(secret: impl Into<Secret>, now: SystemTime, lifetime: Duration) -> Self {
        Self { secret: secret.into(), expires_at: now.checked_add(lifetime), lifetime: Some(lifetime) }
    }

    /// A JWT that was received just now, in an answer with these headers. What
    /// counts is how long the server thinks it still lives: its `Date` stands
    /// for the server's clock, so that a wrong clock here does no harm. A text
    /// that is no JWT is a token without a known end.
    pub fn from_jwt(secret: impl Into<Secret>, headers: &HeaderMap, now: SystemTime) -> Self {
        let secret = secret.into();
        let Some(claims) = Claims::of(secret.expose()) else { return Self::new(secret, None) };
        let Some(expiry) = claims.exp.and_then(epoch) else { return Self::new(secret, None) };
        let date =
            headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(|date| httpdate::parse_http_date(date).ok());
        let server_now = date.unwrap_or(now);
        let left = expiry.duration_since(server_now).unwrap_or(Duration::ZERO);
        // Without the server's date its clock is unknown; a token never lives longer than it was made for.
        let whole = claims.iat.and_then(epoch).and_then(|issued| expiry.duration_since(issued).ok());
        let left = whole.map_or(left, |whole| left.min(whole));
        Self::lasting(secret, now, left)
    }

    /// The token itself.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// When it expires, by the clock of this machine, if that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// Whether it lives longer than `margin` from `now`. A token that was made
    /// for less than twice the margin is used for half of its life.
    fn is_fresh(&self, now: SystemTime, margin: Duration) -> bool {
        let margin = self.lifetime.map_or(margin, |lifetime| margin.min(lifetime / 2));
        self.expires_at.is_none_or(|expiry| expiry.duration_since(now).is_ok_and(|left| left > margin))
    }
}

/// The claims of a JWT that say how long it lives. Its signature is the server's concern.
#[derive(Deserialize)]
struct Claims {
    exp: Option<f64>,
    iat: Option<f64>,
}

impl Claims {
    fn of(jwt: &str) -> Option<Self> {
        let payload = jwt.split('.').nth(1)?;
        let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&payload).ok()
    }
}

fn epoch(seconds: f64) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}

/// Which token: of which service, account, kind and, for some, person.
///
/// The text form is stable and safe to use as a key in a shared store: it holds a
/// digest of the account's secret and of the person's id, never themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenKey(String);

impl TokenKey {
    /// The key of a token of the kind `scheme`.
    pub fn new(base_url: &str, account: &Secret, scheme: &str, subject: Option<&str>) -> Self {
        let subject = subject.map_or_else(String::new, |subject| format!("/{}", digest(subject)));
        Self(format!("{base_url}#{}/{scheme}{subject}", digest(account.expose())))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Why a token could not be fetched. Shared by all calls that waited for it.
#[derive(Clone)]
pub struct TokenError {
    inner: Arc<dyn StdError + Send + Sync>,
    retryable: bool,
}

impl TokenError {
    /// Wraps an error of which nothing is known; that of an operation is converted with `from`.
    pub fn new(error: impl StdError + Send + Sync + 'static) -> Self {
        Self { inner: Arc::new(error), retryable: false }
    }

    /// The error of the operation that fetches the token.
    pub fn inner(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self.inner.as_ref()
    }

    /// Whether the token may be fetched again later; see [`Error::is_retryable`].
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }
}

impl<E> From<Error<E>> for TokenError
where
    Error<E>: StdError + Send + Sync + 'static,
{
    fn from(error: Error<E>) -> Self {
        Self { retryable: error.is_retryable(), ..Self::new(error) }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.inner, f)
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token could not be fetched")
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.inner.as_ref())
    }
}

/// Tokens of one account, kept in memory and, if there is one, in a shared store.
/// Cheap to clone; clones share what they keep.
#[derive(Clone)]
pub struct Tokens {
    kept: Cache<TokenKey, Token>,
    flights: Flights<TokenKey, Result<Token, TokenError>>,
    store: Option<Store>,
    clock: Arc<dyn Clock>,
    margin: Duration,
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
        TokensBuilder { store: None, clock: Arc::new(SystemClock), margin: Duration::from_secs(30), most: 10_000 }
    }

    /// The time by the clock that judges these tokens.
    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// A credential that takes the token under `key` from here, and fetches it
    /// with `fetch` when there is none that is fresh. All calls that need it then
    /// wait for the same fetch, which is dropped when all have given up.
    pub fn credential<F, Fut>(&self, key: TokenKey, fetch: F) -> Credential
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Token, TokenError>> + Send + 'static,
    {
        Credential(Kind::Renewed(Arc::new(Renewed {
            tokens: self.clone(),
            key,
            fetch: Arc::new(move || Box::pin(fetch())),
        })))
    }

    /// A token that is not `refused`, where the vendor gives another.
    async fn get(&self, key: &TokenKey, fetch: &Arc<Fetch>, refused: Option<&Secret>) -> Result<Token, TokenError> {
        if let Some(kept) = self.kept(key, refused).await {
            return Ok(kept);
        }
        let renew = || self.flights.join(key, self.clone().renew(key.clone(), Arc::clone(fetch), refused.cloned()));
        let token = renew().await?;
        // Others began, who did not know that it is refused, and had it from the store.
        if Some(token.secret()) == refused { renew().await } else { Ok(token) }
    }

    async fn kept(&self, key: &TokenKey, refused: Option<&Secret>) -> Option<Token> {
        self.kept.get(key).await.filter(|token| self.is_good(token, refused))
    }

    fn is_good(&self, token: &Token, refused: Option<&Secret>) -> bool {
        Some(token.secret()) != refused && token.is_fresh(self.clock.now(), self.margin)
    }

    async fn renew(self, key: TokenKey, fetch: Arc<Fetch>, refused: Option<Secret>) -> Result<Token, TokenError> {
        // Another call may have renewed it meanwhile.
        if let Some(kept) = self.kept(&key, refused.as_ref()).await {
            return Ok(kept);
        }
        if let Some(store) = &self.store
            && let Some(shared) = store.get(&key).await
            && self.is_good(&shared, refused.as_ref())
        {
            self.kept.insert(key, shared.clone()).await;
            return Ok(shared);
        }
        let token = fetch().await?;
        self.kept.insert(key.clone(), token.clone()).await;
        if let Some(store) = &self.store {
            store.put(&key, &token).await;
        }
        Ok(token)
    }

    /// The vendor has refused this token: it goes, unless it is renewed already.
    async fn refuse(&self, key: &TokenKey, refused: &Secret) {
        let entry = self.kept.entry_by_ref(key);
        entry
            .and_compute_with(|entry| {
                let remove = entry.is_some_and(|entry| entry.value().secret() == refused);
                std::future::ready(if remove { Op::Remove } else { Op::Nop })
            })
            .await;
        if let Some(store) = &self.store {
            store.remove(key, refused).await;
        }
    }
}

/// Settings of [`Tokens`].
pub struct TokensBuilder {
    store: Option<Store>,
    clock: Arc<dyn Clock>,
    margin: Duration,
    most: u64,
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

    /// How long before its end a token is renewed; 30 seconds unless set.
    #[must_use]
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// The most tokens to keep in memory; 10,000 unless set. The one that was not used
    /// for longest goes first.
    #[must_use]
    pub fn most(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// Makes an empty set of tokens.
    pub fn build(self) -> Tokens {
        // By default the cache keeps what was used most and takes nothing new: the tokens of
        // those who have long gone, in place of those of who has just come.
        let kept = Cache::builder().max_capacity(self.most).eviction_policy(EvictionPolicy::lru()).build();
        Tokens { kept, flights: Flights::new(), store: self.store, clock: self.clock, margin: self.margin }
    }
}

/// What a scope proves itself with: a secret that was given, or a token that is
/// fetched when needed and renewed.
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Given(Secret),
    Renewed(Arc<Renewed>),
}

type Fetch = dyn Fn() -> BoxFuture<'static, Result<Token, TokenError>> + Send + Sync;

pub(crate) struct Renewed {
    tokens: Tokens,
    key: TokenKey,
    fetch: Arc<Fetch>,
}

crate::opaque_debug!(Credential);

impl Credential {
    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }
}

impl Renewed {
    /// The secret to send now, after the vendor has refused another.
    pub(crate) async fn secret(&self, refused: Option<&Secret>) -> Result<Secret, TokenError> {
        // In a box, so that the calls with a given secret, and all others while they wait
        // for their answers, are not as large as the work on a token.
        Ok(Box::pin(self.tokens.get(&self.key, &self.fetch, refused)).await?.secret)
    }

    /// The vendor has refused this secret; the next one is another.
    pub(crate) async fn refuse(&self, refused: &Secret) {
        self.tokens.refuse(&self.key, refused).await;
    }
}

impl From<Secret> for Credential {
    fn from(secret: Secret) -> Self {
        Self(Kind::Given(secret))
    }
}

impl From<&str> for Credential {
    fn from(secret: &str) -> Self {
        Secret::from(secret).into()
    }
}

impl From<String> for Credential {
    fn from(secret: String) -> Self {
        Secret::from(secret).into()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
