//! From a request to its response: validated before and after.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use client_runtime::Clock;
use http::StatusCode;
use serde_json::Value;
use serving::until;
use validator::{
    Checked,
    message::{Request, Response},
};

use super::{
    behaviours::Caller,
    call::{Call, Refusal, Route},
    documented, drift,
    journal::{Bodies, Exchange},
    room::SMALL,
    scenario::Scenario,
    shared::Shared,
};

/// A request to an operation, and what is known of it so far.
struct Met {
    call: Call,
    checked: Checked,
    tolerated: bool,
    admitted: Result<Caller, Refusal>,
    scenario: Scenario,
    began: Instant,
}

/// A request that belongs to no operation, or was not read, and the response to it.
pub(super) struct Refused<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub response: Response,
    pub note: Option<String>,
    pub began: Instant,
}

impl Shared {
    /// Responds to a request to an operation and writes it down.
    pub(super) async fn operate(
        self: &Arc<Self>,
        route: Route,
        path: Vec<(String, String)>,
        request: Request,
        began: Instant,
    ) -> Response {
        let large = request.body.len() > SMALL;
        let shared = Arc::clone(self);
        let met = self.think(large, async move { shared.meet(route, path, request, began).await }).await;
        let Some(met) = met else { return self.broken(route.operation) };
        let hindered = self.hindered(&met).await;
        let shared = Arc::clone(self);
        let response = self.think(large, async move { shared.finish(met, hindered) }).await;
        response.unwrap_or_else(|| self.broken(route.operation))
    }

    /// Checks a request.
    async fn meet(&self, route: Route, path: Vec<(String, String)>, request: Request, began: Instant) -> Met {
        let call = Call::new(route, path, request).await;
        let checked = self.validator.request(&call.request);
        let tolerated = !checked.conforms()
            && self.vendor.tolerable(&call).is_some_and(|request| self.validator.request(&request).conforms());
        let admitted = self.vendor.admit(&call);
        let subject = self.vendor.subject(&call, admitted.as_ref().ok());
        let scenario = self.scenarios().meet(&subject);
        Met { call, checked, tolerated, admitted, scenario, began }
    }

    /// Responds to a checked request, unless something prevents that.
    fn finish(&self, met: Met, hindered: Option<Response>) -> Response {
        let call = &met.call;
        let mut response = match (hindered, &met.admitted) {
            (Some(response), _) => response,
            (None, Err(refusal)) => Response::clone(refusal),
            (None, Ok(_)) if !met.checked.conforms() && !met.tolerated => {
                self.vendor.invalid(call, &met.checked.violations)
            }
            (None, Ok(caller)) => self.vendor.answer(call, caller, met.scenario),
        };
        let answer = self.validator.response(call.operation, &response);
        // The contract says nothing more about an error that it does not name.
        let unnamed = !response.status.is_success() && answer.violations.iter().all(|one| one.at == "status");
        if !answer.conforms() && !unnamed {
            response = self.own_fault(call.operation, &answer);
        } else if met.scenario == Scenario::DriftingSchema {
            self.drift(call, &mut response);
        }
        self.write_down(met, answer, &response);
        response
    }

    /// The response that replaces the call, if its scenario says so.
    async fn hindered(&self, met: &Met) -> Option<Response> {
        let error = |status, text| self.vendor.error(Some(met.call.operation), status, text);
        match met.scenario {
            Scenario::RateLimited { retry_after, .. } => {
                let mut response = error(StatusCode::TOO_MANY_REQUESTS, "sandbox: too many requests");
                response.headers.insert(http::header::RETRY_AFTER, retry_after.into());
                Some(response)
            }
            Scenario::Down => Some(error(StatusCode::SERVICE_UNAVAILABLE, "sandbox: the service is down")),
            Scenario::Slow { delay_ms } => {
                tokio::select! {
                    () = self.clock.sleep(Duration::from_millis(delay_ms)) => {}
                    // A sandbox that stops does not wait for slow responses, but responds
                    // to every request that it has accepted.
                    () = until(self.stopping.clone()) => {}
                }
                None
            }
            _ => None,
        }
    }

    /// Says that the sandbox itself is at fault.
    fn own_fault(&self, operation: &str, answer: &Checked) -> Response {
        let violations: Vec<String> = answer.violations.iter().map(ToString::to_string).collect();
        let text = format!("sandbox: its own answer is not what the contract says: {}", violations.join("; "));
        self.vendor.error(Some(operation), StatusCode::INTERNAL_SERVER_ERROR, &text)
    }

    /// Says that it has panicked.
    fn broken(&self, operation: &str) -> Response {
        let text = "sandbox: it is at fault itself, and its standard error says why";
        self.vendor.error(Some(operation), StatusCode::INTERNAL_SERVER_ERROR, text)
    }

    fn drift(&self, call: &Call, response: &mut Response) {
        if let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) {
            let operation = documented::operation(&self.validator, call.operation);
            let described = operation.and_then(|operation| documented::response(&operation, response.status.as_u16()));
            let content = described.and_then(|response| response.members_of("content").next());
            if let Some(schema) = content.and_then(|(_, content)| content.get("schema")) {
                drift::change(&schema, &mut body);
            }
            self.vendor.drift(call, &mut body);
            response.body = body.to_string().into();
        }
    }

    fn write_down(&self, met: Met, answer: Checked, response: &Response) {
        let request = met.call.request;
        let exchange = Exchange {
            number: 0,
            operation: Some(met.call.operation),
            method: request.method.to_string(),
            path: request.uri.path().to_owned(),
            status: response.status.as_u16(),
            scenario: met.scenario,
            request: met.checked,
            tolerated: met.tolerated,
            answer,
            note: None,
            bodies: self.keep_bodies.then(|| Bodies::new(&request.body, &response.body)),
        };
        self.say(|| exchange.line(met.began.elapsed()));
        self.journal().add(exchange);
    }

    /// Writes down a request that belongs to no operation or was not read.
    pub(super) fn refuse(&self, refused: Refused<'_>) -> Response {
        let Refused { method, path, response, note, began } = refused;
        let exchange = Exchange {
            number: 0,
            operation: None,
            method: method.to_owned(),
            path: path.to_owned(),
            status: response.status.as_u16(),
            scenario: Scenario::Live,
            request: Checked::default(),
            tolerated: false,
            answer: Checked::default(),
            note,
            bodies: None,
        };
        self.say(|| exchange.line(began.elapsed()));
        self.journal().add(exchange);
        response
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method, Uri};
    use serde_json::json;
    use tokio::sync::watch;

    use super::*;
    use crate::{
        AnyContract, Sandbox,
        behaviours::{Behaviours, Vendor},
        call,
        clock::Shifted,
        scenarios::Subject,
    };
    use validator::{Validator, Violation};

    const CONTRACT: &str = "
openapi: 3.0.3
info: {title: Lamp, version: '1'}
paths:
  /login_token:
    get:
      operationId: get_login_token
      responses:
        '200':
          description: A token.
          content:
            application/json:
              schema: {type: object, properties: {token: {type: string}}, required: [token]}
";

    const LOGIN: Route = Route { operation: "get_login_token", method: "GET", path: "/login_token" };

    /// A service that forgets the token in its response.
    struct Forgetful;

    impl Vendor for Forgetful {
        fn admit(&self, _: &Call) -> Result<Caller, Refusal> {
            Ok(Caller::default())
        }

        fn subject(&self, _: &Call, _: Option<&Caller>) -> Subject {
            Subject::default()
        }

        fn answer(&self, _: &Call, _: &Caller, _: Scenario) -> Response {
            call::json(StatusCode::OK, &json!({}))
        }

        fn tolerable(&self, _: &Call) -> Option<Request> {
            None
        }

        fn invalid(&self, _: &Call, _: &[Violation]) -> Response {
            self.error(None, StatusCode::UNPROCESSABLE_ENTITY, "invalid")
        }

        fn error(&self, _: Option<&str>, status: StatusCode, text: &str) -> Response {
            call::json(status, &json!({ "message": text }))
        }
    }

    #[tokio::test]
    async fn an_answer_that_the_contract_does_not_allow_is_not_sent() {
        let (_stop, stopping) = watch::channel(false);
        let contract = AnyContract::new(Validator::read("lamp.yaml", CONTRACT).unwrap());
        let validator = contract.validator().unwrap();
        let settings = Sandbox::of(contract).settings;
        let clock = Shifted::new(Arc::clone(&settings.clock));
        let shared = Shared::new(Box::new(Forgetful), validator, &settings, clock, String::new(), stopping);
        let shared = Arc::new(shared);
        let headers = HeaderMap::from_iter([("apikey".parse().unwrap(), "key".parse().unwrap())]);
        let uri = Uri::from_static("/login_token");
        let request = Request { method: Method::GET, uri, headers, body: bytes::Bytes::new() };
        let response = shared.operate(LOGIN, Vec::new(), request, Instant::now()).await;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(text.contains("its own answer is not what the contract says") && text.contains("token"), "{text}");
        let exchange = shared.journal().all().remove(0);
        assert!(!exchange.answer.conforms() && exchange.request.conforms(), "{exchange:#?}");
    }
}
