//! The wire lock: what the two clients really send over a socket, and what they
//! make of every answer that the contracts document.
//!
//! The contracts are read anew by every test, so that a changed one changes what
//! is expected. `operations` is the only place that names an operation in Rust,
//! `types` the only one that names a schema; the tests check that neither misses one.
//!
//! `TRACE.md` has the vendors' pages, statement by statement, with what checks each.
//!
//! After a change of a contract, the tests say which snapshots differ. To accept
//! what they found, run `INSTA_UPDATE=always cargo test -p wire-tests --test wire`
//! and read the change in `tests/snapshots`; what `complete` calls left over is to
//! be deleted. A renamed member that is named by hand (a part of a multipart form,
//! a score that a verdict reads) stops the build before any test runs.

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

/// The repository's README: its code is compiled, and the sandbox in it is run, with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The page on the clients' settings, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/CONFIGURATION.md")]
struct Configuration;

/// The README of the crate `contract`, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../contract/README.md")]
struct ContractReadme;
