//! The HTTP server: axum's routes on one side, messages on the other.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

pub(super) use axum::body::Body;
use axum::{
    Router,
    extract::{Request, State},
};
use client_runtime::Clock;
use http::{Method, StatusCode, header::DATE};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, watch},
    task::spawn_blocking,
};

use super::{
    admin,
    behaviours::Vendor,
    call::{Route, routes},
    clock::Shifted,
    exchange::Refused,
    hosts::Hosts,
    journal::Journal,
    resemblance,
    room::Room,
    scenarios::Scenarios,
    settings::{Log, Settings},
    time,
};
use validator::message;
use validator::{Meeting, Validator};

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

    /// Reads the body of a request to an operation, and responds.
    async fn serve(self: &Arc<Self>, route: Route, path: Vec<(String, String)>, request: Request) -> message::Response {
        let began = Instant::now();
        let (head, body) = request.into_parts();
        let taken = match self.room.read(&head.headers, body).await {
            Ok(taken) => taken,
            Err(not_read) => {
                let text = format!("sandbox: {}", not_read.text);
                let response = self.vendor.error(Some(route.operation), not_read.status, &text);
                let (method, path) = (head.method.as_str(), head.uri.path());
                return self.refuse(Refused { method, path, response, note: Some(not_read.text), began });
            }
        };
        let request = message::Request { method: head.method, uri: head.uri, headers: head.headers, body: taken.body };
        let response = self.operate(route, path, request, began).await;
        drop(taken.place);
        response
    }

    /// Responds to whatever is not for the sandbox itself.
    async fn meet_request(self: &Arc<Self>, request: Request) -> message::Response {
        let (method, path) = (request.method(), request.uri().path());
        match self.validator.meet(method, path) {
            Meeting::Operation(id, captures) => match self.routes.iter().find(|route| route.operation == id) {
                Some(route) => self.serve(*route, captures, request).await,
                None => self.unknown_path(method, path),
            },
            Meeting::OtherMethod => self.wrong_method(method, path),
            Meeting::Nothing => self.unknown_path(method, path),
        }
    }

    fn wrong_method(&self, method: &Method, path: &str) -> message::Response {
        let response = self.vendor.error(None, StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
        self.refuse(Refused { method: method.as_str(), path, response, note: None, began: Instant::now() })
    }

    fn unknown_path(&self, method: &Method, path: &str) -> message::Response {
        let meant = resemblance::meant(&self.routes, method.as_str(), path);
        let note = meant.map(|route| format!("there is no such path; is {route} meant?"));
        let response = self.vendor.unknown_path(note.as_deref());
        self.refuse(Refused { method: method.as_str(), path, response, note, began: Instant::now() })
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

/// Locks what no panic can leave half done.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The vendor's operations, and the sandbox's own paths beside them.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    admin::router(Arc::clone(&shared))
        .fallback(|State(shared): State<Arc<Shared>>, request: Request| async move {
            let response = shared.meet_request(request).await;
            shared.send(response)
        })
        .with_state(shared)
}
