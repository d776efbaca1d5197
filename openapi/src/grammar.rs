//! Which members an OpenAPI 3.0 document may have, and where our extensions go.
//!
//! `openapiv3` ignores what it does not know, so a misspelt `requierd` would
//! silently change a wire fact. This walk knows every member of the standard and
//! every extension of ours; anything else is a finding.

use std::collections::HashMap;

use serde_json::Value;

use crate::{
    document::{Document, escape, last_name},
    finding::Finding,
};

#[cfg(test)]
mod fates;
mod newer;
mod references;
mod standard;

use standard::{
    ObjectKind::{self, *},
    Shape::{self, *},
};

/// The members of a path item that are operations.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The document must say that it is OpenAPI 3.0; nothing else about it makes
/// sense otherwise.
pub(crate) fn version(source: &Document) -> Option<Finding> {
    const WRITE: &str = "write the contract as `openapi: 3.0.3`";
    let said = |name: &str| match source.value.get(name)? {
        Value::String(version) if !version.trim().is_empty() => Some(version.clone()),
        Value::Number(version) => Some(version.to_string()),
        _ => None,
    };
    let (pointer, found, help) = match (said("openapi"), said("swagger")) {
        (Some(version), _) => match version {
            version if version.starts_with("3.0.") => return None,
            version if version.starts_with("3.1") || version.starts_with("3.2") => {
                let help = format!("{WRITE}; what later versions spell in another way is then found one by one");
                ("/openapi", format!("this is {version}"), help)
            }
            version if version == "3.0" || version == "3" => {
                ("/openapi", format!("`{version}` is not a whole version"), WRITE.to_owned())
            }
            version => ("/openapi", format!("this is {version}"), WRITE.to_owned()),
        },
        (None, Some(version)) => {
            let help = "convert it to OpenAPI 3.0.3; there are converters, as almost every member is called otherwise";
            ("/swagger", format!("this is Swagger {version}"), help.to_owned())
        }
        (None, None) => {
            let pointer = if source.value.get("openapi").is_some() { "/openapi" } else { "" };
            (pointer, "the document does not say which".to_owned(), WRITE.to_owned())
        }
    };
    Some(Finding {
        file: source.file.clone(),
        line: source.line(pointer),
        pointer: pointer.to_owned(),
        operation: None,
        message: format!("only OpenAPI 3.0 is supported; {found}"),
        help,
    })
}

/// Reads the document as the `openapiv3` crate does and reports what it refuses.
pub(crate) fn standard(source: &Document) -> Option<Finding> {
    let error = serde_path_to_error::deserialize::<_, openapiv3::OpenAPI>(&source.value).err()?;
    let pointer: String = error
        .path()
        .iter()
        .filter_map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => Some(format!("/{index}")),
            serde_path_to_error::Segment::Map { key } => Some(format!("/{}", escape(key))),
            _ => None,
        })
        .collect();
    Some(Finding {
        file: source.file.clone(),
        line: source.line(&pointer),
        message: format!("not OpenAPI 3.0: {}", error.inner()),
        pointer,
        operation: None,
        help: "look the member up in OpenAPI 3.0.3".to_owned(),
    })
}

/// Walks the whole document. Returns everything that neither the standard nor our list of
/// extensions knows, and every reference that leads nowhere.
pub(crate) fn check(source: &Document) -> Vec<Finding> {
    let mut walk = Walk { source, findings: Vec::new(), operation_ids: HashMap::new() };
    walk.object(Document, &source.value, String::new());
    walk.findings
}

/// The parameters, headers and media types of a document: what has examples beside a
/// `schema`. Known by their place, as a component of any kind may be called `schema`.
pub fn with_schema<'a>(root: &'a Value, visit: &mut dyn FnMut(&'a Value, &str)) {
    fn walk<'a>(kind: ObjectKind, value: &'a Value, pointer: &str, visit: &mut dyn FnMut(&'a Value, &str)) {
        if matches!(kind, Parameter | Header | MediaType) {
            visit(value, pointer);
        }
        for (name, shape) in kind.members() {
            let Some(member) = value.get(*name) else { continue };
            let at = format!("{pointer}/{name}");
            match shape {
                // A schema's own examples are another matter.
                One(Schema) | List(Schema) | Map(Schema) | Extended(Schema) => {}
                One(kind) => walk(*kind, member, &at, visit),
                List(kind) => {
                    let items = member.as_array().into_iter().flatten().enumerate();
                    items.for_each(|(index, item)| walk(*kind, item, &format!("{at}/{index}"), visit));
                }
                Map(kind) | Extended(kind) => {
                    let items = member.as_object().into_iter().flatten();
                    items.for_each(|(name, item)| walk(*kind, item, &format!("{at}/{}", escape(name)), visit));
                }
                _ => {}
            }
        }
    }
    walk(Document, root, "", visit);
}

struct Walk<'a> {
    source: &'a Document,
    findings: Vec<Finding>,
    /// The first place of each.
    operation_ids: HashMap<&'a str, String>,
}

impl<'a> Walk<'a> {
    fn find(&mut self, pointer: &str, message: String, help: impl Into<String>) {
        self.findings.push(Finding {
            file: self.source.file.clone(),
            line: self.source.line(pointer),
            pointer: pointer.to_owned(),
            operation: None,
            message,
            help: help.into(),
        });
    }

    fn object(&mut self, kind: ObjectKind, value: &'a Value, pointer: String) {
        let Some(object) = value.as_object() else {
            let message = format!("{} must be an object, found {}", kind.name(), type_name(value));
            return self.find(&pointer, message, "write its members on indented lines below it");
        };
        if let Some(reference) = object.get("$ref") {
            return self.reference(kind, reference, object.len(), &pointer);
        }
        for name in kind.required() {
            if !object.contains_key(*name) {
                let message = format!("{} lacks its member `{name}`", kind.name());
                self.find(&pointer, message, format!("add `{name}`"));
            }
        }
        if kind == Operation {
            self.operation_id(value, &pointer);
        }
        for (name, member) in object {
            let at = format!("{pointer}/{}", escape(name));
            if let Some((message, help)) = newer::spelling(kind, name, member) {
                self.find(&at, message, help);
            } else if let Some((_, shape)) = kind.members().iter().find(|(known, _)| known == name) {
                self.member(*shape, member, at);
            } else if !name.starts_with("x-") {
                let help = match nearest(name, kind.members().iter().map(|(known, _)| *known)) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => "remove it, or look its name up in OpenAPI 3.0.3".to_owned(),
                };
                self.find(&at, format!("unknown member `{name}` on {}", kind.name()), help);
            } else if kind.extensions().contains(&name.as_str()) {
                self.extension(name, member, &at);
            } else {
                self.unknown_extension(name, kind.name(), kind.extensions(), &at);
            }
        }
    }

    fn unknown_extension(&mut self, name: &str, holder: &str, known: &[&str], at: &str) {
        let help = match known {
            [] => format!("remove it; {holder} has no extensions"),
            known => format!("{holder} knows only `{}`; correct the name or remove it", known.join("`, `")),
        };
        self.find(at, format!("unknown extension `{name}` on {holder}"), help);
    }

    fn extension(&mut self, name: &str, value: &Value, pointer: &str) {
        let (fits, expected) = match name {
            "x-idempotent" | "x-optional-body" => (value.is_boolean(), "`true` or `false`"),
            "x-enum-varnames" | "x-enum-descriptions" => (is_texts(value), "a list of texts"),
            "x-score" => (is_score(value), "`{}` or `{threshold: number}`"),
            "x-environment" => {
                let known = ["production", "sandbox", "staging"];
                (value.as_str().is_some_and(|text| known.contains(&text)), "`production`, `sandbox` or `staging`")
            }
            _ => (value.as_str().is_some_and(|text| !text.trim().is_empty()), "a text"),
        };
        if !fits {
            let message = format!("`{name}` is {}, expected {expected}", describe(value));
            self.find(pointer, message, format!("write {expected}"));
        }
    }

    fn member(&mut self, shape: Shape, value: &'a Value, pointer: String) {
        match shape {
            Leaf => {}
            One(kind) => self.object(kind, value, pointer),
            SchemaOrBool if value.is_boolean() => {}
            SchemaOrBool => self.object(Schema, value, pointer),
            List(kind) => match value.as_array() {
                Some(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.object(kind, item, format!("{pointer}/{index}"));
                    }
                }
                None => self.expected("a list", value, &pointer, "write one `- ` item a line"),
            },
            Map(kind) | Extended(kind) => match value.as_object() {
                Some(members) => {
                    for (name, item) in members {
                        let at = format!("{pointer}/{}", escape(name));
                        match shape {
                            Extended(_) if name.starts_with("x-") => {
                                let holder = format!("`{}`", last_name(&pointer));
                                self.unknown_extension(name, &holder, &[], &at);
                            }
                            _ => self.object(kind, item, at),
                        }
                    }
                }
                None => self.expected("an object", value, &pointer, "write one `name:` a line"),
            },
            Text if value.is_string() => {}
            Text if value.is_number() || value.is_boolean() => {
                self.expected("a text", value, &pointer, "put it in quotes");
            }
            Text => self.expected("a text", value, &pointer, "write a text"),
            Flag if value.is_boolean() => {}
            Flag => self.plain("`true` or `false`", value, &pointer),
            Number if value.is_number() => {}
            Number => self.plain("a number", value, &pointer),
            Count if value.is_u64() => {}
            Count if value.is_number() => {
                let message = format!("expected an integer from 0, found {value}");
                self.find(&pointer, message, "write it in digits alone, such as `16`");
            }
            Count => self.plain("an integer from 0", value, &pointer),
            Values if value.is_array() => {}
            Values => self.expected("a list", value, &pointer, "write `[...]`"),
            Texts if is_texts(value) => {}
            Texts => self.expected("a list of texts", value, &pointer, "write `[...]`, each item a text"),
            TextMap if value.as_object().is_some_and(|members| members.values().all(Value::is_string)) => {}
            TextMap => self.expected("an object of texts", value, &pointer, "write one `name: text` a line"),
            Security if is_security(value) => {}
            Security => {
                let help = "write `[]`, or one `- scheme: []` for each alternative";
                self.expected("a list of alternatives", value, &pointer, help);
            }
        }
    }

    fn expected(&mut self, expected: &str, value: &Value, pointer: &str, help: &str) {
        self.find(pointer, format!("expected {expected}, found {}", type_name(value)), help);
    }

    /// The same for a text that may only have superfluous quotes.
    fn plain(&mut self, expected: &str, value: &Value, pointer: &str) {
        let quoted = value.as_str().is_some_and(|text| serde_json::from_str::<Value>(text).is_ok());
        let help = if quoted { "write it without quotes".to_owned() } else { format!("write {expected}") };
        self.expected(expected, value, pointer, &help);
    }

    fn operation_id(&mut self, value: &'a Value, pointer: &str) {
        match value.get("operationId").and_then(Value::as_str) {
            None => self.find(
                pointer,
                "the operation has no `operationId`".to_owned(),
                "add an `operationId` in snake_case; it becomes the method's name",
            ),
            Some(id) => {
                let at = format!("{pointer}/operationId");
                match self.operation_ids.get(id) {
                    Some(first) => {
                        let line = self.source.line(first);
                        let message = format!("the `operationId` `{id}` is used twice, first on line {line}");
                        self.find(&at, message, "give each operation its own `operationId`");
                    }
                    None => {
                        self.operation_ids.insert(id, at);
                    }
                }
            }
        }
    }
}

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

fn is_security(value: &Value) -> bool {
    let together = |value: &Value| value.as_object().is_some_and(|schemes| schemes.values().all(is_texts));
    value.as_array().is_some_and(|alternatives| alternatives.iter().all(together))
}

fn is_score(value: &Value) -> bool {
    let Some(members) = value.as_object() else { return false };
    members.iter().all(|(name, value)| name == "threshold" && value.is_number())
}

/// A short text as it is, the type of anything else.
fn describe(value: &Value) -> String {
    match value {
        Value::String(text) if text.trim().is_empty() => "empty".to_owned(),
        Value::String(text) if text.len() <= 40 => format!("the text `{text}`"),
        Value::Object(_) => "an object of another shape".to_owned(),
        Value::Array(_) => "a list of another kind".to_owned(),
        other => type_name(other).to_owned(),
    }
}

/// The JSON type of a value, for messages.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The known name that is at most two edits away, if any.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
