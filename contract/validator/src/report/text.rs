//! The report as a table for a terminal.

use std::io::{self, Write};

use super::Report;

const HEAD: [&str; 5] = ["OPERATION", "CALL", "STATUS", "TIMES", "RESULT"];

pub(super) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}\n", report.contract)?;
    if let Some(warning) = report.warning() {
        writeln!(to, "{warning}\n")?;
    }
    let cells: Vec<[String; 5]> = report
        .rows
        .iter()
        .map(|row| {
            [
                row.operation.clone().unwrap_or_else(|| "-".to_owned()),
                format!("{} {}", row.method, row.path),
                row.status_text(),
                row.times.to_string(),
                row.result(),
            ]
        })
        .collect();
    let mut widths = HEAD.map(str::len);
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    if !cells.is_empty() {
        line(to, &HEAD, &widths)?;
    }
    for (row, cells) in report.rows.iter().zip(&cells) {
        line(to, cells, &widths)?;
        for deviation in &row.deviations {
            let side = deviation.side.name();
            let violation = &deviation.violation;
            writeln!(to, "    {side} {}: expected {}, found {}", violation.at, violation.expected, violation.found)?;
            writeln!(to, "        {}:{}", report.contract, violation.line)?;
        }
        if let Some(more) = row.more() {
            writeln!(to, "    {more}")?;
        }
    }
    if !cells.is_empty() {
        writeln!(to)?;
    }
    let hint = if report.shows_unknown { "" } else { " (--show-unknown shows the names)" };
    section(to, &format!("What the contract does not know{hint}"), report.unknown(), |unknown| {
        format!("{} {} {}: {}", name(unknown.operation.as_deref()), unknown.side.name(), unknown.at, unknown.found)
    })?;
    let hint = if report.shows_unknown { "" } else { " (--show-unknown shows them)" };
    section(to, &format!("New enum values{hint}"), report.new_values(), |new| {
        let value = new.value.as_deref().unwrap_or("(hidden)");
        let operation = name(new.operation.as_deref());
        format!("{operation} {} {}: {} {value}", new.side.name(), new.at, new.schema)
    })?;
    if report.more_unknown() > 0 {
        writeln!(to, "Not known and not listed: {}\n", report.more_unknown())?;
    }
    section(to, "Not checked", report.unchecked(), |(operation, reason)| format!("{} {reason}", name(operation)))?;
    let members = report.members_never_seen().map(|member| (member, 1)).collect();
    section(to, "Members never seen", members, |(operation, at)| format!("{operation} answer {at}"))?;
    section(to, "Operations never seen", report.never_seen().map(|operation| (operation, 1)).collect(), str::to_owned)?;
    writeln!(to, "{}", report.summary())
}

fn name(operation: Option<&str>) -> &str {
    operation.unwrap_or("-")
}

fn line<T: AsRef<str>>(to: &mut dyn Write, cells: &[T; 5], widths: &[usize; 5]) -> io::Result<()> {
    let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{:width$}", cell.as_ref()));
    writeln!(to, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())
}

fn section<T>(to: &mut dyn Write, title: &str, all: Vec<(T, usize)>, show: impl Fn(T) -> String) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(to, "{title}:")?;
    for (what, times) in all {
        let times = if times == 1 { String::new() } else { format!(" ({times} times)") };
        writeln!(to, "    {}{times}", show(what))?;
    }
    writeln!(to)
}
