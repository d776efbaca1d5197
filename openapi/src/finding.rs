//! What is wrong with a contract, in words that help a person to correct it.

use std::fmt;

/// One thing that is wrong with a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The contract's file as the caller named it.
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
    /// JSON pointer to the member at fault; empty for the whole document.
    pub pointer: String,
    /// The operation it concerns: the one that contains it or, for a shared
    /// component, the first that reaches it. None when no operation does.
    pub operation: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}: {}", self.file, self.line, self.message)?;
        writeln!(f, "  at: #{}", self.pointer)?;
        if let Some(operation) = &self.operation {
            writeln!(f, "  operation: {operation}")?;
        }
        write!(f, "  help: {}", self.help)
    }
}

/// Everything that is wrong with one contract, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Findings(Vec<Finding>);

impl Findings {
    pub(crate) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| (a.line, &a.pointer).cmp(&(b.line, &b.pointer)));
        findings.dedup();
        Self(findings)
    }

    /// The findings, at least one.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            writeln!(f, "{finding}")?;
        }
        let file = self.0.first().map_or("the contract", |first| &first.file);
        match self.0.len() {
            1 => write!(f, "1 finding in {file}; nothing was written"),
            n => write!(f, "{n} findings in {file}; nothing was written"),
        }
    }
}
