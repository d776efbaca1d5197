//! The files beside the tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A path below this folder's parent, `codegen/tests`.
pub fn tests(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// Reads a text as every platform checks it out.
pub fn read(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}
