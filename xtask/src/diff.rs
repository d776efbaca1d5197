//! `cargo xtask diff`: the contracts of the working tree against those of a git revision.
//! `contract_diff` decides what a change means.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use ::openapi::{Findings, document::Document};
use contract_diff::render::{Compared, Fate, Format, Report};

/// Where the contracts are, below the repository.
const FOLDER: &str = "specs";

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// git does not know the revision.
    #[error(
        "unknown revision `{revision}`: git knows no such commit, branch or tag\nlook it up with `git log --oneline`, or name none to compare with HEAD"
    )]
    Revision {
        /// As the caller wrote it.
        revision: String,
    },
    /// git refused, or is not there.
    #[error("git {what}: {reason}")]
    Git {
        /// What git was asked for.
        what: String,
        /// What it said.
        reason: String,
    },
    /// A contract cannot be read, in the working tree or at the revision.
    #[error("a contract {place} cannot be read\n\n{findings}")]
    Contract {
        /// Which of the two.
        place: String,
        /// What is wrong with it.
        findings: Findings,
    },
    /// A file could not be read.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The output could not be printed.
    #[error("the output cannot be printed: {0}")]
    Print(io::Error),
}

/// Prints what changed since `revision` and says whether any of it breaks.
///
/// # Errors
///
/// When the revision is unknown, or a contract cannot be read.
pub fn run(root: &Path, revision: &str, format: Format, out: &mut dyn Write) -> Result<bool, Error> {
    verify(root, revision)?;
    let (old, new) = (files_at(root, revision)?, files(root)?);
    let mut contracts = Vec::new();
    for file in old.union(&new) {
        let fate = match (old.contains(file), new.contains(file)) {
            (true, true) => compare(root, revision, file)?,
            (true, false) => Fate::Removed,
            (false, _) => Fate::Added,
        };
        contracts.push(Compared { file: file.clone(), fate });
    }
    let report = Report { against: revision.to_owned(), contracts };
    report.write(format, out).map_err(Error::Print)?;
    Ok(report.breaks())
}

fn compare(root: &Path, revision: &str, file: &str) -> Result<Fate, Error> {
    let path = root.join(file);
    let new = fs::read_to_string(&path).map_err(|source| Error::Io { path, source })?;
    let old = git(root, &["show", "--end-of-options", &format!("{revision}:./{file}")])?;
    if old == new {
        return Ok(Fate::Kept { changes: Vec::new(), texts: 0 });
    }
    let read =
        |place: String, text: &str| Document::read(file, text).map_err(|findings| Error::Contract { place, findings });
    let old = read(format!("at {revision}"), &old)?;
    let new = read("in the working tree".to_owned(), &new)?;
    Ok(Fate::Kept { changes: contract_diff::diff(&old, &new), texts: contract_diff::texts_changed(&old, &new) })
}

/// The contracts in the working tree.
fn files(root: &Path) -> Result<BTreeSet<String>, Error> {
    let folder = root.join(FOLDER);
    let failed = |source| Error::Io { path: folder.clone(), source };
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        files.extend(name.to_str().map(|name| format!("{FOLDER}/{name}")).filter(is_contract));
    }
    Ok(files)
}

/// The contracts at a revision.
fn files_at(root: &Path, revision: &str) -> Result<BTreeSet<String>, Error> {
    let list = git(root, &["ls-tree", "--name-only", "-z", "--end-of-options", revision, &format!("{FOLDER}/")])?;
    Ok(list.split('\0').map(str::to_owned).filter(is_contract).collect())
}

#[expect(clippy::ptr_arg, reason = "the filter of an iterator of `String`")]
fn is_contract(file: &String) -> bool {
    file.ends_with(".yaml")
}

fn verify(root: &Path, revision: &str) -> Result<(), Error> {
    // Outside a repository every revision would be unknown.
    git(root, &["rev-parse", "--git-dir"])?;
    let commit = format!("{revision}^{{commit}}");
    git(root, &["rev-parse", "--quiet", "--verify", "--end-of-options", &commit])
        .map(drop)
        .map_err(|_| Error::Revision { revision: revision.to_owned() })
}

fn git(root: &Path, arguments: &[&str]) -> Result<String, Error> {
    let failed = |reason: String| Error::Git { what: arguments.join(" "), reason };
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("the answer is not UTF-8".to_owned()))
}
