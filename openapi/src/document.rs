//! A contract's text as a JSON value that remembers its lines.

use serde_json::Value;

use crate::finding::{Finding, Findings};

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
    /// Reads YAML. A syntax error, a repeated key or a construct without a JSON counterpart
    /// is the one finding.
    pub(crate) fn from_yaml(file: &str, text: &str) -> Result<Self, Findings> {
        match yaml::read(text) {
            Ok((value, place)) => Ok(Self { file: file.to_owned(), value, place }),
            Err(yaml::Fault { line, message, help }) => Err(Findings::new(vec![Finding {
                file: file.to_owned(),
                line,
                pointer: String::new(),
                operation: None,
                message,
                help: help.to_owned(),
            }])),
        }
    }

    /// One thing that is wrong at `pointer`.
    pub fn finding(&self, pointer: &str, message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding {
            file: self.file.clone(),
            line: self.line(pointer),
            pointer: pointer.to_owned(),
            operation: None,
            message: message.into(),
            help: help.into(),
        }
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
