//! The wire lock.
