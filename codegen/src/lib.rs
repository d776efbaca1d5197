//! Compiles a hand-written OpenAPI 3.0 contract into the source of a typed Rust
//! client.
//!
//! One contract in, a list of files out; nothing is read or written here. The
//! way of a contract:
//!
//! ```text
//! source    YAML text to JSON that remembers its lines
//! grammar   every member and extension is one that we know
//! read      operations and named schemas, references resolved
//! lower     rewritten into what progenitor can express
//! raise     what was lowered put back around progenitor's structs and builders
//! mock      httpmock helpers
//! render    text
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

use progenitor_impl::Generator;

mod contract;
#[cfg(feature = "examples")]
mod examples;
mod finding;
mod grammar;
mod lower;
mod mock;
mod names;
mod raise;
mod reach;
mod read;
mod render;
mod rules;
mod rust_types;
mod source;

pub use finding::{Finding, Findings};

/// One file of a compiled client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// Path inside the client's `src` folder.
    pub path: &'static str,
    /// The file's text, with `\n` line ends.
    pub contents: String,
}

/// What a contract became.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Compiled {
    /// The client, then its mocks.
    pub outputs: Vec<Output>,
    /// Number of operations in the contract.
    pub operations: usize,
    /// Number of named schemas in the contract.
    pub schemas: usize,
}

/// Why a contract was not compiled.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The contract is wrong.
    #[error(transparent)]
    Findings(#[from] Findings),
    /// The contract passed every check, and the engine or this crate could not
    /// express it. A gap in this crate, to be reported.
    #[error("{file}: the compiler has no way to express this contract: {reason}; nothing was written")]
    Engine {
        /// The contract's file as the caller named it.
        file: String,
        /// What the engine said.
        reason: String,
    },
}

/// Compiles `spec`, the text of the contract `file`.
///
/// # Errors
///
/// [`Error::Findings`] with everything that is wrong with the contract.
pub fn compile(file: &str, spec: &str) -> Result<Compiled, Error> {
    let source = source(file, spec)?;
    let contract = read(&source).map_err(|findings| reach::name_operations(&source, findings))?;
    let engine = |reason: String| Error::Engine { file: file.to_owned(), reason };
    let lowered = lower::lower(&contract).map_err(|error| engine(error.to_string()))?;
    let tokens =
        Generator::new(&lowered.settings).generate_tokens(&lowered.spec).map_err(|error| engine(error.to_string()))?;
    let client = raise::raise(&contract, tokens).map_err(|error| engine(error.to_string()))?;
    let mock = mock::mock(&contract).map_err(|error| engine(error.to_string()))?;
    Ok(Compiled {
        outputs: vec![
            Output { path: "generated.rs", contents: render::render(file, spec, &client) },
            Output { path: "generated_mock.rs", contents: render::render(file, spec, &mock) },
        ],
        operations: contract.operations.len(),
        schemas: contract.schemas.len(),
    })
}

/// Checks that every example in the contract fits its schema; returns how many
/// there are.
///
/// # Errors
///
/// [`Error::Findings`] with every example that does not fit, together with
/// everything that [`compile`] finds wrong with the contract.
#[cfg(feature = "examples")]
pub fn check_examples(file: &str, spec: &str) -> Result<usize, Error> {
    let source = source(file, spec)?;
    let mut findings = read(&source).err().unwrap_or_default();
    let (checked, contradictions) = examples::check(&source, findings.is_empty());
    findings.extend(contradictions);
    if findings.is_empty() { Ok(checked) } else { Err(reach::name_operations(&source, findings).into()) }
}

/// The document, if it is YAML and OpenAPI 3.0; nothing else about it makes sense otherwise.
fn source(file: &str, spec: &str) -> Result<source::Source, Findings> {
    let source = source::Source::parse(file, spec)?;
    match grammar::version(&source) {
        Some(finding) => Err(Findings::new(vec![finding])),
        None => Ok(source),
    }
}

/// The front half: everything that can be wrong with a contract is found here, at once.
fn read(source: &source::Source) -> Result<contract::Contract, Vec<Finding>> {
    let mut findings = grammar::check(source);
    let contract = read::read(source).map_err(|more| findings.extend(more));
    // The standard's own reader comes last: it stops at the first fault, and
    // cannot say where that is.
    if findings.is_empty() {
        findings.extend(grammar::standard(source));
    }
    contract.ok().filter(|_| findings.is_empty()).ok_or(findings)
}
