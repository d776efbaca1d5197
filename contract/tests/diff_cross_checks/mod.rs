//! The comparison held against others: drift, and the compiler itself.
