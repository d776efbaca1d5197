//! The vendors whose contracts are at hand.

use openapi::Findings;

use crate::validator::Validator;

/// A vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Vendor {
    /// Alice Onboarding.
    Alice,
    /// AwareID.
    #[value(name = "awareid")]
    AwareId,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Alice, Self::AwareId];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alice => "alice",
            Self::AwareId => "awareid",
        }
    }

    /// The vendor's contract.
    ///
    /// # Errors
    ///
    /// Never, while the repository's tests pass.
    pub fn validator(self) -> Result<Validator, Findings> {
        match self {
            Self::Alice => Validator::alice(),
            Self::AwareId => Validator::awareid(),
        }
    }
}
