//! What is different from vendor to vendor.

use std::sync::Arc;

use client_runtime::Clock;
use http::StatusCode;
use serde_json::Value;

use super::{
    call::{Call, Refusal},
    drift,
    running::StartError,
    scenario::Scenario,
    scenarios::Subject,
    settings::Settings,
};
use crate::{
    message::{Request, Response},
    validator::{Validator, Violation},
};

/// A vendor that has a sandbox: [`Alice`](super::Alice), [`AwareId`](super::AwareId), or
/// [`AnyContract`](super::AnyContract).
pub trait Kind: sealed::Make {}

/// What both vendors' services need.
pub(crate) struct Core {
    pub settings: Settings,
    pub base_url: String,
    pub seed: super::seed::Seed,
}

impl Core {
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.settings.clock
    }
}

pub(crate) mod sealed {
    use super::{Arc, Core, Settings, StartError, Validator, Vendor};

    /// Makes a vendor's service and the credentials for it.
    pub trait Make: Sized {
        /// The vendor's contract.
        #[expect(private_interfaces, reason = "the trait is sealed")]
        fn validator(settings: &Settings) -> Result<Arc<Validator>, StartError>;

        /// The service and its credentials.
        #[expect(private_interfaces, reason = "the trait is sealed")]
        fn make(core: Core) -> Result<(Self, Box<dyn Vendor>), StartError>;
    }
}

/// Who a call comes from, by its credentials.
#[derive(Debug, Default)]
pub(crate) struct Caller {
    /// The user that the token is for.
    pub user: Option<String>,
}

/// A vendor's service.
pub(crate) trait Vendor: Send + Sync + 'static {
    /// Checks the credentials.
    fn admit(&self, call: &Call) -> Result<Caller, Refusal>;

    /// Who the call is about.
    fn subject(&self, call: &Call, caller: Option<&Caller>) -> Subject;

    /// Carries out the operation.
    fn answer(&self, call: &Call, caller: &Caller, scenario: Scenario) -> Response;

    /// The request in the form of the contract, if the vendor is known to accept it
    /// although the contract does not describe it.
    fn tolerable(&self, call: &Call) -> Option<Request>;

    /// The response to a request that the contract does not allow.
    fn invalid(&self, call: &Call, violations: &[Violation]) -> Response;

    /// A response that tells of an error, in the form for this operation.
    fn error(&self, operation: Option<&str>, status: StatusCode, text: &str) -> Response;

    /// The response for an unknown path. It may suggest the right one.
    fn unknown_path(&self, note: Option<&str>) -> Response {
        let text = note.map_or_else(|| "Not Found".to_owned(), |note| format!("Not Found; sandbox: {note}"));
        self.error(None, StatusCode::NOT_FOUND, &text)
    }

    /// Changes a response as a new release of the vendor's might.
    fn drift(&self, _call: &Call, body: &mut Value) {
        drift::change(body);
    }

    /// The keys to publish.
    fn keys(&self) -> Option<Value> {
        None
    }
}
