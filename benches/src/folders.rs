//! Where things lie.

use std::{
    env, io,
    path::{Path, PathBuf},
};

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Cargo's target folder, in which this program was built.
///
/// # Errors
///
/// When the program lies elsewhere.
pub fn target() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    // Cargo marks the folder for backup programs.
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    target
        .map(Path::to_owned)
        .ok_or_else(|| io::Error::other("this program does not lie in a target folder of cargo's"))
}
