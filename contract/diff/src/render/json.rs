//! For programs: one JSON object.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Compared, Fate, Report};
use crate::{Change, Class};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let sum = report.sum();
    let value = json!({
        "against": report.against,
        "breaks": report.breaks(),
        "changes": sum.changes,
        "wire_breaks": sum.wire,
        "rust_breaks": sum.rust,
        "texts_only": sum.texts,
        "contracts": report.contracts.iter().map(compared).collect::<Vec<_>>(),
    });
    writeln!(out, "{value:#}")
}

fn compared(contract: &Compared) -> Value {
    match &contract.fate {
        Fate::Added => json!({ "file": contract.file, "fate": "added" }),
        Fate::Removed => json!({ "file": contract.file, "fate": "removed" }),
        Fate::Kept { changes, texts } => json!({
            "file": contract.file,
            "fate": "kept",
            "changes": changes.iter().map(change).collect::<Vec<_>>(),
            "texts_only": texts,
        }),
    }
}

fn change(change: &Change) -> Value {
    let at = &change.at;
    let used_by = change.used_by.iter();
    let used_by = used_by.map(|one| json!({ "operation": one.operation, "sent": one.sent, "answered": one.answered }));
    let class = match change.rust.class {
        Class::None => "none",
        Class::Additive => "additive",
        Class::Breaks => "breaks",
    };
    json!({
        "what": change.what,
        "at": { "side": at.side.to_string(), "file": at.file, "line": at.line, "pointer": at.pointer },
        "used_by": used_by.collect::<Vec<_>>(),
        "wire": {
            "old_client_new_server": verdict(change.wire.old_client_new_server),
            "new_client_old_server": verdict(change.wire.new_client_old_server),
            "reason": change.wire.reason,
        },
        "rust": { "class": class, "reason": change.rust.reason },
    })
}

fn verdict(breaks: bool) -> &'static str {
    if breaks { "breaks" } else { "works" }
}
