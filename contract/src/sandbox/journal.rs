//! What a sandbox was asked and what it answered.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::scenario::Scenario;
use crate::validator::{Checked, Violation};

/// The most bytes of a body that are kept, if bodies are kept.
const MOST_OF_A_BODY: usize = 64 * 1024;

/// One request and its answer.
///
/// Headers, query and bodies are not kept, for they hold secrets and media. A path
/// may hold the id of a user.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// Its number, from 1.
    pub number: u64,
    /// The operation, if the path and the method belong to one.
    pub operation: Option<&'static str>,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The scenario that the call met.
    pub scenario: Scenario,
    /// How the request compares with the contract.
    pub request: Checked,
    /// Whether the request, although the contract does not allow it, was accepted,
    /// because the vendor accepts it.
    pub tolerated: bool,
    /// How the answer compares with the contract, before a drifting schema changed it.
    pub answer: Checked,
    /// Both bodies, if the sandbox was told to keep them.
    pub bodies: Option<Bodies>,
}

/// The bodies of an exchange as text, each up to 64 KiB.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bodies {
    /// The request's.
    pub request: String,
    /// The answer's.
    pub answer: String,
}

impl Bodies {
    pub(crate) fn new(request: &[u8], answer: &[u8]) -> Self {
        let text = |body: &[u8]| String::from_utf8_lossy(&body[..body.len().min(MOST_OF_A_BODY)]).into_owned();
        Self { request: text(request), answer: text(answer) }
    }
}

impl Exchange {
    /// Whether the contract allows the request and the answer.
    pub fn conforms(&self) -> bool {
        self.operation.is_some() && self.request.conforms() && self.answer.conforms()
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut value = json!({
            "number": self.number,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "scenario": self.scenario.name(),
            "conforms": self.conforms(),
            "tolerated": self.tolerated,
            "request": checked(&self.request),
            "answer": checked(&self.answer),
        });
        if let Some(bodies) = &self.bodies {
            value["bodies"] = json!({ "request": bodies.request, "answer": bodies.answer });
        }
        value
    }
}

fn checked(checked: &Checked) -> Value {
    let violation = |violation: &Violation| {
        json!({
            "at": violation.at,
            "expected": violation.expected,
            "found": violation.found,
            "line": violation.line,
        })
    };
    json!({
        "violations": checked.violations.iter().map(violation).collect::<Vec<_>>(),
        "unknown_members": checked.unknown_members,
        "new_values": checked.new_values.iter().map(|new| json!({ "at": new.at, "schema": new.schema })).collect::<Vec<_>>(),
    })
}

/// The last exchanges.
pub(crate) struct Journal {
    exchanges: VecDeque<Exchange>,
    most: usize,
    count: u64,
}

impl Journal {
    pub fn new(most: usize) -> Self {
        Self { exchanges: VecDeque::new(), most: most.max(1), count: 0 }
    }

    pub fn add(&mut self, mut exchange: Exchange) {
        self.count += 1;
        exchange.number = self.count;
        self.exchanges.push_back(exchange);
        if self.exchanges.len() > self.most {
            self.exchanges.pop_front();
        }
    }

    pub fn all(&self) -> Vec<Exchange> {
        self.exchanges.iter().cloned().collect()
    }

    pub fn clear(&mut self) {
        self.exchanges.clear();
    }

    /// The journal, and how many older exchanges are gone from it.
    pub fn to_json(&self) -> Value {
        let kept = u64::try_from(self.exchanges.len()).unwrap_or(self.count);
        json!({
            "gone": self.count - kept,
            "exchanges": self.exchanges.iter().map(Exchange::to_json).collect::<Vec<_>>(),
        })
    }
}
