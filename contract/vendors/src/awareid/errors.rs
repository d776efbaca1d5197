//! Errors as the vendor reports them: mostly with HTTP status 500.

use http::StatusCode;
use sandbox::behaviours::{Call, respond, time};
use serde_json::{Value, json};
use validator::{Violation, message::Response};

use super::Service;

/// The error body of the token call.
pub(super) fn oauth(status: StatusCode, error: &str, description: Option<&str>) -> Response {
    let mut body = json!({ "error": error });
    if let Some(description) = description {
        body["error_description"] = json!(description);
    }
    respond::json(status, &body)
}

/// Whether the only violation is a missing member `email`.
fn lacks_only_an_address(call: &Call, violations: &[Violation]) -> bool {
    let is_there = call.json.as_ref().and_then(|body| body.get("email")).is_some();
    !is_there && matches!(violations, [violation] if violation.at == "body#/email")
}

impl Service {
    /// A mistake of the caller, in the form in which the server reports most of them.
    pub(super) fn mistake(&self, message: &str) -> Response {
        self.failure(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", message)
    }

    pub(super) fn failure(&self, status: StatusCode, code: &str, message: &str) -> Response {
        let mut body = self.body(status, message);
        body["errorCode"] = json!(code);
        respond::json(status, &body)
    }

    fn body(&self, status: StatusCode, message: &str) -> Value {
        json!({
            "errorMsg": message,
            "status": status.as_u16(),
            "timestamp": time::spaced(self.core.clock().now()),
        })
    }

    /// An error from a gateway in front of the server: without a code.
    pub(super) fn gateway_error(&self, operation: Option<&str>, status: StatusCode, text: &str) -> Response {
        match operation {
            // An empty body was seen for an unknown path.
            None => respond::empty(status),
            Some("get_access_token") => oauth(status, "invalid_request", Some(text)),
            Some(_) => respond::json(status, &self.body(status, text)),
        }
    }

    /// The response to a request that the contract does not allow. A body that cannot be
    /// read gets the documented response, everything else the observed one.
    pub(super) fn unusable(&self, call: &Call, violations: &[Violation]) -> Response {
        let text: Vec<String> = violations
            .iter()
            .map(|violation| format!("{}: expected {}, found {}", violation.at, violation.expected, violation.found))
            .collect();
        let text = format!("sandbox: {}", text.join("; "));
        match call.operation {
            "get_access_token" => oauth(StatusCode::BAD_REQUEST, "invalid_request", Some(&text)),
            "trigger_enroll" if lacks_only_an_address(call, violations) => self.unknown_to_trigger(),
            _ if call.json.is_none() => self.failure(StatusCode::BAD_REQUEST, "INPUT_FORMAT_ERROR", &text),
            _ => self.mistake(&text),
        }
    }

    /// The message for a token that is spent or was never issued.
    pub(super) fn bad_token(&self, token: &str, spent: bool) -> Response {
        if spent { self.mistake(&format!("not valid token ({token})")) } else { self.mistake("No value present") }
    }
}
