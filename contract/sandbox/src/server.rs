//! The HTTP server: axum's routes on one side, messages on the other.

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{Request, State},
};
use http::{Method, StatusCode};
use validator::{Meeting, message};

use super::{admin, call::Route, exchange::Refused, resemblance, shared::Shared};

impl Shared {
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
