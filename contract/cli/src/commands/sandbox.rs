//! `contract sandbox`: serves a vendor's sandbox until interrupted.

use std::{
    error::Error,
    io::{self, Write},
    net::IpAddr,
    time::Duration,
};

use contract::{Alice, AnyContract, AwareId, RunningSandbox, Sandbox, Validator, sandbox::Behaviours};

use super::{Outcome, base_url, interrupt, source::Source};
use crate::tell::complain;

/// Serve a vendor's sandbox, or any contract, until interrupted.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    source: Source,
    /// The port to listen on; one that is free unless given.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on. On any address but the loopback one, everybody who can
    /// reach this machine can reach the sandbox.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// The base URL under which others reach the sandbox, for tokens and session links.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    public_url: Option<String>,
    /// The number from which ids, scores, keys and secrets are derived; random unless
    /// given.
    #[arg(long)]
    seed: Option<u64>,
    /// How many seconds tokens live; as long as the vendor's unless given.
    #[arg(long)]
    token_lifetime: Option<u64>,
    /// Whether reports come inside an object with the single member `report` (Alice).
    #[arg(long)]
    envelope: Option<bool>,
    /// Ask for faces alone: no device is needed to enrol or to authenticate (AwareID).
    #[arg(long)]
    face_only: bool,
    /// Call the details of a face `faceLivenessResults` in responses, as newer servers do (AwareID).
    #[arg(long)]
    face_liveness_results: bool,
    /// Do not print a line for each request on standard error.
    #[arg(long)]
    quiet: bool,
    /// Keep the bodies of requests and responses, secrets and media included, in the journal.
    #[arg(long)]
    keep_bodies: bool,
}

pub(crate) fn run(arguments: &Args) -> Outcome {
    interrupt::run(start(arguments))??;
    Ok(true)
}

async fn start(arguments: &Args) -> Result<(), Box<dyn Error>> {
    match arguments.source.vendor.map(|vendor| vendor.name()) {
        Some("alice") => {
            let alice = arguments.envelope.map_or_else(Alice::new, |envelope| Alice::new().envelope(envelope));
            let sandbox = with_settings(Sandbox::of(alice), arguments).start().await?;
            let lines = [("API key", sandbox.credentials().api_key.clone())];
            serve("alice", sandbox, &lines).await
        }
        Some("awareid") => {
            let tenant =
                AwareId::new().face_only(arguments.face_only).face_liveness_results(arguments.face_liveness_results);
            let sandbox = with_settings(Sandbox::of(tenant), arguments).start().await?;
            let credentials = sandbox.credentials();
            let lines = [
                ("customer", credentials.customer.clone()),
                ("client id", credentials.client_id.clone()),
                ("client secret", credentials.client_secret.clone()),
                ("API key", credentials.api_key.clone()),
                ("link keys", format!("{}/__sandbox/keys", sandbox.base_url())),
            ];
            serve("awareid", sandbox, &lines).await
        }
        // A vendor without behaviours of its own, or a contract of which nothing else is known.
        _ => {
            let contract = arguments.source.validator()?.ok_or("say --vendor or --contract")?;
            start_any(contract, arguments).await
        }
    }
}

async fn start_any(contract: Validator, arguments: &Args) -> Result<(), Box<dyn Error>> {
    let name = contract.file().to_owned();
    let sandbox = with_settings(Sandbox::of(AnyContract::new(contract)), arguments).start().await?;
    let credentials = sandbox.credentials().clone();
    let lines: Vec<(&str, String)> = credentials.all().map(|(scheme, secret)| (scheme, secret.to_owned())).collect();
    serve(&name, sandbox, &lines).await
}

fn with_settings<V: Behaviours>(mut sandbox: Sandbox<V>, arguments: &Args) -> Sandbox<V> {
    sandbox = sandbox.address(arguments.address).port(arguments.port).keep_bodies(arguments.keep_bodies);
    if let Some(url) = &arguments.public_url {
        sandbox = sandbox.public_url(url);
    }
    if let Some(seed) = arguments.seed {
        sandbox = sandbox.seed(seed);
    }
    if let Some(seconds) = arguments.token_lifetime {
        sandbox = sandbox.token_lifetime(Duration::from_secs(seconds));
    }
    if !arguments.quiet {
        sandbox = sandbox.log(|line: &str| complain(line));
    }
    sandbox
}

/// Prints what a client needs and waits for the end.
async fn serve<V: Behaviours>(
    vendor: &str,
    sandbox: RunningSandbox<V>,
    credentials: &[(&str, String)],
) -> Result<(), Box<dyn Error>> {
    // Set up before the first line, so that a reader of that line can already stop the
    // sandbox.
    let end = interrupt::interrupted()?;
    let (journal, page) =
        (format!("{}/__sandbox/journal", sandbox.base_url()), format!("{}/__sandbox", sandbox.base_url()));
    let seed = sandbox.seed().to_string();
    let mut lines = vec![("vendor", vendor), ("base URL", sandbox.base_url())];
    lines.extend(credentials.iter().map(|(name, value)| (*name, value.as_str())));
    lines.extend([("journal", journal.as_str()), ("overview", page.as_str()), ("seed", seed.as_str())]);
    let mut out = io::stdout().lock();
    for (name, value) in lines {
        writeln!(out, "{:<15}{value}", format!("{name}:"))?;
    }
    out.flush()?;
    drop(out);
    end.await;
    sandbox.stop().await;
    Ok(())
}
