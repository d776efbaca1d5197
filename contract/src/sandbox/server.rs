//! The HTTP server: axum's routes on one side, messages on the other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, Request, State},
    routing::{MethodFilter, on},
};
use bytes::{Bytes, BytesMut};
use client_runtime::Clock;
use futures_util::StreamExt;
use http::{HeaderValue, Method, StatusCode, header::DATE};
use tokio::sync::watch;

use super::{
    admin, call::Route, journal::Journal, running::until, scenarios::Scenarios, settings::Settings, vendor::Vendor,
};
use crate::{message, validator::Validator};

/// What all requests to a sandbox share.
pub(crate) struct Shared {
    pub(super) vendor: Box<dyn Vendor>,
    pub(super) validator: &'static Validator,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) keep_bodies: bool,
    pub(super) stopping: watch::Receiver<bool>,
    body_bytes: usize,
    journal: Mutex<Journal>,
    scenarios: Mutex<Scenarios>,
}

impl Shared {
    pub fn new(
        vendor: Box<dyn Vendor>,
        validator: &'static Validator,
        settings: &Settings,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            vendor,
            validator,
            clock: Arc::clone(&settings.clock),
            keep_bodies: settings.keep_bodies,
            stopping,
            body_bytes: settings.limits.body_bytes,
            journal: Mutex::new(Journal::new(settings.limits.journal)),
            scenarios: Mutex::new(Scenarios::new(settings.limits.users)),
        }
    }

    pub fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    pub fn scenarios(&self) -> MutexGuard<'_, Scenarios> {
        lock(&self.scenarios)
    }

    /// Reads the body of a request to an operation, and answers.
    async fn serve(&self, route: Route, path: Vec<(String, String)>, request: Request) -> message::Response {
        let (head, body) = request.into_parts();
        if head.method.as_str() != route.method {
            return self.refuse(head.method.as_str(), head.uri.path(), StatusCode::METHOD_NOT_ALLOWED, WRONG_METHOD);
        }
        let read = tokio::select! {
            read = read(body, self.body_bytes) => read,
            () = until(self.stopping.clone()) => Err((StatusCode::SERVICE_UNAVAILABLE, "sandbox: stopping")),
        };
        let body = match read {
            Ok(body) => body,
            Err((status, text)) => return self.refuse(head.method.as_str(), head.uri.path(), status, text),
        };
        let request = message::Request { method: head.method, uri: head.uri, headers: head.headers, body };
        self.operate(route, path, request).await
    }

    /// Says when, by the clock of the sandbox: clients judge tokens by it.
    fn send(&self, response: message::Response) -> axum::response::Response {
        let mut sent = axum::response::Response::new(Body::from(response.body));
        *sent.status_mut() = response.status;
        *sent.headers_mut() = response.headers;
        if let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(self.clock.now())) {
            sent.headers_mut().insert(DATE, date);
        }
        sent
    }
}

/// Reads a body up to a size.
async fn read(body: Body, most: usize) -> Result<Bytes, (StatusCode, &'static str)> {
    let mut chunks = body.into_data_stream();
    let mut whole = BytesMut::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| (StatusCode::BAD_REQUEST, "sandbox: the body broke off"))?;
        if whole.len() + chunk.len() > most {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "Content Too Large"));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

const UNKNOWN_PATH: &str = "Not Found";
const WRONG_METHOD: &str = "Method Not Allowed";

/// Locks what no panic can leave half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The vendor's operations, and the sandbox's own paths beside them.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for route in shared.vendor.routes() {
        let Ok(filter) = Method::from_bytes(route.method.as_bytes())
            .map_err(drop)
            .and_then(|method| MethodFilter::try_from(method).map_err(drop))
        else {
            continue;
        };
        let handler = move |State(shared): State<Arc<Shared>>, path: RawPathParams, request: Request| async move {
            let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let response = shared.serve(route, path, request).await;
            shared.send(response)
        };
        router = router.route(route.path, on(filter, handler));
    }
    router
        .merge(admin::router())
        .method_not_allowed_fallback(|State(shared): State<Arc<Shared>>, request: Request| async move {
            shared.send(shared.refuse(
                request.method().as_str(),
                request.uri().path(),
                StatusCode::METHOD_NOT_ALLOWED,
                WRONG_METHOD,
            ))
        })
        .fallback(|State(shared): State<Arc<Shared>>, request: Request| async move {
            shared.send(shared.refuse(
                request.method().as_str(),
                request.uri().path(),
                StatusCode::NOT_FOUND,
                UNKNOWN_PATH,
            ))
        })
        .with_state(shared)
}
