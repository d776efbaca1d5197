//! `contract drift`: whether a vendor still answers as its contract says.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use awareid_client::ClientCredentials;
use contract::validator::report::Format;
use live::drift::{self, Account, Options};
use tokio::runtime::Runtime;

use super::{Outcome, base_url, print};
use crate::tell::complain;

/// Call a vendor through the typed client and check each exchange against its contract.
///
/// Credentials are read from environment variables, so that no shell keeps them.
/// Without --write nothing is changed.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The vendor.
    #[arg(long)]
    vendor: Vendor,
    /// Where the vendor is, or a sandbox.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: String,
    /// Run the whole flow. It makes users; Alice's are deleted, AwareID's stay.
    #[arg(long)]
    write: bool,
    /// Treat what the contract does not know as a deviation.
    #[arg(long)]
    strict: bool,
    /// Show names, paths and values that the contract does not know. They may be personal data.
    #[arg(long)]
    show_unknown: bool,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The variable with the API key; by default ALICE_API_KEY or AWAREID_API_KEY.
    #[arg(long, value_name = "NAME")]
    api_key_env: Option<String>,
    /// The variable with the customer's name (AwareID).
    #[arg(long, value_name = "NAME", default_value = "AWAREID_CUSTOMER")]
    customer_env: String,
    /// The variable with the client id (AwareID).
    #[arg(long, value_name = "NAME", default_value = "AWAREID_CLIENT_ID")]
    client_id_env: String,
    /// The variable with the client secret (AwareID).
    #[arg(long, value_name = "NAME", default_value = "AWAREID_CLIENT_SECRET")]
    client_secret_env: String,
    /// An existing user whose data is read (Alice).
    #[arg(long, value_name = "ID")]
    user_id: Option<String>,
    /// The video of a face, for --write (Alice). Without one, no vendor finds a face.
    #[arg(long, value_name = "FILE")]
    selfie: Option<PathBuf>,
    /// What the capture SDK makes of a face, as JSON, for --write (AwareID).
    #[arg(long, value_name = "FILE")]
    face: Option<PathBuf>,
}

/// The vendors whose calls in a row are known.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Vendor {
    /// Alice Onboarding.
    Alice,
    /// AwareID.
    #[value(name = "awareid")]
    AwareId,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut options = Options::new(account(args)?, args.base_url.as_str());
    options.write = args.write;
    options.strict = args.strict;
    options.show_unknown = args.show_unknown;
    let outcome = Runtime::new()?.block_on(drift::run(options))?;
    let verdict = print(&outcome.report, args.format);
    for failed in &outcome.failed {
        complain(format_args!("contract: {failed}"));
    }
    match verdict {
        Ok(true) if !outcome.failed.is_empty() => Err("not everything could be checked, because calls failed".into()),
        verdict => verdict,
    }
}

fn account(args: &Args) -> Result<Account, Box<dyn Error>> {
    let key = |default: &str| variable(args.api_key_env.as_deref().unwrap_or(default));
    Ok(match args.vendor {
        Vendor::Alice => Account::Alice {
            api_key: key("ALICE_API_KEY")?.into(),
            user_id: args.user_id.clone(),
            selfie: args.selfie.as_deref().map(a_file).transpose()?,
        },
        Vendor::AwareId => Account::AwareId {
            credentials: ClientCredentials::new(
                variable(&args.customer_env)?,
                variable(&args.client_id_env)?,
                variable(&args.client_secret_env)?,
            ),
            api_key: key("AWAREID_API_KEY")?.into(),
            face: match &args.face {
                Some(path) => {
                    let text = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
                    // The full reason may quote the file, which may hold a face.
                    let face = serde_json::from_slice(&text);
                    Some(face.map_err(|_| format!("{} holds no face package", path.display()))?)
                }
                None => None,
            },
        },
    })
}

/// A file that can be read. This is checked before the vendor is called, so that no user is
/// created when the file is missing.
fn a_file(path: &Path) -> Result<PathBuf, String> {
    let found = fs::File::open(path).and_then(|file| file.metadata());
    match found.map_err(|error| format!("cannot read {}: {error}", path.display()))?.is_file() {
        true => Ok(path.to_owned()),
        false => Err(format!("{} is no file", path.display())),
    }
}

fn variable(name: &str) -> Result<String, Box<dyn Error>> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("set the environment variable {name}").into()),
    }
}
