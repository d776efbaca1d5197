//! Settings of a client and of a single call.

use std::{fmt, time::Duration};

use crate::retry::RetryPolicy;

/// Timeouts, retries, and headers and query members that the contract does not name. The
/// options of a call override those of the client. `Debug` shows no value that is sent.
///
/// ```
/// use std::time::Duration;
///
/// use client_runtime::{CallOptions, RetryPolicy};
///
/// let quick = CallOptions::default().timeout(Duration::from_secs(2)).retry(RetryPolicy::never());
/// # let _ = quick;
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct CallOptions {
    timeout: Option<Duration>,
    upload_timeout: Option<Duration>,
    budget: Option<Duration>,
    retry: Option<RetryPolicy>,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("upload_timeout", &self.upload_timeout)
            .field("budget", &self.budget)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish()
    }
}

impl CallOptions {
    /// The most time for one request without a file in its body, and its whole response.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The most time for one request with a file in its body, and its whole response.
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

    /// When to retry.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Adds a header that the contract does not name, such as `traceparent`. A call fails
    /// when it adds a header that the client writes itself: credentials, the host, the
    /// length and the media types.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a member of the query that the contract does not name.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The headers and the members of the query that are sent beside the contract's.
    pub(crate) fn take_extras(&mut self) -> [Vec<(String, String)>; 2] {
        [std::mem::take(&mut self.headers), std::mem::take(&mut self.query)]
    }

    /// These options, completed by those of `below`.
    pub(crate) fn over(self, below: &Self) -> Self {
        let is_same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let more = |own: Vec<(String, String)>, below: &[(String, String)]| {
            let others = below.iter().filter(|(name, _)| !own.iter().any(|(known, _)| is_same(known, name)));
            others.cloned().collect::<Vec<_>>().into_iter().chain(own.clone()).collect()
        };
        Self {
            headers: more(self.headers, &below.headers),
            query: more(self.query, &below.query),
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
