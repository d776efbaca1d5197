//! What the contracts are worth in CI: a validator for real messages, a proxy
//! and a reader of recorded traffic that use it, and the vendors as sandbox
//! servers.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

#[cfg(feature = "demo")]
pub mod demo;
pub mod har;
pub mod message;
pub mod proxy;
pub mod report;
pub mod sandbox;
pub mod validator;
pub mod vendor;
