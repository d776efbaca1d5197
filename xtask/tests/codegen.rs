//! `cargo xtask codegen` on a copy of the repository's contracts and clients.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::SystemTime,
};

use tempfile::TempDir;

const GENERATED: [&str; 4] = [
    "alice-client/src/generated.rs",
    "alice-client/src/generated_mock.rs",
    "awareid-client/src/generated.rs",
    "awareid-client/src/generated_mock.rs",
];

/// A folder with contracts and nothing generated yet.
struct Tree(TempDir);

impl Tree {
    /// The repository's own contracts.
    fn new() -> Self {
        let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
        let [alice, awareid] = ["alice.yaml", "awareid.yaml"].map(|name| fs::read_to_string(specs.join(name)).unwrap());
        Self::with(&alice, &awareid)
    }

    fn with(alice: &str, awareid: &str) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for folder in ["specs", "alice-client/src", "awareid-client/src"] {
            fs::create_dir_all(tree.path(folder)).unwrap();
        }
        tree.write("specs/alice.yaml", alice);
        tree.write("specs/awareid.yaml", awareid);
        tree.write("alice-client/src/lib.rs", "this is not Rust");
        tree
    }

    /// Two small contracts, for tests that compile often.
    fn small() -> Self {
        Self::with(&contract("lamp", "The lamp's state."), &contract("door", "The door's state."))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn codegen(&self, arguments: &[&str]) -> Run {
        run(&[&["codegen", "--root", self.0.path().to_str().unwrap()], arguments].concat())
    }

    /// Every file with its text and the time it was written.
    fn all(&self) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
        let mut files = Vec::new();
        let mut open = vec![self.0.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let modified = path.metadata().unwrap().modified().unwrap();
                    files.push((path.clone(), fs::read(&path).unwrap(), modified));
                }
            }
        }
        files.sort();
        files
    }
}

fn contract(thing: &str, description: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: {thing}, version: '1'}}
tags: [{{name: state, description: What state it is in.}}]
security: []
paths:
  /{thing}:
    get:
      operationId: get_{thing}
      tags: [state]
      x-idempotent: true
      x-source: page 1
      responses:
        '200':
          description: {description}
          content:
            application/json:
              schema: {{$ref: '#/components/schemas/State'}}
              example: {{on: true}}
components:
  schemas:
    State:
      type: object
      required: ['on']
      properties:
        'on': {{type: boolean}}
"
    )
}

/// What one call of the command did.
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

fn run(arguments: &[&str]) -> Run {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap();
    Run {
        status: status.code().unwrap(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

#[test]
fn the_repository_s_contracts_compile_to_what_is_committed() {
    let tree = Tree::new();
    let first = tree.codegen(&[]);
    assert_eq!((first.status, first.stderr.as_str()), (0, ""));
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in GENERATED {
        assert!(first.stdout.contains(&format!("  {name}: new\n")), "{}", first.stdout);
        let committed = fs::read_to_string(repository.join(name)).unwrap().replace("\r\n", "\n");
        assert!(tree.read(name) == committed, "{name} is not fresh: run `cargo xtask codegen`");
    }
    let summary = |vendor: &str| first.stdout.lines().find(|line| line.starts_with(vendor)).unwrap().to_owned();
    for vendor in ["alice", "awareid"] {
        let line = summary(&format!("{vendor}: "));
        let operations = tree.read(&format!("specs/{vendor}.yaml")).matches(" operationId: ").count();
        for fact in [&*format!("{operations} operations"), "schemas", "examples", "lines", "ms"] {
            assert!(line.contains(fact), "{line}");
        }
    }
}

#[test]
fn a_second_run_writes_nothing() {
    let tree = Tree::small();
    assert_eq!(tree.codegen(&[]).status, 0);
    let before = tree.all();
    let second = tree.codegen(&[]);
    assert_eq!(second.status, 0);
    assert!(tree.all() == before, "not even the times of the files");
    for name in GENERATED {
        assert!(second.stdout.contains(&format!("  {name}: unchanged\n")), "{}", second.stdout);
    }
}

#[test]
fn only_the_vendor_that_changed_is_written() {
    let tree = Tree::small();
    tree.codegen(&[]);
    let before = tree.all();
    tree.write("specs/awareid.yaml", &contract("gate", "The gate's state."));
    let run = tree.codegen(&[]);
    assert_eq!(run.status, 0);
    for (name, what) in GENERATED.into_iter().zip(["unchanged", "unchanged", "changed", "changed"]) {
        assert!(run.stdout.contains(&format!("  {name}: {what}\n")), "{}", run.stdout);
    }
    let changed: Vec<bool> = before.iter().zip(tree.all()).map(|(old, new)| *old != new).collect();
    assert_eq!(changed.iter().filter(|changed| **changed).count(), 3, "the contract and its two files");
    assert!(tree.read("awareid-client/src/generated.rs").contains("fn get_gate"));
}

#[test]
fn check_is_content_with_fresh_files() {
    let tree = Tree::small();
    tree.codegen(&[]);
    let before = tree.all();
    let check = tree.codegen(&["--check"]);
    assert_eq!((check.status, check.stderr.as_str()), (0, ""));
    assert!(check.stdout.ends_with("all 4 generated files are fresh\n"), "{}", check.stdout);
    assert!(tree.all() == before);
}

#[test]
fn check_names_every_stale_file_and_writes_nothing() {
    let tree = Tree::small();
    tree.codegen(&[]);
    let edited = tree.read(GENERATED[0]).replacen("get_lamp", "get_lump", 1);
    tree.write(GENERATED[0], &edited);
    fs::remove_file(tree.path(GENERATED[3])).unwrap();
    let before = tree.all();
    let check = tree.codegen(&["--check"]);
    assert_eq!(check.status, 1);
    assert!(tree.all() == before);
    let line = edited.lines().position(|line| line.contains("get_lump")).unwrap() + 1;
    assert_eq!(
        check.stderr,
        format!(
            "generated files that are not fresh: 2\n  \
             {}: differs from line {line} on\n  \
             {}: missing\n\
             run `cargo xtask codegen` and commit the result\n",
            GENERATED[0], GENERATED[3]
        )
    );
    assert_eq!(tree.codegen(&[]).status, 0);
    assert_eq!(tree.codegen(&["--check"]).status, 0, "the command it names mends it");
}

#[test]
fn check_finds_text_after_the_end_and_bytes_that_are_no_text() {
    let tree = Tree::small();
    tree.codegen(&[]);
    tree.write(GENERATED[1], &(tree.read(GENERATED[1]) + "// more\n"));
    fs::write(tree.path(GENERATED[2]), [0xff, 0xfe]).unwrap();
    let check = tree.codegen(&["--check"]);
    assert_eq!(check.status, 1);
    for name in [GENERATED[1], GENERATED[2]] {
        assert!(check.stderr.contains(name), "{}", check.stderr);
    }
}

#[test]
fn line_ends_of_windows_are_fresh() {
    let tree = Tree::small();
    tree.codegen(&[]);
    for name in GENERATED.into_iter().chain(["specs/alice.yaml"]) {
        tree.write(name, &tree.read(name).replace('\n', "\r\n"));
    }
    assert_eq!(tree.codegen(&["--check"]).status, 0);
}

#[test]
fn a_broken_contract_leaves_the_tree_untouched() {
    let tree = Tree::small();
    tree.codegen(&[]);
    tree.write("specs/alice.yaml", &contract("bulb", "Another lamp."));
    tree.write("specs/awareid.yaml", &contract("door", "A door.").replace("required", "requierd"));
    let before = tree.all();
    for arguments in [&[][..], &["--check"]] {
        let run = tree.codegen(arguments);
        assert_eq!(run.status, 1);
        assert!(tree.all() == before);
        assert_eq!(
            run.stderr,
            "specs/awareid.yaml:23: unknown member `requierd` on a schema\n  \
             at: #/components/schemas/State/requierd\n  \
             operation: get_door\n  \
             help: did you mean `required`?\n\
             1 finding in specs/awareid.yaml; nothing was written\n"
        );
    }
}

#[test]
fn the_findings_of_all_broken_contracts_are_shown() {
    let tree = Tree::small();
    tree.write("specs/alice.yaml", &contract("lamp", "A lamp.").replace("operationId: get_lamp", "x-id: 1"));
    let awareid =
        contract("door", "A door.").replace("{on: true}", "{on: 1}").replace("schemas/State'", "schemas/Sate'");
    tree.write("specs/awareid.yaml", &awareid);
    let before = tree.all();
    let run = tree.codegen(&[]);
    assert_eq!(run.status, 1);
    assert!(tree.all() == before);
    for said in [
        "specs/alice.yaml:7: the operation has no `operationId`",
        "specs/alice.yaml:8: unknown extension `x-id`",
        "2 findings in specs/alice.yaml",
        "specs/awareid.yaml:17: `$ref` to `#/components/schemas/Sate` leads nowhere",
        "1 finding in specs/awareid.yaml",
    ] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
}

#[test]
fn an_example_that_contradicts_its_schema_is_refused() {
    let tree = Tree::small();
    tree.write("specs/alice.yaml", &contract("lamp", "A lamp.").replace("{on: true}", "{on: 'yes'}"));
    let run = tree.codegen(&[]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("specs/alice.yaml:18: the example contradicts its schema"), "{}", run.stderr);
    assert!(!tree.path(GENERATED[0]).exists());
}

#[test]
fn a_missing_contract_is_named() {
    let tree = Tree::small();
    fs::remove_file(tree.path("specs/alice.yaml")).unwrap();
    let run = tree.codegen(&[]);
    assert_eq!(run.status, 1);
    let path = tree.path("specs/alice.yaml");
    assert!(run.stderr.starts_with(&format!("{}: the contract cannot be read: ", path.display())), "{}", run.stderr);
    assert!(!tree.path(GENERATED[2]).exists(), "the other vendor is not written either");
}

#[test]
fn a_wrong_argument_is_explained() {
    for arguments in [&["codegen", "--chekc"][..], &["codegne"], &[]] {
        let run = run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.stderr.contains("Usage: cargo xtask"), "{}", run.stderr);
    }
}

#[test]
fn a_description_changes_docs_and_nothing_else() {
    let tree = Tree::small();
    tree.codegen(&[]);
    let code = |tree: &Tree| {
        GENERATED.map(|name| {
            let text = tree.read(name);
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
        })
    };
    let before = code(&tree);
    tree.write("specs/alice.yaml", &contract("lamp", "Whether it shines."));
    let run = tree.codegen(&[]);
    assert!(run.stdout.contains(&format!("  {}: changed\n", GENERATED[0])), "{}", run.stdout);
    assert!(tree.read(GENERATED[0]).contains("Whether it shines."));
    assert!(code(&tree) == before);
}

#[test]
fn nothing_is_left_behind() {
    let tree = Tree::small();
    tree.codegen(&[]);
    // A folder where a file must go: the last of the four cannot be written.
    tree.write("specs/alice.yaml", &contract("bulb", "Another lamp."));
    tree.write("specs/awareid.yaml", &contract("gate", "Another door."));
    fs::remove_file(tree.path(GENERATED[3])).unwrap();
    fs::create_dir_all(tree.path(GENERATED[3]).with_extension("rs.new").join("in the way")).unwrap();
    let before = tree.all();
    let run = tree.codegen(&[]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains(GENERATED[3]), "{}", run.stderr);
    assert!(tree.all() == before, "the three others are not written either");
    fs::remove_dir_all(tree.path(GENERATED[3]).with_extension("rs.new")).unwrap();
    assert_eq!(tree.codegen(&[]).status, 0);
    let left = |(path, ..): &(PathBuf, Vec<u8>, SystemTime)| path.extension().is_some_and(|found| found == "new");
    assert!(!tree.all().iter().any(left));
}
