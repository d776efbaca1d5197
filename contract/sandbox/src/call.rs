//! A request to one operation, as its handler sees it, and responses to it.

use std::{collections::BTreeSet, sync::Mutex};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::Value;
use validator::{
    Operation, Validator,
    message::{Request, Response},
};

use super::{
    form::{self, Part},
    lock::lock,
};

/// An operation and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route {
    pub operation: &'static str,
    pub method: &'static str,
    /// The path, with names in braces.
    pub path: &'static str,
}

/// The operations of a contract, in its order.
pub(crate) fn routes(validator: &Validator) -> Vec<Route> {
    let route = |operation: Operation<'_>| Route {
        operation: kept(operation.id),
        method: kept(operation.method.as_str()),
        path: kept(operation.path),
    };
    validator.operations().map(route).collect()
}

/// A name of a contract, kept for as long as the process runs. There are few contracts.
fn kept(name: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = lock(&KEPT);
    if let Some(known) = kept.get(name) {
        return known;
    }
    let name: &'static str = Box::leak(name.into());
    kept.insert(name);
    name
}

/// A request to one operation.
pub struct Call {
    /// The `operationId`.
    pub operation: &'static str,
    /// The parts of the path that have a name, decoded.
    pub path: Vec<(String, String)>,
    /// The request as it was sent.
    pub request: Request,
    /// The parts of the body, if it is a form.
    pub form: Option<Vec<Part>>,
    /// The body, if it is JSON.
    pub json: Option<Value>,
}

impl Call {
    pub(crate) async fn new(route: Route, path: Vec<(String, String)>, request: Request) -> Self {
        let content_type = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let form = form::read(content_type, &request.body).await;
        let json = if form.is_none() { serde_json::from_slice(&request.body).ok() } else { None };
        Self { operation: route.operation, path, request, form, json }
    }

    /// The value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers.get(name)?.to_str().ok()
    }

    /// What stands after `Bearer` in the header for it.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header(AUTHORIZATION.as_str())?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }

    /// The value of a part of the path; empty where there is none of that name.
    pub fn in_path(&self, name: &str) -> &str {
        self.path.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value of a query parameter.
    pub fn in_query(&self, name: &str) -> Option<String> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(self.request.uri.query()?).ok()?;
        pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of a part of the form.
    pub fn in_form(&self, name: &str) -> Option<String> {
        let part = self.form.as_ref()?.iter().find(|part| part.name == name)?;
        Some(String::from_utf8_lossy(&part.content).into_owned())
    }

    /// The file of a form.
    pub fn file(&self, name: &str) -> Option<&Part> {
        self.form.as_ref()?.iter().find(|part| part.name == name)
    }

    /// A text of the JSON body.
    pub fn in_json(&self, name: &str) -> Option<&str> {
        self.json.as_ref()?.get(name)?.as_str()
    }
}

/// An answer instead of the one that was hoped for.
pub type Refusal = Box<Response>;

/// An answer in JSON.
pub fn json(status: StatusCode, body: &Value) -> Response {
    typed(status, "application/json", body.to_string())
}

/// An answer with a body of this media type.
pub fn typed(status: StatusCode, media_type: &'static str, body: String) -> Response {
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
    Response { status, headers, body: Bytes::from(body) }
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    Response { status, headers: HeaderMap::new(), body: Bytes::new() }
}
