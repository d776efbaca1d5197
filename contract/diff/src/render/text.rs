//! For a terminal: a verb on the right of its column, then the lines that belong to it.

use std::io::{self, Write};

use super::{Compared, Fate, Report, count, wire, with_reason};
use crate::{Change, Class, Side, Use};

/// As many operations as one line names; the rest is counted.
const NAMED: usize = 5;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for contract in &report.contracts {
        line(out, "Comparing", &format!("{} with {}", contract.file, report.against))?;
        compared(contract, out)?;
    }
    let sum = report.sum();
    line(out, "Finished", &sum.sentence())?;
    match sum.texts {
        0 => Ok(()),
        texts => line(out, "Docs only", &format!("{} that no program reads", count(texts, "text"))),
    }
}

fn compared(contract: &Compared, out: &mut dyn Write) -> io::Result<()> {
    match &contract.fate {
        Fate::Added => line(out, "Adding", "the whole contract is new"),
        Fate::Removed => line(out, "Breaking", "the whole contract is gone"),
        Fate::Kept { changes, .. } => changes.iter().try_for_each(|one| change(one, out)),
    }
}

fn change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let verb = match (change.breaks(), change.rust.class) {
        (true, _) => "Breaking",
        (false, Class::Additive) => "Adding",
        (false, _) => "Changing",
    };
    line(out, verb, &change.what)?;
    let at = &change.at;
    let side = if at.side == Side::Old { " (old)" } else { "" };
    line(out, "at", &format!("{}:{} #{}{side}", at.file, at.line, at.pointer))?;
    line(out, "used by", &used_by(&change.used_by))?;
    line(out, "wire", &with_reason(wire(change), &change.wire.reason))?;
    line(out, "rust", &with_reason(&change.rust.class.to_string(), &change.rust.reason))
}

fn used_by(uses: &[Use]) -> String {
    let mut named: Vec<String> = uses.iter().take(NAMED).map(ToString::to_string).collect();
    match uses.len() {
        0 => return "no operation".to_owned(),
        all if all > NAMED => named.push(format!("and {} more", all - NAMED)),
        _ => {}
    }
    named.join(", ")
}

fn line(out: &mut dyn Write, verb: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{verb:>12} {text}")
}
