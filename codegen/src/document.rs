//! A contract's text as a JSON value that remembers its lines.

use serde_json::Value;

use crate::{
    finding::{Finding, Findings},
    grammar, reach,
};

mod yaml;

/// A parsed YAML document: its value, and the line on which each member stands.
#[derive(Debug)]
pub struct Document {
    /// The file as the caller named it.
    pub file: String,
    /// The document; members stand in the order of the file.
    pub value: Value,
    place: yaml::Place,
}

impl Document {
    /// Reads a contract: OpenAPI 3.0 in YAML, with members and extensions that we
    /// know, and references that lead somewhere.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the document.
    pub fn read(file: &str, text: &str) -> Result<Self, Findings> {
        let document = Self::parse(file, text)?;
        let findings = document.findings(Vec::new());
        if findings.is_empty() { Ok(document) } else { Err(reach::name_operations(&document, findings)) }
    }

    /// What else is wrong with the document.
    pub(crate) fn findings(&self, known: Vec<Finding>) -> Vec<Finding> {
        let mut findings = grammar::check(self);
        findings.extend(known);
        // The standard's own reader comes last: it stops at the first fault, and
        // cannot say where that is.
        if findings.is_empty() {
            findings.extend(grammar::standard(self));
        }
        findings
    }

    /// Parses `text`, if it is YAML and OpenAPI 3.0; nothing else about it makes
    /// sense otherwise. A syntax error, a repeated key or a construct without a
    /// JSON counterpart is a finding.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, Findings> {
        let (value, place) = yaml::read(text).map_err(|yaml::Fault { line, message, help }| {
            Findings::new(vec![Finding {
                file: file.to_owned(),
                line,
                pointer: String::new(),
                operation: None,
                message,
                help: help.to_owned(),
            }])
        })?;
        let source = Self { file: file.to_owned(), value, place };
        match grammar::version(&source) {
            Some(finding) => Err(Findings::new(vec![finding])),
            None => Ok(source),
        }
    }

    /// One fault at `pointer`, found by a reader of the document.
    pub fn fault(&self, pointer: &str, message: String, help: String) -> Findings {
        let finding = Finding {
            file: self.file.clone(),
            line: self.line(pointer),
            pointer: pointer.to_owned(),
            operation: None,
            message,
            help,
        };
        reach::name_operations(self, vec![finding])
    }

    /// The line of the member at `pointer`, or of its nearest ancestor.
    pub fn line(&self, pointer: &str) -> usize {
        let (mut value, mut place) = (&self.value, &self.place);
        for name in pointer.split('/').skip(1).map(unescape) {
            let inner = match value {
                Value::Object(members) => members
                    .iter()
                    .zip(&place.inside)
                    .find_map(|((key, member), at)| (*key == name).then_some((member, at))),
                Value::Array(items) => {
                    name.parse::<usize>().ok().and_then(|index| items.get(index).zip(place.inside.get(index)))
                }
                _ => None,
            };
            let Some(inner) = inner else { break };
            (value, place) = inner;
        }
        place.line
    }
}

/// Escapes one member name for use in a JSON pointer (RFC 6901).
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The inverse of [`escape`].
pub fn unescape(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// The last name of a `$ref`, wherever that leads.
pub fn last_name(reference: &str) -> String {
    unescape(reference.rsplit('/').next().unwrap_or_default())
}
