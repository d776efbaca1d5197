//! The contracts at work: checks recorded traffic, and traffic that is going on.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod commands;

/// Hold real traffic against the contracts.
///
/// Exit status: 0 when everything conforms, 1 when something deviates, 2 when
/// that could not be found out.
#[derive(Parser)]
#[command(name = "contract", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(commands::check::Args),
    Proxy(commands::proxy::Args),
}

fn main() -> ExitCode {
    let outcome = match &Cli::parse().command {
        Command::Check(args) => commands::check::run(args),
        Command::Proxy(args) => commands::proxy::run(args),
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
