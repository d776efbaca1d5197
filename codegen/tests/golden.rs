//! Every construct that the compiler carries has a small contract of its own
//! whose whole output is committed and reviewed: `golden/cases/<case>`.
//!
//! The client is compared in every case, the mocks in those that have a
//! `generated_mock.rs`. `round_trip` compiles the same files and runs them.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/expected.rs"]
mod expected;
mod support;

use expected::{Expected, names};
use support::{read, tests};

fn cases() -> Vec<String> {
    names(&tests("golden/cases")).into_iter().filter(|name| name != "mod.rs").collect()
}

#[test]
fn every_case_compiles_to_what_is_committed() {
    let mut expected = Expected::default();
    for case in cases() {
        let folder = tests("golden/cases").join(&case);
        let name = format!("codegen/tests/golden/cases/{case}/spec.yaml");
        let spec = read(&folder.join("spec.yaml"));
        let compiled = codegen::compile(&name, &spec).unwrap_or_else(|error| panic!("{error}"));
        let paths: Vec<&str> = compiled.outputs.iter().map(|output| output.path).collect();
        assert_eq!(paths, ["generated.rs", "generated_mock.rs"]);
        for output in &compiled.outputs {
            for unknown in ["api-version", "progenitor", "DateTime<"] {
                assert!(!output.contents.contains(unknown), "{case} has {unknown}");
            }
            let path = folder.join(output.path);
            if output.path == "generated.rs" || path.exists() {
                expected.compare(&path, &output.contents);
            }
        }
    }
    expected.finish();
}

#[test]
fn the_same_contract_compiles_to_the_same_text() {
    for case in ["nullable", "version_union"] {
        let spec = read(&tests("golden/cases").join(case).join("spec.yaml"));
        let [first, second] = [(); 2].map(|()| codegen::compile("spec.yaml", &spec).unwrap().outputs);
        assert_eq!(first, second);
        let windows = codegen::compile("spec.yaml", &spec.replace('\n', "\r\n")).unwrap().outputs;
        assert_eq!(first, windows, "line ends of the contract make no difference");
    }
}

#[test]
fn every_case_is_compiled_by_round_trip() {
    let modules = read(&tests("golden/cases/mod.rs"));
    for case in cases() {
        let (_, module) = modules
            .split_once(&format!("pub mod {case} {{"))
            .unwrap_or_else(|| panic!("add the case `{case}` to golden/cases/mod.rs"));
        let module = module.split_once('}').unwrap().0;
        let mock = tests("golden/cases").join(&case).join("generated_mock.rs").exists();
        assert_eq!(module.contains("pub mod generated_mock;"), mock, "the mocks of `{case}` in golden/cases/mod.rs");
    }
}
