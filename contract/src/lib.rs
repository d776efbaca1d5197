//! What the contracts are worth in CI: a validator for real messages, a proxy
//! and a reader of recorded traffic that use it, and the vendors as sandbox
//! servers.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

#[cfg(feature = "demo")]
pub mod demo;
pub mod diff;
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
pub mod validator;
#[cfg(feature = "traffic")]
pub mod vendor;
