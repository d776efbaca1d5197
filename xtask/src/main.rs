//! The maintainers' commands: argument parsing and file I/O, nothing else.

#![forbid(unsafe_code)]

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

mod codegen;
mod contract;
mod mutate;

/// Maintains the clients.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The repository to work on.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."),
        hide_default_value = true
    )]
    root: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Compile the contracts in specs/ into the clients' checked-in source.
    Codegen {
        /// Write nothing; fail if any file is not what the contracts compile to.
        #[arg(long)]
        check: bool,
    },
    /// Run both vendors' flows against their sandboxes and tell what happens. No account, no network.
    Demo,
    /// Call a vendor or a sandbox through the typed client and check every exchange against the contract.
    #[command(disable_help_flag = true)]
    Contract {
        /// What --help tells.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Make wrong changes of the contracts and count which go unnoticed. Takes about
    /// half a minute for each.
    Mutate {
        /// How many changes to make.
        #[arg(long, default_value_t = 110)]
        count: usize,
        /// Which changes to make: the same seed, the same changes.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let Arguments { command, root } = Arguments::parse();
    let out = &mut std::io::stdout();
    let result: Result<(), Box<dyn std::error::Error>> = match command {
        Command::Codegen { check } => codegen::run(&root, check, out).map_err(Into::into),
        Command::Demo => return contract::run(&root, "demo", &[]),
        Command::Contract { arguments } => return contract::run(&root, "drift", &arguments),
        Command::Mutate { count, seed } => mutate::run(&root, count, seed, out).map_err(Into::into),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
