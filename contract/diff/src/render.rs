//! The changes of all contracts as a report.

use std::io::{self, Write};

use super::Change;

mod json;
mod markdown;
mod text;

/// All contracts of a repository compared with an earlier state of it.
#[derive(Debug, Clone)]
pub struct Report {
    /// The revision that they are compared with, as the caller named it.
    pub against: String,
    /// The contracts in the order in which they are reported.
    pub contracts: Vec<Compared>,
}

/// One contract compared.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The contract's file.
    pub file: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a contract.
#[derive(Debug, Clone)]
pub enum Fate {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It is in both states.
    Kept {
        /// What differs.
        changes: Vec<Change>,
        /// How many texts differ that only people read.
        texts: usize,
    },
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal, laid out as cargo does.
    Text,
    /// For programs.
    Json,
    /// For a pull request.
    Markdown,
}

/// How many changes there are and what they do.
struct Sum {
    changes: usize,
    wire: usize,
    rust: usize,
    texts: usize,
}

impl Report {
    /// Whether anything breaks the wire or Rust source.
    pub fn breaks(&self) -> bool {
        self.contracts.iter().any(|contract| match &contract.fate {
            Fate::Added => false,
            Fate::Removed => true,
            Fate::Kept { changes, .. } => changes.iter().any(Change::breaks),
        })
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written to.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, out),
            Format::Json => json::write(self, out),
            Format::Markdown => markdown::write(self, out),
        }
    }

    fn sum(&self) -> Sum {
        let mut sum = Sum { changes: 0, wire: 0, rust: 0, texts: 0 };
        for contract in &self.contracts {
            match &contract.fate {
                Fate::Added => sum.changes += 1,
                Fate::Removed => {
                    sum.changes += 1;
                    sum.wire += 1;
                    sum.rust += 1;
                }
                Fate::Kept { changes, texts } => {
                    sum.changes += changes.len();
                    sum.wire += changes.iter().filter(|change| change.wire.breaks()).count();
                    sum.rust += changes.iter().filter(|change| change.rust.class == super::Class::Breaks).count();
                    sum.texts += texts;
                }
            }
        }
        sum
    }
}

impl Sum {
    fn sentence(&self) -> String {
        match self.changes {
            0 => "no change".to_owned(),
            _ => format!(
                "{}: {} the wire, {} Rust source",
                count(self.changes, "change"),
                breaks(self.wire),
                breaks(self.rust),
            ),
        }
    }
}

fn breaks(count: usize) -> String {
    match count {
        0 => "none breaks".to_owned(),
        1 => "1 breaks".to_owned(),
        more => format!("{more} break"),
    }
}

fn count(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The wire's verdict in words, without its reason.
fn wire(change: &Change) -> &'static str {
    match (change.wire.old_client_new_server, change.wire.new_client_old_server) {
        (true, true) => "breaks in both directions",
        (true, false) => "breaks an old client with a new server",
        (false, true) => "breaks a new client with an old server",
        (false, false) => "works",
    }
}

/// A verdict and its reason.
fn with_reason(verdict: &str, reason: &str) -> String {
    if reason.is_empty() { verdict.to_owned() } else { format!("{verdict}: {reason}") }
}
