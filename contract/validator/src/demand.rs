//! What the contract asks of a value.

/// A demand of the contract, and its place.
#[derive(Clone)]
pub(super) struct Demand {
    pub expected: String,
    /// JSON pointer into the contract.
    pub pointer: String,
}

impl Demand {
    pub fn new(expected: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self { expected: expected.into(), pointer: pointer.into() }
    }
}
