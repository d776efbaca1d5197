//! A clock that a test moves by hand.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use client_runtime::Clock;
use futures_util::future::BoxFuture;

/// A clock that stands still until it is moved. A pause moves it and takes no
/// time. Clones are the same clock, so that a sandbox and a client can share one.
#[derive(Clone, Debug)]
pub struct ManualClock {
    start: SystemTime,
    elapsed: Arc<Mutex<Duration>>,
}

impl ManualClock {
    /// A clock that stands at this moment.
    pub fn at(start: SystemTime) -> Self {
        Self { start, elapsed: Arc::default() }
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner) += duration;
    }
}

impl Default for ManualClock {
    /// A moment in January 2027.
    fn default() -> Self {
        Self::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.start + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.advance(duration);
        Box::pin(std::future::ready(()))
    }
}
