//! A contract's text as a JSON value that remembers its lines.

use std::collections::HashMap;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Number, Value};

use crate::{
    finding::{Finding, Findings},
    grammar, reach,
};

/// A parsed YAML document: its value, and the line on which each member stands.
#[derive(Debug)]
pub struct Document {
    /// The file as the caller named it.
    pub file: String,
    /// The document; members stand in the order of the file.
    pub value: Value,
    lines: HashMap<String, usize>,
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

    /// What is wrong with the document, beside what is known already.
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
        let syntax = |line: usize, message: String| {
            Findings::new(vec![Finding {
                file: file.to_owned(),
                line,
                pointer: String::new(),
                operation: None,
                message,
                help: "mend the YAML at this line; most often it is indentation, a missing quote \
                   or a colon inside a plain scalar"
                    .to_owned(),
            }])
        };
        let documents = MarkedYaml::load_from_str(text)
            .map_err(|error| syntax(error.marker().line(), format!("YAML syntax error: {}", error.info())))?;
        let [root] = documents.as_slice() else {
            let message = format!("expected one YAML document, found {}", documents.len());
            return Err(syntax(1, message));
        };
        let mut source = Self { file: file.to_owned(), value: Value::Null, lines: HashMap::new() };
        let value = source.convert(root, String::new()).map_err(|(line, message)| syntax(line, message))?;
        source.value = value;
        match grammar::version(&source) {
            Some(finding) => Err(Findings::new(vec![finding])),
            None => Ok(source),
        }
    }

    /// One thing that is wrong at `pointer`, found by whoever reads the document.
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
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.lines.get(pointer) {
                return *line;
            }
            match pointer.rfind('/') {
                Some(cut) => pointer = &pointer[..cut],
                None => return 1,
            }
        }
    }

    fn convert(&mut self, node: &MarkedYaml<'_>, pointer: String) -> Result<Value, (usize, String)> {
        let line = node.span.start.line();
        self.lines.entry(pointer.clone()).or_insert(line);
        match &node.data {
            YamlData::Value(scalar) => scalar_value(scalar, line),
            YamlData::Sequence(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| self.convert(item, format!("{pointer}/{index}")))
                .collect::<Result<Vec<_>, _>>()
                .map(Value::Array),
            YamlData::Mapping(members) => {
                let mut object = Map::new();
                for (key, item) in members {
                    let line = key.span.start.line();
                    let name = match &key.data {
                        YamlData::Value(scalar) => match scalar_value(scalar, line)? {
                            Value::String(name) => name,
                            Value::Null => "null".to_owned(),
                            other => other.to_string(),
                        },
                        _ => return Err((line, "a member's name must be a plain scalar".to_owned())),
                    };
                    let pointer = format!("{pointer}/{}", escape(&name));
                    self.lines.insert(pointer.clone(), line);
                    let value = self.convert(item, pointer)?;
                    if object.insert(name.clone(), value).is_some() {
                        return Err((line, format!("the member `{name}` is given twice")));
                    }
                }
                Ok(Value::Object(object))
            }
            YamlData::Tagged(..) => Err((line, "YAML tags are not supported".to_owned())),
            YamlData::Alias(_) => Err((line, "YAML aliases are not supported".to_owned())),
            YamlData::Representation(..) | YamlData::BadValue => Err((line, "unreadable YAML value".to_owned())),
        }
    }
}

fn scalar_value(scalar: &Scalar<'_>, line: usize) -> Result<Value, (usize, String)> {
    Ok(match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Bool(*value),
        Scalar::Integer(value) => Value::from(*value),
        Scalar::FloatingPoint(value) => Number::from_f64(value.into_inner())
            .map(Value::Number)
            .ok_or_else(|| (line, "a number must be finite".to_owned()))?,
        Scalar::String(value) => Value::String(value.clone().into_owned()),
    })
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
