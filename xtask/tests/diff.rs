//! The built `xtask diff` in repositories of its own.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const CONTRACT: &str = "\
openapi: 3.0.3
info: {title: Lamp, version: '1'}
paths:
  /light:
    get:
      operationId: get_light
      responses:
        '200':
          description: It is on.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Light'
components:
  schemas:
    Light:
      type: object
      required: [colour]
      properties:
        colour:
          type: string
";

/// A repository with one contract, committed.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("specs")).unwrap();
    write(folder.path(), CONTRACT);
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    let name = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
    git(folder.path(), &[&name[..], &["commit", "--quiet", "--no-verify", "--message", "A lamp"]].concat());
    folder
}

fn write(root: &Path, contract: &str) {
    fs::write(root.join("specs/lamp.yaml"), contract).unwrap();
}

fn git(root: &Path, arguments: &[&str]) {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn diff(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("diff").arg("--root").arg(root).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn an_untouched_contract_has_no_change() {
    let repository = repository();
    let output = diff(repository.path(), &[]);
    assert_eq!(stdout(&output), "   Comparing specs/lamp.yaml with HEAD\n    Finished no change\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_break_is_explained_and_sets_the_exit_status() {
    let repository = repository();
    write(repository.path(), &CONTRACT.replace("      required: [colour]\n", ""));
    let output = diff(repository.path(), &["HEAD"]);
    let expected = "
   Comparing specs/lamp.yaml with HEAD
    Breaking `colour` of `Light` is now optional
          at specs/lamp.yaml:19 #/components/schemas/Light/properties/colour
     used by get_light (answer)
        wire breaks an old client with a new server: an old client cannot read an answer without it
        rust breaks: `colour` of `types::Light` is `Option<String>` instead of `String`
    Finished 1 change: 1 breaks the wire, 1 breaks Rust source
";
    assert_eq!(stdout(&output), expected.trim_start_matches('\n'));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_addition_breaks_nothing() {
    let repository = repository();
    write(repository.path(), &format!("{CONTRACT}        watts:\n          type: integer\n"));
    let output = diff(repository.path(), &["--format", "json"]);
    let text = stdout(&output);
    assert!(text.contains("\"what\": \"`watts` of `Light` is new\""), "{text}");
    assert!(text.contains("\"breaks\": false"), "{text}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn markdown_is_a_table() {
    let repository = repository();
    write(repository.path(), &CONTRACT.replace("type: string", "type: boolean"));
    let output = diff(repository.path(), &["--format", "markdown"]);
    let text = stdout(&output);
    assert!(text.contains("| breaks | `colour` of `Light` is `bool` instead of `String` |"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_text_is_counted_and_no_change() {
    let repository = repository();
    write(repository.path(), &CONTRACT.replace("It is on.", "It shines."));
    let output = diff(repository.path(), &[]);
    assert!(stdout(&output).ends_with("    Finished no change\n   Docs only 1 text that no program reads\n"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn contracts_come_and_go() {
    let repository = repository();
    fs::rename(repository.path().join("specs/lamp.yaml"), repository.path().join("specs/torch.yaml")).unwrap();
    let output = diff(repository.path(), &[]);
    let text = stdout(&output);
    assert!(text.contains("Comparing specs/lamp.yaml with HEAD\n    Breaking the whole contract is gone"), "{text}");
    assert!(text.contains("Comparing specs/torch.yaml with HEAD\n      Adding the whole contract is new"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_compared_is_an_error_of_its_own() {
    let repository = repository();
    let cases: [(&[&str], &str); 3] = [
        (&["no-such-branch"], "unknown revision `no-such-branch`"),
        (&["--format", "xml"], "invalid value 'xml'"),
        (&["HEAD", "HEAD"], "unexpected argument"),
    ];
    for (arguments, message) in cases {
        let output = diff(repository.path(), arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains(message), "{error}");
        assert_eq!(stdout(&output), "");
        assert_eq!(output.status.code(), Some(2));
    }
    write(repository.path(), "openapi: 2.0\n");
    let output = diff(repository.path(), &[]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.starts_with("a contract in the working tree cannot be read\n\nspecs/lamp.yaml:1: "), "{error}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_revision_that_is_not_there_has_its_status_where_nobody_reads() {
    let folder = repository();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["diff", "no-such-revision", "--root"]).arg(folder.path()).stderr(writer);
    assert_eq!(command.status().unwrap().code(), Some(2));
}
