//! A body that has to make progress.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use tokio::time::{Sleep, sleep};

/// Ends with an error when its reader has to wait for too long.
pub(super) struct Patient<S> {
    body: S,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    stalled: Arc<AtomicBool>,
}

impl<S> Patient<S> {
    pub fn new(body: S, patience: Duration) -> Self {
        Self { body, patience, waiting: None, stalled: Arc::default() }
    }

    /// Whether it has ended so.
    pub fn stalled(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stalled)
    }
}

impl<S: Stream<Item = Result<Bytes, axum::Error>> + Unpin> Stream for Patient<S> {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.body.poll_next_unpin(context);
        if next.is_ready() {
            self.waiting = None;
            return next;
        }
        // The time begins now and not at the last chunk, because perhaps nobody has asked
        // for more since.
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        if waiting.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.stalled.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))))
    }
}
