//! Forwards one request and its response.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use reqwest::Url;
use validator::report::Side;

use super::{
    Shared,
    patient::Patient,
    recorder::{Recorder, Tee},
};

/// Headers that belong to one connection and not to the message (RFC 9110, 7.6.1).
const HOP_BY_HOP: [HeaderName; 6] = [
    header::CONNECTION,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

pub(super) async fn forward(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let recorder = Arc::new(Recorder::new(Arc::clone(&shared), &parts));
    if leads_elsewhere(parts.uri.path()) {
        return not_answered(&recorder, StatusCode::BAD_GATEWAY, "its path cannot be sent on as it is");
    }
    let mut headers = end_to_end(&parts.headers);
    headers.remove(header::HOST);
    // The client's `expect` was handled when the request arrived.
    headers.remove(header::EXPECT);
    let mut outgoing = shared.client.request(parts.method, target(&shared.upstream, &parts.uri)).headers(headers);
    let body_ends = body.is_end_stream();
    let body = Patient::new(body.into_data_stream(), shared.patience);
    let stalled = body.stalled();
    if body_ends {
        recorder.ended(Side::Request);
    } else {
        let stream = Tee::new(body, Arc::clone(&recorder), Side::Request);
        outgoing = outgoing.body(reqwest::Body::wrap_stream(stream));
    }
    match outgoing.send().await {
        Ok(answer) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = answer.status();
            *response.headers_mut() = end_to_end(answer.headers());
            recorder.answered(answer.status(), answer.headers());
            *response.body_mut() = Body::from_stream(Tee::new(answer.bytes_stream(), recorder, Side::Answer));
            response
        }
        Err(_) if stalled.load(Ordering::Relaxed) => {
            not_answered(&recorder, StatusCode::REQUEST_TIMEOUT, "the client sent no more of its request")
        }
        Err(error) => {
            let reason = match (error.is_connect(), error.is_timeout()) {
                (_, true) => "the vendor did not answer in time",
                (true, _) => "the vendor cannot be reached",
                _ => "the vendor broke off",
            };
            not_answered(&recorder, StatusCode::BAD_GATEWAY, reason)
        }
    }
}

fn not_answered(recorder: &Recorder, status: StatusCode, reason: &'static str) -> Response {
    recorder.not_answered(reason);
    let mut response = Response::new(Body::from(format!("contract proxy: {reason}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// Whether parsing a URL would change this path. The parser resolves `.` and `..`, and
/// replaces a backslash by a slash.
fn leads_elsewhere(path: &str) -> bool {
    let is_dots = |step: &str| matches!(step.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    path.contains('\\') || path.split('/').any(is_dots)
}

/// Path and query of the request below the upstream's base path.
fn target(upstream: &Url, uri: &Uri) -> Url {
    let mut target = upstream.clone();
    target.set_path(&format!("{}{}", upstream.path().trim_end_matches('/'), uri.path()));
    target.set_query(uri.query());
    target
}

fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|names| names.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let mut kept = headers.clone();
    for name in HOP_BY_HOP.iter().map(HeaderName::as_str).chain(["keep-alive", "proxy-connection"]) {
        kept.remove(name);
    }
    for name in &named {
        kept.remove(name.as_str());
    }
    kept
}
