//! The commands of binaries that link the clients: `contract`, which calls vendors, and
//! `benches`. They are built only when a command needs them, so that this crate links no
//! client and builds even when the clients do not.

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
};

use crate::complain;

/// Runs a command of `contract`; gives its exit status.
pub fn contract(root: &Path, command: &str, arguments: &[OsString]) -> ExitCode {
    let mut all = vec![OsString::from(command)];
    all.extend_from_slice(arguments);
    run(root, &["--package", "contract-cli"], &all)
}

/// Runs the benchmarks; gives their exit status.
pub fn benches(root: &Path, names: &[OsString]) -> ExitCode {
    run(root, &["--package", "benches", "--bin", "benches", "--release"], names)
}

fn run(root: &Path, what: &[&str], arguments: &[OsString]) -> ExitCode {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo);
    // Without `--quiet`: the first build takes minutes and would look as if it hung.
    child.arg("run").args(what).arg("--manifest-path").arg(root.join("Cargo.toml"));
    child.arg("--").args(arguments);
    match child.status() {
        // Without a code, a signal ended it.
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            complain(format_args!("cannot run cargo: {error}"));
            ExitCode::FAILURE
        }
    }
}
