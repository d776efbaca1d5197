//! The commands of the binary `contract` that call vendors. It is built when it is
//! called for, so that this crate links no client and builds even when they do not.

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
};

/// Runs one of its commands; gives its exit status.
pub fn run(root: &Path, command: &str, arguments: &[OsString]) -> ExitCode {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo);
    child.args(["run", "--quiet", "--package", "contract", "--features", "clients", "--manifest-path"]);
    child.arg(root.join("Cargo.toml")).args(["--", command]).args(arguments);
    match child.status() {
        // Without a code, a signal ended it.
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("cannot run cargo: {error}");
            ExitCode::FAILURE
        }
    }
}
