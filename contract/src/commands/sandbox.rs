//! `contract sandbox`: serves a vendor's sandbox until interrupted.

use std::{
    error::Error as _,
    io::{self, Write},
    net::IpAddr,
    time::Duration,
};

use clap::ValueEnum;
use contract::sandbox::{Kind, RunningSandbox, Sandbox, StartError};

use super::Outcome;

/// Serve a vendor's sandbox until interrupted.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The vendor.
    #[arg(long, value_enum)]
    vendor: Vendor,
    /// The port to listen on; one that is free unless given.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on. On any but the loopback address, who can reach this machine can reach the sandbox.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// The base URL under which others reach the sandbox, for tokens and session links.
    #[arg(long)]
    public_url: Option<String>,
    /// The number that ids, scores, keys and secrets follow from; another one every time unless given.
    #[arg(long)]
    seed: Option<u64>,
    /// How many seconds tokens live; as long as the vendor's unless given.
    #[arg(long)]
    token_lifetime: Option<u64>,
    /// Whether reports come inside an object with the single member `report` (Alice).
    #[arg(long)]
    envelope: Option<bool>,
    /// Keep the bodies of requests and answers, secrets and media included, in the journal.
    #[arg(long)]
    keep_bodies: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Vendor {
    Alice,
    #[value(name = "awareid")]
    AwareId,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(start(args))
}

async fn start(args: &Args) -> Outcome {
    match args.vendor {
        Vendor::Alice => {
            let mut sandbox = Sandbox::alice();
            if let Some(envelope) = args.envelope {
                sandbox = sandbox.envelope(envelope);
            }
            let sandbox = with_settings(sandbox, args).start().await.map_err(with_reason)?;
            let lines = [("API key", sandbox.api_key().to_owned())];
            serve("alice", sandbox, &lines).await
        }
        Vendor::AwareId => {
            let sandbox = with_settings(Sandbox::awareid(), args).start().await.map_err(with_reason)?;
            let credentials = sandbox.client_credentials();
            let lines = [
                ("customer", credentials.customer.clone()),
                ("client id", credentials.client_id.clone()),
                ("client secret", credentials.client_secret.clone()),
                ("API key", credentials.api_key.clone()),
                ("link keys", format!("{}/__sandbox/keys", sandbox.base_url())),
            ];
            serve("awareid", sandbox, &lines).await
        }
    }
}

/// The error and what led to it, in one line.
fn with_reason(error: StartError) -> String {
    match error.source() {
        Some(reason) => format!("{error} ({reason})"),
        None => error.to_string(),
    }
}

fn with_settings<V>(mut sandbox: Sandbox<V>, args: &Args) -> Sandbox<V> {
    sandbox = sandbox.address(args.address).port(args.port).keep_bodies(args.keep_bodies);
    if let Some(url) = &args.public_url {
        sandbox = sandbox.public_url(url);
    }
    if let Some(seed) = args.seed {
        sandbox = sandbox.seed(seed);
    }
    if let Some(seconds) = args.token_lifetime {
        sandbox = sandbox.token_lifetime(Duration::from_secs(seconds));
    }
    sandbox
}

/// Prints what a client needs and waits for the end.
async fn serve<V: Kind>(vendor: &str, sandbox: RunningSandbox<V>, credentials: &[(&str, String)]) -> Outcome {
    // Before the first line, so that whoever reads it can already stop the sandbox.
    let end = interrupted()?;
    let journal = format!("{}/__sandbox/journal", sandbox.base_url());
    let seed = sandbox.seed().to_string();
    let mut lines = vec![("vendor", vendor), ("base URL", sandbox.base_url())];
    lines.extend(credentials.iter().map(|(name, value)| (*name, value.as_str())));
    lines.extend([("journal", journal.as_str()), ("seed", seed.as_str())]);
    let mut out = io::stdout().lock();
    for (name, value) in lines {
        writeln!(out, "{:<15}{value}", format!("{name}:"))?;
    }
    out.flush()?;
    drop(out);
    end.await;
    sandbox.stop().await;
    Ok(true)
}

/// Ends on an interrupt or when the system asks to end.
#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends on an interrupt.
#[cfg(not(unix))]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to be interrupted it runs until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
