//! `cargo xtask mutate`: makes small wrong changes of the contracts and counts how
//! many the wire lock does not notice.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use openapi::document::Document;
use serde_json::Value;

use self::mutant::{Mistake, Mutant, mutate, places};
use crate::contracts::{self, Unreadable};

mod mutant;

/// The tests that run against every mutant: those that lock the wire, except those that no
/// wrong contract can make fail.
const LOCK: [&str; 11] = [
    "test",
    "--quiet",
    "--package",
    "wire-tests",
    "--test",
    "wire",
    "--",
    "sent::",
    "answered::",
    "schema::",
    "examples::",
];

/// Why the score could not be measured, or is not good enough.
#[derive(Debug, thiserror::Error)]
pub enum Error {
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
    /// A contract is wrong before anything was changed.
    #[error(transparent)]
    Contract(#[from] openapi::Findings),
    /// The tests fail before anything was changed.
    #[error("the wire lock fails on the unchanged contracts; mend that first:\n{0}")]
    Baseline(String),
    /// Some changes went unnoticed.
    #[error("{0} of {1} wrong changes went unnoticed")]
    Survivors(usize, usize),
}

/// Measures `count` mutants, drawn by `seed`.
///
/// # Errors
///
/// When the scratch copy cannot be made, the lock fails on the unchanged contracts,
/// or more than one in a hundred mutants survives.
pub fn run(root: &Path, count: usize, seed: u64, out: &mut dyn Write) -> Result<(), Error> {
    let scratch = Scratch::new(root)?;
    let mut contracts = Vec::new();
    for vendor in contracts::vendors(root)? {
        let name = format!("specs/{vendor}.yaml");
        let text = read(&root.join(&name))?;
        contracts.push((name.clone(), text.clone(), Document::read(&name, &text)?.value));
    }
    let (status, output) = scratch.lock()?;
    if !status.success() {
        return Err(Error::Baseline(output));
    }
    let mut left = Mistake::ALL.map(|kind| everything(&contracts, kind));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut survivors = Vec::new();
    let mut tally: BTreeMap<Mistake, (usize, usize)> = BTreeMap::new();
    let mut measured = 0;
    let mut turn = 0;
    while measured < count && left.iter().any(|places| !places.is_empty()) {
        // Takes every kind in turn, so that the rare ones are measured too, and no place
        // twice.
        let kind = turn % left.len();
        turn += 1;
        if left[kind].is_empty() {
            continue;
        }
        let (contract, place) = left[kind].swap_remove(random.usize(..left[kind].len()));
        let (name, text, value) = &contracts[contract];
        let kind = Mistake::ALL[kind];
        let Some(Mutant { what, contract }) = mutate(value, kind, &place) else { continue };
        measured += 1;
        scratch.put(name, &json(&contract))?;
        let (status, output) = scratch.lock()?;
        scratch.put(name, text)?;
        let how = if status.success() { "SURVIVED" } else { noticed(&output) };
        let _ = writeln!(out, "{measured:>4}  {how:<9}  {name} {what}");
        let counts = tally.entry(kind).or_default();
        counts.1 += 1;
        if status.success() {
            survivors.push(what);
        } else {
            counts.0 += 1;
        }
    }
    let _ = writeln!(out, "\nkind        noticed");
    for (kind, (noticed, all)) in &tally {
        let _ = writeln!(out, "{:<10}  {noticed} of {all}", format!("{kind:?}"));
    }
    let _ = writeln!(out, "seed {seed}: {} of {measured} wrong changes were noticed", measured - survivors.len());
    if survivors.len() * 100 > measured { Err(Error::Survivors(survivors.len(), measured)) } else { Ok(()) }
}

/// Every place that a kind of change can apply to, each with its contract's index.
fn everything(contracts: &[(String, String, Value)], kind: Mistake) -> Vec<(usize, String)> {
    let of = |(index, (_, _, value)): (usize, &(String, String, Value))| {
        places(value, kind).into_iter().map(move |place| (index, place))
    };
    contracts.iter().enumerate().flat_map(of).collect()
}

/// Who noticed: the compiler of contracts, the compiler of Rust, or a test.
fn noticed(output: &str) -> &'static str {
    if output.contains("test result: FAILED") {
        "a test"
    } else if output.contains("nothing was written") {
        "codegen"
    } else {
        "rustc"
    }
}

/// JSON is YAML.
fn json(contract: &Value) -> String {
    serde_json::to_string_pretty(contract).unwrap_or_default()
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// A copy of the repository in which contracts may be wrong.
struct Scratch {
    root: PathBuf,
    /// Where the repository itself is built, so that dependencies are built once.
    target: PathBuf,
}

impl Scratch {
    /// Copies what git tracks. What was built there before is kept.
    fn new(root: &Path) -> Result<Self, Error> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Io { path, source }
        };
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let scratch = Self { root: target.join("mutate"), target };
        let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().map_err(io(root))?;
        for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
            let (from, to) = (root.join(name), scratch.root.join(name));
            let Ok(contents) = fs::read(&from) else { continue };
            // An unchanged file keeps its time, so that nothing is built twice.
            if fs::read(&to).is_ok_and(|there| there == contents) {
                continue;
            }
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(io(folder))?;
            }
            fs::write(&to, contents).map_err(io(&to))?;
        }
        Ok(scratch)
    }

    fn put(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.root.join(name);
        fs::write(&path, text).map_err(|source| Error::Io { path, source })
    }

    /// Runs the lock; gives its exit status and what it printed.
    fn lock(&self) -> Result<(ExitStatus, String), Error> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(LOCK)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("INSTA_UPDATE", "no")
            .stdin(Stdio::null())
            .output()
            .map_err(|source| Error::Io { path: self.root.clone(), source })?;
        let text = [output.stdout, output.stderr].concat();
        Ok((output.status, String::from_utf8_lossy(&text).into_owned()))
    }
}
