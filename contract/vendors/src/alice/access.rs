//! Which credentials each operation accepts.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use http::StatusCode;
use sandbox::behaviours::{Call, Caller, Refusal, Refused, lock, respond};
use serde_json::{Value, json};
use validator::message::Response;

use super::{Service, not_found};

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Login,
    Backend,
    BackendWithUserId,
    User,
}

impl Token {
    /// The kind that a security scheme of the contract asks for.
    fn of(scheme: &str) -> Option<Self> {
        Some(match scheme {
            "loginToken" => Self::Login,
            "backendToken" => Self::Backend,
            "backendTokenWithUserId" => Self::BackendWithUserId,
            "userToken" => Self::User,
            _ => return None,
        })
    }

    /// The claim that tells the kind.
    fn claim(self) -> &'static str {
        match self {
            Self::Login => "LOGIN_TOKEN",
            Self::Backend => "BACKEND_TOKEN",
            Self::BackendWithUserId => "BACKEND_TOKEN_WITH_USER_ID",
            Self::User => "USER_TOKEN",
        }
    }
}

impl Service {
    /// Checks what a security scheme asks for. The one that is no token is the API key.
    pub(super) fn check(&self, scheme: &str, call: &Call) -> Result<Caller, Refusal> {
        match Token::of(scheme) {
            Some(kind) => self.check_token(kind, call),
            None => self.check_api_key(call),
        }
    }

    fn check_api_key(&self, call: &Call) -> Result<Caller, Refusal> {
        let sent = call.header("apikey").ok_or_else(|| unauthorized("the header apikey is missing"))?;
        verify_slices_are_equal(sent.as_bytes(), self.api_key.as_bytes())
            .map_err(|_| unauthorized("the API key is wrong"))?;
        Ok(Caller::default())
    }

    fn check_token(&self, kind: Token, call: &Call) -> Result<Caller, Refusal> {
        let token = call.bearer().ok_or_else(|| unauthorized("the bearer token is missing"))?;
        let claims = self.jwt.read(token, self.core.clock().now()).map_err(|refused| {
            unauthorized(match refused {
                Refused::Malformed => "this sandbox did not issue the token",
                Refused::Expired => "the token has expired",
            })
        })?;
        let found = claims.get("typ").and_then(Value::as_str).unwrap_or_default();
        if found != kind.claim() {
            return Err(unauthorized(&format!("a {} is needed, this is a {found}", kind.claim())));
        }
        let user = claims.get("user_id").and_then(Value::as_str).map(ToOwned::to_owned);
        Ok(Caller { user })
    }

    /// A new token.
    pub(super) fn token(&self, kind: Token, user_id: Option<&str>) -> Response {
        let mut state = lock(&self.state);
        state.count += 1;
        let mut claims = json!({
            "iss": self.core.base_url(),
            "typ": kind.claim(),
            "jti": self.core.seed().uuid(&format!("token {}", state.count)),
        });
        if let Some(id) = user_id {
            claims["user_id"] = json!(id);
        }
        let token = self.jwt.issue(claims, self.core.clock().now(), self.core.token_lifetime());
        respond::json(StatusCode::OK, &json!({ "token": token }))
    }

    /// A new token for a user who exists.
    pub(super) fn token_for(&self, kind: Token, user_id: &str) -> Response {
        if lock(&self.state).users.get(user_id).is_none() {
            return not_found("user not found");
        }
        self.token(kind, Some(user_id))
    }
}

fn unauthorized(text: &str) -> Refusal {
    Box::new(respond::json(StatusCode::UNAUTHORIZED, &json!({ "message": format!("sandbox: {text}") })))
}
