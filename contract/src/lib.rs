//! What the contracts are worth in CI: a validator for real messages, a proxy
//! and a reader of recorded traffic that use it, the vendors as sandbox servers,
//! a comparison of contracts, and with the feature `clients` a check for drift and
//! a demo.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

#[cfg(feature = "clients")]
pub mod demo;
pub mod diff;
#[cfg(feature = "clients")]
pub mod drift;
#[cfg(feature = "traffic")]
pub mod har;
#[cfg(feature = "traffic")]
pub mod message;
#[cfg(feature = "traffic")]
pub mod proxy;
#[cfg(feature = "traffic")]
pub mod report;
#[cfg(feature = "traffic")]
pub mod sandbox;
#[cfg(feature = "traffic")]
mod serving;
pub mod tell;
#[cfg(feature = "traffic")]
pub mod validator;
#[cfg(feature = "traffic")]
pub mod vendor;
