//! `TRACE.md`: every row names tests that exist and say what it says, and
//! everything that a contract has from a vendor's page is in a row.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use wire_tests::contract::{Contract, Vendor};

/// One row of a table.
struct Row {
    vendor: Vendor,
    /// What is stated.
    statement: String,
    /// What is said in code there.
    code: Vec<String>,
    /// The tests and snapshots.
    checks: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("tests/TRACE.md")).unwrap();
    let mut vendor = None;
    let mut rows = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("## ") {
            Some("Alice") => vendor = Some(Vendor::Alice),
            Some("AwareID") => vendor = Some(Vendor::Awareid),
            Some(_) => vendor = None,
            None => {}
        }
        let Some(vendor) = vendor.filter(|_| line.starts_with('|')) else { continue };
        // A bar inside a cell is escaped.
        let line = line.replace("\\|", "\u{0}");
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect();
        let [_, step, statement, checks, _] = &cells[..] else { panic!("not three columns: {line}") };
        if step != "step" && step != "---" {
            rows.push(Row { vendor, statement: statement.clone(), code: code(statement), checks: code(checks) });
        }
    }
    rows
}

/// What stands between backticks.
fn code(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The text of a snapshot or a test function, if it is there.
fn source(check: &str) -> Option<String> {
    let Some((file, name)) = check.split_once("::") else {
        return fs::read_to_string(root().join("tests/snapshots").join(check))
            .ok()
            .filter(|_| check.ends_with(".snap"));
    };
    let text = fs::read_to_string(root().join(file)).ok()?;
    let lines: Vec<&str> = text.lines().collect();
    let is_head = |line: &&str| line.trim_start().trim_start_matches("async ").starts_with(&format!("fn {name}("));
    let start = lines.iter().position(is_head)?;
    let is_test = ["#[test]", "#[tokio::test]"].contains(&lines[start.checked_sub(1)?].trim());
    let indent = lines[start].len() - lines[start].trim_start().len();
    let end = format!("{}}}", " ".repeat(indent));
    let body: Vec<&str> = lines[start..].iter().copied().take_while(|line| *line != end).collect();
    is_test.then(|| body.join("\n"))
}

#[test]
fn every_row_names_what_is_there_and_says_it() {
    let rows = rows();
    assert!(rows.len() > 150, "only {} rows were read", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        if row.checks.is_empty() {
            wrong.push(format!("nothing checks: {}", row.statement));
        }
        let mut texts = Vec::new();
        for check in &row.checks {
            match source(check) {
                Some(text) => texts.push(text),
                None => wrong.push(format!("no test and no snapshot: {check}")),
            }
        }
        let missing = row.code.iter().filter(|code| !texts.iter().any(|text| text.contains(*code)));
        wrong.extend(missing.map(|code| format!("`{code}` is nowhere in {:?}", row.checks)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_there_is_noticed() {
    let here = "tests/tests/wire/trace.rs";
    assert!(source(&format!("{here}::what_is_not_there_is_noticed")).unwrap().contains("what is said here"));
    // A function that is no test, one that is not there, and one of a file that is not there.
    for check in [format!("{here}::rows"), format!("{here}::what_is_not"), "tests/none.rs::rows".to_owned()] {
        assert_eq!(source(&check), None);
    }
    assert!(source("schema/alice__Check.snap").is_some());
    assert_eq!(source("schema/alice__Chec.snap"), None);
    assert_eq!(source("schema"), None);
}

#[test]
fn everything_that_comes_from_a_page_has_a_row() {
    let rows = rows();
    let mut missing = Vec::new();
    let mut seen = 0;
    for contract in Contract::all() {
        let known: Vec<&String> =
            rows.iter().filter(|row| row.vendor == contract.vendor).flat_map(|row| &row.code).collect();
        for (at, text) in facts(contract) {
            seen += 1;
            let is_there = match text.contains(' ') {
                true => known.iter().any(|code| code.starts_with(&text)),
                false => known.iter().any(|code| words(code).any(|word| word == text)),
            };
            if !is_there {
                missing.push(format!("{}.{at}", contract.vendor));
            }
        }
    }
    assert!(seen > 150, "only {seen} facts come from the pages");
    assert!(missing.is_empty(), "in no row: {missing:#?}");
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|character: char| !character.is_alphanumeric() && !"_-".contains(character))
}

/// What the page is the source of: where it stands, and the line or the name that
/// a row must have.
fn facts(contract: &Contract) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for (path, item) in contract.document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, operation)| from_page(operation)) {
            let fixed = path.split('{').next().unwrap();
            let line = format!("{} {}{fixed}", method.to_uppercase(), contract.base_path());
            facts.insert(operation["operationId"].as_str().unwrap().to_owned(), line);
        }
    }
    for parameter in contract.document["components"]["parameters"].as_object().unwrap().values() {
        if from_page(parameter) {
            let name = parameter["name"].as_str().unwrap();
            // Names of headers are sent in lower case.
            let sent = if parameter["in"] == "header" { name.to_lowercase() } else { name.to_owned() };
            facts.insert(name.to_owned(), sent);
        }
    }
    for (schema, value) in contract.schemas() {
        for (name, member) in value["properties"].as_object().into_iter().flatten() {
            if from_page(member) {
                facts.insert(format!("{schema}.{name}"), name.clone());
            }
        }
    }
    facts
}

fn from_page(value: &Value) -> bool {
    value["x-source"].as_str().is_some_and(|source| source.split("; ").any(|source| source.starts_with("page")))
}
