//! The wire lock's tests, in one program so that it is linked once.

#![allow(clippy::unwrap_used, reason = "tests")]

mod answered;
mod complete;
mod examples;
mod flows;
mod page;
mod redaction;
mod schema;
mod sent;
mod tolerance;
mod trace;
