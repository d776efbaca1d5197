//! Other programs.

use std::process::{Command, Stdio};

use crate::Result;

/// What a program prints.
///
/// # Errors
///
/// When it cannot be started, fails, or prints no text; the error has its complaint.
pub fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}
