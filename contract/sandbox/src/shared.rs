//! What all requests to a sandbox share.

use std::sync::{Arc, Mutex, MutexGuard};

pub(super) use axum::body::Body;
use client_runtime::Clock;
use http::header::DATE;
use tokio::{
    runtime::Handle,
    sync::{Semaphore, watch},
    task::spawn_blocking,
};
use validator::{Validator, message};

use super::{
    behaviours::Vendor,
    call::{Route, routes},
    clock::Shifted,
    hosts::Hosts,
    journal::Journal,
    lock::lock,
    room::Room,
    scenarios::Scenarios,
    settings::{Log, Settings},
    time,
};

/// How many large messages are checked at once. A check takes time, and several times their
/// size in memory.
const LARGE_AT_ONCE: usize = 2;

/// What all requests to a sandbox share.
pub(crate) struct Shared {
    pub(super) vendor: Box<dyn Vendor>,
    pub(super) validator: Arc<Validator>,
    pub(super) clock: Shifted,
    pub(super) keep_bodies: bool,
    pub(super) stopping: watch::Receiver<bool>,
    pub(super) room: Room,
    pub(super) hosts: Hosts,
    pub(super) base_url: String,
    pub(super) routes: Vec<Route>,
    log: Option<Log>,
    thinking: Arc<Semaphore>,
    journal: Mutex<Journal>,
    scenarios: Mutex<Scenarios>,
}

impl Shared {
    pub fn new(
        vendor: Box<dyn Vendor>,
        validator: Arc<Validator>,
        settings: &Settings,
        clock: Shifted,
        base_url: String,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let limits = &settings.limits;
        Self {
            vendor,
            routes: routes(&validator),
            validator,
            clock,
            keep_bodies: settings.keep_bodies,
            stopping,
            room: Room::new(limits),
            hosts: Hosts::new(settings.address, settings.public_url.as_deref()),
            base_url,
            log: settings.log.clone(),
            thinking: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
            journal: Mutex::new(Journal::new(limits.journal, limits.kept_bytes / 4)),
            scenarios: Mutex::new(Scenarios::new(limits.users, limits.kept_bytes / 4)),
        }
    }

    pub fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    pub fn scenarios(&self) -> MutexGuard<'_, Scenarios> {
        lock(&self.scenarios)
    }

    /// Logs a line, if there is a log.
    pub fn say(&self, line: impl FnOnce() -> String) {
        if let Some(log) = &self.log {
            log(&line());
        }
    }

    /// Runs large work on another thread than the server's, and only a few at once. None
    /// when the work has panicked.
    pub async fn think<T: Send + 'static>(
        &self,
        large: bool,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        if !large {
            return Some(work.await);
        }
        let place = Arc::clone(&self.thinking).acquire_owned().await.ok()?;
        let runtime = Handle::current();
        let work = spawn_blocking(move || {
            let done = runtime.block_on(work);
            drop(place);
            done
        });
        work.await.ok()
    }

    /// Writes `Date` by the clock of the sandbox, because clients judge tokens by it.
    pub(super) fn send(&self, response: message::Response) -> axum::response::Response {
        let mut sent = axum::response::Response::new(Body::from(response.body));
        *sent.status_mut() = response.status;
        *sent.headers_mut() = response.headers;
        if let Some(date) = time::http_date(self.clock.now()) {
            sent.headers_mut().insert(DATE, date);
        }
        sent
    }
}
