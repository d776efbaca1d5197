//! The command line: serves a vendor's sandbox, and checks recorded and live traffic.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod commands;
mod tell;

use tell::complain;

/// The vendors' contracts at work.
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
    Sandbox(commands::sandbox::Args),
    Check(commands::check::Args),
    Proxy(commands::proxy::Args),
    Drift(commands::drift::Args),
    /// Run both vendors' flows against their sandboxes, and tell what happens.
    Demo,
}

fn main() -> ExitCode {
    let outcome = match &Cli::parse().command {
        Command::Sandbox(args) => commands::sandbox::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Proxy(args) => commands::proxy::run(args),
        Command::Drift(args) => commands::drift::run(args),
        Command::Demo => commands::demo::run(),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(format_args!("contract: {error}"));
            let mut source = error.source();
            while let Some(reason) = source {
                complain(format_args!("  because: {reason}"));
                source = reason.source();
            }
            ExitCode::from(2)
        }
    }
}
