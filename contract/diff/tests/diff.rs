//! `contract_diff` on one contract and many patches of it: `diff/base.yaml`,
//! `diff/cases/NAME/patch.json` (JSON Patch) and `diff/cases/NAME/expected.txt`.
//!
//! `UPDATE=1 cargo test -p contract-diff --test diff` writes what is expected anew.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use contract_diff::{
    diff,
    render::{Compared, Fate, Format, Report},
    texts_changed,
};
use openapi::document::Document;

mod diff_cross_checks;

/// Where the cases are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

/// The contract that all cases patch.
fn base() -> Document {
    let text = fs::read_to_string(folder().join("base.yaml")).unwrap();
    Document::read("base.yaml", &text).unwrap_or_else(|findings| panic!("{findings}"))
}

/// The contracts of this repository.
fn contracts() -> [(&'static str, Document); 2] {
    ["alice", "awareid"].map(|name| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../specs/{name}.yaml"));
        (name, Document::read(name, &fs::read_to_string(path).unwrap()).unwrap())
    })
}

/// Every case's name and its contract.
fn cases() -> Vec<(String, Document)> {
    let base = base().value;
    let mut names: Vec<String> = fs::read_dir(folder().join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let patched = |name: &String| {
        let text = fs::read_to_string(folder().join("cases").join(name).join("patch.json")).unwrap();
        let patch: json_patch::Patch = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut value = base.clone();
        json_patch::patch(&mut value, &patch).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = serde_json::to_string_pretty(&value).unwrap();
        Document::read("new.yaml", &text).unwrap_or_else(|findings| panic!("{name}: {findings}"))
    };
    names.into_iter().map(|name| (name.clone(), patched(&name))).collect()
}

fn report(old: &Document, new: &Document) -> Report {
    let fate = Fate::Kept { changes: diff(old, new), texts: texts_changed(old, new) };
    Report { against: "HEAD".to_owned(), contracts: vec![Compared { file: new.file.clone(), fate }] }
}

fn text(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    report.write(format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Without line numbers, which would differ in all cases when one line is added to the base.
fn without_lines(text: &str) -> String {
    let line = |line: &str| match line.split_once("yaml:") {
        Some((file, rest)) => format!("{file}yaml{}", rest.trim_start_matches(|digit: char| digit.is_ascii_digit())),
        None => line.to_owned(),
    };
    text.lines().map(|one| line(one) + "\n").collect()
}

#[test]
fn base_against_itself_has_no_change() {
    let base = base();
    assert_eq!(diff(&base, &base), []);
    assert_eq!(texts_changed(&base, &base), 0);
}

#[test]
fn the_contracts_against_themselves_have_no_change() {
    for (_, document) in contracts() {
        assert_eq!(diff(&document, &document), []);
        assert_eq!(texts_changed(&document, &document), 0);
    }
}

#[test]
fn every_case_is_as_expected() {
    let base = base();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 45, "only {} cases", cases.len());
    for (name, new) in &cases {
        let found = without_lines(&text(&report(&base, new), Format::Text));
        let path = folder().join("cases").join(name).join("expected.txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            wrong.push(format!("{name}:\n--- expected\n{expected}--- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
