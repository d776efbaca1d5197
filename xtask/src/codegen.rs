//! `cargo xtask codegen`: compiles every contract, then writes what changed.

use std::{
    fs,
    io::{self, Write},
    panic,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use crate::contracts::{self, Unreadable};

/// Why the clients were not compiled or are not fresh.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// At least one contract is wrong; nothing was written.
    #[error("{0}")]
    Contract(String),
    /// The contracts could not be listed.
    #[error(transparent)]
    Contracts(#[from] Unreadable),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `--check` found files that differ from what the contracts compile to.
    #[error("generated files that are not fresh: {}\n{}\nrun `cargo xtask codegen` and commit the result", files.len(), files.join("\n"))]
    Stale {
        /// One line for each such file.
        files: Vec<String>,
    },
    /// The output could not be printed.
    #[error("the output cannot be printed: {0}")]
    Print(io::Error),
}

/// One file on disk and what it should be.
struct File {
    /// Path below the repository, for people.
    name: String,
    path: PathBuf,
    contents: String,
    state: State,
}

enum State {
    Fresh,
    Missing,
    /// With the first line that differs.
    Changed(usize),
}

/// Compiles every contract below `root`. Nothing is written unless all compile;
/// with `check`, nothing is written at all.
///
/// # Errors
///
/// When a contract is wrong, a file cannot be read or written, or `check` finds
/// a file that is not fresh.
pub fn run(root: &Path, check: bool, out: &mut dyn Write) -> Result<(), Error> {
    let vendors = contracts::vendors(root)?;
    let mut files = Vec::new();
    let mut wrong = Vec::new();
    // Each contract on a thread of its own: neither needs the other.
    let compiled = thread::scope(|scope| {
        let compiling: Vec<_> = vendors.iter().map(|vendor| scope.spawn(move || compile(root, vendor))).collect();
        let joined = compiling.into_iter();
        joined.map(|vendor| vendor.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))).collect::<Vec<_>>()
    });
    for vendor in compiled {
        match vendor? {
            Ok((told, compiled)) => {
                writeln!(out, "{told}").map_err(Error::Print)?;
                files.extend(compiled);
            }
            Err(error) => wrong.push(error),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Contract(wrong.join("\n\n")));
    }
    if check { report(&files, out) } else { write(&files, out) }
}

/// Compiles one contract. The text sums up the result; the inner error has what is wrong
/// with the contract.
fn compile(root: &Path, vendor: &str) -> Result<Result<(String, Vec<File>), String>, Error> {
    let start = Instant::now();
    let spec_name = format!("specs/{vendor}.yaml");
    let spec_path = root.join(&spec_name);
    let spec = match fs::read_to_string(&spec_path) {
        Ok(spec) => spec,
        Err(error) => {
            let path = spec_path.display();
            return Ok(Err(format!("{path}: the contract cannot be read: {error}; nothing was written")));
        }
    };
    if !root.join(format!("{vendor}-client")).exists() {
        let make = format!("make it with `cargo xtask vendor {vendor} --spec {spec_name}`");
        return Ok(Err(format!("{spec_name}: its client `{vendor}-client` is missing: {make}; nothing was written")));
    }
    let (compiled, examples) = match codegen::compile_hand_written(&spec_name, &spec) {
        Ok(compiled) => compiled,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let mut files = Vec::new();
    let mut lines = 0;
    for output in compiled.outputs {
        lines += output.contents.lines().count();
        let name = format!("{vendor}-client/src/{}", output.path);
        let path = root.join(&name);
        let state = state(&path, &output.contents)?;
        files.push(File { name, path, contents: output.contents, state });
    }
    let told = format!(
        "{vendor}: {} operations, {} schemas, {examples} examples -> {lines} lines in {} ms",
        compiled.operations,
        compiled.schemas,
        start.elapsed().as_millis(),
    );
    Ok(Ok((told, files)))
}

fn state(path: &Path, contents: &str) -> Result<State, Error> {
    match fs::read_to_string(path) {
        Ok(found) => {
            let found = found.replace("\r\n", "\n");
            if found == contents {
                return Ok(State::Fresh);
            }
            let same = found.lines().zip(contents.lines()).take_while(|(found, wanted)| found == wanted).count();
            Ok(State::Changed(same + 1))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::Missing),
        // Not text, so it counts as changed from the first line.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(State::Changed(1)),
        Err(source) => Err(Error::Io { path: path.to_owned(), source }),
    }
}

fn report(files: &[File], out: &mut dyn Write) -> Result<(), Error> {
    let stale: Vec<String> = files
        .iter()
        .filter_map(|file| match file.state {
            State::Fresh => None,
            State::Missing => Some(format!("  {}: missing", file.name)),
            State::Changed(line) => Some(format!("  {}: differs from line {line} on", file.name)),
        })
        .collect();
    if stale.is_empty() {
        return writeln!(out, "all {} generated files are fresh", files.len()).map_err(Error::Print);
    }
    Err(Error::Stale { files: stale })
}

/// First every new text is written beside its file, then all are moved into place. So a
/// full disk or a missing permission leaves the tree unchanged.
fn write(files: &[File], out: &mut dyn Write) -> Result<(), Error> {
    let mut staged = Vec::new();
    for file in files.iter().filter(|file| !matches!(file.state, State::Fresh)) {
        match stage(file) {
            Ok(beside) => staged.push((beside, file)),
            Err(source) => {
                staged.iter().for_each(|(beside, _)| discard(beside));
                return Err(Error::Io { path: file.path.clone(), source });
            }
        }
    }
    for (beside, file) in &staged {
        fs::rename(beside, &file.path).map_err(|source| {
            staged.iter().for_each(|(beside, _)| discard(beside));
            Error::Io { path: file.path.clone(), source }
        })?;
    }
    for file in files {
        let what = match file.state {
            State::Fresh => "unchanged",
            State::Missing => "new",
            State::Changed(_) => "changed",
        };
        writeln!(out, "  {}: {what}", file.name).map_err(Error::Print)?;
    }
    Ok(())
}

fn stage(file: &File) -> io::Result<PathBuf> {
    if let Some(folder) = file.path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = file.path.with_extension("rs.new");
    fs::write(&beside, &file.contents).inspect_err(|_| discard(&beside))?;
    Ok(beside)
}

/// A staged file that is already moved or was never written is no error.
fn discard(beside: &Path) {
    let _ = fs::remove_file(beside);
}
