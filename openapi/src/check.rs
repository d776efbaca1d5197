//! Documents that are what they say: OpenAPI 3.0, with members that we know.

use crate::{
    document::Document,
    finding::{Finding, Findings},
    grammar, reach,
};

impl Document {
    /// Reads a contract: OpenAPI 3.0 in YAML, with members and extensions that we
    /// know, and references that lead somewhere.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the document.
    pub fn read(file: &str, text: &str) -> Result<Self, Findings> {
        let document = Self::parse(file, text)?;
        let findings = document.faults(Vec::new());
        if findings.is_empty() { Ok(document) } else { Err(document.refuse(findings)) }
    }

    /// Parses `text`, if it is YAML and OpenAPI 3.0; nothing else about it makes sense
    /// otherwise.
    ///
    /// # Errors
    ///
    /// A syntax error, a repeated key, a construct without a JSON counterpart, or
    /// another version.
    pub fn parse(file: &str, text: &str) -> Result<Self, Findings> {
        let document = Self::from_yaml(file, text)?;
        match grammar::version(&document) {
            Some(finding) => Err(Findings::new(vec![finding])),
            None => Ok(document),
        }
    }

    /// What is wrong with the document, and what is known of it already.
    pub fn faults(&self, known: Vec<Finding>) -> Vec<Finding> {
        let mut findings = grammar::check(self);
        findings.extend(known);
        // The standard's own reader comes last: it stops at the first fault, and
        // cannot say where that is.
        if findings.is_empty() {
            findings.extend(grammar::standard(self));
        }
        findings
    }

    /// The findings in the order of their lines, each with the operation that it concerns.
    pub fn refuse(&self, findings: Vec<Finding>) -> Findings {
        reach::name_operations(self, findings)
    }

    /// One thing that is wrong at `pointer`, found by whoever reads the document.
    pub fn fault(&self, pointer: &str, message: String, help: String) -> Findings {
        self.refuse(vec![self.finding(pointer, message, help)])
    }
}
