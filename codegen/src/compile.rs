//! From a contract to files.

use std::{
    panic,
    thread::{self, ScopedJoinHandle},
};

use progenitor_impl::Generator;

use crate::{
    contract::Contract,
    document::Document,
    finding::{Finding, Findings},
    lower, mock, raise, reach, read,
    render::render,
};

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
    let document = Document::parse(file, spec)?;
    let contract = read(&document).map_err(|findings| reach::name_operations(&document, findings))?;
    outputs(file, spec, &contract)
}

/// [`compile`], and a check that every example in the contract fits its schema; gives
/// the number of examples as well.
///
/// # Errors
///
/// [`Error::Findings`] with everything that is wrong with the contract, examples included.
#[cfg(feature = "examples")]
pub fn compile_and_check(file: &str, spec: &str) -> Result<(Compiled, usize), Error> {
    use crate::examples;

    let document = Document::parse(file, spec)?;
    let refuse = |findings| Err(reach::name_operations(&document, findings).into());
    let contract = match read(&document) {
        Ok(contract) => contract,
        Err(mut findings) => {
            findings.extend(examples::check(&document, false).1);
            return refuse(findings);
        }
    };
    let (compiled, (checked, contradictions)) = thread::scope(|scope| {
        let examples = scope.spawn(|| examples::check(&document, true));
        (outputs(file, spec, &contract), joined(examples))
    });
    if contradictions.is_empty() { Ok((compiled?, checked)) } else { refuse(contradictions) }
}

/// The back half: from a contract without faults to files.
fn outputs(file: &str, spec: &str, contract: &Contract) -> Result<Compiled, Error> {
    let engine = |reason: String| Error::Engine { file: file.to_owned(), reason };
    let (client, mock) = thread::scope(|scope| {
        // The mocks need nothing of the engine.
        let mock = scope.spawn(|| mock::mock(contract).map(|mock| render(file, spec, &mock)));
        let client = client(contract).map(|client| render(file, spec, &client));
        (client, joined(mock))
    });
    Ok(Compiled {
        outputs: vec![
            Output { path: "generated.rs", contents: client.map_err(engine)? },
            Output { path: "generated_mock.rs", contents: mock.map_err(|error| engine(error.to_string()))? },
        ],
        operations: contract.operations.len(),
        schemas: contract.schemas.len(),
    })
}

/// The client's items, by way of the engine.
fn client(contract: &Contract) -> Result<String, String> {
    let lowered = lower::lower(contract).map_err(|error| error.to_string())?;
    let tokens = Generator::new(&lowered.settings).generate_tokens(&lowered.spec).map_err(|error| error.to_string())?;
    raise::raise(contract, tokens).map_err(|error| error.to_string())
}

/// The front half: everything that can be wrong with a contract is found here, at once.
fn read(document: &Document) -> Result<Contract, Vec<Finding>> {
    let read = read::read(document);
    let known = read.as_ref().err().cloned().unwrap_or_default();
    let findings = document.findings(known);
    read.ok().filter(|_| findings.is_empty()).ok_or(findings)
}

/// What a thread gives; it panics where the thread did.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))
}
