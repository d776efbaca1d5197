//! The wire lock: what the two clients really send over a socket, and what they
//! make of every answer that the contracts document.
//!
//! The contracts are read anew by every test, so that a changed one changes what
//! is expected. `operations` is the only place that names an operation in Rust,
//! `types` the only one that names a schema; the tests check that neither misses one.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "tests")]

pub mod cases;
pub mod contract;
pub mod faulty;
pub mod given;
pub mod instances;
pub mod json;
pub mod operations;
pub mod planted;
pub mod request;
pub mod scopes;
pub mod sealed;
pub mod shape;
pub mod snapshots;
pub mod socket;
pub mod types;
