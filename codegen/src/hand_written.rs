//! Rules for contracts that we write ourselves, beside those of the standard.
//!
//! A contract that a vendor publishes need not follow them and still compiles.

use std::collections::HashMap;

use serde_json::Value;

use openapi::{At, Finding, METHODS, document::Document, names, with_schema};

/// Everything that these rules find.
pub(crate) fn check(source: &Document) -> Vec<Finding> {
    let mut check = Check { source, findings: Vec::new() };
    let root = At::root(source);
    let tags = check.tags(&root);
    for (_, item) in root.members_of("paths") {
        for at in METHODS.into_iter().filter_map(|method| item.get(method)) {
            check.operation(&root, &at, &tags);
        }
    }
    check.examples();
    check.findings
}

struct Check<'a> {
    source: &'a Document,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    fn find(&mut self, pointer: &str, message: String, help: impl Into<String>) {
        self.findings.push(self.source.finding(pointer, message, help.into()));
    }

    /// The names of the tags that the contract describes.
    fn tags(&mut self, root: &At<'a>) -> Vec<&'a str> {
        let mut first: HashMap<&str, String> = HashMap::new();
        let mut names = Vec::new();
        for tag in root.items_of("tags") {
            let Some(name) = tag.text("name") else { continue };
            if let Some(other) = first.get(name) {
                let line = self.source.line(other);
                self.find(
                    &tag.pointer,
                    format!("the tag `{name}` is described twice, first on line {line}"),
                    "keep one of the two",
                );
                continue;
            }
            first.insert(name, tag.pointer.clone());
            names.push(name);
        }
        names
    }

    fn operation(&mut self, root: &At<'a>, at: &At<'a>, tags: &[&str]) {
        // By the standard an operation without `security` is public, so a forgotten
        // `security` would make it public.
        if !at.has("security") && !root.has("security") {
            let help = "add `security`, with `[]` where nobody needs to prove who calls";
            self.find(&at.pointer, "the operation does not say who may call it".to_owned(), help);
        }
        for (extension, says, help) in [
            (
                "x-idempotent",
                "whether it may be repeated",
                "write `true` where repeating the call does no harm, else `false`",
            ),
            ("x-source", "where its facts come from", "name the source, as in `x-source: page 3.1`"),
        ] {
            if !at.has(extension) {
                self.find(&at.pointer, format!("the operation does not say {says}: `{extension}` is missing"), help);
            }
        }
        let used: Vec<At<'a>> = at.items_of("tags").collect();
        if used.len() != 1 {
            let message = format!("the operation has {} tags", used.len());
            self.find(&at.pointer, message, "give it one, which `tags` of the document describes");
        }
        for tag in used.iter().filter(|tag| tag.value.as_str().is_some_and(|name| !tags.contains(&name))) {
            let message = format!("the tag {} is not described", tag.value);
            self.find(&tag.pointer, message, "add it to `tags` of the document, or correct the name");
        }
        if let Some(id) = at.text("operationId") {
            let usual = names::snake(id);
            if usual != id && usual.is_ascii() {
                let message = format!("the `operationId` `{id}` is not in snake_case");
                self.find(&format!("{}/operationId", at.pointer), message, format!("write `{usual}`"));
            }
        }
    }

    /// An example has only members that its schema names. Any other member is a fact that
    /// the contract lacks, or a mistake.
    fn examples(&mut self) {
        let mut all = Vec::new();
        with_schema(&self.source.value, &mut |holder, pointer| {
            let Some(object) = holder.as_object() else { return };
            if object.contains_key("example") {
                all.push((pointer.to_owned(), format!("{pointer}/example")));
            }
            for (name, example) in object.get("examples").and_then(Value::as_object).into_iter().flatten() {
                let target = example.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
                let at = target
                    .map_or_else(|| format!("{pointer}/examples/{}", openapi::document::escape(name)), str::to_owned);
                all.push((pointer.to_owned(), format!("{at}/value")));
            }
        });
        for (holder, example) in all {
            let schema = At::find(self.source, &format!("{holder}/schema"));
            let value = At::find(self.source, &example);
            if let (Some(schema), Some(value)) = (schema, value) {
                self.named(&[schema], &value);
            }
        }
    }

    /// Finds the members of the value that no schema of these names.
    fn named(&mut self, schemas: &[At<'a>], value: &At<'a>) {
        let mut parts = Vec::new();
        let mut open: Vec<At<'a>> = schemas.to_vec();
        while let Some(schema) = open.pop() {
            for part in schema.expanded() {
                open.extend(part.items_of("oneOf"));
                open.extend(part.items_of("anyOf"));
                if !parts.iter().any(|known: &At<'a>| known.pointer == part.pointer) {
                    parts.push(part);
                }
            }
        }
        if value.value.is_array() {
            let items: Vec<At<'a>> = parts.iter().filter_map(|part| part.get("items")).collect();
            value.items().for_each(|item| self.named(&items, &item));
            return;
        }
        if !parts.iter().any(|part| part.has("properties") || part.has("additionalProperties")) {
            return;
        }
        let others: Vec<At<'a>> = parts.iter().filter_map(|part| part.get("additionalProperties")).collect();
        let others: Vec<At<'a>> = others.into_iter().filter(|others| *others.value != Value::Bool(false)).collect();
        for (name, member) in value.members() {
            let named = parts.iter().filter_map(|part| part.get("properties")?.get(name));
            let named: Vec<At<'a>> = named.collect();
            if !named.is_empty() {
                self.named(&named, &member);
            } else if others.is_empty() {
                let message = format!("the example has the member `{name}`, which its schema does not name");
                self.find(&member.pointer, message, "describe the member, or take it out of the example");
            } else {
                self.named(&others, &member);
            }
        }
    }
}
