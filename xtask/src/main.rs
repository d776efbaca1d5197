//! The maintainers' commands: argument parsing and file I/O, nothing else.

#![forbid(unsafe_code)]

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

mod codegen;

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
        #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."), hide_default_value = true)]
        root: PathBuf,
    },
}

fn main() -> ExitCode {
    let Command::Codegen { check, root } = Arguments::parse().command;
    match codegen::run(&root, check, &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
