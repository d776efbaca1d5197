//! The QR flow: one application starts a session, and another continues it.

use aws_lc_rs::error::Unspecified;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::StatusCode;
use sandbox::behaviours::{Call, lock, respond};
use serde_json::{Value, json};
use validator::message::Response;

use super::{
    Service, qr,
    state::{Session, State, User},
};

impl Service {
    /// A new user needs an e-mail address. Its absence is the only failure with status 200.
    pub(super) fn trigger_enroll(&self, call: &Call) -> Response {
        let username = call.in_json("username").unwrap_or_default();
        let mut state = lock(&self.state);
        let known = state.users.get(username).map(|user| user.email.clone());
        let email = call.in_json("email").map(ToOwned::to_owned).or(known).unwrap_or_default();
        if username.trim().is_empty() || email.trim().is_empty() {
            return self.unknown_to_trigger();
        }
        if state.users.get(username).is_none() {
            state.users.insert(username, User { email: email.clone(), registration_code: None });
        }
        self.trigger(&mut state, username, email, "enroll")
    }

    pub(super) fn trigger_authenticate(&self, call: &Call) -> Response {
        let username = call.in_json("username").unwrap_or_default();
        let mut state = lock(&self.state);
        let email = match state.registration_of(username).and_then(|_| state.users.get(username)) {
            Some(user) => user.email.clone(),
            None => return self.failure(StatusCode::INTERNAL_SERVER_ERROR, "500", "sandbox: the user is not known"),
        };
        self.trigger(&mut state, username, email, "authenticate")
    }

    fn trigger(&self, state: &mut State, username: &str, email: String, method: &'static str) -> Response {
        let number = state.next();
        let token = self.core.seed().uuid(&format!("session {number}"));
        let Ok((link, image)) = self.code(number, &token) else {
            return self.failure(
                StatusCode::INTERNAL_SERVER_ERROR,
                "ProcessingError",
                "sandbox: no QR code can be made",
            );
        };
        let begun_at = self.core.clock().now();
        state.sessions.insert(token.clone(), Session { username: username.to_owned(), email, method, begun_at });
        let answer = json!({
            "status": "SUCCESS",
            "sessionCallbackURL": link,
            "qrcodeImage": STANDARD.encode(image),
            "sessionToken": token,
            "errorSummary": Value::Null,
        });
        respond::json(StatusCode::OK, &answer)
    }

    /// The link of a session, and its QR code.
    fn code(&self, number: u64, token: &str) -> Result<(String, Vec<u8>), Unspecified> {
        let mut iv = [0; 16];
        iv.copy_from_slice(&self.core.seed().bytes(&format!("vector {number}"))[..16]);
        let content = format!("{}&{}&{token}", self.core.base_url(), self.credentials.api_key);
        let link = format!("{}/onboarding?data={}", self.core.base_url(), self.sealer.data(&content, iv)?);
        let image = qr::png(&link).ok_or(Unspecified)?;
        Ok((link, image))
    }

    /// A failure with status 200: nobody has this user name, and the request has no e-mail
    /// address.
    pub(super) fn unknown_to_trigger(&self) -> Response {
        let answer = json!({
            "status": "FAILURE",
            "sessionCallbackURL": Value::Null,
            "qrcodeImage": Value::Null,
            "sessionToken": Value::Null,
            "errorSummary": "The user is not known.",
        });
        respond::json(StatusCode::OK, &answer)
    }

    /// Whether a session may be validated twice is not known; here it may, until it
    /// expires.
    pub(super) fn validate_session(&self, call: &Call) -> Response {
        let token = call.in_json("sessionToken").unwrap_or_default();
        let answer = {
            let state = lock(&self.state);
            let now = self.core.clock().now();
            let is_alive = |session: &&Session| {
                now.duration_since(session.begun_at).unwrap_or_default() < self.tenant.session_lifetime
            };
            state.sessions.get(token).filter(is_alive).map(|session| {
                json!({
                    "methodType": session.method,
                    "customerName": self.credentials.customer,
                    "customerLogo": "",
                    "userName": session.username,
                    "email": session.email,
                })
            })
        };
        match answer {
            Some(mut answer) => {
                answer["accessToken"] = json!(self.new_access_token());
                respond::json(StatusCode::OK, &answer)
            }
            None => {
                let text = "sandbox: the session is not known or has expired";
                self.failure(StatusCode::INTERNAL_SERVER_ERROR, "RestServerError", text)
            }
        }
    }
}
