//! The vendors: the contract of each, and what its sandbox does beside the contract.
//!
//! Every contract of `specs` is here by itself. A vendor with a module has behaviours of
//! its own; the sandbox of any other answers with the contract's examples.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use std::fmt;

use openapi::Findings;
use validator::Validator;

pub mod alice;
pub mod awareid;

pub use alice::Alice;
pub use awareid::AwareId;

/// A vendor whose contract is at hand.
#[derive(Clone, Copy)]
pub struct Vendor {
    name: &'static str,
    file: &'static str,
    contract: &'static str,
}

/// The build script writes it from the folder of the contracts.
static VENDORS: &[Vendor] = include!(concat!(env!("OUT_DIR"), "/vendors.rs"));

impl Vendor {
    /// All of them, in the order of their names.
    pub fn all() -> impl Iterator<Item = Self> {
        VENDORS.iter().copied()
    }

    /// The vendor whose contract is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|vendor| vendor.name == name)
    }

    /// The name of the contract's file, without its ending.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The vendor's contract.
    ///
    /// # Errors
    ///
    /// Never, while the repository's tests pass.
    pub fn validator(self) -> Result<Validator, Findings> {
        Validator::read(self.file, self.contract)
    }
}

impl fmt::Debug for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Vendor").field(&self.name).finish()
    }
}

/// The contract of a vendor that has a module here.
fn contract(name: &str) -> Result<Validator, Findings> {
    Vendor::named(name).map_or_else(|| Validator::read(name, ""), Vendor::validator)
}
