//! For a pull request: one table a contract.

use std::io::{self, Write};

use super::{Compared, Fate, Report, count, wire, with_reason};
use crate::{Change, Use};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Contracts compared with `{}`\n", report.against)?;
    for contract in &report.contracts {
        compared(contract, out)?;
    }
    let sum = report.sum();
    writeln!(out, "**{}**", sum.sentence())?;
    if sum.texts > 0 {
        writeln!(out, "\nDocs only: {} that no program reads.", count(sum.texts, "text"))?;
    }
    Ok(())
}

fn compared(contract: &Compared, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}\n", contract.file)?;
    match &contract.fate {
        Fate::Added => writeln!(out, "The whole contract is new.\n"),
        Fate::Removed => writeln!(out, "The whole contract is gone.\n"),
        Fate::Kept { changes, .. } if changes.is_empty() => writeln!(out, "No change.\n"),
        Fate::Kept { changes, .. } => {
            writeln!(out, "| | change | line | used by | wire | Rust |\n|---|---|---|---|---|---|")?;
            changes.iter().try_for_each(|change| row(change, out))?;
            writeln!(out)
        }
    }
}

fn row(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let mark = if change.breaks() { "breaks" } else { "" };
    let used_by: Vec<String> = change.used_by.iter().map(Use::to_string).collect();
    let place = format!("{}:{} ({})", change.at.file, change.at.line, change.at.side);
    let cells = [
        mark.to_owned(),
        change.what.clone(),
        place,
        used_by.join(", "),
        with_reason(wire(change), &change.wire.reason),
        with_reason(&change.rust.class.to_string(), &change.rust.reason),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}
