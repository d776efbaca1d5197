//! Tokens that renew themselves.
//!
//! A token is fetched when it is first needed, and kept. Shortly before it expires, the
//! next one is fetched while calls go on with the old one. When it has expired or the
//! vendor has refused it, calls wait for the next one. All calls of one tokio runtime that
//! need the same token at once share one fetch. A failed fetch is not kept.

use std::time::{Duration, SystemTime};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::header::{DATE, HeaderMap};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::secret::Secret;

mod credential;
mod error;
mod flights;
mod guarded;
mod kept;
mod rotating;
mod store;
mod tokens;

pub use credential::Credential;
pub use error::TokenError;
pub use store::TokenStore;
pub use tokens::{Tokens, TokensBuilder};

pub(crate) use credential::CredentialKind;
use guarded::{Lost, guarded};

/// A token with less life left than this is no longer used: a request takes time to arrive,
/// and servers count time in whole seconds.
const ENDING: Duration = Duration::from_secs(1);

/// A token and how long it lives.
///
/// It can be encoded with serde, for a [`TokenStore`]; this writes the token in plain text.
/// `Debug` hides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    secret: Secret,
    expires_at: Option<SystemTime>,
    lifetime: Option<Duration>,
}

impl Token {
    /// A token and the time when it expires, if that is known.
    pub fn new(secret: impl Into<Secret>, expires_at: Option<SystemTime>) -> Self {
        Self { secret: secret.into(), expires_at, lifetime: None }
    }

    /// A token that was received just now and lives for `lifetime`.
    pub fn lasting(secret: impl Into<Secret>, now: SystemTime, lifetime: Duration) -> Self {
        Self { secret: secret.into(), expires_at: now.checked_add(lifetime), lifetime: Some(lifetime) }
    }

    /// A JWT that was received just now, in a response with these headers. Its remaining
    /// life is computed by the server's clock, which the header `Date` gives, so a wrong
    /// clock on this machine does no harm. A text that is not a JWT becomes a token without
    /// a known end.
    pub fn from_jwt(secret: impl Into<Secret>, headers: &HeaderMap, now: SystemTime) -> Self {
        let secret = secret.into();
        let Some(claims) = Claims::of(secret.expose()) else { return Self::new(secret, None) };
        let Some(expiry) = claims.exp.and_then(epoch) else { return Self::new(secret, None) };
        let date =
            headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(|date| httpdate::parse_http_date(date).ok());
        let server_now = date.unwrap_or(now);
        let left = expiry.duration_since(server_now).unwrap_or(Duration::ZERO);
        // Without the header `Date` the server's clock is unknown. A token never lives
        // longer than the time for which it was made.
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

    /// Whether it lives so long that the next one need not be fetched yet. When a token's
    /// whole life is less than twice the margin, the next one is fetched after half of its
    /// life.
    fn is_fresh(&self, now: SystemTime, margin: Duration) -> bool {
        let margin = self.lifetime.map_or(margin, |lifetime| margin.min(lifetime / 2));
        self.lives_longer(now, margin)
    }

    /// Whether it can be sent.
    fn is_usable(&self, now: SystemTime) -> bool {
        let ending = self.lifetime.map_or(ENDING, |lifetime| ENDING.min(lifetime / 10));
        self.lives_longer(now, ending)
    }

    fn lives_longer(&self, now: SystemTime, span: Duration) -> bool {
        self.expires_at.is_none_or(|expiry| expiry.duration_since(now).is_ok_and(|left| left > span))
    }
}

/// The claims of a JWT that say how long it lives. Only the server checks its signature.
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

/// Identifies a token by service, account, kind and, for some kinds, person.
///
/// The text form is stable and safe to use as a key in a shared store: it holds digests of
/// the account's secret and of the person's id, never the values themselves.
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
