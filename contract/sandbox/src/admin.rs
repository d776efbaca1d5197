//! The sandbox's own paths, for tests in other languages and for trials by hand.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Path, Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{any, get},
};
use client_runtime::Clock;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    call,
    journal::to_json,
    scenario::Scenario,
    shared::{Body, Shared},
    time,
};

mod page;

pub(crate) fn router(shared: Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/__sandbox", get(page))
        .route("/__sandbox/", get(page))
        .route("/__sandbox/journal", get(journal).delete(clear_journal))
        .route("/__sandbox/scenario/{user}", any(scenario))
        .route("/__sandbox/time", any(time))
        .route("/__sandbox/keys", get(keys))
        .route("/__sandbox/{*rest}", any(unknown))
        .method_not_allowed_fallback(wrong_method)
        .route_layer(from_fn_with_state(shared, gate))
}

/// Admits requests that are meant for this sandbox, and logs them.
async fn gate(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = if shared.hosts.are_asked(request.uri(), request.headers()) {
        next.run(request).await
    } else {
        let text = format!(
            "the header Host names another host than this sandbox, so a web page may be asking; it is {}, \
             and --public-url gives it one more name",
            shared.base_url
        );
        refuse(&shared, StatusCode::FORBIDDEN, &text)
    };
    shared.say(|| {
        let time = began.elapsed().as_millis();
        format!("{method} {path} {} {time} ms", response.status().as_u16())
    });
    response
}

async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let text = page::text(&shared.base_url, &shared.routes, shared.vendor.keys().is_some());
    shared.send(call::typed(StatusCode::OK, "text/plain; charset=utf-8", text))
}

async fn journal(State(shared): State<Arc<Shared>>) -> Response {
    let (gone, exchanges) = {
        let journal = shared.journal();
        (journal.gone(), journal.all())
    };
    // It may be long.
    match shared.think(true, async move { to_json(gone, &exchanges) }).await {
        Some(journal) => answer(&shared, StatusCode::OK, &journal),
        None => refuse(&shared, StatusCode::INTERNAL_SERVER_ERROR, "the journal cannot be written"),
    }
}

async fn clear_journal(State(shared): State<Arc<Shared>>) -> Response {
    shared.journal().clear();
    shared.send(call::empty(StatusCode::NO_CONTENT))
}

/// `POST` as well as `PUT`, for it is what `curl -d` sends.
async fn scenario(State(shared): State<Arc<Shared>>, Path(user): Path<String>, request: Request) -> Response {
    match *request.method() {
        Method::PUT | Method::POST => match read(&shared, request).await.and_then(|body| scenario_in(&body)) {
            Ok(scenario) => {
                shared.scenarios().choose(&user, scenario);
                answer(&shared, StatusCode::OK, &json!(scenario))
            }
            Err(text) => refuse(&shared, StatusCode::BAD_REQUEST, &text),
        },
        Method::DELETE => {
            shared.scenarios().forget(&user);
            shared.send(call::empty(StatusCode::NO_CONTENT))
        }
        _ => wrong_method(State(shared)).await,
    }
}

/// A scenario by its name alone, or as an object with its settings.
fn scenario_in(body: &[u8]) -> Result<Scenario, String> {
    let text = String::from_utf8_lossy(body);
    if text.trim_start().starts_with('{') {
        return serde_json::from_slice(body)
            .map_err(|error| format!("send a scenario such as {{\"scenario\": \"spoof\"}}: {error}"));
    }
    let name = text.trim().trim_matches(['"', '\'']);
    name.parse().map_err(|unknown: super::UnknownScenario| format!("{unknown}; send one, such as spoof"))
}

async fn time(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    match *request.method() {
        Method::GET => {}
        Method::PUT | Method::POST => match read(&shared, request).await.and_then(|body| seconds_in(&body)) {
            Ok(seconds) => shared.clock.advance(seconds),
            Err(text) => return refuse(&shared, StatusCode::BAD_REQUEST, &text),
        },
        Method::DELETE => shared.clock.reset(),
        _ => return wrong_method(State(shared)).await,
    }
    let now = format!("{}Z", time::seconds(shared.clock.now()));
    answer(&shared, StatusCode::OK, &json!({ "now": now, "ahead_seconds": shared.clock.ahead().as_secs() }))
}

fn seconds_in(body: &[u8]) -> Result<Duration, String> {
    let text = String::from_utf8_lossy(body);
    let seconds = text.trim().parse().map_err(|_| "send how many seconds shall pass, such as 3600".to_owned())?;
    Ok(Duration::from_secs(seconds))
}

async fn keys(State(shared): State<Arc<Shared>>) -> Response {
    match shared.vendor.keys() {
        Some(keys) => answer(&shared, StatusCode::OK, &keys),
        None => refuse(&shared, StatusCode::NOT_FOUND, "this vendor's sandbox has no keys to publish"),
    }
}

async fn unknown(State(shared): State<Arc<Shared>>) -> Response {
    let text = format!("there is no such path; GET {}/__sandbox lists what there is", shared.base_url);
    refuse(&shared, StatusCode::NOT_FOUND, &text)
}

async fn wrong_method(State(shared): State<Arc<Shared>>) -> Response {
    let text = format!("not with this method; GET {}/__sandbox lists what there is", shared.base_url);
    refuse(&shared, StatusCode::METHOD_NOT_ALLOWED, &text)
}

async fn read(shared: &Shared, request: Request) -> Result<bytes::Bytes, String> {
    let (head, body): (_, Body) = request.into_parts();
    shared.room.read(&head.headers, body).await.map(|taken| taken.body).map_err(|not_read| not_read.text)
}

fn answer(shared: &Shared, status: StatusCode, body: &Value) -> Response {
    shared.send(call::json(status, body))
}

fn refuse(shared: &Shared, status: StatusCode, text: &str) -> Response {
    answer(shared, status, &json!({ "message": text }))
}
