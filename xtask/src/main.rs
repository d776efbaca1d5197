//! The maintainers' commands: argument parsing and file I/O, nothing else.

#![forbid(unsafe_code)]

use std::{
    error::Error,
    ffi::OsString,
    fmt::Display,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand, ValueEnum};
use contract_diff::render;

mod codegen;
mod contracts;
mod delegate;
mod diff;
mod docs;
mod mutate;
mod vendor;

/// The compiler makes and drops millions of small tokens and trees; with the system's
/// allocator a third of its time goes there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Take a vendor's contract in: its client becomes a crate of the workspace.
    Vendor {
        /// What the crate and the contract are called: small letters, digits and `-`.
        name: String,
        /// The contract.
        #[arg(long, value_name = "FILE")]
        spec: PathBuf,
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
    },
    /// Make an HTML reference of each contract in target/reference/. Needs Node.js with npx.
    Docs,
    /// Compare our speed with that of rivals. Without a name: all of it, which takes
    /// about half an hour and is written into benches/README.md.
    #[command(disable_help_flag = true)]
    Bench {
        /// Which figures; --help tells.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        names: Vec<OsString>,
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
    let Arguments { command, root } = Arguments::parse();
    let out = &mut io::stdout();
    match command {
        Command::Codegen { check } => done(codegen::run(&root, check, out).map(|()| false), 1),
        Command::Vendor { name, spec } => done(vendor::run(&root, &name, &spec, out).map(|()| false), 1),
        Command::Demo => delegate::contract(&root, "demo", &[]),
        Command::Contract { arguments } => delegate::contract(&root, "drift", &arguments),
        Command::Diff { revision, format } => done(diff::run(&root, &revision, format.into(), out), 2),
        Command::Docs => done(docs::run(&root, out).map(|()| false), 1),
        Command::Bench { names } => delegate::benches(&root, &names),
        Command::Mutate { count, seed } => done(mutate::run(&root, count, seed, out).map(|()| false), 1),
    }
}

/// Exit status 1 when the command found something, `failed` when it could not run.
fn done<E: Error>(result: Result<bool, E>, failed: u8) -> ExitCode {
    match result {
        Ok(found) => ExitCode::from(u8::from(found)),
        Err(error) => {
            complain(error);
            ExitCode::from(failed)
        }
    }
}

/// Writes a line to standard error; a closed stream is no error.
fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
