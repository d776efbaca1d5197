//! The report as a Markdown page.

use std::io::{self, Write};

use super::Report;

pub(super) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "## {}\n\n{}", report.contract, report.summary())?;
    if let Some(warning) = report.warning() {
        writeln!(to, "\n**{warning}**")?;
    }
    if !report.rows.is_empty() {
        writeln!(to, "\n| Operation | Call | Status | Times | Result |\n|---|---|---|---|---|")?;
    }
    for row in &report.rows {
        let operation = row.operation.as_deref().map_or_else(|| "-".to_owned(), code);
        let call = code(&format!("{} {}", row.method, row.path));
        let mut result = row.result();
        for deviation in &row.deviations {
            let violation = &deviation.violation;
            result.push_str(&format!(
                "<br>{} {}: expected {}, found {} (line {})",
                deviation.side.name(),
                code(&violation.at),
                cell(&violation.expected),
                cell(&violation.found),
                violation.line
            ));
        }
        result.extend(row.more().map(|more| format!("<br>{more}")));
        writeln!(to, "| {operation} | {call} | {} | {} | {result} |", row.status_text(), row.times)?;
    }
    let unknown = report.unknown().into_iter().map(|(unknown, times)| {
        let operation = unknown.operation.as_deref().unwrap_or("-");
        let (side, at) = (unknown.side.name(), code(&unknown.at));
        format!("{} {side} {at}: {}{}", code(operation), unknown.found, often(times))
    });
    let more = (report.more_unknown() > 0).then(|| format!("and {} more, not listed", report.more_unknown()));
    let unknown = unknown.chain(more);
    section(to, "What the contract does not know", unknown)?;
    let new = report.new_values().into_iter().map(|(new, times)| {
        let operation = code(new.operation.as_deref().unwrap_or("-"));
        let value = new.value.as_deref().map_or_else(|| "(hidden)".to_owned(), code);
        format!("{operation} {} {}: {} {value}{}", new.side.name(), code(&new.at), code(&new.schema), often(times))
    });
    section(to, "New enum values", new)?;
    let unchecked = report.unchecked().into_iter().map(|((operation, reason), times)| {
        format!("{} {}{}", code(operation.unwrap_or("-")), cell(reason), often(times))
    });
    section(to, "Not checked", unchecked)?;
    let members = report.members_never_seen();
    section(to, "Members never seen", members.map(|(operation, at)| format!("{} {}", code(operation), code(at))))?;
    section(to, "Operations never seen", report.never_seen().map(code))
}

fn section(to: &mut dyn Write, title: &str, items: impl Iterator<Item = String>) -> io::Result<()> {
    let mut items = items.peekable();
    if items.peek().is_some() {
        writeln!(to, "\n### {title}\n")?;
    }
    items.try_for_each(|item| writeln!(to, "- {item}"))
}

fn often(times: usize) -> String {
    if times == 1 { String::new() } else { format!(" ({times} times)") }
}

/// Text that is escaped for a table.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    for character in text.chars() {
        if matches!(character, '|' | '*' | '_' | '`' | '<' | '[' | '\\') {
            cell.push('\\');
        }
        cell.push(character);
    }
    cell
}

/// A name in a table; GitHub reads `\|` there even in code.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
