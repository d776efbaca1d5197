//! What all calls of a client share about the state of the vendor: how many retries are
//! left, and until when the vendor wants no calls.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How many retries all calls of a client may make together.
///
/// Without it a vendor that is down would get every call as often as
/// [`RetryPolicy`](crate::RetryPolicy) allows, which keeps it down. The budget belongs to a
/// client and its clones, and so to one host. Each retry takes one from the budget. A retry
/// that gets a response puts it back, and every ten responses to first attempts put back
/// one more. When the budget is empty, a call ends with the result of its last attempt.
///
/// ```
/// use client_runtime::{Client, RetryBudget};
///
/// let client: Client = Client::builder("https://example.com").retry_budget(RetryBudget::new(10)).build()?;
/// # let _ = client;
/// # Ok::<(), client_runtime::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// None means no limit.
    most: Option<u32>,
}

impl Default for RetryBudget {
    /// 50.
    fn default() -> Self {
        Self::new(50)
    }
}

impl RetryBudget {
    /// Allows this many retries in a row without a response.
    pub fn new(most: u32) -> Self {
        Self { most: Some(most) }
    }

    /// Sets no limit beyond each call's own policy. A vendor that is down then gets every
    /// call several times.
    pub fn unlimited() -> Self {
        Self { most: None }
    }
}

/// What one retry takes from the budget. The unit is what a response to a first attempt
/// puts back.
const ATTEMPT: u64 = 10;

/// The longest time for which a `Retry-After` holds all calls back. A longer one is
/// probably a mistake, and would stop a service for good.
const LONGEST_HOLD: Duration = Duration::from_secs(60);

/// The state behind a client and its clones.
pub(crate) struct Throttle {
    /// The whole budget; None when there is no limit.
    most: Option<u64>,
    left: AtomicU64,
    /// By the client's clock, in milliseconds.
    held_until: AtomicU64,
}

impl Throttle {
    pub fn new(budget: RetryBudget) -> Self {
        let most = budget.most.map(|most| u64::from(most) * ATTEMPT);
        Self { most, left: AtomicU64::new(most.unwrap_or_default()), held_until: AtomicU64::new(0) }
    }

    /// Takes a retry from the budget; false when it is spent.
    pub fn take(&self) -> bool {
        let less = |left: u64| left.checked_sub(ATTEMPT);
        self.most.is_none() || self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Records that the vendor has responded to a first attempt or to a retry.
    pub fn answered(&self, is_first: bool) {
        if let Some(most) = self.most {
            let given = if is_first { 1 } else { ATTEMPT };
            let more = |left: u64| (left < most).then(|| left.saturating_add(given).min(most));
            // A full budget stays as it is.
            let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }

    /// Records that the vendor wants no calls for this time.
    pub fn hold(&self, now: Duration, asked: Duration) {
        let until = now.saturating_add(asked.min(LONGEST_HOLD));
        self.held_until.fetch_max(millis(until), Ordering::Relaxed);
    }

    /// How long calls are still held back.
    pub fn held(&self, now: Duration) -> Duration {
        Duration::from_millis(self.held_until.load(Ordering::Relaxed).saturating_sub(millis(now)))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(throttle: &Throttle) -> usize {
        std::iter::repeat_with(|| throttle.take()).take(1_000).take_while(|taken| *taken).count()
    }

    #[test]
    fn a_budget_is_spent_and_comes_back_with_answers() {
        let throttle = Throttle::new(RetryBudget::new(3));
        assert_eq!(taken(&throttle), 3);
        throttle.answered(false);
        assert_eq!(taken(&throttle), 1);
        (0..9).for_each(|_| throttle.answered(true));
        assert_eq!(taken(&throttle), 0);
        throttle.answered(true);
        assert_eq!(taken(&throttle), 1);
        (0..1_000).for_each(|_| throttle.answered(false));
        assert_eq!(taken(&throttle), 3, "never more than the whole");
    }

    #[test]
    fn no_budget_is_never_spent_and_one_of_none_always() {
        assert_eq!(taken(&Throttle::new(RetryBudget::unlimited())), 1_000);
        assert_eq!(taken(&Throttle::new(RetryBudget::new(0))), 0);
    }

    #[test]
    fn the_longest_of_what_is_asked_holds_up_to_a_minute() {
        let throttle = Throttle::new(RetryBudget::default());
        let second = Duration::from_secs;
        assert_eq!(throttle.held(second(5)), Duration::ZERO);
        throttle.hold(second(5), second(10));
        throttle.hold(second(6), second(1));
        assert_eq!(throttle.held(second(7)), second(8));
        assert_eq!(throttle.held(second(15)), Duration::ZERO);
        throttle.hold(second(20), Duration::MAX);
        assert_eq!(throttle.held(second(20)), second(60));
    }
}
