//! The report as one JSON object.

use std::io::{self, Write};

use serde::Serialize;

use super::{Known, New, Report, Row, Unknown};

#[derive(Serialize)]
struct Whole<'a> {
    contract: &'a str,
    conforms: bool,
    /// Whether names and values that the contract does not know are shown as they came.
    shows_unknown: bool,
    exchanges: usize,
    deviating: usize,
    not_checked_in_full: usize,
    not_read: usize,
    unread: &'a [String],
    not_listed: usize,
    rows: &'a [Row],
    unknown_members: Vec<Counted<&'a Unknown>>,
    new_values: Vec<Counted<&'a New>>,
    more_unknown: usize,
    members_never_seen: Vec<Member<'a>>,
    never_seen: Vec<&'a Known>,
}

#[derive(Serialize)]
struct Member<'a> {
    operation: &'a str,
    at: &'a str,
}

#[derive(Serialize)]
struct Counted<T> {
    #[serde(flatten)]
    what: T,
    times: usize,
}

pub(super) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let whole = Whole {
        contract: &report.contract,
        conforms: report.conforms(),
        shows_unknown: report.shows_unknown,
        exchanges: report.exchanges,
        deviating: report.deviating,
        not_checked_in_full: report.unchecked,
        not_read: report.unread_count,
        unread: &report.unread,
        not_listed: report.left_out,
        rows: &report.rows,
        unknown_members: counted(report.unknown()),
        new_values: counted(report.new_values()),
        more_unknown: report.more_unknown(),
        members_never_seen: report.members_never_seen().map(|(operation, at)| Member { operation, at }).collect(),
        never_seen: report.never_seen_whole().collect(),
    };
    serde_json::to_writer_pretty(&mut *to, &whole)?;
    writeln!(to)
}

fn counted<T>(all: Vec<(T, usize)>) -> Vec<Counted<T>> {
    all.into_iter().map(|(what, times)| Counted { what, times }).collect()
}
