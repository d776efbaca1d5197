//! The wire lock.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "tests")]

pub mod faulty;
pub mod scopes;
pub mod sealed;
