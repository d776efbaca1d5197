//! What is different from vendor to vendor.

use std::sync::Arc;

use client_runtime::Clock;
use http::StatusCode;
use serde_json::Value;

use super::{
    call::{Call, Refusal, Route},
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

/// A vendor that there is a sandbox of: [`Alice`](super::Alice) or
/// [`AwareId`](super::AwareId).
pub trait Kind: sealed::Make {}

/// What both vendors' services are made of.
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
    use super::{Core, StartError, Validator, Vendor};

    /// Makes a vendor's service and what a caller needs to know of it.
    pub trait Make: Sized {
        /// The vendor's contract.
        fn validator() -> Result<&'static Validator, StartError>;

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
    /// The operations.
    fn routes(&self) -> Vec<Route>;

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

    /// Changes an answer as a new release of the vendor's might.
    fn drift(&self, _call: &Call, body: &mut Value) {
        drift::change(body);
    }

    /// The keys to publish.
    fn keys(&self) -> Option<Value> {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use codegen::document::Document;
    use serde_json::Value;

    use super::{Core, sealed::Make};
    use crate::sandbox::{Alice, AwareId, Sandbox, seed::Seed};

    fn operations<V: Make>(sandbox: Sandbox<V>) -> BTreeSet<(String, String, String)> {
        let core = Core { settings: sandbox.settings, base_url: String::new(), seed: Seed::new(1) };
        let (_, vendor) = V::make(core).unwrap();
        let text = |text: &str| text.to_owned();
        let routes = vendor.routes().into_iter();
        routes.map(|route| (text(route.operation), text(route.method), text(route.path))).collect()
    }

    fn of_contract(file: &str, text: &str) -> BTreeSet<(String, String, String)> {
        let document = Document::read(file, text).unwrap();
        let mut all = BTreeSet::new();
        for (path, item) in document.value["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                    all.insert((
                        id.to_owned(),
                        method.to_uppercase(),
                        path.replace("{customer_name}-consumers", "{realm}"),
                    ));
                }
            }
        }
        all
    }

    #[test]
    fn every_operation_of_the_contracts_is_there_and_no_other() {
        let alice = of_contract("alice.yaml", include_str!(env!("ALICE_CONTRACT")));
        assert_eq!(operations(Sandbox::<Alice>::alice()), alice);
        let awareid = of_contract("awareid.yaml", include_str!(env!("AWAREID_CONTRACT")));
        assert_eq!(operations(Sandbox::<AwareId>::awareid()), awareid);
        assert_eq!((alice.len(), awareid.len()), (20, 14));
    }
}
