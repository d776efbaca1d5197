//! The wire lock: tests of the bytes that the two clients really send over a socket, and of
//! how they decode every response that the contracts document.
//!
//! Every test reads the contracts anew, so a changed contract changes what is expected.
//! `operations` is the only place that names an operation in Rust, `types` the only one
//! that names a schema; the tests check that neither misses one.
//!
//! `TRACE.md` lists the statements of the vendors' pages, each with the test that checks
//! it.
//!
//! After a change of a contract, the tests say which snapshots differ. To accept the new
//! ones, run `INSTA_UPDATE=always cargo test -p wire-tests --test wire` and read the change
//! in `tests/snapshots`. Delete the snapshots that the test `complete` reports as left
//! over. A renamed member that is named by hand (a part of a multipart form, a score that a
//! verdict reads) stops the build before any test runs.

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
