//! What the contracts are worth in CI: a validator for real messages, a proxy
//! and a reader of recorded traffic that use it, and the vendors as sandbox
//! servers.

#![forbid(unsafe_code)]

pub mod har;
pub mod message;
pub mod proxy;
pub mod report;
pub mod validator;
pub mod vendor;
