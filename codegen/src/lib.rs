//! Compiles a hand-written OpenAPI 3.0 contract into the source of a typed Rust
//! client.
//!
//! It takes one contract and returns a list of files; it reads and writes no files itself.
//! A contract goes through these steps:
//!
//! ```text
//! openapi   the contract read into a model: a crate of its own
//! rules     what the client cannot express is a finding
//! parts     what goes through the engine by itself
//! lower     rewritten into what progenitor can express
//! raise     what was lowered put back around progenitor's structs and builders,
//!           one item after the other
//! mock      httpmock helpers
//! render    a file of it, under a preamble
//! ```
//!
//! ```
//! let spec = "
//! openapi: 3.0.3
//! info: {title: Lamp, version: '1'}
//! paths:
//!   /light:
//!     get:
//!       operationId: get_light
//!       responses: {'204': {description: It is on.}}
//! ";
//! let compiled = codegen::compile("lamp.yaml", spec)?;
//! assert!(compiled.outputs[0].contents.contains("fn get_light"));
//! # Ok::<(), codegen::Error>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod compile;
#[cfg(feature = "examples")]
mod examples;
#[cfg(feature = "examples")]
mod hand_written;
mod lower;
mod mock;
mod parts;
mod raise;
mod render;
mod rules;
mod rust_types;
mod source;
mod tidy;
mod tokens;

pub use compile::{Compiled, Error, Output, compile};
#[cfg(feature = "examples")]
pub use compile::{compile_and_check, compile_hand_written};
pub use openapi::{Finding, Findings};
