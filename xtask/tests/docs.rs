//! The built `xtask docs` without Node.js.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, process::Command};

#[test]
fn without_npx_it_says_what_to_install_and_makes_no_page() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("specs")).unwrap();
    for vendor in ["alice", "awareid"] {
        let contract = root.path().join(format!("specs/{vendor}.yaml"));
        fs::write(contract, "openapi: 3.0.3\ninfo: {title: Lamp, version: '1'}\npaths: {}\n").unwrap();
    }
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = xtask.arg("--root").arg(root.path()).arg("docs").env("PATH", root.path()).output().unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("cannot run `npx") && printed.contains("install Node.js"), "{printed}");
    assert!(!root.path().join("target/reference/alice.html").exists());
}

#[test]
fn without_contracts_it_makes_no_folder() {
    let root = tempfile::tempdir().unwrap();
    let nowhere = root.path().join("misspelt");
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = xtask.arg("--root").arg(&nowhere).arg("docs").output().unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("specs"), "{printed}");
    assert!(!nowhere.exists());
}
