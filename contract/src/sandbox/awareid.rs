//! AwareID.

mod access;
mod authentication;
mod enrollment;
mod errors;
mod face;
mod sessions;
mod state;

use std::sync::{Arc, LazyLock, Mutex};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{StatusCode, header::CONTENT_LENGTH};
use serde_json::{Value, json};

use self::{access::Access, state::State};
use super::{
    call::{self, Call, Refusal},
    drift,
    jwt::Jwt,
    link::{LinkKeys, Sealer},
    running::{RunningSandbox, StartError},
    scenario::Scenario,
    scenarios::Subject,
    server::lock,
    settings::Settings,
    vendor::{Caller, Core, Kind, Vendor, sealed},
};
use crate::{
    message::{Request, Response},
    validator::{Validator, Violation},
};

/// The key of `getPublicKey`, for encrypting face data. Nobody has its private
/// half: the sandbox does not look at faces.
const CAPTURE_KEY: &str = include_str!("../../keys/SANDBOX-ONLY-capture-public-key.pem");

/// AwareID.
#[derive(Debug, Clone)]
pub struct AwareId {
    credentials: ClientCredentials,
    link_keys: LinkKeys,
}

/// The credentials that the sandbox accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientCredentials {
    /// The customer's name, which is part of the token call's path.
    pub customer: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// The API key.
    pub api_key: String,
}

impl Kind for AwareId {}

impl RunningSandbox<AwareId> {
    /// The credentials that the sandbox takes.
    pub fn client_credentials(&self) -> &ClientCredentials {
        &self.vendor.credentials
    }

    /// The keys that open session links.
    pub fn link_keys(&self) -> &LinkKeys {
        &self.vendor.link_keys
    }
}

impl sealed::Make for AwareId {
    #[expect(private_interfaces, reason = "the trait is sealed")]
    fn validator(_: &Settings) -> Result<Arc<Validator>, StartError> {
        static VALIDATOR: LazyLock<Result<Arc<Validator>, String>> =
            LazyLock::new(|| Validator::awareid().map(Arc::new).map_err(|findings| findings.to_string()));
        VALIDATOR.clone().map_err(StartError::Contract)
    }

    #[expect(private_interfaces, reason = "the trait is sealed")]
    fn make(core: Core) -> Result<(Self, Box<dyn Vendor>), StartError> {
        let sealer = Sealer::new(core.seed.bytes("key of links")).map_err(|_| StartError::Keys)?;
        let link_keys = sealer.keys().map_err(|_| StartError::Keys)?;
        let credentials = ClientCredentials {
            customer: "sandbox".to_owned(),
            client_id: "bimaas-b2c".to_owned(),
            client_secret: core.seed.secret("client secret"),
            api_key: core.seed.uuid("API key"),
        };
        let service = Service {
            jwt: Jwt::new(&core.seed),
            state: Mutex::new(State::new(core.settings.limits)),
            sealer,
            credentials: credentials.clone(),
            link_keys: link_keys.clone(),
            core,
        };
        Ok((Self { credentials, link_keys }, Box::new(service)))
    }
}

struct Service {
    core: Core,
    credentials: ClientCredentials,
    link_keys: LinkKeys,
    sealer: Sealer,
    jwt: Jwt,
    state: Mutex<State>,
}

/// The credentials that each operation accepts.
const OPERATIONS: &[(&str, Access)] = &[
    ("get_access_token", Access::Realm),
    ("get_public_key", Access::TokenAndApiKey),
    ("enroll", Access::TokenAndApiKey),
    ("add_device", Access::TokenAndApiKey),
    ("add_face", Access::TokenAndApiKey),
    ("trigger_enroll", Access::TokenAndApiKey),
    ("trigger_authenticate", Access::TokenAndApiKey),
    ("validate_session", Access::ApiKey),
    ("authenticate", Access::TokenAndApiKey),
    ("verify_device", Access::TokenAndApiKey),
    ("verify_face", Access::TokenAndApiKey),
    ("authenticate_by_qr", Access::TokenAndApiKey),
    ("verify_device_by_qr", Access::TokenAndApiKey),
    ("verify_face_by_qr", Access::TokenAndApiKey),
];

impl Vendor for Service {
    fn admit(&self, call: &Call) -> Result<Caller, Refusal> {
        let access = OPERATIONS.iter().find(|(operation, _)| *operation == call.operation);
        self.check(access.map_or(Access::TokenAndApiKey, |(_, access)| *access), call)?;
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
            "get_public_key" => call::typed(StatusCode::OK, "text/plain", CAPTURE_KEY.to_owned()),
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
        drift::change(body);
        // Newer servers use this name.
        if call.operation == "add_face"
            && let Some(members) = body.as_object_mut()
            && let Some(results) = members.remove("livenessResults")
        {
            members.insert("faceLivenessResults".to_owned(), results);
        }
    }

    fn keys(&self) -> Option<Value> {
        Some(json!({
            "public_key_pem": self.link_keys.public_key_pem,
            "aes_key": STANDARD.encode(self.link_keys.aes_key),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{OPERATIONS, Validator};

    #[test]
    fn every_operation_of_the_contract_has_what_opens_it() {
        let contract = Validator::awareid().unwrap();
        let known: BTreeSet<&str> = OPERATIONS.iter().map(|(operation, _)| *operation).collect();
        assert_eq!(known, contract.operations().map(|operation| operation.id).collect());
    }
}
