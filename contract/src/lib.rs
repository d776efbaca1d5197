//! Tests against the vendors' contracts, for CI: a validator for real messages, a proxy and
//! a reader of recorded traffic that use it, sandbox servers of the vendors, and with the
//! feature `clients` a check whether a vendor has changed and a demo.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

#[cfg(feature = "clients")]
pub mod demo;
#[cfg(feature = "clients")]
pub mod drift;
pub mod har;
pub mod message;
pub mod proxy;
pub mod report;
pub mod sandbox;
mod serving;
pub mod tell;
pub mod validator;
pub mod vendor;
