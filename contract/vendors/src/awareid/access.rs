//! Access tokens, and which credentials each operation accepts.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use http::StatusCode;
use sandbox::behaviours::{Call, Refusal, Refused, lock, respond};
use serde_json::json;
use validator::message::Response;

use super::{Service, errors::oauth};

/// The claim that distinguishes an access token from an identity token.
const BEARER: &str = "Bearer";

impl Service {
    /// What nothing opens is asked of a customer, who must be known.
    pub(super) fn check_realm(&self, call: &Call) -> Result<(), Refusal> {
        if call.in_path("customer_name") == self.credentials.customer {
            return Ok(());
        }
        Err(Box::new(oauth(StatusCode::NOT_FOUND, "Realm does not exist", None)))
    }

    pub(super) fn check_api_key(&self, call: &Call) -> Result<(), Refusal> {
        let sent = call.header("apikey").ok_or_else(|| self.unauthorized("the header apikey is missing"))?;
        verify_slices_are_equal(sent.as_bytes(), self.credentials.api_key.as_bytes())
            .map_err(|_| self.unauthorized("the API key is wrong"))
    }

    pub(super) fn check_token(&self, call: &Call) -> Result<(), Refusal> {
        let token = call.bearer().ok_or_else(|| self.unauthorized("the bearer token is missing"))?;
        let claims = self.jwt.read(token, self.core.clock().now()).map_err(|refused| {
            self.unauthorized(match refused {
                Refused::Malformed => "this sandbox did not issue the token",
                Refused::Expired => "the token has expired",
            })
        })?;
        if claims.get("typ").is_some_and(|kind| kind == BEARER) {
            Ok(())
        } else {
            Err(self.unauthorized("this is no access token"))
        }
    }

    fn unauthorized(&self, text: &str) -> Refusal {
        Box::new(self.gateway_error(Some(""), StatusCode::UNAUTHORIZED, &format!("sandbox: {text}")))
    }

    fn realm(&self) -> String {
        format!("{}-consumers", self.credentials.customer)
    }

    /// The client credentials grant.
    pub(super) fn access_token(&self, call: &Call) -> Response {
        let given = |name: &str| call.in_form(name).unwrap_or_default();
        if given("grant_type") != "client_credentials" {
            return oauth(StatusCode::BAD_REQUEST, "unsupported_grant_type", Some("Unsupported grant_type"));
        }
        let known = given("client_id") == self.credentials.client_id
            && verify_slices_are_equal(given("client_secret").as_bytes(), self.credentials.client_secret.as_bytes())
                .is_ok();
        if !known {
            let text = "Invalid client or Invalid client credentials";
            return oauth(StatusCode::UNAUTHORIZED, "unauthorized_client", Some(text));
        }
        if given("scope") != "openid" {
            return oauth(StatusCode::BAD_REQUEST, "invalid_scope", Some("Invalid scopes"));
        }
        let answer = json!({
            "access_token": self.new_token(BEARER),
            "expires_in": self.core.token_lifetime().as_secs().min(i64::MAX.unsigned_abs()),
            "refresh_expires_in": 0,
            "token_type": "Bearer",
            "id_token": self.new_token("ID"),
            "not-before-policy": 0,
            "scope": "openid",
        });
        respond::json(StatusCode::OK, &answer)
    }

    /// An access token for the device of a QR session.
    pub(super) fn new_access_token(&self) -> String {
        self.new_token(BEARER)
    }

    fn new_token(&self, kind: &str) -> String {
        let number = lock(&self.state).next();
        let claims = json!({
            "iss": format!("{}/auth/realms/{}", self.core.base_url(), self.realm()),
            "jti": self.core.seed().uuid(&format!("token {number}")),
            "sub": self.core.seed().uuid("client"),
            "typ": kind,
            "azp": self.credentials.client_id,
            "clientId": self.credentials.client_id,
            "scope": "openid",
        });
        self.jwt.issue(claims, self.core.clock().now(), self.core.token_lifetime())
    }
}
