//! Which credentials each operation accepts.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Service, not_found};
use crate::{
    message::Response,
    sandbox::{
        call::{self, Call, Refusal},
        jwt::Refused,
        server::lock,
        vendor::Caller,
    },
};

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Login,
    Backend,
    BackendWithUserId,
    User,
}

impl Kind {
    /// The claim that holds the kind.
    fn claim(self) -> &'static str {
        match self {
            Self::Login => "LOGIN_TOKEN",
            Self::Backend => "BACKEND_TOKEN",
            Self::BackendWithUserId => "BACKEND_TOKEN_WITH_USER_ID",
            Self::User => "USER_TOKEN",
        }
    }
}

/// The token that an operation accepts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access {
    Nothing,
    ApiKey,
    Token(Kind),
}

impl Service {
    pub(super) fn check(&self, access: Access, call: &Call) -> Result<Caller, Refusal> {
        match access {
            Access::Nothing => Ok(Caller::default()),
            Access::ApiKey => self.check_api_key(call),
            Access::Token(kind) => self.check_token(kind, call),
        }
    }

    fn check_api_key(&self, call: &Call) -> Result<Caller, Refusal> {
        let sent = call.header("apikey").ok_or_else(|| unauthorized("the header apikey is missing"))?;
        verify_slices_are_equal(sent.as_bytes(), self.api_key.as_bytes())
            .map_err(|_| unauthorized("the API key is wrong"))?;
        Ok(Caller::default())
    }

    fn check_token(&self, kind: Kind, call: &Call) -> Result<Caller, Refusal> {
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
    pub(super) fn token(&self, kind: Kind, user_id: Option<&str>) -> Response {
        let mut state = lock(&self.state);
        state.count += 1;
        let mut claims = json!({
            "iss": self.core.base_url,
            "typ": kind.claim(),
            "jti": self.core.seed.uuid(&format!("token {}", state.count)),
        });
        if let Some(id) = user_id {
            claims["user_id"] = json!(id);
        }
        let token = self.jwt.issue(claims, self.core.clock().now(), self.core.settings.token_lifetime);
        call::json(StatusCode::OK, &json!({ "token": token }))
    }

    /// A new token for a user who exists.
    pub(super) fn token_for(&self, kind: Kind, user_id: &str) -> Response {
        if lock(&self.state).users.get(user_id).is_none() {
            return not_found("user not found");
        }
        self.token(kind, Some(user_id))
    }
}

fn unauthorized(text: &str) -> Refusal {
    Box::new(call::json(StatusCode::UNAUTHORIZED, &json!({ "message": format!("sandbox: {text}") })))
}
