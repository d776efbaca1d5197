//! The requests and responses of a sandbox.

use std::{collections::VecDeque, time::Duration};

use serde_json::{Value, json};
use validator::{Checked, NewValue, Unknown, Violation};

use super::{bounded::Weigh, scenario::Scenario};

/// The most bytes of a body that are kept, if bodies are kept.
const MOST_OF_A_BODY: usize = 64 * 1024;

/// The most characters of a path that the terminal shows.
const MOST_OF_A_PATH: usize = 200;

/// One request and its response.
///
/// Headers, query and bodies are not kept, because they hold secrets and media. A path may
/// hold the id of a user.
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
    /// The status of the response.
    pub status: u16,
    /// The scenario of the call.
    pub scenario: Scenario,
    /// How the request compares with the contract.
    pub request: Checked,
    /// Whether the request was accepted although the contract does not allow it, because
    /// the vendor accepts it too.
    pub tolerated: bool,
    /// How the response compares with the contract, before a drifting schema changed it.
    pub answer: Checked,
    /// A note: which path an unknown path may have meant, or why the request was not read.
    pub note: Option<String>,
    /// Both bodies, if the sandbox was told to keep them.
    pub bodies: Option<Bodies>,
}

/// The bodies of an exchange as text, each up to 64 KiB.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bodies {
    /// The request's.
    pub request: String,
    /// The response's.
    pub answer: String,
}

impl Bodies {
    pub(crate) fn new(request: &[u8], answer: &[u8]) -> Self {
        let text = |body: &[u8]| String::from_utf8_lossy(&body[..body.len().min(MOST_OF_A_BODY)]).into_owned();
        Self { request: text(request), answer: text(answer) }
    }
}

impl Exchange {
    /// Whether the contract allows the request and the response.
    pub fn conforms(&self) -> bool {
        self.operation.is_some() && self.request.conforms() && self.answer.conforms()
    }

    /// What the terminal shows of it.
    pub(crate) fn line(&self, time: Duration) -> String {
        let path: String = self.path.chars().take(MOST_OF_A_PATH).collect();
        let mut line = format!("{} {path} {} {}", self.method, self.status, self.result());
        if self.scenario != Scenario::Live {
            line += &format!(", {}", self.scenario.name());
        }
        line + &format!(" ({} ms)", time.as_millis())
    }

    fn result(&self) -> String {
        if let Some(note) = &self.note {
            return note.clone();
        }
        if self.operation.is_none() {
            return "no operation".to_owned();
        }
        let of = |side, checked: &Checked| {
            checked.violations.first().map(|first| {
                let count = checked.violations.len() + checked.more_violations;
                let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
                format!("{side} {}: expected {}, found {}{more}", first.at, first.expected, first.found)
            })
        };
        match (of("request", &self.request), of("answer", &self.answer)) {
            (None, None) => self.warning().unwrap_or_else(|| "conforms".to_owned()),
            (Some(request), None) if self.tolerated => format!("tolerated: {request}"),
            (Some(one), None) | (None, Some(one)) => one,
            (Some(request), Some(answer)) => format!("{request}; {answer}"),
        }
    }

    /// What the client sent that the contract does not know. It may be a mistake.
    fn warning(&self) -> Option<String> {
        let new = self.request.new_values.iter().map(|new| format!("request {}: another value than is listed", new.at));
        let unknown = self.request.unknown.iter().map(|unknown| format!("request {}: not known", unknown.at));
        let mut all = new.chain(unknown);
        let first = all.next()?;
        let more = all.count() + self.request.more_unknown;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Some(format!("conforms; {first}{more}"))
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
        if let Some(note) = &self.note {
            value["note"] = json!(note);
        }
        if let Some(bodies) = &self.bodies {
            value["bodies"] = json!({ "request": bodies.request, "answer": bodies.answer });
        }
        value
    }
}

impl Weigh for Exchange {
    fn weight(&self) -> usize {
        let bodies = self.bodies.as_ref().map_or(0, |bodies| bodies.request.len() + bodies.answer.len());
        let note = self.note.as_ref().map_or(0, String::len);
        size_of::<Self>() + self.path.len() + note + bodies + self.request.weight() + self.answer.weight()
    }
}

impl Weigh for Checked {
    fn weight(&self) -> usize {
        /// What a text costs beside its bytes, where many are kept.
        const TEXT: usize = 48;
        let text = |text: &String| TEXT + text.len();
        let violations = self.violations.iter().map(|violation| {
            size_of::<Violation>() + violation.at.len() + violation.expected.len() + violation.found.len()
        });
        let values = self.new_values.iter().map(|new| {
            size_of::<NewValue>() + new.at.len() + new.schema.len() + new.value.as_ref().map_or(0, String::len)
        });
        let unknown = self.unknown.iter().map(|unknown| size_of::<Unknown>() + unknown.at.len() + unknown.found.len());
        let texts = self.unchecked.iter().chain(self.members.keys()).map(text);
        violations.chain(values).chain(unknown).chain(texts).sum()
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
        "more_violations": checked.more_violations,
        "unknown": checked.unknown,
        "new_values": checked.new_values.iter().map(|new| json!({ "at": new.at, "schema": new.schema })).collect::<Vec<_>>(),
        "more_unknown": checked.more_unknown,
    })
}

/// The last exchanges.
pub(crate) struct Journal {
    exchanges: VecDeque<(Exchange, usize)>,
    most: usize,
    most_bytes: usize,
    bytes: usize,
    count: u64,
}

impl Journal {
    /// A journal for at most this many exchanges and bytes. One exchange always fits.
    pub fn new(most: usize, most_bytes: usize) -> Self {
        Self { exchanges: VecDeque::new(), most: most.max(1), most_bytes, bytes: 0, count: 0 }
    }

    pub fn add(&mut self, mut exchange: Exchange) {
        self.count += 1;
        exchange.number = self.count;
        let weight = exchange.weight();
        self.bytes += weight;
        self.exchanges.push_back((exchange, weight));
        while self.exchanges.len() > 1 && (self.exchanges.len() > self.most || self.bytes > self.most_bytes) {
            let (_, weight) = self.exchanges.pop_front().unzip();
            self.bytes -= weight.unwrap_or_default();
        }
    }

    pub fn all(&self) -> Vec<Exchange> {
        self.exchanges.iter().map(|(exchange, _)| exchange.clone()).collect()
    }

    pub fn clear(&mut self) {
        self.exchanges.clear();
        self.bytes = 0;
    }

    /// How many older exchanges were dropped from it.
    pub fn gone(&self) -> u64 {
        self.count - u64::try_from(self.exchanges.len()).unwrap_or(self.count)
    }
}

/// A journal from which this many older exchanges were dropped.
pub(crate) fn to_json(gone: u64, exchanges: &[Exchange]) -> Value {
    json!({ "gone": gone, "exchanges": exchanges.iter().map(Exchange::to_json).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(path: &str) -> Exchange {
        Exchange {
            number: 0,
            operation: None,
            method: "GET".to_owned(),
            path: path.to_owned(),
            status: 404,
            scenario: Scenario::Live,
            request: Checked::default(),
            tolerated: false,
            answer: Checked::default(),
            note: None,
            bodies: None,
        }
    }

    #[test]
    fn what_is_kept_is_bounded_by_number_and_by_bytes() {
        let small = exchange("/").weight();
        let mut journal = Journal::new(3, 3 * small + 100);
        for _ in 0..4 {
            journal.add(exchange("/"));
        }
        assert_eq!((journal.all().len(), journal.gone()), (3, 1));
        journal.add(exchange(&"/".repeat(101)));
        assert_eq!((journal.all().len(), journal.gone(), journal.bytes), (3, 2, 3 * small + 100));
        let mut long = exchange("/");
        long.request.unchecked = vec!["x".repeat(10_000)];
        journal.add(long);
        assert_eq!((journal.all().len(), journal.gone()), (1, 5));
        journal.add(exchange("/"));
        assert_eq!((journal.all()[0].number, journal.bytes), (7, small));
    }
}
