//! What the contracts are worth in CI: a validator for real messages, the
//! vendors as sandbox servers, and a check for drift.

#![forbid(unsafe_code)]

#[cfg(feature = "demo")]
pub mod demo;
pub mod message;
pub mod sandbox;
pub mod validator;
