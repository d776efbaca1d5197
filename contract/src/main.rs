//! The contracts at work: `contract sandbox` serves a vendor's sandbox.

#![forbid(unsafe_code)]

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The vendors' contracts at work.
#[derive(Parser)]
#[command(name = "contract")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a vendor's sandbox until interrupted.
    Sandbox(commands::sandbox::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Sandbox(arguments) => commands::sandbox::run(arguments).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(reason) = source {
                eprintln!("  because: {reason}");
                source = reason.source();
            }
            ExitCode::FAILURE
        }
    }
}
