//! From a contract to files.

use std::thread;

use openapi::{Document, Finding, Findings, model::Contract};
use proc_macro2::TokenStream;
use progenitor_impl::Generator;

use crate::{
    lower::{self, Lowered},
    mock,
    parts::{self, Part, joined},
    raise::Modules,
    render::render,
    rules,
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

/// A compiled contract.
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
    /// The contract passed every check, but the engine or this crate could not express it.
    /// This is a gap in this crate; please report it.
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
    let contract = read(&document).map_err(|findings| document.refuse(findings))?;
    outputs(file, spec, &contract)
}

/// [`compile_and_check`] for a contract that we write ourselves, with more rules than the
/// standard's. Each operation states who may call it, whether it may be retried, where its
/// facts come from and its tag. Its examples show only what it describes.
///
/// # Errors
///
/// [`Error::Findings`] with everything that is wrong with the contract.
#[cfg(feature = "examples")]
pub fn compile_hand_written(file: &str, spec: &str) -> Result<(Compiled, usize), Error> {
    checked(file, spec, crate::hand_written::check)
}

/// [`compile`], and a check that every example in the contract fits its schema; gives
/// the number of examples as well.
///
/// # Errors
///
/// [`Error::Findings`] with everything that is wrong with the contract, examples included.
#[cfg(feature = "examples")]
pub fn compile_and_check(file: &str, spec: &str) -> Result<(Compiled, usize), Error> {
    checked(file, spec, |_| Vec::new())
}

/// Compiles a contract after a check of its examples and of more rules.
#[cfg(feature = "examples")]
fn checked(file: &str, spec: &str, rules: fn(&Document) -> Vec<Finding>) -> Result<(Compiled, usize), Error> {
    use crate::examples;

    let document = Document::parse(file, spec)?;
    let refuse = |findings| Err(document.refuse(findings).into());
    let mut broken = rules(&document);
    let contract = match read(&document) {
        Ok(contract) => contract,
        Err(findings) => {
            broken.extend(findings);
            broken.extend(examples::check(&document, false).1);
            return refuse(broken);
        }
    };
    let (compiled, (checked, contradictions)) = thread::scope(|scope| {
        let examples = scope.spawn(|| examples::check(&document, true));
        (outputs(file, spec, &contract), joined(examples))
    });
    broken.extend(contradictions);
    if broken.is_empty() { Ok((compiled?, checked)) } else { refuse(broken) }
}

/// The back half: from a contract without faults to files.
fn outputs(file: &str, spec: &str, contract: &Contract) -> Result<Compiled, Error> {
    let engine = |reason: String| Error::Engine { file: file.to_owned(), reason };
    let (client, mock) = thread::scope(|scope| {
        // The mocks need nothing from the engine.
        let mock = scope.spawn(|| mock::mock(contract).map(|mock| render(file, spec, &mock)));
        let client = client(contract, &parts::of(contract)).map(|client| render(file, spec, &client));
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
fn client(contract: &Contract, parts: &[Part<'_>]) -> Result<String, String> {
    let mut modules = Modules::new();
    for part in parts::each(parts, |part| compile_part(contract, part)) {
        modules.append(part?);
    }
    Ok(modules.compose(contract))
}

fn compile_part(contract: &Contract, part: &Part<'_>) -> Result<Modules, String> {
    let engine = |lowered: Result<Lowered, serde_json::Error>| -> Result<TokenStream, String> {
        let lowered = lowered.map_err(|error| error.to_string())?;
        Generator::new(&lowered.settings).generate_tokens(&lowered.spec).map_err(|error| error.to_string())
    };
    let mut modules = Modules::new();
    let raised = match part {
        Part::Structs(names) => modules.structs(contract, engine(lower::structs(contract, names))?),
        Part::Builders(some) => modules.builders(contract, some, engine(lower::operations(contract, some))?),
        Part::Own(names) => modules.own(contract, names),
        Part::Answers => modules.answers(contract),
        Part::Items => modules.items(contract),
    };
    raised.map_err(|error| error.to_string())?;
    Ok(modules)
}

/// The front half: everything that can be wrong with a contract is found here, at once.
fn read(document: &Document) -> Result<Contract, Vec<Finding>> {
    let (contract, mut known) = openapi::read(document);
    rules::check(&contract, &mut |pointer, message, help| known.push(document.finding(pointer, message, help)));
    let findings = document.faults(known);
    if findings.is_empty() { Ok(contract) } else { Err(findings) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A path with two methods, a form, a body with a builder, and objects in each other.
    const CONTRACT: &str = "
openapi: 3.0.3
info: {title: Parts, version: '1'}
paths:
  /faces:
    post:
      operationId: add_face
      requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}}, required: true}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Face'}}}}}
    get:
      operationId: list_faces
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Faces'}}}}}
  /people:
    put:
      operationId: change_person
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}, required: true}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
        '202': {description: later}
components:
  schemas:
    Upload: {type: object, properties: {video: {type: string, format: binary}, note: {type: string}}, required: [video]}
    Person: {type: object, properties: {name: {type: string}, face: {$ref: '#/components/schemas/Face'}}}
    Faces: {type: object, properties: {faces: {type: array, items: {$ref: '#/components/schemas/Face'}}}}
    Face: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}, required: [kind]}
    Kind: {type: string, enum: [real, spoof]}
    Age: {type: integer, enum: [0, 1], x-enum-varnames: [Child, Adult]}
";

    fn compiled(spec: &str, most: usize) -> (usize, String) {
        let contract = read(&Document::parse("spec.yaml", spec).unwrap()).unwrap();
        let parts = parts::cut(&contract, most, most);
        (parts.len(), client(&contract, &parts).unwrap())
    }

    #[test]
    fn the_parts_make_the_same_client_as_the_whole() {
        let (few, whole) = compiled(CONTRACT, usize::MAX);
        let (many, parts) = compiled(CONTRACT, 1);
        assert_eq!((few, many), (5, 10));
        assert_eq!(parts, whole);
    }

    #[test]
    fn objects_that_hold_each_other_stay_together() {
        let circle = "    Husband: {type: object, properties: {wife: {$ref: '#/components/schemas/Wife'}}}
    Wife: {type: object, properties: {husband: {$ref: '#/components/schemas/Husband'}}}
";
        let contract = format!("{CONTRACT}{circle}");
        let (_, parts) = compiled(&contract, 1);
        assert!(parts.contains("::std::boxed::Box<"), "{parts}");
        assert_eq!(parts, compiled(&contract, usize::MAX).1);
    }
}
