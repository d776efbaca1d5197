//! What the built `xtask` lets cargo build and run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

/// The first build takes minutes, and cargo tells how far it is.
#[test]
fn cargo_is_not_kept_quiet() {
    for (command, wanted) in [
        ("demo", "run --package contract-cli --manifest-path "),
        ("contract", "run --package contract-cli --manifest-path "),
        ("bench", "run --package benches --bin benches --release --manifest-path "),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg(command).env("CARGO", "echo").output().unwrap();
        let called = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && called.starts_with(wanted), "{called}");
    }
    assert!(!include_str!("../../.cargo/config.toml").contains("--quiet"));
}
