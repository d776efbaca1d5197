//! What a vendor does where the contract leaves it open.
//!
//! [`Sandbox::of`](crate::Sandbox::of) takes anything that is [`Behaviours`]: a contract
//! alone, or a vendor whose operations hang together.

use std::{sync::Arc, time::Duration};

use client_runtime::Clock;
use http::StatusCode;
use serde_json::Value;
use validator::{
    Validator, Violation,
    message::{Request, Response},
};

use crate::{Limits, Scenario, StartError, settings::Settings};
pub use crate::{
    bounded::{Bounded, Changing, Weigh},
    call::{Call, Refusal},
    form::Part,
    jwt::{Jwt, Refused},
    lock::lock,
    scenarios::Subject,
    seed::Seed,
};

/// Responses of a service.
pub mod respond {
    pub use crate::call::{empty, json, typed};
}

/// Times as vendors write them.
pub mod time {
    pub use crate::time::{microseconds, seconds, spaced};
}

/// A vendor, before its sandbox starts.
pub trait Behaviours: Sized {
    /// What the sandbox takes to prove who is calling.
    type Credentials;

    /// How long tokens live unless the sandbox is told otherwise.
    const TOKEN_LIFETIME: Duration;

    /// The vendor's contract.
    ///
    /// # Errors
    ///
    /// When it cannot be used.
    fn validator(&self) -> Result<Arc<Validator>, StartError>;

    /// The service, and the credentials that it takes.
    ///
    /// # Errors
    ///
    /// When its keys cannot be made.
    fn serve(self, core: Core) -> Result<(Self::Credentials, Box<dyn Vendor>), StartError>;
}

/// What every vendor's service is made of.
pub struct Core {
    pub(crate) settings: Settings,
    pub(crate) base_url: String,
    pub(crate) seed: Seed,
    pub(crate) validator: Arc<Validator>,
}

impl Core {
    /// The clock by which tokens expire.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.settings.clock
    }

    /// How long tokens live.
    pub fn token_lifetime(&self) -> Duration {
        self.settings.token_lifetime
    }

    /// How much to keep.
    pub fn limits(&self) -> Limits {
        self.settings.limits
    }

    /// The security schemes that open an operation together, by their names in the contract.
    /// Of alternatives these are the first.
    pub fn schemes(&self, operation: &str) -> Vec<&str> {
        let first = self.validator.security(operation).into_iter().next().unwrap_or_default();
        first.into_iter().map(|(scheme, _)| scheme).collect()
    }

    /// The base URL under which others reach the sandbox, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What everything follows from that looks random.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }
}

/// Who a call comes from, by its credentials.
#[derive(Debug, Default)]
pub struct Caller {
    /// The user that the token is for.
    pub user: Option<String>,
}

/// A vendor's service.
pub trait Vendor: Send + Sync + 'static {
    /// Checks the credentials.
    fn admit(&self, call: &Call) -> Result<Caller, Refusal>;

    /// Who the call is about.
    fn subject(&self, call: &Call, caller: Option<&Caller>) -> Subject;

    /// Does what the operation does.
    fn answer(&self, call: &Call, caller: &Caller, scenario: Scenario) -> Response;

    /// The request in the form of the contract, if the vendor is known to take it
    /// although the contract has no place for it.
    fn tolerable(&self, call: &Call) -> Option<Request>;

    /// The answer to a request that the contract does not allow.
    fn invalid(&self, call: &Call, violations: &[Violation]) -> Response;

    /// An answer that tells of an error, in the form for this operation.
    fn error(&self, operation: Option<&str>, status: StatusCode, text: &str) -> Response;

    /// The answer where there is no such path. It may say which one was meant.
    fn unknown_path(&self, note: Option<&str>) -> Response {
        let text = note.map_or_else(|| "Not Found".to_owned(), |note| format!("Not Found; sandbox: {note}"));
        self.error(None, StatusCode::NOT_FOUND, &text)
    }

    /// Changes a response as a new release of this vendor's might, beside new members and
    /// new values of enumerations, which it has already.
    fn drift(&self, _call: &Call, _body: &mut Value) {}

    /// The keys to publish.
    fn keys(&self) -> Option<Value> {
        None
    }
}
