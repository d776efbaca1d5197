//! The tokens in memory.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lru::LruCache;

use super::{Token, TokenKey};
use crate::secret::Secret;

/// Keeps a limited number of tokens and drops the least recently used one first.
#[derive(Clone)]
pub(super) struct Kept(Arc<Mutex<LruCache<TokenKey, Entry>>>);

struct Entry {
    token: Token,
    /// Whether the next token is being fetched while calls go on with this one.
    renewing: bool,
    /// The earliest time, on the monotonic clock, at which the next token may be fetched.
    renew_from: Duration,
}

impl Kept {
    pub(super) fn new(capacity: NonZeroUsize) -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(capacity))))
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<TokenKey, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, key: &TokenKey) -> Option<Token> {
        self.lock().get(key).map(|entry| entry.token.clone())
    }

    pub(super) fn insert(&self, key: TokenKey, token: Token) {
        let old = self.lock().push(key, Entry { token, renewing: false, renew_from: Duration::ZERO });
        // Dropping a secret wipes it; other calls need not wait for that.
        drop(old);
    }

    /// Removes the token, if it is still this one.
    pub(super) fn remove(&self, key: &TokenKey, secret: &Secret) {
        let mut tokens = self.lock();
        if tokens.peek(key).is_some_and(|entry| entry.token.secret() == secret) {
            tokens.pop(key);
        }
    }

    /// Claims the task to fetch the next token, unless another call has claimed it or it
    /// failed shortly before. The claim ends when the result is dropped.
    pub(super) fn begin_renewal(&self, key: &TokenKey, token: &Token, now: Duration) -> Option<Renewal> {
        let mut tokens = self.lock();
        let entry = tokens.peek_mut(key).filter(|entry| entry.token.secret() == token.secret())?;
        if entry.renewing || now < entry.renew_from {
            return None;
        }
        entry.renewing = true;
        Some(Renewal { kept: self.clone(), key: key.clone(), secret: token.secret().clone(), next: now })
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }
}

/// The claim to fetch the next token.
pub(super) struct Renewal {
    kept: Kept,
    key: TokenKey,
    secret: Secret,
    next: Duration,
}

impl Renewal {
    /// Records that the fetch failed; nobody tries again before that time.
    pub(super) fn failed(mut self, next: Duration) {
        self.next = next;
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        let mut tokens = self.kept.lock();
        // After success a new token is in this place.
        if let Some(entry) = tokens.peek_mut(&self.key).filter(|entry| *entry.token.secret() == self.secret) {
            entry.renewing = false;
            entry.renew_from = self.next;
        }
    }
}
