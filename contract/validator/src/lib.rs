//! Whether HTTP messages are what a contract says: single ones, exchanges, recordings.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use std::{collections::BTreeMap, fmt};

use http::{Method, Uri};
use openapi::{Findings, document::Document};

use self::message::{Request, Response};
pub use self::request::Meeting;

mod body;
mod checker;
mod demand;
mod direction;
mod encoding;
mod form;
mod format;
pub mod har;
mod limit;
mod media;
pub mod message;
mod model;
mod multipart;
mod path;
mod plan;
pub mod report;
mod request;
mod response;
mod scalar;
mod security;
mod shapes;
mod walk;
mod words;

/// A contract that messages are checked against.
pub struct Validator {
    document: Document,
    operations: Vec<model::Operation>,
    plan: plan::Plan,
    /// The paths of the servers' URLs, cut into segments.
    bases: Vec<Vec<String>>,
    strict: bool,
    security: bool,
    show_unknown: bool,
}

/// Where the secret of a security scheme stands.
#[derive(Debug, Clone, Copy)]
pub enum Credential<'a> {
    /// In the header `authorization`, after `Bearer`.
    Bearer,
    /// In a header of this name.
    Header(&'a str),
    /// In a place that cannot be seen in a message.
    Other,
}

/// What was found out about one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The operation that the request calls, if it calls one.
    pub operation: Option<String>,
    /// What the contract does not allow. When there are very many, some are listed.
    pub violations: Vec<Violation>,
    /// How many more violations there are than are listed.
    pub more_violations: usize,
    /// What the contract does not know. Allowed, unless the caller is strict.
    pub unknown: Vec<Unknown>,
    /// Enum values that the contract does not know. Allowed, unless the caller is strict.
    pub new_values: Vec<NewValue>,
    /// How many more unknown things and new values there are than are listed.
    pub more_unknown: usize,
    /// Every member that the contract has for the objects in the message, by its
    /// place, and whether it was there. Numbers of items stand as `*`.
    pub members: BTreeMap<String, bool>,
    /// What could not be checked, and why.
    pub unchecked: Vec<String>,
}

impl Checked {
    /// Whether the contract allows the message.
    pub fn conforms(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Something that the contract does not know. Its name may be personal data, such as an
/// id or an e-mail address, and stands as `*` unless the caller asked to see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[non_exhaustive]
pub struct Unknown {
    /// The place: `body#/user/*`, `query *`, `part *`, and `body` for a body that the
    /// contract does not describe. Numbers of items stand as `*`, too.
    pub at: String,
    /// What it is: `a string`, `an object`.
    pub found: String,
}

/// A value of an open enum that the contract does not name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[non_exhaustive]
pub struct NewValue {
    /// Path of the member; numbers of items stand as `*`.
    pub at: String,
    /// The schema of the enum.
    pub schema: String,
    /// The value, if the caller asked to see it: it may be anything, personal data included.
    pub value: Option<String>,
}

/// One thing that the contract does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// The operation, if the message belongs to one.
    pub operation: Option<String>,
    /// Where: `body#/user/state`, `header apikey`, `query page`, `part video`,
    /// `field scope`, `path`, `path user_id`, `method`, `status`. Keys of maps and names
    /// that the contract does not know are data and stand as `*`.
    pub at: String,
    /// What the contract asks for.
    pub expected: String,
    /// What was found, without any text of the message.
    pub found: String,
    /// Line of the contract that says so.
    pub line: usize,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation.as_deref().unwrap_or("no operation");
        write!(f, "{operation}: {}: expected {}, found {} (line {})", self.at, self.expected, self.found, self.line)
    }
}

/// An operation of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation<'a> {
    /// The `operationId`.
    pub id: &'a str,
    /// The method.
    pub method: &'a Method,
    /// The path with its names in braces.
    pub path: &'a str,
}

impl Validator {
    /// Reads a contract.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the contract.
    pub fn read(file: &str, text: &str) -> Result<Self, Findings> {
        let document = Document::read(file, text)?;
        let operations = model::operations(&document);
        let plan = plan::Plan::new(&document, operations.iter().flat_map(model::Operation::schemas));
        let plan = plan.map_err(|(pointer, reason)| {
            let help = "correct the schema".to_owned();
            document.fault(&pointer, format!("the schema is not usable: {reason}"), help)
        })?;
        let bases = model::bases(&document);
        Ok(Self { document, operations, plan, bases, strict: false, security: true, show_unknown: false })
    }

    /// From now on, what the contract does not know is a violation as well.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// From now on, missing credentials are no violation. This is for recordings from which
    /// they were removed, as browsers do when they save one.
    #[must_use]
    pub fn without_credentials(mut self) -> Self {
        self.security = false;
        self
    }

    /// From now on, names, path segments and enum values that the contract does not know
    /// are shown as they are, each up to its 40th character. They may be personal data.
    #[must_use]
    pub fn show_unknown(mut self) -> Self {
        self.show_unknown = true;
        self
    }

    /// Whether it shows what the contract does not know.
    pub fn shows_unknown(&self) -> bool {
        self.show_unknown
    }

    /// The contract's file, as its reader named it.
    pub fn file(&self) -> &str {
        &self.document.file
    }

    /// The operations in the order of the contract.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.operations.iter().map(|own| Operation { id: &own.id, method: &own.method, path: &own.path })
    }

    /// The contract itself.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What an operation asks for as credentials: alternatives, each a list of schemes
    /// that are needed together.
    pub fn security<'a>(&'a self, operation: &str) -> Vec<Vec<(&'a str, Credential<'a>)>> {
        let operation = self.operations.iter().find(|own| own.id == operation);
        let alternatives = operation.map_or(&[][..], |operation| &operation.security);
        let schemes = |alternative: &'a model::Alternative| {
            alternative.schemes.iter().map(|scheme| (scheme.name.as_str(), scheme.kind.credential())).collect()
        };
        alternatives.iter().map(schemes).collect()
    }

    /// What a server of the contract does with a request to this path.
    pub fn meet(&self, method: &Method, path: &str) -> Meeting<'_> {
        request::meet(self, method, path)
    }

    /// A path free of data: the template of the operation that it fits, or else
    /// `*` for each segment that the contract does not know.
    pub fn shown_path(&self, method: &Method, uri: &Uri) -> String {
        request::shown_path(self, method, uri)
    }

    /// Checks a request: operation, parameters, security, media type and body. A `readOnly`
    /// member is not required, and is a violation if it is present. The same holds for a
    /// `writeOnly` member in a response.
    pub fn request(&self, request: &Request) -> Checked {
        request::check(self, request, true)
    }

    /// Checks a request whose body is not at hand.
    pub fn request_head(&self, request: &Request) -> Checked {
        request::check(self, request, false)
    }

    /// Checks the response of an operation: status, headers, media type and body. A member
    /// that the contract does not know is not a violation here, even where
    /// `additionalProperties` is false.
    pub fn response(&self, operation: &str, response: &Response) -> Checked {
        response::check(self, operation, response, true)
    }

    /// Checks a response whose body is not at hand.
    pub fn response_head(&self, operation: &str, response: &Response) -> Checked {
        response::check(self, operation, response, false)
    }
}
