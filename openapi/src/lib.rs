//! Reads an OpenAPI 3.0 contract.
//!
//! ```text
//! document  YAML text to JSON that remembers its lines
//! grammar   every member and extension is one that we know
//! read      operations and named schemas, references resolved
//! model     what reading gives: each node with its place and its name in Rust
//! names     from wire names to Rust names
//! markdown  texts of the contract as doc comments show them
//! ```
//!
//! Nothing is read from files and nothing is sent here. Who takes the model judges it:
//! the compiler refuses what Rust cannot express, the validator holds messages against it.
//!
//! ```
//! let text = "
//! openapi: 3.0.3
//! info: {title: Lamp, version: '1'}
//! paths:
//!   /light:
//!     get:
//!       operationId: get_light
//!       responses: {'204': {description: It is on.}}
//! ";
//! let document = openapi::Document::read("lamp.yaml", text)?;
//! let (contract, findings) = openapi::read(&document);
//! assert!(findings.is_empty());
//! assert_eq!(contract.operations[0].path, "/light");
//! # Ok::<(), openapi::Findings>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod at;
mod check;
pub mod document;
mod finding;
mod grammar;
mod json_schema;
pub mod markdown;
pub mod model;
pub mod names;
mod reach;
mod read;

pub use at::At;
pub use document::Document;
pub use finding::{Finding, Findings};
pub use grammar::{METHODS, type_name, with_schema};
pub use json_schema::{is_open_enum, json_schema, open_json_schema, or_null, takes_null};
pub use reach::references;
pub use read::read;
