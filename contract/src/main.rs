//! The contracts at work: serves a vendor's sandbox.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod commands;

/// The vendors' contracts at work.
///
/// Exit status: 0 when all is well, 2 when the command could not do its work.
#[derive(Parser)]
#[command(name = "contract", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Sandbox(commands::sandbox::Args),
}

fn main() -> ExitCode {
    let outcome = match &Cli::parse().command {
        Command::Sandbox(args) => commands::sandbox::run(args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("contract: {error}");
            ExitCode::from(2)
        }
    }
}
