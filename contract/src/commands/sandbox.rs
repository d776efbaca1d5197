//! `contract sandbox`: serves a vendor's sandbox until interrupted.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use contract::{
    sandbox::{Kind, RunningSandbox, Sandbox},
    tell::complain,
    validator::Validator,
    vendor::Vendor,
};

use super::{Outcome, base_url, interrupt};

/// Serve a vendor's sandbox, or any contract, until interrupted.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The vendor.
    #[arg(long, required_unless_present = "contract", conflicts_with = "contract")]
    vendor: Option<Vendor>,
    /// An OpenAPI document in place of a vendor; the responses are its own examples.
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,
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
    let Some(vendor) = arguments.vendor else {
        let Some(file) = &arguments.contract else { return Err("say --vendor or --contract".into()) };
        return start_any(file, arguments).await;
    };
    match vendor {
        Vendor::Alice => {
            let mut sandbox = Sandbox::alice();
            if let Some(envelope) = arguments.envelope {
                sandbox = sandbox.envelope(envelope);
            }
            let sandbox = with_settings(sandbox, arguments).start().await?;
            let lines = [("API key", sandbox.api_key().to_owned())];
            serve("alice", sandbox, &lines).await
        }
        Vendor::AwareId => {
            let sandbox = Sandbox::awareid()
                .face_only(arguments.face_only)
                .face_liveness_results(arguments.face_liveness_results);
            let sandbox = with_settings(sandbox, arguments).start().await?;
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

async fn start_any(file: &Path, arguments: &Args) -> Result<(), Box<dyn Error>> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| format!("cannot read {name}: {error}"))?;
    let sandbox = with_settings(Sandbox::of(Validator::read(&name, &text)?), arguments).start().await?;
    let lines: Vec<(String, String)> =
        sandbox.credentials().map(|(scheme, secret)| (scheme.to_owned(), secret.to_owned())).collect();
    let lines: Vec<(&str, String)> = lines.iter().map(|(scheme, secret)| (scheme.as_str(), secret.clone())).collect();
    serve(&name, sandbox, &lines).await
}

fn with_settings<V>(mut sandbox: Sandbox<V>, arguments: &Args) -> Sandbox<V> {
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
async fn serve<V: Kind>(
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
