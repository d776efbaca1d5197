//! From a parsed document to the [`Contract`] that the rest of the compiler works on.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    at::At,
    contract::{Body, BodyEncoding, Contract, Operation, Schema, Scheme, Server},
    document::{Document, last_name, unescape},
    finding::Finding,
    grammar::METHODS,
    markdown, names, rules,
};

mod answers;
mod directions;
mod enums;
mod naming;
mod parameters;
mod schema;
mod schemes;
mod unions;

/// Reads the whole contract; everything that the compiler cannot express is a finding.
pub(crate) fn read(source: &Document) -> Result<Contract, Vec<Finding>> {
    let mut reader = Reader { source, findings: Vec::new(), hoisted: IndexMap::new(), shared: HashMap::new() };
    let root = &source.value;
    let schemas = reader.components();
    let schemes = reader.schemes();
    let operations = reader.operations(&schemes);
    let mut contract = Contract {
        title: text(root, "/info/title"),
        description: markdown::shown(&text(root, "/info/description")),
        version: text(root, "/info/version"),
        servers: servers(root),
        schemes,
        operations,
        schemas,
    };
    contract.schemas.extend(std::mem::take(&mut reader.hoisted));
    for pointer in directions::split(&mut contract) {
        let message = "the object has no member that goes the way it is used";
        reader.find(&pointer, message, "describe what is sent and what comes back by a schema each");
    }
    naming::parameters(&mut contract);
    rules::check(&contract, &mut |pointer, message, help| reader.find(pointer, message, help));
    if reader.findings.is_empty() { Ok(contract) } else { Err(reader.findings) }
}

struct Reader<'a> {
    source: &'a Document,
    findings: Vec<Finding>,
    /// Inline schemas under the names they were given.
    hoisted: IndexMap<String, Schema>,
    /// The names of those that stand in components, by their place: each is read wherever it is used.
    shared: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    fn at(&self, pointer: &str) -> Option<At<'a>> {
        At::find(self.source, pointer)
    }

    /// What stands at a place or where its `$ref` leads. None where that is of another
    /// kind, which the grammar says.
    fn meant(&self, at: At<'a>, folder: &str) -> Option<At<'a>> {
        let strays = at.has("$ref") && self.component(&at, folder).is_none();
        (!strays).then(|| at.follow())
    }

    /// The name of the component that a `$ref` leads to, if there is one in the folder.
    fn component(&self, at: &At<'a>, folder: &str) -> Option<String> {
        let name = at.text("$ref")?.strip_prefix(&format!("#/components/{folder}/"))?;
        let is_component = !name.contains('/') && self.at(&format!("/components/{folder}/{name}")).is_some();
        is_component.then(|| unescape(name))
    }

    fn find(&mut self, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding {
            file: self.source.file.clone(),
            line: self.source.line(pointer),
            pointer: pointer.to_owned(),
            operation: None,
            message: message.into(),
            help: help.into(),
        });
    }

    fn operations(&mut self, schemes: &[Scheme]) -> Vec<Operation> {
        let Some(paths) = self.at("/paths") else { return Vec::new() };
        let mut operations = Vec::new();
        // Tells fewer names apart than that of the method: `a1` and `a_1` are both `A1`.
        let mut builders: HashMap<String, String> = HashMap::new();
        for (path, item) in paths.members().filter(|(path, _)| !path.starts_with("x-")) {
            for method in METHODS {
                let Some(at) = item.get(method) else { continue };
                let Some(operation) = self.operation(path, method, &item, &at, schemes) else { continue };
                let builder = names::pascal(&operation.id);
                if let Some(other) = builders.insert(builder.clone(), operation.id.clone())
                    && other != operation.id
                {
                    let message = format!("`{}` and `{other}` both become the Rust builder `{builder}`", operation.id);
                    self.find(&format!("{}/operationId", at.pointer), message, "rename one of the two");
                }
                operations.push(operation);
            }
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        method: &str,
        item: &At<'a>,
        at: &At<'a>,
        schemes: &[Scheme],
    ) -> Option<Operation> {
        let id = at.text("operationId")?;
        for servers in [item.get("servers"), at.get("servers")].into_iter().flatten() {
            self.find(
                &servers.pointer,
                "servers of one path or operation are not supported: a client calls one base URL",
                "state them at the top of the document; operations of another server have a contract of their own",
            );
        }
        let parameters = self.parameters(id, path, item, at);
        let body = at.get("requestBody").and_then(|body| self.body(id, body));
        let (successes, errors) = self.responses(id, method, at);
        let security = self.security(at, schemes);
        self.sent_twice(&parameters, &security, schemes);
        Some(Operation {
            pointer: at.pointer.clone(),
            id: id.to_owned(),
            rust: names::snake(id),
            summary: markdown::line(at.text("summary").unwrap_or_default()),
            description: markdown::shown(at.text("description").unwrap_or_default()),
            source: at.text("x-source").map(markdown::line),
            method: method.to_uppercase(),
            path: path.to_owned(),
            idempotent: at.value.get("x-idempotent").and_then(Value::as_bool).unwrap_or(method == "get"),
            parameters,
            body,
            successes,
            errors,
            security,
        })
    }

    fn body(&mut self, id: &str, at: At<'a>) -> Option<Body> {
        let at = self.meant(at, "requestBodies")?;
        let content = at.get("content")?;
        let mut media_types = content.members();
        let Some((media_type, media)) = media_types.next() else {
            self.find(
                &content.pointer,
                "the request body has no media type",
                "name one, for example `application/json`",
            );
            return None;
        };
        if let Some((other, extra)) = media_types.next() {
            let message = format!("a request body of both `{media_type}` and `{other}` is not supported");
            self.find(&extra.pointer, message, "keep the one that the vendor's page shows");
        }
        let encoding = match essence(media_type) {
            "application/json" => BodyEncoding::Json,
            "application/x-www-form-urlencoded" => BodyEncoding::Form,
            "multipart/form-data" => BodyEncoding::Multipart,
            "text/plain" => BodyEncoding::Text,
            _ => {
                let message = format!("a request body of `{media_type}` is not supported");
                let help = "a client sends application/json, application/x-www-form-urlencoded, multipart/form-data and \
                            text/plain";
                self.find(&media.pointer, message, help);
                return None;
            }
        };
        if let Some(encoding) = media.get("encoding") {
            self.find(
                &encoding.pointer,
                "`encoding` is not supported: a part is sent as its type says",
                "remove it, and say in the description which media types a file may have",
            );
        }
        let Some(schema) = media.get("schema") else {
            self.find(&media.pointer, "the request body has no `schema`", "add a `schema`");
            return None;
        };
        self.never_null(&schema);
        let ty = self.value_type(&schema, &hint(&at, id, "Body"));
        let (docs, pointer) = (docs(&at), schema.pointer);
        Some(Body { required: at.flag("required"), encoding, media_type: media_type.to_owned(), ty, docs, pointer })
    }
}

/// A name for what stands at a place and has none: that of the component, or else of the operation.
fn hint(at: &At<'_>, id: &str, what: &str) -> String {
    let component = at.pointer.strip_prefix("/components/").map(last_name);
    format!("{}{what}", names::pascal(component.as_deref().unwrap_or(id)))
}

/// A media type without its parameters; nothing where it cannot stand in a header.
fn essence(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.bytes().all(|byte| matches!(byte, b' '..=b'~')) { essence } else { "" }
}

fn text(root: &Value, pointer: &str) -> String {
    root.pointer(pointer).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

fn servers(root: &Value) -> Vec<Server> {
    let servers = root.get("servers").and_then(Value::as_array);
    servers
        .into_iter()
        .flatten()
        .map(|server| Server {
            url: text(server, "/url"),
            description: text(server, "/description"),
            environment: server.get("x-environment").and_then(Value::as_str).map(str::to_owned),
        })
        .collect()
}

/// The description, and what Rust's types do not say: unit, range, length and source.
fn docs(at: &At<'_>) -> String {
    docs_with(at, at)
}

/// The same for an object whose unit, range and length stand in its `schema`.
fn docs_with(at: &At<'_>, schema: &At<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(description) = at.text("description") {
        parts.push(markdown::shown(description));
    }
    if let Some(unit) = schema.text("x-unit") {
        parts.push(format!("Unit: {}.", markdown::line(unit)));
    }
    for (what, least, most, of) in
        [("Range", "minimum", "maximum", ""), ("Length", "minLength", "maxLength", " characters")]
    {
        let limit = |name: &str| schema.value.get(name).filter(|value| value.is_number());
        match (limit(least), limit(most)) {
            (Some(least), Some(most)) => parts.push(format!("{what}: {least} to {most}{of}.")),
            (Some(least), None) => parts.push(format!("{what}: at least {least}{of}.")),
            (None, Some(most)) => parts.push(format!("{what}: at most {most}{of}.")),
            (None, None) => {}
        }
    }
    if let Some(source) = at.text("x-source") {
        parts.push(format!("Source: {}.", markdown::line(source)));
    }
    parts.join("\n\n")
}
