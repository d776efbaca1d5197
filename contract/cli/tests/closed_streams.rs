//! The command where nobody reads what it says, as in `contract ... 2>&1 | head -1`.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    io,
    process::{Command, Stdio},
};

const NOTHING_RECORDED: &str = r#"{"log": {"entries": []}}"#;

/// A pipe that nobody reads any more.
fn closed() -> Stdio {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn what_fails_has_its_status_still() {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("traffic.har");
    std::fs::write(&recording, NOTHING_RECORDED).unwrap();
    let recording = recording.to_str().unwrap();
    let commands: [&[&str]; 4] = [
        &["check", "no-such-file.har"],
        &["check", recording, "--vendor", "alice"],
        &["proxy", "--vendor", "alice", "--upstream", "https://host", "--listen", "192.0.2.1:1"],
        &["--no-such-flag"],
    ];
    for arguments in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contract"));
        let status = command.args(arguments).stdout(closed()).stderr(closed()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{arguments:?}");
    }
}
