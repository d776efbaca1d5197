//! Alice Onboarding.

mod access;
mod logins;
mod report;
mod selfies;
mod state;
mod users;

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use openapi::Findings;
use sandbox::{
    Sandbox, Scenario, StartError,
    behaviours::{Behaviours, Call, Caller, Core, Jwt, Refusal, Subject, Vendor, lock, respond},
};
use serde_json::{Value, json};
use validator::{
    Validator, Violation,
    message::{Request, Response},
};

use self::{
    access::Token,
    state::{State, User},
};
use crate::contract;

/// Alice Onboarding.
#[derive(Debug, Clone, Default)]
#[must_use = "nothing listens before the sandbox is started"]
pub struct Alice {
    envelope: Option<bool>,
}

/// What the sandbox takes to prove who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// The API key.
    pub api_key: String,
}

impl Alice {
    /// The vendor as its page describes it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The vendor's sandbox.
    pub fn sandbox() -> Sandbox<Self> {
        Sandbox::of(Self::new())
    }

    /// The vendor's contract.
    ///
    /// # Errors
    ///
    /// Never, while the repository's tests pass.
    pub fn validator() -> Result<Validator, Findings> {
        contract("alice")
    }

    /// Whether reports come inside an object with the single member `report`.
    ///
    /// Unless set, they come bare as on the vendor's page, but wrapped to a caller
    /// that its `Alice-User-Agent` shows to be the vendor's Python code, which
    /// reads no others.
    pub fn envelope(mut self, envelope: bool) -> Self {
        self.envelope = Some(envelope);
        self
    }
}

impl Behaviours for Alice {
    type Credentials = Credentials;

    const TOKEN_LIFETIME: Duration = Duration::from_secs(60 * 60);

    fn validator(&self) -> Result<Arc<Validator>, StartError> {
        static VALIDATOR: LazyLock<Result<Arc<Validator>, String>> =
            LazyLock::new(|| Alice::validator().map(Arc::new).map_err(|findings| findings.to_string()));
        VALIDATOR.clone().map_err(StartError::Contract)
    }

    fn serve(self, core: Core) -> Result<(Credentials, Box<dyn Vendor>), StartError> {
        let api_key = core.seed().secret("API key");
        let service = Service {
            jwt: Jwt::new(core.seed()),
            state: Mutex::new(State::new(core.limits())),
            api_key: api_key.clone(),
            envelope: self.envelope,
            core,
        };
        Ok((Credentials { api_key }, Box::new(service)))
    }
}

struct Service {
    core: Core,
    api_key: String,
    envelope: Option<bool>,
    jwt: Jwt,
    state: Mutex<State>,
}

impl Vendor for Service {
    fn admit(&self, call: &Call) -> Result<Caller, Refusal> {
        match self.core.schemes(call.operation).first() {
            Some(scheme) => self.check(scheme, call),
            None => Ok(Caller::default()),
        }
    }

    fn subject(&self, call: &Call, caller: Option<&Caller>) -> Subject {
        let named = Some(call.in_path("user_id")).filter(|id| !id.is_empty()).map(ToOwned::to_owned);
        let id = named.or_else(|| caller?.user.clone());
        let email = match &id {
            Some(id) => lock(&self.state).users.get(id).and_then(|user| user.given.get("email").cloned()),
            None => call.in_form("email"),
        };
        let upload = call.file("video").and_then(|part| Scenario::within(part.file_name.as_deref()?));
        Subject { names: id.into_iter().chain(email).collect(), upload, user_name: None }
    }

    fn answer(&self, call: &Call, caller: &Caller, scenario: Scenario) -> Response {
        let user_id = caller.user.as_deref().unwrap_or_default();
        match call.operation {
            "healthcheck" => respond::empty(StatusCode::OK),
            "get_login_token" => self.token(Token::Login, None),
            "get_backend_token" => self.token(Token::Backend, None),
            "get_backend_token_for_user" => self.token_for(Token::BackendWithUserId, call.in_path("user_id")),
            "get_user_token" => self.token_for(Token::User, call.in_path("user_id")),
            "create_user" => self.create_user(call),
            "delete_user" => self.delete_user(user_id),
            _ => {
                let mut state = lock(&self.state);
                let state = &mut *state;
                let Some(mut user) = state.users.get_mut(user_id) else { return not_found("user not found") };
                self.answer_about(&mut user, &mut state.count, call, scenario)
            }
        }
    }

    fn tolerable(&self, call: &Call) -> Option<Request> {
        // The vendor's own code sends a form without files urlencoded. The contract has
        // only multipart, so only the rest of the request is checked.
        let urlencoded = call
            .header(CONTENT_TYPE.as_str())
            .is_some_and(|media_type| media_type.starts_with("application/x-www-form-urlencoded"));
        if call.operation != "create_user" || !urlencoded || call.form.is_none() {
            return None;
        }
        let mut request = Request { body: bytes::Bytes::new(), ..call.request.clone() };
        request.headers.remove(CONTENT_TYPE);
        request.headers.remove(CONTENT_LENGTH);
        Some(request)
    }

    fn invalid(&self, _call: &Call, violations: &[Violation]) -> Response {
        let detail: Vec<Value> = violations
            .iter()
            .map(|violation| {
                let message = format!("expected {}, found {}", violation.expected, violation.found);
                json!({ "loc": violation.at.split(['#', '/', ' ']).collect::<Vec<_>>(), "msg": message, "type": "contract" })
            })
            .collect();
        respond::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "detail": detail }))
    }

    fn error(&self, operation: Option<&str>, status: StatusCode, text: &str) -> Response {
        match operation {
            Some(_) => respond::json(status, &json!({ "message": text })),
            None => respond::json(status, &json!({ "detail": text })),
        }
    }

    fn drift(&self, call: &Call, body: &mut Value) {
        // Who asks for a version gets it; who leaves the choice gets the newest.
        let chosen = call.header("Alice-Report-Version").is_some_and(|version| version != "default");
        if call.operation == "get_report" && !chosen {
            let report = if body.get("report").is_some() { &mut body["report"] } else { body };
            if report.get("version").is_some() {
                report["version"] = json!(2);
            }
        }
    }
}

impl Service {
    /// The operations that need an existing user.
    fn answer_about(&self, user: &mut User, count: &mut u64, call: &Call, scenario: Scenario) -> Response {
        match call.operation {
            "get_user_status" => self.status(user),
            "add_selfie" => self.add_selfie(user, count, call, scenario),
            "void_selfie" => self.void_selfie(user),
            "delete_selfie" => self.delete_selfie(user),
            "get_report" => self.report(user, call),
            "authorize_user" => self.authorize(user, true, "user authorized"),
            "deauthorize_user" => self.authorize(user, false, "user deauthorized"),
            "enable_authentication" => self.authorize(user, true, "authentication enabled"),
            "disable_authentication" => self.authorize(user, false, "authentication disabled"),
            "authenticate_user" => self.authenticate(user, count, call, scenario),
            "get_authentication" => self.authentication(user, call.in_path("authentication_id")),
            "list_authentication_ids" => self.authentication_ids(user),
            "list_authentications" => self.authentications(user, call),
            _ => self.error(None, StatusCode::NOT_FOUND, "Not Found"),
        }
    }
}

/// The messages of operations that succeed.
fn message(text: &str) -> Response {
    respond::json(StatusCode::OK, &json!({ "message": format!("sandbox: {text}") }))
}

fn not_found(text: &str) -> Response {
    detail(StatusCode::NOT_FOUND, text)
}

fn detail(status: StatusCode, text: &str) -> Response {
    respond::json(status, &json!({ "detail": format!("sandbox: {text}") }))
}

/// The header by which a caller asks for a version.
fn wanted<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("default")
}
