//! What a contract says about its operations, as data.

use std::fmt;

/// One operation of a contract. Generated code makes the values.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// The contract's `operationId`.
    pub id: &'static str,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The path below the base URL; parameters stand in braces.
    pub path: &'static str,
    /// Whether a retry does no harm when the outcome of a call is unknown.
    pub idempotent: bool,
    /// The `Accept` header.
    pub accept: &'static str,
    /// The statuses that mean success.
    pub successes: &'static [Status],
    /// The statuses that the contract knows as errors.
    pub errors: &'static [Status],
    /// Alternatives; each is a set of schemes that are needed together. None at
    /// all means that no credentials are needed.
    pub security: &'static [&'static [&'static SecurityScheme]],
}

impl Operation {
    /// Whether the contract knows the status as a success.
    pub fn is_success(&self, status: u16) -> bool {
        self.successes.iter().any(|known| known.matches(status))
    }

    /// Whether the contract knows the status as an error.
    pub fn is_error(&self, status: u16) -> bool {
        !self.is_success(status) && self.errors.iter().any(|known| known.matches(status))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// A status of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// One code.
    Code(u16),
    /// A class of codes by its first digit: 4 is 400 to 499.
    Range(u16),
    /// Every code that the operation does not name otherwise.
    Default,
}

impl Status {
    /// Whether a code is of this status.
    pub fn matches(self, status: u16) -> bool {
        match self {
            Self::Code(code) => code == status,
            Self::Range(range) => status / 100 == range,
            Self::Default => true,
        }
    }
}

/// A way to prove who calls.
#[derive(Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The contract's name for it.
    pub name: &'static str,
    /// Where the secret goes.
    pub kind: SchemeKind,
}

impl SecurityScheme {
    /// The header that the secret goes into.
    pub fn header(&self) -> &'static str {
        match self.kind {
            SchemeKind::Bearer => "authorization",
            SchemeKind::Header(name) => name,
        }
    }
}

/// Where the secret of a [`SecurityScheme`] goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// Into `Authorization`, after `Bearer`.
    Bearer,
    /// Alone into the named header.
    Header(&'static str),
}

/// A server that a contract names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// The base URL, with the contract's default for each variable.
    pub url: &'static str,
    /// What the server is for.
    pub description: &'static str,
    /// `production`, `sandbox` or `staging`, where the contract says so.
    pub environment: Option<&'static str>,
}
