//! One exchange, and the row of the report that it becomes.

use std::collections::BTreeMap;

use http::Method;
use serde::Serialize;

use crate::{
    message::{Request, Response},
    validator::{Checked, Validator, Violation},
};

/// A request and its answer, as far as they are at hand.
#[derive(Clone)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// Why the body of the request is not at hand, if it is not.
    pub request_body_missing: Option<String>,
    /// The answer; none when none came.
    pub response: Option<Response>,
    /// Why the body of the answer is not at hand, if it is not; or why there is no answer.
    pub response_body_missing: Option<String>,
}

/// Which of the two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Side {
    /// What the client sent.
    Request,
    /// What the server answered.
    Answer,
}

impl Side {
    /// `request` or `answer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Answer => "answer",
        }
    }
}

/// A violation in one of the two messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Deviation {
    /// Where it was.
    pub side: Side,
    /// What it was.
    #[serde(flatten)]
    pub violation: Violation,
}

/// Something that the contract does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Unknown {
    /// The operation.
    pub operation: Option<String>,
    /// Where it was.
    pub side: Side,
    /// Its place, with `*` for the index in a list.
    pub at: String,
}

/// An enum value that the contract does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct New {
    /// The operation.
    pub operation: Option<String>,
    /// Where it was.
    pub side: Side,
    /// Its place, with `*` for the index in a list.
    pub at: String,
    /// The schema of the enum.
    pub schema: String,
    /// The value, unless it may be personal data.
    pub value: Option<String>,
}

/// What was found out about an exchange, or about several that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// The operation, if the request calls one.
    pub operation: Option<String>,
    /// The method.
    pub method: String,
    /// The path with names or `*` in place of data.
    pub path: String,
    /// The status; none when no answer came.
    pub status: Option<u16>,
    /// How many exchanges were like this.
    pub times: usize,
    /// What the contract does not allow.
    pub deviations: Vec<Deviation>,
    /// What the contract does not know.
    #[serde(rename = "unknown_members")]
    pub unknown: Vec<Unknown>,
    /// Enum values that the contract does not know.
    pub new_values: Vec<New>,
    /// What could not be checked, and why.
    pub unchecked: Vec<String>,
    /// Every member that the contract has for the objects in the answer, and
    /// whether it was there.
    #[serde(skip)]
    pub members: BTreeMap<String, bool>,
}

impl Row {
    /// Checks an exchange.
    pub fn check(validator: &Validator, exchange: &Exchange) -> Self {
        let request = &exchange.request;
        let checked = match exchange.request_body_missing {
            None => validator.request(request),
            Some(_) => validator.request_head(request),
        };
        let mut row = Self {
            operation: checked.operation.clone(),
            method: method(&request.method).to_owned(),
            path: validator.shown_path(&request.method, &request.uri),
            status: exchange.response.as_ref().map(|response| response.status.as_u16()),
            times: 1,
            deviations: Vec::new(),
            unknown: Vec::new(),
            new_values: Vec::new(),
            unchecked: Vec::new(),
            members: BTreeMap::new(),
        };
        row.take(Side::Request, checked);
        row.missing(Side::Request, exchange.request_body_missing.as_deref());
        // Of an answer to an unknown call the contract says nothing; the call itself deviates.
        if let (Some(response), Some(operation)) = (&exchange.response, row.operation.clone()) {
            row.take(
                Side::Answer,
                match exchange.response_body_missing {
                    None => validator.response(&operation, response),
                    Some(_) => validator.response_head(&operation, response),
                },
            );
        }
        match (&exchange.response, &exchange.response_body_missing) {
            (None, reason) => row.unchecked.push(format!("answer: {}", reason.as_deref().unwrap_or("there is none"))),
            (Some(_), reason) => row.missing(Side::Answer, reason.as_deref()),
        }
        row
    }

    /// Whether the contract allows what was seen.
    pub fn conforms(&self) -> bool {
        self.deviations.is_empty()
    }

    /// `conforms`, `1 deviation`, `2 deviations` and the like.
    pub fn result(&self) -> String {
        match self.deviations.len() {
            0 if self.unchecked.is_empty() => "conforms".to_owned(),
            0 => "conforms as far as checked".to_owned(),
            1 => "1 deviation".to_owned(),
            more => format!("{more} deviations"),
        }
    }

    /// The status, or `none`.
    pub fn status_text(&self) -> String {
        self.status.map_or_else(|| "none".to_owned(), |status| status.to_string())
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.operation, &self.method, &self.path, self.status)
            == (&other.operation, &other.method, &other.path, other.status)
            && self.deviations == other.deviations
            && self.unknown == other.unknown
            && self.new_values == other.new_values
            && self.unchecked == other.unchecked
    }

    fn take(&mut self, side: Side, checked: Checked) {
        let operation = &self.operation;
        self.deviations.extend(checked.violations.into_iter().map(|violation| Deviation { side, violation }));
        for at in checked.unknown_members {
            let unknown = Unknown { operation: operation.clone(), side, at: without_indices(&at) };
            if !self.unknown.contains(&unknown) {
                self.unknown.push(unknown);
            }
        }
        for new in checked.new_values {
            let at = without_indices(&new.at);
            let new = New { operation: operation.clone(), side, at, schema: new.schema, value: new.value };
            if !self.new_values.contains(&new) {
                self.new_values.push(new);
            }
        }
        self.unchecked.extend(checked.unchecked.into_iter().map(|reason| format!("{} {reason}", side.name())));
        if side == Side::Answer {
            for (at, there) in checked.members {
                *self.members.entry(without_indices(&at)).or_default() |= there;
            }
        }
    }

    fn missing(&mut self, side: Side, reason: Option<&str>) {
        self.unchecked.extend(reason.map(|reason| format!("{} body: {reason}", side.name())));
    }
}

/// The name of a method, if it is one of the usual.
fn method(method: &Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" | "CONNECT") => known,
        _ => "OTHER",
    }
}

/// `body#/selfies/0/x` to `body#/selfies/*/x`.
fn without_indices(at: &str) -> String {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    at.split('/').map(|step| if is_index(step) { "*" } else { step }).collect::<Vec<_>>().join("/")
}
