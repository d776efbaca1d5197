//! The validator against both contracts and against one that has everything.
#![allow(clippy::unwrap_used, reason = "tests")]

mod agreement;
mod bounds;
mod conforming;
mod directions;
mod examples;
mod mutations;
mod privacy;
mod requests;
mod responses;
mod support;
mod values;
