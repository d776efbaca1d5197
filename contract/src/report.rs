//! What was found out about many exchanges, for people and for CI.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    mem,
};

use serde::Serialize;

use crate::validator::Validator;

mod exchange;
mod json;
mod junit;
mod markdown;
mod text;

pub use exchange::{Deviation, Exchange, New, Row, Side, Unknown};

/// Rows that differ beyond this many are counted and not kept, so that a proxy
/// may run for days.
const MOST_ROWS: usize = 1_000;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table for a terminal.
    Text,
    /// One object for a program.
    Json,
    /// One test case an exchange, for CI.
    Junit,
    /// A table for a page.
    Markdown,
}

/// Everything that was found out, without any text of the messages.
#[derive(Debug, Clone)]
pub struct Report {
    contract: String,
    operations: Vec<Known>,
    rows: Vec<Row>,
    seen: BTreeSet<String>,
    /// Operation and place of each member that an answer could have had, and
    /// whether one had it. As many as the contract has, however many exchanges there are.
    members: BTreeMap<(String, String), bool>,
    exchanges: usize,
    deviating: usize,
    unchecked: usize,
    left_out: usize,
}

/// An operation of the contract.
#[derive(Debug, Clone, Serialize)]
struct Known {
    operation: String,
    method: String,
    path: String,
}

impl Report {
    /// A report about exchanges under this contract; none so far.
    pub fn new(validator: &Validator) -> Self {
        let known = validator.operations().map(|operation| Known {
            operation: operation.id.to_owned(),
            method: operation.method.to_string(),
            path: operation.path.to_owned(),
        });
        Self {
            contract: validator.file().to_owned(),
            operations: known.collect(),
            rows: Vec::new(),
            seen: BTreeSet::new(),
            members: BTreeMap::new(),
            exchanges: 0,
            deviating: 0,
            unchecked: 0,
            left_out: 0,
        }
    }

    /// Adds what was found out about one exchange. What was found before is counted.
    pub fn add(&mut self, mut row: Row) {
        self.exchanges += row.times;
        self.deviating += if row.conforms() { 0 } else { row.times };
        self.unchecked += if row.unchecked.is_empty() { 0 } else { row.times };
        self.seen.extend(row.operation.clone());
        for (at, there) in mem::take(&mut row.members) {
            let operation = row.operation.clone().unwrap_or_default();
            *self.members.entry((operation, at)).or_default() |= there;
        }
        if let Some(same) = self.rows.iter_mut().find(|other| other.is_same(&row)) {
            same.times += row.times;
        } else if self.rows.len() < MOST_ROWS {
            self.rows.push(row);
        } else {
            self.left_out += row.times;
        }
    }

    /// Whether no exchange deviates from the contract.
    pub fn conforms(&self) -> bool {
        self.deviating == 0
    }

    /// How many exchanges there were.
    pub fn exchanges(&self) -> usize {
        self.exchanges
    }

    /// The exchanges; those that are alike in one row.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Operations of the contract that no exchange called.
    pub fn never_seen(&self) -> impl Iterator<Item = &str> {
        self.never_seen_whole().map(|known| known.operation.as_str())
    }

    fn never_seen_whole(&self) -> impl Iterator<Item = &Known> {
        self.operations.iter().filter(|known| !self.seen.contains(&known.operation))
    }

    /// Members of the contract, each with its operation and place, that no answer
    /// had although some had the object that they belong to.
    pub fn members_never_seen(&self) -> impl Iterator<Item = (&str, &str)> {
        let never = self.members.iter().filter(|(_, there)| !**there);
        never.map(|((operation, at), _)| (operation.as_str(), at.as_str()))
    }

    /// What the contract does not know, and how often it came.
    fn unknown(&self) -> Vec<(&Unknown, usize)> {
        totals(self.rows.iter().flat_map(|row| row.unknown.iter().map(|unknown| (unknown, row.times))))
    }

    /// Enum values that the contract does not know, and how often each came.
    fn new_values(&self) -> Vec<(&New, usize)> {
        totals(self.rows.iter().flat_map(|row| row.new_values.iter().map(|new| (new, row.times))))
    }

    fn unchecked(&self) -> Vec<((Option<&str>, &str), usize)> {
        totals(self.rows.iter().flat_map(|row| {
            row.unchecked.iter().map(|reason| ((row.operation.as_deref(), reason.as_str()), row.times))
        }))
    }

    /// `2 of 14 exchanges deviate` and the like.
    fn summary(&self) -> String {
        let mut summary = match (self.exchanges, self.deviating) {
            (0, _) => "No exchange.".to_owned(),
            (1, 0) => "1 exchange; it conforms.".to_owned(),
            (1, _) => "1 exchange; it deviates.".to_owned(),
            (all, 0) => format!("{all} exchanges; all conform."),
            (all, 1) => format!("{all} exchanges; 1 deviates."),
            (all, some) => format!("{all} exchanges; {some} deviate."),
        };
        if self.unchecked > 0 {
            summary.push_str(&format!(" Not checked in full: {}.", self.unchecked));
        }
        if self.left_out > 0 {
            summary.push_str(&format!(" Not listed: {}.", self.left_out));
        }
        summary
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// When `to` cannot be written.
    pub fn write(&self, format: Format, to: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, to),
            Format::Json => json::write(self, to),
            Format::Junit => junit::write(self, to),
            Format::Markdown => markdown::write(self, to),
        }
    }
}

fn totals<T: Ord>(all: impl Iterator<Item = (T, usize)>) -> Vec<(T, usize)> {
    let mut totals = BTreeMap::new();
    for (what, times) in all {
        *totals.entry(what).or_insert(0) += times;
    }
    totals.into_iter().collect()
}
