//! Compiles a hand-written OpenAPI 3.0 contract into the source of a typed Rust
//! client.
//!
//! It takes one contract and returns a list of files; it reads and writes no files itself.
//! A contract goes through these steps:
//!
//! ```text
//! document  YAML text to JSON that remembers its lines
//! grammar   every member and extension is one that we know
//! read      operations and named schemas, references resolved
//! parts     what goes through the engine by itself
//! lower     rewritten into what progenitor can express
//! raise     what was lowered put back around progenitor's structs and builders,
//!           one item after the other
//! mock      httpmock helpers
//! markdown  its texts as doc comments that show them as they are
//! render    a file of it, under a preamble
//! ```
//!
//! Without the feature `compile` this crate only reads contracts, for tools that need no
//! engine.
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

mod at;
#[cfg(feature = "compile")]
mod compile;
#[cfg(feature = "compile")]
mod contract;
pub mod document;
#[cfg(all(feature = "compile", feature = "examples"))]
mod examples;
mod finding;
mod grammar;
#[cfg(all(feature = "compile", feature = "examples"))]
mod hand_written;
mod json_schema;
#[cfg(feature = "compile")]
mod lower;
#[cfg(feature = "compile")]
mod markdown;
#[cfg(feature = "compile")]
mod mock;
#[cfg(feature = "compile")]
mod names;
#[cfg(feature = "compile")]
mod parts;
#[cfg(feature = "compile")]
mod raise;
mod reach;
#[cfg(feature = "compile")]
mod read;
#[cfg(feature = "compile")]
mod render;
#[cfg(feature = "compile")]
mod rules;
#[cfg(feature = "compile")]
mod rust_types;
#[cfg(feature = "compile")]
mod source;
#[cfg(feature = "compile")]
mod tidy;

pub use at::At;
#[cfg(feature = "compile")]
pub use compile::{Compiled, Error, Output, compile};
#[cfg(all(feature = "compile", feature = "examples"))]
pub use compile::{compile_and_check, compile_hand_written};
pub use finding::{Finding, Findings};
pub use grammar::METHODS;
pub use json_schema::{is_open_enum, json_schema, open_json_schema, or_null, takes_null};
