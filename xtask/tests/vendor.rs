//! `cargo xtask vendor`: a vendor is a contract, a crate and a line.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

const LAMP: &str = "\
openapi: 3.0.3
info: {title: The \"Lamp\" API, version: '2026-11-27 beta'}
servers: [{url: 'https://lamp.example.com'}]
tags: [{name: Lamps, description: All of them.}]
paths:
  /lamp:
    get:
      operationId: get_lamp
      tags: [Lamps]
      summary: Look at the lamp
      x-source: made up
      x-idempotent: true
      security: [{token: []}]
      responses: {'204': {description: It is on., x-source: made up}}
components:
  securitySchemes: {token: {type: http, scheme: bearer, description: Who calls., x-source: made up}}
";

const MANIFEST: &str = "[workspace.dependencies]\nclient-runtime = { path = \"client-runtime\" }\n";

fn tree() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("specs")).unwrap();
    fs::write(root.path().join("Cargo.toml"), MANIFEST).unwrap();
    fs::write(root.path().join("given.yaml"), LAMP).unwrap();
    root
}

fn vendor(root: &Path, name: &str, spec: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["vendor", name, "--spec", spec, "--root"]).arg(root).current_dir(root).output().unwrap()
}

/// Every file below the folder, with its text. What a link leads to counts as the link's.
fn files(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap_or_default();
                found.insert(path.strip_prefix(root).unwrap().to_owned(), text);
            }
        }
    }
    found
}

#[test]
fn a_vendor_is_a_contract_a_crate_and_a_line() {
    let root = tree();
    let before = files(root.path());
    let output = vendor(root.path(), "lamp", "given.yaml");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let after = files(root.path());
    let changed = after.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| path);
    let changed: Vec<&str> = changed.map(|path| path.to_str().unwrap()).collect();
    let krate = [
        "lamp-client/Cargo.toml",
        "lamp-client/LICENSE-APACHE",
        "lamp-client/LICENSE-MIT",
        "lamp-client/README.md",
        "lamp-client/build.rs",
        "lamp-client/specs/lamp.yaml",
        "lamp-client/src/generated.rs",
        "lamp-client/src/generated_mock.rs",
        "lamp-client/src/lib.rs",
    ];
    assert_eq!(changed, [&["Cargo.toml"], &krate[..], &["specs/lamp.yaml"]].concat());
    let line = "lamp-client = { path = \"lamp-client\", version = \"0.1.0\", default-features = false }\n";
    assert_eq!(
        after[Path::new("Cargo.toml")],
        MANIFEST.replace("client-runtime =", &format!("{line}client-runtime ="))
    );
    assert_eq!(after[Path::new("specs/lamp.yaml")], LAMP);
    assert_eq!(after[Path::new("lamp-client/specs/lamp.yaml")], LAMP);
    let manifest = &after[Path::new("lamp-client/Cargo.toml")];
    assert!(
        manifest.contains("version = \"0.1.0+2026-11-27.beta\"") && manifest.contains("The 'Lamp' API"),
        "{manifest}"
    );
    let left = after
        .values()
        .filter(|text| ["{name}", "{title}", "{crate}", "{version}"].iter().any(|gap| text.contains(gap)));
    assert_eq!(left.count(), 0);

    // What was compiled is fresh for the command that everybody runs.
    let check =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(["codegen", "--check", "--root"]).arg(root.path()).output();
    let check = check.unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

#[test]
fn a_contract_in_its_place_needs_only_its_crate() {
    let root = tree();
    fs::rename(root.path().join("given.yaml"), root.path().join("specs/lamp.yaml")).unwrap();
    let missing =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(["codegen", "--root"]).arg(root.path()).output().unwrap();
    let said = String::from_utf8(missing.stderr).unwrap();
    assert!(said.contains("`cargo xtask vendor lamp --spec specs/lamp.yaml`"), "{said}");
    assert!(vendor(root.path(), "lamp", "specs/lamp.yaml").status.success());
}

#[test]
fn nothing_is_written_when_a_vendor_is_refused() {
    let root = tree();
    let wrong = LAMP.replace("operationId: get_lamp", "x-id: 1");
    fs::write(root.path().join("wrong.yaml"), wrong).unwrap();
    fs::create_dir(root.path().join("desk-client")).unwrap();
    fs::write(root.path().join("specs/wall.yaml"), "another contract").unwrap();
    let before = files(root.path());
    for (name, spec, reason) in [
        ("lamp", "wrong.yaml", "has no `operationId`"),
        ("lamp", "gone.yaml", "gone.yaml"),
        ("Lamp", "given.yaml", "cannot be a vendor's name"),
        ("../lamp", "given.yaml", "cannot be a vendor's name"),
        ("lamp-", "given.yaml", "cannot be a vendor's name"),
        ("desk", "given.yaml", "desk-client is there already"),
        ("wall", "given.yaml", "wall.yaml is there already"),
    ] {
        let output = vendor(root.path(), name, spec);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains(reason), "{name} {spec}: {said}");
        assert_eq!(files(root.path()), before, "{name} {spec}");
    }
    fs::write(root.path().join("Cargo.toml"), "[workspace]\n").unwrap();
    let output = vendor(root.path(), "lamp", "given.yaml");
    assert!(!output.status.success() && !root.path().join("lamp-client").exists());
}
