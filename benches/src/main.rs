//! Runs the benchmarks, one after the other, and shows what they found: as a table
//! here, and after a run of all of them in `benches/README.md` and `benches/results.svg`.

#![forbid(unsafe_code)]

use std::{
    env,
    process::{Command, ExitCode},
};

use benches::{
    Result,
    figure::{self, Figure},
    folders,
    tell::{complain, say},
};
use clap::{Parser, ValueEnum};

mod machine;
mod plot;
mod table;

/// Takes the figures of `benches/README.md` again.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Arguments {
    /// Which to take. Without a name: all, and they are written into benches/README.md.
    #[arg(value_enum)]
    names: Vec<Benchmark>,
    /// Take none: show those that were taken last.
    #[arg(long)]
    saved: bool,
}

/// A file in `benches/benches`.
#[derive(Clone, Copy, ValueEnum)]
enum Benchmark {
    Call,
    Decoding,
    Upload,
    Tokens,
    Validating,
    Codegen,
    Building,
}

impl Benchmark {
    fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Decoding => "decoding",
            Self::Upload => "upload",
            Self::Tokens => "tokens",
            Self::Validating => "validating",
            Self::Codegen => "codegen",
            Self::Building => "building",
        }
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error);
            ExitCode::FAILURE
        }
    }
}

fn run(Arguments { names, saved }: &Arguments) -> Result<()> {
    let chosen = if names.is_empty() { Benchmark::value_variants() } else { names };
    let mut figures = Vec::new();
    for benchmark in chosen.iter().map(|benchmark| benchmark.name()) {
        match if *saved { figure::load(benchmark) } else { take(benchmark) } {
            Ok(taken) => figures.extend(taken),
            Err(error) if *saved => say(format_args!("SKIPPED: no figures of `{benchmark}`: {error}")),
            Err(error) => return Err(error),
        }
    }
    let table = table::markdown(&figures);
    say(format_args!("\n{table}"));
    let missed = figures.iter().filter(|figure| figure.is_met() == Some(false)).count();
    say(format_args!("{missed} of {} goals missed", figures.iter().filter(|figure| figure.is_met().is_some()).count()));
    if names.is_empty() {
        let machine = machine::describe()?;
        plot::draw(&figures, &machine, &folders::repository().join("benches/results.svg"))?;
        table::replace(&folders::repository().join("benches/README.md"), &format!("{machine}\n\n{table}"))?;
        say("written into benches/README.md and benches/results.svg");
    }
    Ok(())
}

/// Runs one benchmark as a process of its own.
fn take(benchmark: &str) -> Result<Vec<Figure>> {
    say(format_args!("\n== {benchmark}"));
    figure::forget(benchmark)?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["bench", "--quiet", "--package", "benches", "--bench", benchmark, "--manifest-path"]);
    if !cargo.arg(folders::repository().join("Cargo.toml")).status()?.success() {
        return Err(format!("the benchmark `{benchmark}` has failed").into());
    }
    figure::load(benchmark)
}
