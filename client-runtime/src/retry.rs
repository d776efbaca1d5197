//! When a call is tried again, and when next.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};

use crate::{error::TransportError, operation::Operation};

/// How often and how soon a call is tried again.
///
/// Tried again is only what does no harm: a connection that could not be made,
/// an answer of 429 or 503, and, for idempotent operations, 502, 504, a
/// connection that broke and a request that took too long. A body from a stream
/// is never sent twice.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    attempts: usize,
    shortest: Duration,
    longest: Duration,
}

impl Default for RetryPolicy {
    /// Three attempts, with pauses from 200 milliseconds to 10 seconds.
    fn default() -> Self {
        Self { attempts: 3, shortest: Duration::from_millis(200), longest: Duration::from_secs(10) }
    }
}

impl RetryPolicy {
    /// Never tries again.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The most attempts, the first included; 3 unless set, at least 1.
    #[must_use]
    pub fn attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pauses double from `shortest` to `longest`, each with a random part
    /// added. A `Retry-After` of the vendor's goes before.
    #[must_use]
    pub fn pauses(mut self, shortest: Duration, longest: Duration) -> Self {
        self.shortest = shortest;
        self.longest = longest;
        self
    }

    /// The pauses of one call, one for each further attempt.
    pub(crate) fn pauses_of_a_call(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.shortest)
            .with_max_delay(self.longest)
            .with_max_times(self.attempts - 1)
            .with_jitter()
            .build()
    }
}

/// Whether another attempt after an answer does no harm.
pub(crate) fn after_status(operation: &Operation, status: StatusCode) -> bool {
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => true,
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => operation.idempotent,
        _ => false,
    }
}

/// Whether another attempt after a failure does no harm.
pub(crate) fn after_failure(operation: &Operation, failure: &TransportError) -> bool {
    match failure {
        TransportError::Connect(_) => true,
        TransportError::Timeout(_) | TransportError::Send(_) | TransportError::Read(_) => operation.idempotent,
        TransportError::Budget => true,
        TransportError::TooLarge { .. } | TransportError::ForeignOrigin => false,
    }
}

/// How long the vendor asks to wait, in seconds or until a date. A date is read
/// by the server's own clock where the answer tells it.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let date = |text| httpdate::parse_http_date(text).ok();
    let value = text(RETRY_AFTER)?;
    match value.parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => {
            let now = text(DATE).and_then(date).unwrap_or(now);
            Some(date(value)?.duration_since(now).unwrap_or(Duration::ZERO))
        }
    }
}
