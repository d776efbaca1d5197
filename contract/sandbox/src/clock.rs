//! Clocks that a test moves by hand, from Rust and over HTTP.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use client_runtime::Clock;
use futures_util::future::BoxFuture;

use super::{lock::lock, time};

/// A clock that stands still until it is moved. A pause moves it and takes no real time.
/// Clones are the same clock, so that a sandbox and a client can share one. It can be moved
/// without a limit, but shows no time after the year 9999.
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
        let mut elapsed = lock(&self.elapsed);
        *elapsed = elapsed.saturating_add(duration);
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
        later(self.start, self.elapsed())
    }

    fn elapsed(&self) -> Duration {
        *lock(&self.elapsed)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.advance(duration);
        Box::pin(std::future::ready(()))
    }
}

/// The sum, or the last time that can be written where there is none.
fn later(time: SystemTime, duration: Duration) -> SystemTime {
    time.checked_add(duration).unwrap_or_else(time::last)
}

/// The clock of a sandbox, which can be put forward.
#[derive(Clone)]
pub(crate) struct Shifted {
    clock: Arc<dyn Clock>,
    ahead: Arc<Mutex<Duration>>,
}

impl Shifted {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, ahead: Arc::default() }
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        let mut ahead = lock(&self.ahead);
        *ahead = ahead.saturating_add(duration);
    }

    /// How far it is ahead of the underlying clock.
    pub fn ahead(&self) -> Duration {
        *lock(&self.ahead)
    }

    /// Goes back to the underlying clock.
    pub fn reset(&self) {
        *lock(&self.ahead) = Duration::ZERO;
    }
}

impl Clock for Shifted {
    fn now(&self) -> SystemTime {
        later(self.clock.now(), self.ahead())
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed().saturating_add(self.ahead())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.clock.sleep(duration)
    }
}
