//! What the contracts are worth in CI: a validator for real messages, the
//! vendors as sandbox servers, and a check for drift.

#![forbid(unsafe_code)]

pub mod diff;
pub mod message;
pub mod validator;
