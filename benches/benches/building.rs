//! What a client adds to the first build of a small service, as `.ci/cold-build`
//! measures it in three rounds, and to the size of a program. Builds the last commit.

use std::{env, fs, path::Path, process::Command};

use benches::{
    Result,
    command::said,
    figure::{self, Figure, Goal, Unit},
    folders,
    tell::say,
};

const RIVAL: &str = "the same without the client";

/// One differs from the next by two hundredths.
const ROUNDS: &str = "3";

/// The last commit in which each client had a copy of its own of what sends.
const BEFORE: &str = "d4bf0d9cba5c8cfe610c1251410b29ef4fe673bd";

fn main() -> Result<()> {
    let table = said(Command::new(folders::repository().join(".ci/cold-build")).arg(ROUNDS))?;
    // Columns: wall seconds, ratio, CPU seconds, ratio, crates.
    let column = |consumer: &str, column: usize| -> Result<f64> {
        let row = table.lines().find_map(|line| line.strip_prefix(&format!("| {consumer} | ")));
        let cell = row.and_then(|row| row.trim_end_matches(" |").split(" | ").nth(column));
        Ok(cell.ok_or_else(|| format!("the cold build tells nothing of `{consumer}`:\n{table}"))?.parse()?)
    };
    let mut figures = Vec::new();
    for client in ["alice-client", "awareid-client"] {
        for (consumer, name, goal) in [
            (client.to_owned(), client.to_owned(), Goal::RatioAtMost(1.05)),
            (format!("{client}+build-codegen"), format!("{client}, `build-codegen`"), Goal::None),
        ] {
            let figure = |what: &str, unit, at, goal| -> Result<Figure> {
                let name = format!("{what} with {name}");
                Ok(Figure::of_values(name, unit, column(&consumer, at)?, RIVAL, column("without", at)?, goal))
            };
            figures.push(figure("Cold build", Unit::Time, 0, goal)?);
            figures.push(figure("CPU time of it", Unit::Time, 2, Goal::None)?);
            figures.push(figure("Crates", Unit::Count, 4, Goal::None)?);
        }
    }
    match example_at(BEFORE) {
        Ok(before) => {
            let after = example_at("HEAD")?;
            let name = "Size of the example `login`";
            let rival = "each client with its own sending";
            let figure = Figure::of_values(name, Unit::Memory, after, rival, before, Goal::RatioAtMost(1.0));
            figures.push(figure.note(format!(
                "Built for release and stripped, TLS and the sandbox included. The rival is commit {}.",
                &BEFORE[..12]
            )));
        }
        // As in a clone without history.
        Err(error) => say(format_args!("SKIPPED: the size of the example at {BEFORE}: {error}")),
    }
    figure::save("building", &figures)
}

/// The size of the example `login` at a revision, in bytes.
fn example_at(revision: &str) -> Result<f64> {
    let source = tempfile::tempdir()?;
    unpack(revision, source.path())?;
    // One folder for all revisions: what they depend on is built once.
    let target = folders::target()?.join("benches").join("size");
    let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--quiet", "--release", "--locked", "--package", "alice-client", "--example", "login"]);
    build.current_dir(source.path()).env("CARGO_TARGET_DIR", &target).env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    said(&mut build)?;
    let program = target.join("release/examples").join(format!("login{}", env::consts::EXE_SUFFIX));
    Ok(fs::metadata(program)?.len() as f64)
}

/// Writes the files of a revision into a folder.
fn unpack(revision: &str, folder: &Path) -> Result<()> {
    let mut git = Command::new("git");
    git.args(["archive", "--format=tar", "--output"]).arg(folder.join("source.tar")).arg(revision);
    said(git.current_dir(folders::repository()))?;
    said(Command::new("tar").args(["--extract", "--file=source.tar"]).current_dir(folder)).map(drop)
}
