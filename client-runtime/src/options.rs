//! What may be set for a client and for a single call.

use std::time::Duration;

use crate::retry::RetryPolicy;

/// Time limits and retries. Those of a call go before those of the client.
///
/// ```
/// use std::time::Duration;
///
/// use client_runtime::{CallOptions, RetryPolicy};
///
/// let quick = CallOptions::default().timeout(Duration::from_secs(2)).retry(RetryPolicy::never());
/// # let _ = quick;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallOptions {
    timeout: Option<Duration>,
    upload_timeout: Option<Duration>,
    budget: Option<Duration>,
    retry: Option<RetryPolicy>,
}

impl CallOptions {
    /// The most time for one request without a file in its body, and its whole answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The most time for one request with a file in its body, and its whole answer.
    #[must_use]
    pub fn upload_timeout(mut self, timeout: Duration) -> Self {
        self.upload_timeout = Some(timeout);
        self
    }

    /// The most time for a call with all its attempts and pauses.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = Some(budget);
        self
    }

    /// When to try again.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// These options, and those of `below` where these say nothing.
    pub(crate) fn over(self, below: &Self) -> Self {
        Self {
            timeout: self.timeout.or(below.timeout),
            upload_timeout: self.upload_timeout.or(below.upload_timeout),
            budget: self.budget.or(below.budget),
            retry: self.retry.or_else(|| below.retry.clone()),
        }
    }

    /// The limits for a call whose body carries a file, or none.
    pub(crate) fn limits(&self, has_file: bool) -> Limits {
        let (chosen, default, budget) = if has_file {
            (self.upload_timeout, Duration::from_secs(300), Duration::from_secs(600))
        } else {
            (self.timeout, Duration::from_secs(30), Duration::from_secs(90))
        };
        Limits {
            attempt: chosen.unwrap_or(default),
            budget: self.budget.unwrap_or(budget),
            retry: self.retry.clone().unwrap_or_default(),
        }
    }
}

/// The limits of one call.
pub(crate) struct Limits {
    pub attempt: Duration,
    pub budget: Duration,
    pub retry: RetryPolicy,
}
