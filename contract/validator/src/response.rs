//! Responses: status and headers.

use super::{
    Checked, Validator, body,
    checker::Checker,
    model::{self, Operation, Status},
    request, words,
};
use crate::message::Response;

/// Checks a response, with its body or without.
pub(super) fn check(validator: &Validator, operation: &str, response: &Response, with_body: bool) -> Checked {
    let own = validator.operations.iter().find(|own| own.id == operation);
    let mut checker = Checker::new(validator, own);
    let Some(own) = own else {
        checker.violation("operation", "an operation of the contract", "another name", "/paths");
        return checker.checked;
    };
    let Some(documented) = documented(own, response.status.as_u16()) else {
        let mut known: Vec<String> = own.responses.iter().map(|response| name(response.status)).collect();
        known.dedup();
        let found = response.status.as_str().to_owned();
        checker.violation("status", words::alternatives(&known), found, &format!("{}/responses", own.pointer));
        return checker.checked;
    };
    for header in &documented.headers {
        request::header(&mut checker, header, &response.headers);
    }
    if with_body {
        body::of_response(&mut checker, documented, &response.headers, &response.body);
    }
    checker.checked
}

/// The contract's response for a status: its own, that of its range, or the default. The
/// default stands for errors and so never for a 2xx.
fn documented(operation: &Operation, status: u16) -> Option<&model::Response> {
    let find = |wanted: Status| operation.responses.iter().find(|response| response.status == wanted);
    find(Status::Code(status))
        .or_else(|| find(Status::Range(status / 100)))
        .or_else(|| find(Status::Default).filter(|_| status / 100 != 2))
}

/// How the contract writes a status.
fn name(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "another error".to_owned(),
    }
}
