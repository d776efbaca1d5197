//! One exchange, and the row of the report that it becomes.

use std::{collections::BTreeMap, hash::Hash};

use http::Method;
use serde::Serialize;

use crate::{
    Checked, Validator, Violation,
    message::{Request, Response},
};

/// A request and its response, as far as they are at hand.
#[derive(Clone)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// Why the body of the request is not at hand, if it is not.
    pub request_body_missing: Option<String>,
    /// The response; None when there was none.
    pub response: Option<Response>,
    /// Why the body of the response is not at hand, if it is not; or why there is no response.
    pub response_body_missing: Option<String>,
}

/// Which of the two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Deviation {
    /// Where it was.
    pub side: Side,
    /// What it was.
    #[serde(flatten)]
    pub violation: Violation,
}

/// Something that the contract does not know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Unknown {
    /// The operation.
    pub operation: Option<String>,
    /// Where it was.
    pub side: Side,
    /// Its place, with `*` for the index in a list and for a name that the contract does not know.
    pub at: String,
    /// What it is: `a string`, `an object`.
    pub found: String,
}

/// An enum value that the contract does not know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
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
    /// The value, if the caller asked to see it.
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
    /// The status; none when no response came.
    pub status: Option<u16>,
    /// How many exchanges were like this.
    pub times: usize,
    /// What the contract does not allow. When there are very many, some are listed.
    pub deviations: Vec<Deviation>,
    /// How many more deviations there are than are listed.
    pub more_deviations: usize,
    /// What the contract does not know.
    #[serde(rename = "unknown_members")]
    pub unknown: Vec<Unknown>,
    /// Enum values that the contract does not know.
    pub new_values: Vec<New>,
    /// How many more unknown things and new values there are than are listed.
    pub more_unknown: usize,
    /// What could not be checked, and why.
    pub unchecked: Vec<String>,
    /// Every member that the contract has for the objects in the response, and
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
            more_deviations: 0,
            unknown: Vec::new(),
            new_values: Vec::new(),
            more_unknown: 0,
            unchecked: Vec::new(),
            members: BTreeMap::new(),
        };
        row.take(Side::Request, checked);
        row.missing(Side::Request, exchange.request_body_missing.as_deref());
        // The contract says nothing about the response to an unknown call; the call itself
        // deviates.
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

    /// How many things the client sent that the contract does not know. They may be
    /// mistakes of the client that the server does not report.
    pub fn warnings(&self) -> usize {
        let unknown = self.unknown.iter().filter(|unknown| unknown.side == Side::Request);
        unknown.count() + self.new_values.iter().filter(|new| new.side == Side::Request).count()
    }

    /// `conforms`, `1 deviation`, `2 deviations`, `conforms, 1 warning` and the like.
    pub fn result(&self) -> String {
        let many = |count, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let result = match self.deviations.len() + self.more_deviations {
            0 if self.unchecked.is_empty() => "conforms".to_owned(),
            0 => "conforms as far as checked".to_owned(),
            count => many(count, "deviation"),
        };
        match self.warnings() {
            0 => result,
            count => format!("{result}, {}", many(count, "warning")),
        }
    }

    /// A line for the deviations that are not listed, if there are any.
    pub(super) fn more(&self) -> Option<String> {
        (self.more_deviations > 0).then(|| format!("and {} more, not listed", self.more_deviations))
    }

    /// The status, or `none`.
    pub fn status_text(&self) -> String {
        self.status.map_or_else(|| "none".to_owned(), |status| status.to_string())
    }

    /// The part of two rows that is equal when they stand for the same finding.
    pub(super) fn key(&self) -> impl Hash + Eq + '_ {
        let call = (&self.operation, &self.method, &self.path, self.status);
        let found = (&self.deviations, self.more_deviations, &self.unknown, &self.new_values, self.more_unknown);
        (call, found, &self.unchecked)
    }

    fn take(&mut self, side: Side, checked: Checked) {
        let operation = &self.operation;
        self.deviations.extend(checked.violations.into_iter().map(|violation| Deviation { side, violation }));
        self.more_deviations += checked.more_violations;
        self.unknown.extend(checked.unknown.into_iter().map(|unknown| Unknown {
            operation: operation.clone(),
            side,
            at: unknown.at,
            found: unknown.found,
        }));
        self.new_values.extend(checked.new_values.into_iter().map(|new| New {
            operation: operation.clone(),
            side,
            at: new.at,
            schema: new.schema,
            value: new.value,
        }));
        self.more_unknown += checked.more_unknown;
        self.unchecked.extend(checked.unchecked.into_iter().map(|reason| format!("{} {reason}", side.name())));
        if side == Side::Answer {
            self.members.extend(checked.members);
        }
    }

    fn missing(&mut self, side: Side, reason: Option<&str>) {
        self.unchecked.extend(reason.map(|reason| format!("{} body: {reason}", side.name())));
    }
}

/// The name of a method, if it is a common one.
fn method(method: &Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" | "CONNECT") => known,
        _ => "OTHER",
    }
}
