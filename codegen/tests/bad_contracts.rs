//! Every bad contract is refused with everything that is wrong with it, said in
//! a way that a person can act on: `bad/<case>.yaml` and `bad/<case>.txt`.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/expected.rs"]
mod expected;
mod support;

use codegen::Error;
use expected::{Expected, names};
use support::{read, tests};

/// Cases with examples that contradict their schemas.
const WITH_EXAMPLES: [&str; 4] = ["directions", "examples", "many", "no_use"];

fn cases() -> impl Iterator<Item = (String, String)> {
    names(&tests("bad")).into_iter().filter_map(|name| {
        let case = name.strip_suffix(".yaml")?;
        Some((case.to_owned(), read(&tests("bad").join(&name))))
    })
}

/// Whoever does what the findings say has a contract that compiles; none of them leads to
/// another.
#[test]
fn what_the_findings_say_to_do_makes_a_contract_that_compiles() {
    let mut refused = Vec::new();
    for (case, spec) in cases() {
        let name = format!("bad/mended/{case}.yaml");
        let mended = read(&tests(&name));
        assert_ne!(mended, spec, "{case}");
        #[cfg(feature = "examples")]
        let compiled = codegen::compile_and_check(&name, &mended).map(|_| ());
        #[cfg(not(feature = "examples"))]
        let compiled = codegen::compile(&name, &mended).map(|_| ());
        refused.extend(compiled.err().map(|error| error.to_string()));
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

fn findings(case: &str, result: Result<(), Error>) -> codegen::Findings {
    match result {
        Err(Error::Findings(findings)) => findings,
        other => panic!("{case} became {other:?}"),
    }
}

fn compile(case: &str, spec: &str) -> codegen::Findings {
    findings(case, codegen::compile(&format!("bad/{case}.yaml"), spec).map(|_| ()))
}

#[cfg(feature = "examples")]
#[test]
fn every_case_is_refused_as_committed() {
    let mut expected = Expected::default();
    for (case, spec) in cases() {
        let found = findings(&case, codegen::compile_and_check(&format!("bad/{case}.yaml"), &spec).map(|_| ()));
        expected.compare(&tests(&format!("bad/{case}.txt")), &format!("{found}\n"));
        if !WITH_EXAMPLES.contains(&case.as_str()) {
            assert_eq!(compile(&case, &spec), found, "{case}: to compile finds the same");
        }
    }
    expected.finish();
}

#[cfg(not(feature = "examples"))]
#[test]
fn every_case_is_refused_as_committed() {
    let mut expected = Expected::default();
    for (case, spec) in cases().filter(|(case, _)| !WITH_EXAMPLES.contains(&case.as_str())) {
        let found = compile(&case, &spec);
        expected.compare(&tests(&format!("bad/{case}.txt")), &format!("{found}\n"));
    }
    expected.finish();
}

/// What only the contracts that we write ourselves must obey: others compile without.
#[cfg(feature = "examples")]
#[test]
fn hand_written_contracts_obey_rules_of_their_own() {
    let mut expected = Expected::default();
    let spec = read(&tests("hand_written/rules.yaml"));
    let compiled = codegen::compile_hand_written("hand_written/rules.yaml", &spec).map(|_| ());
    expected.compare(&tests("hand_written/rules.txt"), &format!("{}\n", findings("rules", compiled)));
    expected.finish();
    codegen::compile_and_check("rules.yaml", &spec).unwrap();
    codegen::compile_hand_written("rules.yaml", &read(&tests("hand_written/mended/rules.yaml"))).unwrap();
}

#[test]
fn every_finding_says_where_what_and_what_to_do() {
    for (case, spec) in cases().filter(|(case, _)| case != "examples") {
        let found = compile(&case, &spec);
        let lines: Vec<usize> = found.iter().map(|finding| finding.line).collect();
        assert!(lines.is_sorted(), "{case}: {lines:?}");
        for finding in found.iter() {
            assert_eq!(finding.file, format!("bad/{case}.yaml"));
            assert!((1..=spec.lines().count()).contains(&finding.line), "{finding}");
            assert!(!finding.message.is_empty() && !finding.help.is_empty(), "{finding}");
            assert!(finding.pointer.is_empty() || finding.pointer.starts_with('/'), "{finding}");
            let in_operation = ["get", "post"].iter().any(|method| finding.pointer.split('/').nth(3) == Some(method));
            assert!(!in_operation || finding.operation.is_some(), "{finding}");
        }
    }
}

#[test]
fn nothing_at_all_is_a_finding_too() {
    for spec in ["", "\n", "---\n---\n", "[]", "null", "\u{0}", "{", "\t", "openapi: !!float 3", "- openapi: 3.0.3"] {
        let found = compile("nothing", spec);
        assert_eq!(found.iter().count(), 1, "{spec:?}: {found}");
    }
}

#[test]
fn nesting_without_end_is_a_finding_too() {
    for (open, line) in [("- ", 1), ("[", 1), ("{a: ", 1), ("? ", 1)] {
        let found = compile("deep", &open.repeat(100_000));
        let finding = found.iter().next().unwrap();
        assert_eq!((found.iter().count(), finding.line), (1, line), "{open:?}: {found}");
    }
}

#[test]
fn the_deepest_nesting_fits_the_stack() {
    // Five levels are around the schema of the innermost text, and that is one itself.
    let spec = |lists: usize| {
        let schema = format!("{}{{type: string}}{}", "{type: array, items: ".repeat(lists), "}".repeat(lists));
        format!(
            "openapi: 3.0.3\ninfo: {{title: Deep, version: 1.0.0}}\npaths: {{}}\ncomponents:\n  schemas:\n    \
             Deep:\n      type: object\n      properties:\n        deep: {schema}\n"
        )
    };
    codegen::compile("deep", &spec(34)).unwrap();
    let found = compile("deep", &spec(35));
    assert!(found.iter().next().unwrap().message.starts_with("nested deeper than"), "{found}");
}
