//! The tokens in memory.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lru::LruCache;

use super::{Token, TokenKey};
use crate::secret::Secret;

/// At most so many tokens; the one that was not used for longest goes first.
#[derive(Clone)]
pub(super) struct Kept(Arc<Mutex<LruCache<TokenKey, Entry>>>);

struct Entry {
    token: Token,
    /// Whether its successor is being fetched while calls go on with it.
    renewing: bool,
    /// When, by the time that the clock has run, its successor may be fetched at the soonest.
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
        // Secrets are wiped when they are dropped, which need not keep others waiting.
        drop(old);
    }

    /// Takes the token out, if it is still this one.
    pub(super) fn remove(&self, key: &TokenKey, secret: &Secret) {
        let mut tokens = self.lock();
        if tokens.peek(key).is_some_and(|entry| entry.token.secret() == secret) {
            tokens.pop(key);
        }
    }

    /// Takes on to fetch the token's successor, unless somebody does already or it was in
    /// vain shortly before. What is taken on ends when the result is dropped.
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

/// Somebody fetches the successor of a token.
pub(super) struct Renewal {
    kept: Kept,
    key: TokenKey,
    secret: Secret,
    next: Duration,
}

impl Renewal {
    /// It was in vain; nobody tries again before that time.
    pub(super) fn failed(mut self, next: Duration) {
        self.next = next;
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        let mut tokens = self.kept.lock();
        // After success there is another token here.
        if let Some(entry) = tokens.peek_mut(&self.key).filter(|entry| *entry.token.secret() == self.secret) {
            entry.renewing = false;
            entry.renew_from = self.next;
        }
    }
}
