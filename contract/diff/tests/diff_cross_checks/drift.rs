//! Whatever drift sees, the comparison sees.
//!
//! drift 0.2 walks the same tree. It does not see security, servers, headers and
//! renames, has no word for most changes of a schema, and panics where media types
//! differ; so it is a check of the comparison and no part of it.

use std::panic;

use contract_diff::{Change, diff};
use drift::{ChangeClass, ChangePath};
use openapi::document::Document;

/// Cases in which drift panics: it takes bodies and their media types to be the same.
const PANICS: [&str; 9] = [
    "answer-body-added",
    "answer-body-removed",
    "answer-media-type-problem",
    "answer-media-type-text",
    "body-media-type",
    "body-media-type-multipart",
    "body-media-type-parameter",
    "one-way-by-use",
    "one-way-renamed-body",
];

/// A case in which drift reports defaults that are written out, which change nothing.
const WRITTEN_OUT: &str = "limits-written-out";

#[test]
fn every_change_that_drift_reports_is_one_of_ours() {
    let base = crate::base();
    let mut missed = Vec::new();
    let (mut seen, mut gave_up) = (0, Vec::new());
    for (name, new) in crate::cases() {
        let Some(reported) = compare(&base, &new) else {
            gave_up.push(name);
            continue;
        };
        let ours = diff(&base, &new);
        let reported = if name == WRITTEN_OUT { Vec::new() } else { reported };
        for change in &reported {
            for info in change.changes.iter().filter(|info| info.class != ChangeClass::Trivial) {
                seen += 1;
                let subpaths = (info.old_subpath.as_str(), info.new_subpath.as_str());
                if !change.paths.iter().any(|path| is_covered(path, subpaths, &ours)) {
                    missed.push(format!("{name}: {} at {}", info.message, change.paths[0].new));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert_eq!(gave_up, PANICS);
    assert!(seen > 50, "drift reported {seen} changes only");
}

/// None when drift panics.
fn compare(old: &Document, new: &Document) -> Option<Vec<drift::Change>> {
    let reported = panic::catch_unwind(|| drift::compare(&old.value, &new.value));
    reported.ok().map(|reported| reported.unwrap())
}

/// Whether one of our changes stands at, around or inside a place on drift's way.
fn is_covered(path: &ChangePath, (old, new): (&str, &str), ours: &[Change]) -> bool {
    let full = |base: &str, subpath: &str| {
        // drift's own spelling of a member that the standard calls otherwise.
        let base = base.trim_start_matches('#').replace("/request_body/", "/requestBody/");
        if subpath.is_empty() { base } else { format!("{base}/{subpath}") }
    };
    let mut places = vec![full(path.old.current_pointer(), old), full(path.new.current_pointer(), new)];
    // A place that is reached through a reference may be reported at the reference.
    places.extend(path.old.iter().chain(path.new.iter()).skip(1).map(|step| full(step, "")));
    let within = |one: &str, other: &str| one == other || one.starts_with(&format!("{other}/"));
    ours.iter()
        .any(|change| places.iter().any(|place| within(place, &change.at.pointer) || within(&change.at.pointer, place)))
}
