//! A place in a contract: its value, and the way to other places.

use serde_json::Value;

use crate::{
    document::{Document, escape},
    json_schema::or_null,
};

/// A value of a contract, and where it stands.
#[derive(Clone)]
pub struct At<'a> {
    document: &'a Document,
    /// What stands here.
    pub value: &'a Value,
    /// JSON pointer of the place.
    pub pointer: String,
}

impl<'a> At<'a> {
    /// The whole contract.
    pub fn root(document: &'a Document) -> Self {
        Self { document, value: &document.value, pointer: String::new() }
    }

    /// The place at a JSON pointer, if there is one.
    pub fn find(document: &'a Document, pointer: &str) -> Option<Self> {
        let value = document.value.pointer(pointer)?;
        Some(Self { document, value, pointer: pointer.to_owned() })
    }

    /// The member `name`, which may be missing.
    pub fn get(&self, name: &str) -> Option<Self> {
        self.value.get(name).map(|value| self.child(name, value))
    }

    /// Whether there is a member `name`.
    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// The text under `name`.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// Whether `name` is true; it is false when it is left out.
    pub fn flag(&self, name: &str) -> bool {
        self.value.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The members, if this is an object.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let at = self.clone();
        let object = self.value.as_object().into_iter().flatten();
        object.map(move |(name, value)| (name.as_str(), at.child(name, value)))
    }

    /// The items, if this is a list.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let at = self.clone();
        let list = self.value.as_array().into_iter().flatten().enumerate();
        list.map(move |(index, value)| at.child(&index.to_string(), value))
    }

    /// The members of the object `name`.
    pub fn members_of(&self, name: &str) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        self.get(name).into_iter().flat_map(|all| all.members())
    }

    /// The items of the list `name`.
    pub fn items_of(&self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        self.get(name).into_iter().flat_map(|all| all.items())
    }

    /// Follows `$ref`. A loop that consists only of references ends at any of its places.
    #[must_use]
    pub fn follow(self) -> Self {
        const LONGEST: usize = 32;
        let mut at = self;
        for _ in 0..LONGEST {
            let target = at.text("$ref").and_then(|target| target.strip_prefix('#'));
            match target.and_then(|pointer| Self::find(at.document, pointer)) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// The one schema to which this schema only adds a description or null.
    pub fn inner(&self) -> Option<Self> {
        self.items_of(if or_null(self.value).is_some() { "anyOf" } else { "allOf" }).next()
    }

    /// This schema and everything that `$ref`, `allOf` and an `anyOf` of a schema and
    /// null add to it.
    pub fn expanded(&self) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut open = vec![self.clone()];
        while let Some(at) = open.pop() {
            let at = at.follow();
            if all.iter().any(|seen| seen.pointer == at.pointer) {
                continue;
            }
            let parts: Vec<Self> = at.items_of("allOf").collect();
            open.extend(parts.into_iter().rev());
            if or_null(at.value).is_some() {
                open.extend(at.inner());
            }
            all.push(at);
        }
        all
    }

    /// The schema's type, wherever it is stated.
    pub fn kind(&self) -> Option<&'a str> {
        self.expanded().iter().find_map(|at| at.text("type"))
    }

    /// Whether no part of the schema restricts its values, so that null is allowed too.
    pub fn takes_anything(&self) -> bool {
        const SAYING: [&str; 6] = ["type", "enum", "properties", "oneOf", "not", "x-score"];
        self.expanded().iter().all(|at| !SAYING.iter().any(|keyword| at.has(keyword)))
    }

    fn child(&self, name: &str, value: &'a Value) -> Self {
        Self { document: self.document, value, pointer: format!("{}/{}", self.pointer, escape(name)) }
    }
}
