//! Whether a call is retried, and after what pause.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{Duration, SystemTime},
};

use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};

use crate::{operation::Operation, transport::TransportError};

/// How often and how soon a call is retried.
///
/// The client retries only where that does no harm: after a connection that could not be
/// made, a request that the server refused before it began to work on it, or a response of
/// 429 or 503. For idempotent operations it also retries after 502, 504, a broken
/// connection and a timeout. It retries neither after a TLS error nor when a body from a
/// stream has begun to be sent.
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
    /// Never retries.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The most attempts, the first included; 3 unless set, at least 1.
    #[must_use]
    pub fn attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pauses double from `shortest` to `longest`; up to `shortest` is added to each at
    /// random. A `Retry-After` of the vendor overrides them.
    #[must_use]
    pub fn pauses(mut self, shortest: Duration, longest: Duration) -> Self {
        self.shortest = shortest;
        self.longest = longest;
        self
    }

    /// The pause after so many attempts, or none if there were enough.
    pub(crate) fn pause_after(&self, attempts: usize) -> Option<Duration> {
        if attempts >= self.attempts {
            return None;
        }
        let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
        let pause = self.shortest.saturating_mul(factor).min(self.longest);
        // Many callers that failed at the same moment must not retry at the same moment.
        Some(pause.saturating_add(self.shortest.mul_f64(random())))
    }
}

/// A number from 0 to 1. The standard library seeds each hasher at random.
pub(crate) fn random() -> f64 {
    f64::from(RandomState::new().hash_one(()) as u32) / f64::from(u32::MAX)
}

/// Whether a retry after this response does no harm.
pub(crate) fn after_status(operation: &Operation, status: StatusCode) -> bool {
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => true,
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => operation.idempotent,
        _ => false,
    }
}

/// Whether a retry after this failure does no harm.
pub(crate) fn after_failure(operation: &Operation, failure: &TransportError) -> bool {
    match failure {
        TransportError::Connect(_) | TransportError::Refused(_) => true,
        TransportError::Timeout(_) | TransportError::Send(_) | TransportError::Read(_) => operation.idempotent,
        TransportError::Budget | TransportError::Held { .. } => true,
        TransportError::TooLarge { .. }
        | TransportError::Tls { .. }
        | TransportError::Redirected
        | TransportError::ForeignOrigin => false,
    }
}

/// How long the vendor asks to wait, in seconds or until a date. A date is compared with
/// the server's own clock if the response has a `Date`.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let date = |text| httpdate::parse_http_date(text).ok();
    let value = text(RETRY_AFTER)?;
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large for us means for ever.
        return Some(value.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let now = text(DATE).and_then(date).unwrap_or(now);
    Some(date(value)?.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_differ() {
        let (shortest, longest) = (Duration::from_millis(100), Duration::from_millis(350));
        let policy = RetryPolicy::default().attempts(40).pauses(shortest, longest);
        for (attempts, least) in [(1, 100), (2, 200), (3, 350), (4, 350), (39, 350)] {
            let least = Duration::from_millis(least);
            let pause = policy.pause_after(attempts).unwrap();
            assert!(pause >= least && pause <= least + shortest, "{attempts}: {pause:?}");
        }
        assert_eq!(policy.pause_after(40), None);
        assert_eq!(RetryPolicy::never().pause_after(1), None);
        let pauses: Vec<_> = (0..20).map(|_| policy.pause_after(1)).collect();
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
        let endless = RetryPolicy::default().attempts(usize::MAX).pauses(Duration::MAX, Duration::MAX);
        assert_eq!(endless.pause_after(usize::MAX - 1), Some(Duration::MAX));
    }

    #[test]
    fn a_wait_that_is_too_long_for_a_number_is_for_ever() {
        let now = SystemTime::UNIX_EPOCH;
        let wait = |value: &str| {
            let headers = [(RETRY_AFTER, value.parse().unwrap())].into_iter().collect();
            retry_after(&headers, now)
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("18446744073709551616"), Some(Duration::MAX));
        assert_eq!(wait(&"9".repeat(400)), Some(Duration::MAX));
        for none in ["", "-1", "1.5", "soon"] {
            assert_eq!(wait(none), None, "{none}");
        }
    }
}
