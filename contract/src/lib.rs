//! What the contracts are worth in CI: a validator for real messages, the
//! vendors as sandbox servers, and a check for drift.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod message;
pub mod sandbox;
pub mod validator;
