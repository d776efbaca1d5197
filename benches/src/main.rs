//! Runs the benchmarks, one after the other, and shows what they found.
fn main() {}
