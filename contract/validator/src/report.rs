//! What was found out about many exchanges, for people and for CI.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    io::{self, Write},
    mem,
};

use serde::Serialize;

use crate::Validator;

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
    shows_unknown: bool,
    rows: Vec<Row>,
    /// The indexes of the rows, by the hash of their findings.
    alike: HashMap<u64, Vec<usize>>,
    /// Which parts of a recording could not be read, up to a limit, and why.
    unread: Vec<String>,
    unread_count: usize,
    answered: usize,
    seen: BTreeSet<String>,
    /// Operation and place of each member that a response could have had, and
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
            shows_unknown: validator.shows_unknown(),
            rows: Vec::new(),
            alike: HashMap::new(),
            unread: Vec::new(),
            unread_count: 0,
            answered: 0,
            seen: BTreeSet::new(),
            members: BTreeMap::new(),
            exchanges: 0,
            deviating: 0,
            unchecked: 0,
            left_out: 0,
        }
    }

    /// Adds what was found out about one exchange. An exchange with known findings only
    /// raises a count.
    pub fn add(&mut self, mut row: Row) {
        self.exchanges += row.times;
        self.deviating += if row.conforms() { 0 } else { row.times };
        self.answered += if row.status.is_some() { row.times } else { 0 };
        self.unchecked += if row.unchecked.is_empty() { 0 } else { row.times };
        self.seen.extend(row.operation.clone());
        for (at, there) in mem::take(&mut row.members) {
            let operation = row.operation.clone().unwrap_or_default();
            *self.members.entry((operation, at)).or_default() |= there;
        }
        // The hash is the same only within this process, which is enough.
        let alike = self.alike.entry(BuildHasherDefault::<DefaultHasher>::default().hash_one(row.key())).or_default();
        if let Some(same) = alike.iter().find(|index| self.rows[**index].key() == row.key()) {
            self.rows[*same].times += row.times;
        } else if self.rows.len() < MOST_ROWS {
            alike.push(self.rows.len());
            self.rows.push(row);
        } else {
            self.left_out += row.times;
        }
    }

    /// Adds the reason why a part of a recording could not be read, without any text of it.
    pub fn add_unread(&mut self, reason: String) {
        self.unread_count += 1;
        if self.unread.len() < MOST_ROWS {
            self.unread.push(reason);
        }
    }

    /// Why it is unknown whether everything conforms, when nothing deviates but something
    /// could not be checked.
    pub fn open_question(&self) -> Option<String> {
        match (self.exchanges, self.answered, self.unread_count) {
            (0, _, 0) => Some("there was no exchange to check".to_owned()),
            (_, _, 1) => Some("1 entry of the recording could not be read".to_owned()),
            (_, _, unread @ 2..) => Some(format!("{unread} entries of the recording could not be read")),
            (_, 0, _) => Some("no answer came, so none could be checked".to_owned()),
            _ => None,
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

    /// The exchanges; equal ones share a row.
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

    /// Members of the contract, each with its operation and place, that no response
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

    /// How many more unknown things and new values there are than are listed.
    fn more_unknown(&self) -> usize {
        self.rows.iter().map(|row| row.more_unknown * row.times).sum()
    }

    fn unchecked(&self) -> Vec<((Option<&str>, &str), usize)> {
        let rows = self.rows.iter().flat_map(|row| {
            row.unchecked.iter().map(|reason| ((row.operation.as_deref(), reason.as_str()), row.times))
        });
        let mut all: Vec<_> = self.unread.iter().map(|reason| ((None, reason.as_str()), 1)).collect();
        all.extend(totals(rows));
        all
    }

    /// A line that warns when names and values from the messages are shown.
    fn warning(&self) -> Option<&'static str> {
        let warning = "Names, paths and values that the contract does not know are shown as they came. They may be personal data.";
        self.shows_unknown.then_some(warning)
    }

    /// `2 of 14 exchanges deviate` and the like.
    fn summary(&self) -> String {
        let mut summary = match (self.exchanges, self.deviating) {
            (0, _) => "No exchange.".to_owned(),
            (1, 0) if self.answered == 0 => "1 exchange; no answer came.".to_owned(),
            (all, 0) if self.answered == 0 => format!("{all} exchanges; no answer came."),
            (1, 0) => "1 exchange; it conforms.".to_owned(),
            (1, _) => "1 exchange; it deviates.".to_owned(),
            (all, 0) => format!("{all} exchanges; all conform."),
            (all, 1) => format!("{all} exchanges; 1 deviates."),
            (all, some) => format!("{all} exchanges; {some} deviate."),
        };
        if self.unchecked > 0 {
            summary.push_str(&format!(" Not checked in full: {}.", self.unchecked));
        }
        if self.unread_count > 0 {
            summary.push_str(&format!(" Not read: {}.", self.unread_count));
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
