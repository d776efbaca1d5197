//! What is sent and answered in the tests: every example, and every way to do without.

use serde_json::{Map, Value};

use crate::{
    contract::{Content, Operation},
    socket::Answer,
};

/// A call to be made.
#[derive(Clone, Default)]
pub struct Call {
    /// Name of the case.
    pub name: String,
    /// The body, as JSON even where it is sent as a form.
    pub body: Option<Value>,
    /// The parameters that are given.
    pub parameters: Map<String, Value>,
}

/// Every case of what an operation sends: each example of the body, and no body
/// where there is none or need not be one; then, where some parameters may be
/// left out as they are in those cases, all of them.
pub fn calls(operation: &Operation) -> Vec<Call> {
    let parameters = |all: bool| -> Map<String, Value> {
        let given = operation.parameters.iter().filter(|parameter| all || parameter.required);
        given.map(|parameter| (parameter.name.clone(), parameter.example.clone())).collect()
    };
    let mut calls = Vec::new();
    for (name, example) in operation.body.iter().flat_map(|body| &body.content.examples) {
        calls.push(Call { name: name.clone(), body: Some(example.clone()), parameters: parameters(false) });
    }
    if operation.body.as_ref().is_none_or(|body| !body.required) {
        calls.push(Call { name: "no_body".to_owned(), body: None, parameters: parameters(false) });
    }
    if operation.parameters.iter().any(|parameter| !parameter.required) {
        let body = calls[0].body.clone();
        calls.push(Call { name: "every_parameter".to_owned(), body, parameters: parameters(true) });
    }
    calls
}

/// An answer to be given.
#[derive(Clone)]
pub struct Reply {
    /// The contract's status, `_`, and the name of the example or `no_body`.
    pub name: String,
    /// The status to send.
    pub status: u16,
    /// The media type to send.
    pub media_type: Option<String>,
    /// The example.
    pub example: Option<Value>,
}

impl Reply {
    /// What the socket gives: text as it is, everything else as JSON.
    pub fn answer(&self) -> Answer {
        let body = match (&self.example, self.media_type.as_deref()) {
            (None, _) => Vec::new(),
            (Some(Value::String(text)), Some("text/plain")) => text.clone().into_bytes(),
            (Some(example), _) => serde_json::to_vec(example).unwrap(),
        };
        Answer { status: self.status, media_type: self.media_type.clone(), body }
    }
}

/// Every case of what an operation is answered with: each example of each
/// status, and no body where there is none or need not be one.
pub fn replies(operation: &Operation) -> Vec<Reply> {
    let mut replies = Vec::new();
    for answer in &operation.answers {
        let reply = |name: &str, content: Option<&Content>, example: Option<&Value>| Reply {
            name: format!("{}__{name}", answer.status),
            status: code(&answer.status),
            media_type: content.map(|content| content.media_type.clone()),
            example: example.cloned(),
        };
        if let Some(content) = &answer.content {
            replies.extend(content.examples.iter().map(|(name, value)| reply(name, Some(content), Some(value))));
        }
        if answer.optional || answer.content.is_none() {
            replies.push(reply("no_body", None, None));
        }
    }
    replies
}

/// The code to send for a status of the contract.
fn code(status: &str) -> u16 {
    // No contract names it, which makes it one of all others.
    const ANY_OTHER: u16 = 418;
    if status == "default" { ANY_OTHER } else { status.parse().unwrap() }
}
