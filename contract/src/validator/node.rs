//! A place in a contract: a value and the pointer to it.

use codegen::{
    document::{Document, escape},
    or_null,
};
use serde_json::Value;

#[derive(Clone)]
pub(super) struct Node<'a> {
    document: &'a Document,
    pub value: &'a Value,
    pub pointer: String,
}

impl<'a> Node<'a> {
    pub fn at(document: &'a Document, pointer: &str) -> Option<Self> {
        let value = document.value.pointer(pointer)?;
        Some(Self { document, value, pointer: pointer.to_owned() })
    }

    pub fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self { document: self.document, value, pointer: format!("{}/{}", self.pointer, escape(name)) })
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.value.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Follows `$ref`. A loop of nothing but references ends where it began.
    pub fn follow(self) -> Self {
        const LONGEST: usize = 32;
        let mut node = self;
        for _ in 0..LONGEST {
            let target = node.text("$ref").and_then(|target| target.strip_prefix('#'));
            match target.and_then(|pointer| Self::at(node.document, pointer)) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// The members of the object `name`.
    pub fn members(&self, name: &str) -> Vec<(&'a str, Self)> {
        let members = self.value.get(name).and_then(Value::as_object).into_iter().flatten();
        members.filter_map(|(member, _)| Some((member.as_str(), self.get(name)?.get(member)?))).collect()
    }

    /// The items of the list `name`.
    pub fn items(&self, name: &str) -> Vec<Self> {
        let items = self.value.get(name).and_then(Value::as_array).into_iter().flatten().enumerate();
        let item = |(index, value)| Self {
            document: self.document,
            value,
            pointer: format!("{}/{}/{index}", self.pointer, escape(name)),
        };
        items.map(item).collect()
    }

    /// This schema and everything that `$ref`, `allOf` and an `anyOf` of a schema and
    /// null add to it.
    pub fn expanded(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut open = vec![self.clone()];
        while let Some(node) = open.pop() {
            let node = node.follow();
            if all.iter().any(|seen: &Self| seen.pointer == node.pointer) {
                continue;
            }
            open.extend(node.items("allOf").into_iter().rev());
            if or_null(node.value).is_some() {
                open.extend(node.items("anyOf").into_iter().next());
            }
            all.push(node);
        }
        all
    }

    /// The schema's type, wherever it is stated.
    pub fn kind(&self) -> Option<&'a str> {
        self.expanded().iter().find_map(|node| node.text("type"))
    }
}
