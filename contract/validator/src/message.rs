//! HTTP messages as they were sent, whoever sent them.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header};

/// A request as it was sent.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query; scheme and host do not matter.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// A response as it was sent.
#[derive(Clone)]
pub struct Response {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Whether this is a browser's question whether a page may make a call, not the call.
/// No contract describes it.
pub fn is_preflight<'a>(method: &str, mut header_names: impl Iterator<Item = &'a str>) -> bool {
    let asks = header::ACCESS_CONTROL_REQUEST_METHOD;
    method == Method::OPTIONS.as_str() && header_names.any(|name| name.eq_ignore_ascii_case(asks.as_str()))
}
