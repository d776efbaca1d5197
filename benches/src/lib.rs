//! What the benchmarks share: rounds in which ours and a rival take turns, and the
//! figures that come of them. `benches/README.md` tells how each is measured.

#![forbid(unsafe_code)]

pub mod command;
pub mod contract;
pub mod criterion;
pub mod figure;
pub mod folders;
pub mod rounds;
pub mod server;
pub mod tell;

/// What a benchmark's `main` returns.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;
