//! A sandbox of any contract. It responds with the contract's examples and keeps nothing.

mod credentials;
mod made_up;

use std::{sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use openapi::At;
use serde_json::{Value, json};

pub use self::credentials::Credentials;
use super::{
    behaviours::{Behaviours, Caller, Core, Vendor},
    call::{self, Call, Refusal},
    documented,
    running::StartError,
    scenario::Scenario,
    scenarios::Subject,
};
use validator::message::{Request, Response};
use validator::{Validator, Violation};

/// A contract of which nothing else is known: it is answered with its own examples.
#[derive(Clone)]
pub struct AnyContract {
    validator: Arc<Validator>,
}

impl AnyContract {
    /// The sandbox of a contract.
    pub fn new(contract: Validator) -> Self {
        Self { validator: Arc::new(contract) }
    }
}

impl Behaviours for AnyContract {
    type Credentials = Credentials;

    const TOKEN_LIFETIME: Duration = Duration::ZERO;

    fn validator(&self) -> Result<Arc<Validator>, StartError> {
        Ok(Arc::clone(&self.validator))
    }

    fn serve(self, core: Core) -> Result<(Credentials, Box<dyn Vendor>), StartError> {
        let credentials = Credentials::new(&self.validator, core.seed());
        Ok((credentials.clone(), Box::new(Service { validator: self.validator, credentials })))
    }
}

struct Service {
    validator: Arc<Validator>,
    credentials: Credentials,
}

/// What a caller prefers, by the header `Prefer` as other mock servers take it:
/// `code=404, example=name`.
#[derive(Default)]
struct Preference {
    code: Option<u16>,
    example: Option<String>,
}

impl Preference {
    fn of(headers: &HeaderMap) -> Self {
        let mut preference = Self::default();
        let stated = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        for (name, value) in stated.flat_map(|text| text.split([',', ';'])).filter_map(|one| one.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match name.trim() {
                "code" => preference.code = value.parse().ok(),
                "example" => preference.example = Some(value.to_owned()),
                _ => {}
            }
        }
        preference
    }
}

impl Vendor for Service {
    fn admit(&self, call: &Call) -> Result<Caller, Refusal> {
        match self.credentials.open(&self.validator, call) {
            true => Ok(Caller::default()),
            false => {
                let text = "sandbox: the operation does not accept these credentials";
                Err(Box::new(self.error(Some(call.operation), StatusCode::UNAUTHORIZED, text)))
            }
        }
    }

    fn subject(&self, _: &Call, _: Option<&Caller>) -> Subject {
        Subject::default()
    }

    fn answer(&self, call: &Call, _: &Caller, _: Scenario) -> Response {
        let preference = Preference::of(&call.request.headers);
        let Some(operation) = self.operation(call.operation) else {
            return self.error(None, StatusCode::NOT_FOUND, "sandbox: there is no such operation");
        };
        let chosen = match preference.code {
            Some(code) => documented::response(&operation, code).map(|response| (code, response)),
            None => documented::success(&operation),
        };
        let Some((code, response)) = chosen else {
            let text = format!("sandbox: the contract has no answer {}", preference.code.unwrap_or(200));
            return self.error(None, StatusCode::BAD_REQUEST, &text);
        };
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::OK);
        match &preference.example {
            Some(name) => self.respond(status, &response, Some(name)).unwrap_or_else(|| {
                let text = format!("sandbox: the answer {code} has no example of that name");
                self.error(None, StatusCode::BAD_REQUEST, &text)
            }),
            None => self.respond(status, &response, None).unwrap_or_else(|| call::empty(status)),
        }
    }

    fn tolerable(&self, _: &Call) -> Option<Request> {
        None
    }

    fn invalid(&self, call: &Call, violations: &[Violation]) -> Response {
        let text: Vec<String> = violations.iter().map(ToString::to_string).collect();
        let text = format!("sandbox: the contract does not allow this: {}", text.join("; "));
        let documented = |status: &StatusCode| {
            self.operation(call.operation)
                .is_some_and(|operation| documented::listed(&operation, status.as_u16()).is_some())
        };
        let status = [StatusCode::UNPROCESSABLE_ENTITY].into_iter().find(documented);
        self.error(Some(call.operation), status.unwrap_or(StatusCode::BAD_REQUEST), &text)
    }

    fn error(&self, operation: Option<&str>, status: StatusCode, text: &str) -> Response {
        let operation = operation.and_then(|operation| self.operation(operation));
        let documented = operation.and_then(|operation| documented::response(&operation, status.as_u16()));
        let response = documented.and_then(|response| self.respond(status, &response, None));
        let mut response = response.unwrap_or_else(|| call::json(status, &json!({ "message": text })));
        // The example has the vendor's words; this header gives the reason.
        if let Ok(why) = HeaderValue::from_str(text) {
            response.headers.insert("sandbox-reason", why);
        }
        response
    }
}

impl Service {
    fn operation(&self, id: &str) -> Option<At<'_>> {
        documented::operation(&self.validator, id)
    }

    /// A response with one of its examples, or with a body made up from its schema; None
    /// when there is no example of that name.
    fn respond(&self, status: StatusCode, response: &At<'_>, name: Option<&str>) -> Option<Response> {
        let mut headers = HeaderMap::new();
        for (name, header) in response.members_of("headers") {
            let header = header.follow();
            if !header.flag("required") {
                continue;
            }
            let value = header.get("schema").map(|schema| made_up::value(&schema)).unwrap_or_default();
            let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
                headers.insert(name, value);
            }
        }
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.entry(RETRY_AFTER).or_insert(HeaderValue::from_static("1"));
        }
        let Some((media_type, content)) = response.members_of("content").next() else {
            return name.is_none().then(|| Response { headers, ..call::empty(status) });
        };
        let value = match name {
            Some(name) => content.get("examples")?.get(name)?.follow().get("value")?.value.clone(),
            None => first_example(&content).unwrap_or_else(|| made_up::content(&content)),
        };
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        let body = match &value {
            Value::String(text) if !is_json => text.clone(),
            other => other.to_string(),
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(media_type).ok()?);
        Some(Response { status, headers, body: body.into() })
    }
}

fn first_example(content: &At<'_>) -> Option<Value> {
    let named = content.members_of("examples").next().and_then(|(_, example)| example.follow().get("value"));
    named.or_else(|| content.get("example")).map(|example| example.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// Every response that the vendors' contracts name, both from its example and made up.
    #[test]
    fn what_is_answered_conforms() {
        let mut count = 0;
        for validator in vendors::Vendor::all().map(|vendor| vendor.validator().unwrap()) {
            let validator = Arc::new(validator.strict());
            let credentials = Credentials::new(&validator, &Seed::new(1));
            let service = Service { validator: Arc::clone(&validator), credentials };
            for id in validator.operations().map(|operation| operation.id) {
                let operation = service.operation(id).unwrap();
                for (status, response) in operation.members_of("responses") {
                    let Ok(status) = StatusCode::from_bytes(status.as_bytes()) else { continue };
                    let response = response.follow();
                    let mut all = vec![service.respond(status, &response, None).unwrap()];
                    if let Some((_, content)) =
                        response.members_of("content").next().filter(|(media, _)| media.ends_with("json"))
                    {
                        let body = made_up::content(&content).to_string().into();
                        all.push(Response { body, ..all[0].clone() });
                    }
                    for response in all {
                        let checked = validator.response(id, &response);
                        assert!(checked.conforms(), "{id} {status} {:#?}", checked.violations);
                        count += 1;
                    }
                }
            }
        }
        assert!(count > 100, "{count} answers");
    }
}
