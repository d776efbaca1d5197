//! Runs the caller's code when other calls wait for its result.

use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;

/// Why the caller's code for a token or secret gave no result.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(super) enum Lost {
    #[error("the code that fetches it panicked")]
    Panicked,
    #[error("the code that fetches it took longer than {} s", .0.as_secs())]
    TooLong(Duration),
}

/// Runs the caller's code, which may panic or hang. Other calls must not suffer from that.
pub(super) async fn guarded<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, Lost> {
    match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(Lost::Panicked),
        Err(_) => Err(Lost::TooLong(limit)),
    }
}
