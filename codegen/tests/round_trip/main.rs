//! The golden clients compile, and do on a real socket what they promise.
//!
//! Where a mock was generated the test calls that; where the bytes themselves
//! matter, or the answer is not the contract's, it looks at the socket.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../golden/cases/mod.rs"]
mod golden;

mod answers;
mod bodies;
mod calls;
mod circles;
mod conveniences;
mod directions;
mod docs;
mod names;
mod other_members;
mod privacy;
mod schemas;
mod servers;
mod spellings;
mod unions;
mod uploads;
mod values;
mod wire;
