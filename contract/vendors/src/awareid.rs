//! AwareID.

mod access;
mod authentication;
mod enrollment;
mod errors;
mod face;
mod link;
mod qr;
mod sessions;
mod state;

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{StatusCode, header::CONTENT_LENGTH};
use openapi::Findings;
use sandbox::{
    Sandbox, Scenario, StartError,
    behaviours::{Behaviours, Call, Caller, Core, Jwt, Refusal, Subject, Vendor, lock, respond},
};
use serde_json::{Value, json};

use crate::contract;

pub use self::link::LinkKeys;
use self::{link::Sealer, state::State};
use validator::message::{Request, Response};
use validator::{Validator, Violation};

/// The key of `getPublicKey`, for encrypting face data. Nobody has its private
/// half: the sandbox does not look at faces.
const CAPTURE_KEY: &str = include_str!("../keys/SANDBOX-ONLY-capture-public-key.pem");

/// AwareID.
#[derive(Debug, Clone)]
#[must_use = "nothing listens before the sandbox is started"]
pub struct AwareId {
    session_lifetime: Duration,
    face_only: bool,
    face_liveness_results: bool,
}

/// What the sandbox takes to prove who is calling.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Credentials {
    /// The customer's name, which is part of the token call's path.
    pub customer: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// The API key.
    pub api_key: String,
    /// The keys that open session links.
    pub link_keys: LinkKeys,
}

impl Default for AwareId {
    fn default() -> Self {
        Self { session_lifetime: Duration::from_secs(10 * 60), face_only: false, face_liveness_results: false }
    }
}

impl AwareId {
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
        contract("awareid")
    }

    /// How long the session of a QR code can be validated; 10 minutes unless set.
    /// The vendor's own limit is not known.
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.session_lifetime = lifetime;
        self
    }

    /// Whether the tenant asks for faces alone: `requiredChecks` then names no device,
    /// and nobody needs one to enrol or to authenticate. It asks for both unless set.
    pub fn face_only(mut self, face_only: bool) -> Self {
        self.face_only = face_only;
        self
    }

    /// Whether `addFace` calls the details of its response `faceLivenessResults`, as newer
    /// servers do, and not `livenessResults`, as on the vendor's page and unless set.
    pub fn face_liveness_results(mut self, newer: bool) -> Self {
        self.face_liveness_results = newer;
        self
    }
}

impl Behaviours for AwareId {
    type Credentials = Credentials;

    const TOKEN_LIFETIME: Duration = Duration::from_secs(300);

    fn validator(&self) -> Result<Arc<Validator>, StartError> {
        static VALIDATOR: LazyLock<Result<Arc<Validator>, String>> =
            LazyLock::new(|| AwareId::validator().map(Arc::new).map_err(|findings| findings.to_string()));
        VALIDATOR.clone().map_err(StartError::Contract)
    }

    fn serve(self, core: Core) -> Result<(Credentials, Box<dyn Vendor>), StartError> {
        let sealer = Sealer::new(core.seed().bytes("key of links")).map_err(|_| StartError::Keys)?;
        let credentials = Credentials {
            customer: "sandbox".to_owned(),
            client_id: "bimaas-b2c".to_owned(),
            client_secret: core.seed().secret("client secret"),
            api_key: core.seed().uuid("API key"),
            link_keys: sealer.keys().map_err(|_| StartError::Keys)?,
        };
        let service = Service {
            jwt: Jwt::new(core.seed()),
            state: Mutex::new(State::new(core.limits())),
            sealer,
            credentials: credentials.clone(),
            tenant: self,
            core,
        };
        Ok((credentials, Box::new(service)))
    }
}

struct Service {
    core: Core,
    credentials: Credentials,
    tenant: AwareId,
    sealer: Sealer,
    jwt: Jwt,
    state: Mutex<State>,
}

impl Vendor for Service {
    fn admit(&self, call: &Call) -> Result<Caller, Refusal> {
        let schemes = self.core.schemes(call.operation);
        if schemes.is_empty() {
            self.check_realm(call)?;
        }
        if schemes.contains(&"apikey") {
            self.check_api_key(call)?;
        }
        if schemes.contains(&"bearer") {
            self.check_token(call)?;
        }
        Ok(Caller::default())
    }

    fn subject(&self, call: &Call, _caller: Option<&Caller>) -> Subject {
        let Some(username) = self.username(call) else { return Subject::default() };
        let email = lock(&self.state).users.get(&username).map(|user| user.email.clone());
        let email = email.or_else(|| call.in_json("email").map(ToOwned::to_owned));
        let user_name = Scenario::within(&username);
        Subject { names: [username].into_iter().chain(email).collect(), upload: None, user_name }
    }

    fn answer(&self, call: &Call, _caller: &Caller, scenario: Scenario) -> Response {
        match call.operation {
            "get_access_token" => self.access_token(call),
            "get_public_key" => respond::typed(StatusCode::OK, "text/plain", CAPTURE_KEY.to_owned()),
            "enroll" => self.enroll(call),
            "add_device" => self.add_device(call),
            "add_face" => self.add_face(call, scenario),
            "trigger_enroll" => self.trigger_enroll(call),
            "trigger_authenticate" => self.trigger_authenticate(call),
            "validate_session" => self.validate_session(call),
            "authenticate" | "authenticate_by_qr" => self.authenticate(call),
            "verify_device" | "verify_device_by_qr" => self.verify_device(call),
            "verify_face" | "verify_face_by_qr" => self.verify_face(call, scenario),
            _ => self.error(None, StatusCode::NOT_FOUND, "Not Found"),
        }
    }

    fn tolerable(&self, call: &Call) -> Option<Request> {
        // A server was seen to accept a known user without an e-mail address.
        let body = call.json.as_ref().filter(|_| call.operation == "trigger_enroll")?.as_object()?;
        if body.contains_key("email") {
            return None;
        }
        let mut body = body.clone();
        let email = lock(&self.state).users.get(call.in_json("username")?)?.email.clone();
        body.insert("email".to_owned(), json!(email));
        let mut request = Request { body: Value::Object(body).to_string().into(), ..call.request.clone() };
        request.headers.remove(CONTENT_LENGTH);
        Some(request)
    }

    fn invalid(&self, call: &Call, violations: &[Violation]) -> Response {
        self.unusable(call, violations)
    }

    fn error(&self, operation: Option<&str>, status: StatusCode, text: &str) -> Response {
        self.gateway_error(operation, status, text)
    }

    fn unknown_path(&self, note: Option<&str>) -> Response {
        // The vendor's own response has no body, which would help nobody.
        let operation = note.map(|_| "");
        self.error(operation, StatusCode::NOT_FOUND, &format!("sandbox: {}", note.unwrap_or_default()))
    }

    fn drift(&self, call: &Call, body: &mut Value) {
        // Newer servers spell it so.
        if call.operation == "add_face"
            && let Some(members) = body.as_object_mut()
            && let Some(results) = members.remove("livenessResults")
        {
            members.insert("faceLivenessResults".to_owned(), results);
        }
    }

    fn keys(&self) -> Option<Value> {
        Some(json!({
            "public_key_pem": self.credentials.link_keys.public_key_pem,
            "aes_key": STANDARD.encode(self.credentials.link_keys.aes_key),
        }))
    }
}

impl Service {
    /// The user that a call is about, by whichever name or token it gives.
    fn username(&self, call: &Call) -> Option<String> {
        if let Some(username) = call.in_json("username") {
            return Some(username.to_owned());
        }
        let state = lock(&self.state);
        let by_token = call
            .in_json("enrollmentToken")
            .and_then(|token| Some(&state.enrollments.get(token)?.username))
            .or_else(|| Some(&state.authentications.get(call.in_json("authToken")?)?.username))
            .or_else(|| Some(&state.sessions.get(call.in_json("sessionToken")?)?.username))
            .or_else(|| Some(&state.registrations.get(call.in_json("registrationCode")?)?.username));
        by_token.cloned()
    }
}
