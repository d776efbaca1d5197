//! Calls the vendors through the typed clients: [`drift`] asks whether a vendor still
//! answers as its contract says, and [`demo`] shows both flows against the sandboxes.

#![forbid(unsafe_code)]

pub mod demo;
pub mod drift;
