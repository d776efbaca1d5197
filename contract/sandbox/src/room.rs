//! Reads the bodies of requests, with a time limit for each and a memory limit for all.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, StatusCode, header::CONTENT_LENGTH};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::settings::Limits;

/// A body of up to this size needs no room, because the number of connections is limited.
pub(crate) const SMALL: usize = 64 * 1024;

/// The unit of room.
const UNIT: usize = 1024;

/// Room for the bodies of all requests that are under way.
pub(crate) struct Room {
    free: Arc<Semaphore>,
    units: u32,
    most: usize,
    patience: Duration,
}

/// A body, and the room that it takes until this is dropped.
pub(crate) struct Taken {
    pub body: Bytes,
    pub place: Option<OwnedSemaphorePermit>,
}

/// Why a body was not read.
#[derive(Debug)]
pub(crate) struct NotRead {
    pub status: StatusCode,
    pub text: String,
}

impl NotRead {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }
}

impl Room {
    pub fn new(limits: &Limits) -> Self {
        let units = units(limits.bodies_bytes);
        let permits = usize::try_from(units).map_or(Semaphore::MAX_PERMITS, |units| units.min(Semaphore::MAX_PERMITS));
        Self { free: Arc::new(Semaphore::new(permits)), units, most: limits.body_bytes, patience: limits.patience }
    }

    /// Reads a body.
    ///
    /// # Errors
    ///
    /// 413 when it is too long, 503 when there is no room for it, 408 when it does not
    /// arrive in time, 400 when it breaks off.
    pub async fn read(&self, headers: &HeaderMap, body: Body) -> Result<Taken, NotRead> {
        let stated = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if stated.is_some_and(|stated| stated > self.most) {
            return Err(self.too_long());
        }
        let (mut place, mut whole) = (None, BytesMut::new());
        if let Some(stated) = stated.filter(|stated| *stated > SMALL) {
            place = Some(self.take(stated).await?);
            whole.reserve(stated);
        }
        let mut chunks = body.into_data_stream();
        // One time limit for the whole body, so that a client that sends a byte now and
        // then cannot hold the room.
        let mut left = self.patience;
        while let Some(chunk) = self.within(&mut left, chunks.next()).await? {
            let chunk = chunk.map_err(|_| NotRead::new(StatusCode::BAD_REQUEST, "the body broke off"))?;
            let length = whole.len() + chunk.len();
            if length > self.most {
                return Err(self.too_long());
            }
            if length > SMALL && place.is_none() {
                // The length is unknown, and a growing buffer doubles.
                place = Some(self.take(self.most.saturating_mul(2)).await?);
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(Taken { body: whole.freeze(), place })
    }

    async fn within<T>(&self, left: &mut Duration, next: impl Future<Output = T>) -> Result<T, NotRead> {
        let began = tokio::time::Instant::now();
        let next = timeout(*left, next).await.map_err(|_| {
            let text = format!("the body did not arrive within {} s", self.patience.as_secs_f64());
            NotRead::new(StatusCode::REQUEST_TIMEOUT, text)
        });
        *left = left.saturating_sub(began.elapsed());
        next
    }

    /// Waits for all the room at once. Two bodies that each held a part and waited for the
    /// rest could wait for each other.
    async fn take(&self, bytes: usize) -> Result<OwnedSemaphorePermit, NotRead> {
        let taken = Arc::clone(&self.free).acquire_many_owned(units(bytes).min(self.units));
        match timeout(self.patience, taken).await {
            Ok(Ok(place)) => Ok(place),
            // The semaphore is never closed.
            Ok(Err(_)) | Err(_) => Err(NotRead::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "there is no room for this body beside those of the other requests that are under way; try again later",
            )),
        }
    }

    fn too_long(&self) -> NotRead {
        NotRead::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body is longer than {} bytes", self.most))
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}
