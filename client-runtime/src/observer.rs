//! What happened to the attempts of a call, for metrics and logs.

use std::{fmt, sync::Arc, time::Duration};

use crate::{clock::Clock, operation::Operation};

/// One attempt of a call: a request that was sent, or tried. It holds nothing of what was
/// sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that was called. The calls that fetch tokens are attempts of their own
    /// operations.
    pub operation: &'static Operation,
    /// Which attempt of the call it was, from 1.
    pub number: usize,
    /// How it ended.
    pub end: AttemptEnd,
    /// How long the request and its whole response took.
    pub duration: Duration,
    /// How long the call waits before the next attempt; None when this was the last.
    pub next: Option<Duration>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttemptEnd {
    /// A whole response came, with this status.
    Status(u16),
    /// None came. The text is one of a few kinds, such as `no connection`, `timeout` or
    /// `broken response`, and says nothing of what was sent.
    Failed(&'static str),
    /// The caller dropped the call.
    Dropped,
}

impl fmt::Display for AttemptEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status {status}"),
            Self::Failed(kind) => f.write_str(kind),
            Self::Dropped => f.write_str("dropped"),
        }
    }
}

/// Who is told of each attempt.
#[derive(Clone)]
pub(crate) struct Observer(pub Arc<dyn Fn(&Attempt) + Send + Sync>);

/// An attempt that is under way. When it is dropped before it ends, the call was.
pub(crate) struct Watched<'a> {
    observer: Option<&'a Observer>,
    clock: &'a dyn Clock,
    start: Duration,
    operation: &'static Operation,
    number: usize,
}

impl<'a> Watched<'a> {
    pub fn new(
        observer: Option<&'a Observer>,
        clock: &'a dyn Clock,
        operation: &'static Operation,
        number: usize,
    ) -> Self {
        let start = if observer.is_some() { clock.elapsed() } else { Duration::ZERO };
        Self { observer, clock, start, operation, number }
    }

    /// Says how the attempt ended.
    pub fn end(mut self, end: AttemptEnd, next: Option<Duration>) {
        self.tell(end, next);
    }

    fn tell(&mut self, end: AttemptEnd, next: Option<Duration>) {
        let Some(Observer(observer)) = self.observer.take() else { return };
        let duration = self.clock.elapsed().saturating_sub(self.start);
        observer(&Attempt { operation: self.operation, number: self.number, end, duration, next });
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.tell(AttemptEnd::Dropped, None);
    }
}
