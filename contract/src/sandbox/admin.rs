//! The sandbox's own paths, for tests in other languages.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::Response,
    routing::{get, put},
};
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{scenario::Scenario, server::Shared};

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/__sandbox/journal", get(journal).delete(clear_journal))
        .route("/__sandbox/scenario/{user}", put(choose).delete(forget))
        .route("/__sandbox/keys", get(keys))
}

async fn journal(State(shared): State<Arc<Shared>>) -> Response {
    answer(StatusCode::OK, &shared.journal().to_json())
}

async fn clear_journal(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.journal().clear();
    StatusCode::NO_CONTENT
}

async fn choose(State(shared): State<Arc<Shared>>, Path(user): Path<String>, body: Bytes) -> Response {
    match read(&body) {
        Ok(scenario) => {
            shared.scenarios().choose(&user, scenario);
            answer(StatusCode::OK, &json!(scenario))
        }
        Err(message) => answer(StatusCode::BAD_REQUEST, &json!({ "message": message })),
    }
}

/// A scenario by its name alone, or as an object with its settings.
fn read(body: &[u8]) -> Result<Scenario, String> {
    if let Ok(name) = std::str::from_utf8(body)
        && let Ok(scenario) = name.trim().trim_matches('"').parse()
    {
        return Ok(scenario);
    }
    serde_json::from_slice(body)
        .map_err(|error| format!("send a scenario such as {{\"scenario\": \"spoof\"}}: {error}"))
}

async fn forget(State(shared): State<Arc<Shared>>, Path(user): Path<String>) -> StatusCode {
    shared.scenarios().forget(&user);
    StatusCode::NO_CONTENT
}

async fn keys(State(shared): State<Arc<Shared>>) -> Response {
    match shared.vendor.keys() {
        Some(keys) => answer(StatusCode::OK, &keys),
        None => answer(StatusCode::NOT_FOUND, &json!({ "message": "this vendor's sandbox has no keys to publish" })),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(body.to_string().into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
