//! The maintainers' commands: argument parsing and file I/O, nothing else.

#![forbid(unsafe_code)]

use std::{io, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};
use contract::diff::render;

mod codegen;
mod diff;

/// The repository that this program was built in.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Maintains the clients.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile the contracts in specs/ into the clients' checked-in source.
    Codegen {
        /// Write nothing; fail if any file is not what the contracts compile to.
        #[arg(long)]
        check: bool,
        /// The repository to work on.
        #[arg(long, value_name = "DIR", default_value = ROOT, hide_default_value = true)]
        root: PathBuf,
    },
    /// Compare the contracts with those at a git revision: what breaks the wire, what breaks Rust source.
    ///
    /// Exit status 0 when nothing breaks, 1 when something does, 2 when nothing could be compared.
    Diff {
        /// The revision: a commit, branch or tag.
        #[arg(value_name = "REV", default_value = "HEAD")]
        revision: String,
        /// How to print what is found.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// The repository to work on.
        #[arg(long, value_name = "DIR", default_value = ROOT, hide_default_value = true)]
        root: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

impl From<Format> for render::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
            Format::Markdown => Self::Markdown,
        }
    }
}

fn main() -> ExitCode {
    let out = &mut io::stdout().lock();
    match Arguments::parse().command {
        Command::Codegen { check, root } => match codegen::run(&root, check, out) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error, 1),
        },
        Command::Diff { revision, format, root } => match diff::run(&root, &revision, format.into(), out) {
            Ok(breaks) => ExitCode::from(u8::from(breaks)),
            Err(error) => fail(&error, 2),
        },
    }
}

fn fail(error: &dyn std::error::Error, status: u8) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(status)
}
