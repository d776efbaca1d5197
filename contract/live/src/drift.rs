//! Checks whether a vendor, or a sandbox, still responds as the contract says: calls it
//! through the typed client, and checks every exchange.
//!
//! ```
//! use live::drift::{self, Account, Options};
//! use vendors::Alice;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Alice::sandbox().start().await?;
//! let account = Account::Alice { api_key: sandbox.credentials().api_key.as_str().into(), user_id: None, selfie: None };
//! let outcome = drift::run(Options::new(account, sandbox.base_url())).await?;
//! assert!(outcome.report.conforms() && outcome.failed.is_empty());
//! # Ok(())
//! # }
//! ```

use std::path::PathBuf;

use awareid_client::{ClientCredentials, types::FaceLivenessData};
use client_runtime::{BuildError, Secret};
use openapi::Findings;

use proxy::{self, Proxy};
use validator::{Validator, report::Report};
use vendors::{Alice, AwareId};

mod alice;
mod awareid;
mod steps;

use steps::Steps;

/// What a run is to do.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// The vendor, and the credentials for it.
    pub account: Account,
    /// The base URL of the service.
    pub base_url: String,
    /// Whether to run the whole flow, which makes users and sends media. Otherwise
    /// nothing is changed.
    pub write: bool,
    /// Whether what the contract does not know is a deviation as well.
    pub strict: bool,
    /// Whether names, paths and values that the contract does not know are shown.
    pub show_unknown: bool,
}

impl Options {
    /// The part that changes nothing.
    pub fn new(account: Account, base_url: impl Into<String>) -> Self {
        Self { account, base_url: base_url.into(), write: false, strict: false, show_unknown: false }
    }

    /// The whole flow.
    #[must_use]
    pub fn write(mut self) -> Self {
        self.write = true;
        self
    }

    /// From now on, what the contract does not know is a deviation as well.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// From now on, names, paths and values that the contract does not know are shown.
    /// They may be personal data.
    #[must_use]
    pub fn show_unknown(mut self) -> Self {
        self.show_unknown = true;
        self
    }
}

/// An account with a vendor, and what a run may use there.
#[derive(Debug, Clone)]
pub enum Account {
    /// With Alice Onboarding.
    Alice {
        /// The API key.
        api_key: Secret,
        /// A user who exists already and whose data may be read.
        user_id: Option<String>,
        /// The video of a face; a few bytes that show none unless given.
        selfie: Option<PathBuf>,
    },
    /// With AwareID.
    AwareId {
        /// Customer, client id and client secret.
        credentials: ClientCredentials,
        /// The API key.
        api_key: Secret,
        /// What the vendor's capture SDK makes of a face; one empty frame unless given.
        face: Option<Box<FaceLivenessData>>,
    },
}

impl Account {
    /// The vendor's contract.
    fn validator(&self) -> Result<Validator, Findings> {
        match self {
            Self::Alice { .. } => Alice::validator(),
            Self::AwareId { .. } => AwareId::validator(),
        }
    }
}

/// What a run found out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outcome {
    /// Every exchange, compared with the contract.
    pub report: Report,
    /// The calls that failed, each with its reason and without personal data. The flow may
    /// leave out later calls after such a failure, so less was checked.
    pub failed: Vec<String>,
}

/// Why a run did not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The contract cannot be used.
    #[error("the contract cannot be used:\n{0}")]
    Contract(#[from] Findings),
    /// The base URL is no URL, or not one of HTTP.
    #[error("the base URL must be a URL such as https://host/base")]
    BaseUrl,
    /// The proxy that listens to the exchanges cannot start.
    #[error(transparent)]
    Proxy(proxy::Error),
    /// The client cannot be made.
    #[error("the client cannot be made")]
    Client(#[from] BuildError),
}

/// Makes the calls and checks the exchanges.
///
/// # Errors
///
/// When it cannot begin. A call that fails is part of the outcome.
pub async fn run(options: Options) -> Result<Outcome, Error> {
    let validator = options.account.validator()?;
    let validator = if options.strict { validator.strict() } else { validator };
    let validator = if options.show_unknown { validator.show_unknown() } else { validator };
    let proxy = Proxy::start(proxy::Options::new(validator, options.base_url)).await.map_err(|error| match error {
        proxy::Error::Upstream => Error::BaseUrl,
        other => Error::Proxy(other),
    })?;
    let mut steps = Steps::new(&proxy);
    let begun = match options.account {
        Account::Alice { api_key, user_id, selfie } => {
            let flow = alice::Flow { base_url: proxy.base_url(), api_key, user_id, selfie };
            flow.run(options.write, &mut steps).await
        }
        Account::AwareId { credentials, api_key, face } => {
            let flow = awareid::Flow { base_url: proxy.base_url(), credentials, api_key, face };
            flow.run(options.write, &mut steps).await
        }
    };
    let failed = steps.failed;
    let report = proxy.stop().await;
    begun?;
    Ok(Outcome { report, failed })
}
