//! From a document to the [`Contract`] that everybody works on.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    at::At,
    document::{Document, last_name, unescape},
    finding::Finding,
    grammar::METHODS,
    markdown,
    model::{Body, BodyEncoding, Contract, Operation, Schema, Scheme},
    names,
};

mod answers;
mod directions;
mod docs;
mod enums;
mod naming;
mod parameters;
mod plain;
mod schema;
mod schemes;
mod servers;
mod unions;

use docs::{deprecated, docs, docs_with, more};

/// Reads the whole contract, and finds everything that the model cannot express. What a
/// finding is about stands in the model as what comes nearest.
pub fn read(source: &Document) -> (Contract, Vec<Finding>) {
    let mut reader = Reader { source, findings: Vec::new(), hoisted: IndexMap::new(), shared: HashMap::new() };
    let root = &source.value;
    let schemas = reader.components();
    let servers = reader.servers();
    let schemes = reader.schemes();
    let operations = reader.operations(&schemes);
    let mut contract = Contract {
        title: text(root, "/info/title"),
        description: markdown::shown(&text(root, "/info/description")),
        version: text(root, "/info/version"),
        servers,
        about: about(reader.at("")),
        schemes,
        operations,
        schemas,
    };
    contract.schemas.extend(std::mem::take(&mut reader.hoisted));
    for (pointer, message, help) in directions::split(&mut contract) {
        reader.find(&pointer, message, help);
    }
    naming::parameters(&mut contract);
    (contract, reader.findings)
}

struct Reader<'a> {
    source: &'a Document,
    findings: Vec<Finding>,
    /// Inline schemas under the names they were given.
    hoisted: IndexMap<String, Schema>,
    /// The names of the inline schemas inside components, by their place, because a
    /// component is read at each of its uses.
    shared: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    fn at(&self, pointer: &str) -> Option<At<'a>> {
        At::find(self.source, pointer)
    }

    /// The value at a place, or where its `$ref` leads. None when that is of another kind,
    /// which the grammar reports.
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
        self.findings.push(self.source.finding(pointer, message, help));
    }

    fn operations(&mut self, schemes: &[Scheme]) -> Vec<Operation> {
        let Some(paths) = self.at("/paths") else { return Vec::new() };
        let mut operations = Vec::new();
        // This name form merges more names than that of the method: `a1` and `a_1` both
        // become `A1`.
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
            description: described(at, item),
            source: at.text("x-source").map(markdown::line),
            deprecated: deprecated(at),
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

/// A name for an unnamed value at a place: that of the component, or else of the operation.
fn hint(at: &At<'_>, id: &str, what: &str) -> String {
    let component = at.pointer.strip_prefix("/components/").map(last_name);
    format!("{}{what}", names::pascal(component.as_deref().unwrap_or(id)))
}

/// A media type without its parameters; None when a header cannot carry it.
fn essence(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.bytes().all(|byte| matches!(byte, b' '..=b'~')) { essence } else { "" }
}

/// The description of an operation, with that of its path and links to further
/// documentation.
fn described(at: &At<'_>, item: &At<'_>) -> String {
    let texts = [at.text("description"), item.text("summary"), item.text("description")];
    let texts = texts.into_iter().flatten().map(markdown::shown).chain(more(at));
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

/// What the contract says about itself beside its description: contact, terms, and the tags
/// of its operations.
fn about(at: Option<At<'_>>) -> String {
    let Some(at) = at else { return String::new() };
    let mut parts: Vec<String> = more(&at).into_iter().collect();
    if let Some(info) = at.get("info") {
        let named = |member: &str, names: &[&str]| {
            let object = info.get(member)?;
            let texts: Vec<String> = names.iter().filter_map(|name| object.text(name)).map(markdown::line).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        };
        let terms = info.text("termsOfService").map(markdown::line);
        parts.extend(terms.map(|terms| format!("Terms of service: {terms}")));
        parts.extend(named("contact", &["name", "email", "url"]).map(|contact| format!("Contact: {contact}")));
        parts.extend(named("license", &["name", "url"]).map(|license| format!("Licence: {license}")));
    }
    let tags = at.items_of("tags").map(|tag| {
        let texts: Vec<String> = tag.text("description").map(markdown::line).into_iter().chain(more(&tag)).collect();
        let name = markdown::code(tag.text("name").unwrap_or_default());
        let operations = tagged(&at, tag.text("name").unwrap_or_default());
        format!("- {name}: {}", texts.into_iter().chain(operations).collect::<Vec<_>>().join(" "))
    });
    let tags: Vec<String> = tags.collect();
    if !tags.is_empty() {
        parts.push(format!("The operations by their tags:\n\n{}", tags.join("\n")));
    }
    parts.join("\n\n")
}

/// The operations that have a tag, as links to their rows.
fn tagged(at: &At<'_>, tag: &str) -> Option<String> {
    let items =
        at.members_of("paths").flat_map(|(_, item)| METHODS.into_iter().filter_map(move |method| item.get(method)));
    let has = |operation: &At<'_>| operation.items_of("tags").any(|own| own.value == tag);
    let ids = items.filter(has).filter_map(|operation| operation.text("operationId").map(names::snake));
    let links: Vec<String> = ids.map(|id| format!("[`{id}`](operations::{})", id.to_uppercase())).collect();
    (!links.is_empty()).then(|| format!("{}.", links.join(", ")))
}

fn text(root: &Value, pointer: &str) -> String {
    root.pointer(pointer).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}
