//! One difference between two contracts, and its effects.

use std::fmt;

/// One difference between two contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What is different, in a sentence.
    pub what: String,
    /// Where it stands.
    pub at: Place,
    /// The effect on messages.
    pub wire: Wire,
    /// The effect on programs.
    pub rust: Rust,
    /// The operations that reach it, in the order of the contract.
    pub used_by: Vec<Use>,
}

impl Change {
    /// Whether the change breaks messages or programs.
    pub fn breaks(&self) -> bool {
        self.wire.breaks() || self.rust.class == Class::Breaks
    }
}

/// Where a change stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Which of the two contracts: the new one unless it no longer has the place.
    pub side: Side,
    /// The file as its caller named it.
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
    /// JSON pointer to the member.
    pub pointer: String,
}

/// One of the two contracts that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The contract as it was.
    Old,
    /// The contract as it is.
    New,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Old => "old",
            Self::New => "new",
        })
    }
}

/// Whether messages are still understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Wire {
    /// Whether a program built with the old contract fails against a server of the new one.
    pub old_client_new_server: bool,
    /// Whether the same program, rebuilt with the new contract, fails against a server of the old one.
    pub new_client_old_server: bool,
    /// The reason; may be empty.
    pub reason: String,
}

impl Wire {
    /// Nothing on the wire is different.
    pub(super) fn same() -> Self {
        Self::default()
    }

    /// Something is different and does no harm.
    pub(super) fn works(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    pub(super) fn of(old_client: bool, new_client: bool, reason: impl Into<String>) -> Self {
        Self { old_client_new_server: old_client, new_client_old_server: new_client, reason: reason.into() }
    }

    /// Whether a client fails in either direction.
    pub fn breaks(&self) -> bool {
        self.old_client_new_server || self.new_client_old_server
    }
}

/// Whether programs still compile and mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rust {
    /// How severe the effect is.
    pub class: Class,
    /// What is different for the program; empty when nothing is.
    pub reason: String,
}

impl Rust {
    pub(super) fn none() -> Self {
        Self { class: Class::None, reason: String::new() }
    }

    pub(super) fn same(reason: impl Into<String>) -> Self {
        Self { class: Class::None, reason: reason.into() }
    }

    pub(super) fn adds(reason: impl Into<String>) -> Self {
        Self { class: Class::Additive, reason: reason.into() }
    }

    pub(super) fn breaks(reason: impl Into<String>) -> Self {
        Self { class: Class::Breaks, reason: reason.into() }
    }

    /// The worse of the two; both when they are equally bad.
    pub(super) fn and(mut self, other: Self) -> Self {
        if other.class == self.class && !other.reason.is_empty() && !self.reason.contains(&other.reason) {
            let both = [self.reason, other.reason].into_iter().filter(|reason| !reason.is_empty());
            self.reason = both.collect::<Vec<_>>().join("; ");
            return self;
        }
        self.or(other)
    }

    /// The worse of the two; this one when they are equally bad.
    pub(super) fn or(self, other: Self) -> Self {
        if other.class > self.class { other } else { self }
    }
}

/// What a change does to Rust source that uses the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The generated source offers the same.
    None,
    /// It offers more.
    Additive,
    /// It offers something else: a program no longer compiles, or its builder refuses to build.
    Breaks,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "same",
            Self::Additive => "additive",
            Self::Breaks => "breaks",
        })
    }
}

/// An operation that reaches a place, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Use {
    /// The `operationId`, the new one when it was renamed.
    pub operation: String,
    /// Whether a request carries it.
    pub sent: bool,
    /// Whether a response carries it.
    pub answered: bool,
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.operation)?;
        match (self.sent, self.answered) {
            (true, true) => f.write_str(" (request, answer)"),
            (true, false) => f.write_str(" (request)"),
            (false, true) => f.write_str(" (answer)"),
            (false, false) => Ok(()),
        }
    }
}
