//! The golden clients compile, and do on a real socket what they promise.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../golden/cases/mod.rs"]
mod golden;
