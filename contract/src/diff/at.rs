//! A value of a contract and where it stands.

use codegen::{
    document::{Document, escape},
    or_null,
};
use serde_json::Value;

/// A value, its place, and the document around it.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub document: &'a Document,
    pub value: &'a Value,
    pub pointer: String,
}

impl<'a> At<'a> {
    pub fn root(document: &'a Document) -> Self {
        At { document, value: &document.value, pointer: String::new() }
    }

    /// The member `name`, which may be missing.
    pub fn get(&self, name: &str) -> Option<At<'a>> {
        self.value.get(name).map(|value| self.child(name, value))
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.value.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    pub fn members(&self) -> impl Iterator<Item = (&'a str, At<'a>)> {
        let object = self.value.as_object().into_iter().flatten();
        object.map(|(name, value)| (name.as_str(), self.child(name, value)))
    }

    pub fn items(&self) -> impl Iterator<Item = At<'a>> {
        let list = self.value.as_array().into_iter().flatten().enumerate();
        list.map(|(index, value)| self.child(&index.to_string(), value))
    }

    /// The one schema that this schema adds something to: a description, or null.
    pub fn inner(&self) -> Option<At<'a>> {
        let list = if or_null(self.value).is_some() { "anyOf" } else { "allOf" };
        self.get(list)?.items().next()
    }

    /// Follows a `$ref`; a document that was read has none that lead nowhere.
    pub fn follow(self) -> At<'a> {
        let pointer = self.text("$ref").and_then(|target| target.strip_prefix('#'));
        match pointer.and_then(|pointer| Some((pointer, self.document.value.pointer(pointer)?))) {
            Some((pointer, value)) => At { document: self.document, value, pointer: pointer.to_owned() },
            None => self,
        }
    }

    fn child(&self, name: &str, value: &'a Value) -> At<'a> {
        At { document: self.document, value, pointer: format!("{}/{}", self.pointer, escape(name)) }
    }
}

/// The member of a `$ref`, wherever it leads.
pub(super) fn last_name(reference: &str) -> String {
    codegen::document::unescape(reference.rsplit('/').next().unwrap_or_default())
}
