//! Goes through a value and its schema together: members that the schema does
//! not know, enum values that are new, and names for places without data in them.

use std::collections::{BTreeMap, HashMap};

use codegen::{
    At,
    document::{Document, escape},
    is_open_enum, or_null,
};
use serde_json::{Map, Value};

use super::{NewValue, union, words};

/// What was seen on the way.
#[derive(Default)]
pub(super) struct Seen {
    /// JSON pointer of each value that has a schema, with a form of it that is free of data.
    shown: HashMap<String, String>,
    pub unknown: Vec<Unknown>,
    pub new_values: Vec<NewValue>,
    /// Each member that the contract has for an object that is there, and whether it is there too.
    pub members: BTreeMap<String, bool>,
}

/// A member that the contract does not know.
pub(super) struct Unknown {
    pub at: String,
    pub found: String,
    /// The schema that does not have it.
    pub pointer: String,
}

impl Seen {
    /// A JSON pointer into the value, with `*` for what is data.
    pub fn shown(&self, at: &str) -> String {
        if let Some(shown) = self.shown.get(at) {
            return shown.clone();
        }
        match at.rsplit_once('/') {
            Some((parent, _)) => format!("{}/*", self.shown(parent)),
            None => String::new(),
        }
    }

    /// The place of a member that is missing; its name stands in the contract.
    pub fn shown_member(&self, at: &str) -> String {
        match at.rsplit_once('/') {
            Some((parent, member)) => format!("{}/{member}", self.shown(parent)),
            None => String::new(),
        }
    }
}

/// Walks through `value`, whose schema stands at `pointer`.
pub(super) fn walk(document: &Document, pointer: &str, value: &Value) -> Seen {
    let mut seen = Seen::default();
    if let Some(schema) = At::find(document, pointer) {
        seen.value(&[schema], value, String::new(), String::new());
    }
    seen
}

impl Seen {
    fn value(&mut self, schemas: &[At<'_>], value: &Value, at: String, shown: String) {
        let Some(schemas) = applying(schemas, value) else {
            self.shown.insert(at, shown);
            return;
        };
        match value {
            Value::Object(object) => self.object(&schemas, object, &at, &shown),
            Value::Array(list) => {
                let items: Vec<At<'_>> = schemas.iter().filter_map(|schema| schema.get("items")).collect();
                for (index, item) in list.iter().enumerate() {
                    self.value(&items, item, format!("{at}/{index}"), format!("{shown}/{index}"));
                }
            }
            Value::String(_) | Value::Number(_) => self.leaf(&schemas, value, &shown),
            Value::Bool(_) | Value::Null => {}
        }
        self.shown.insert(at, shown);
    }

    fn object(&mut self, schemas: &[At<'_>], object: &Map<String, Value>, at: &str, shown: &str) {
        let others: Vec<At<'_>> = schemas
            .iter()
            .filter_map(|schema| schema.get("additionalProperties"))
            .filter(|others| others.value.is_object())
            .collect();
        let allowed = |schema: &At<'_>| schema.value.get("additionalProperties") == Some(&Value::Bool(true));
        let free =
            schemas.iter().any(allowed) || !schemas.iter().any(|schema| schema.value.get("properties").is_some());
        for (name, _) in schemas.iter().flat_map(|schema| schema.members_of("properties")) {
            *self.members.entry(format!("{shown}/{}", escape(name))).or_default() |= object.contains_key(name);
        }
        for (name, member) in object {
            let own: Vec<At<'_>> = schemas.iter().filter_map(|schema| schema.get("properties")?.get(name)).collect();
            let below = format!("{at}/{}", escape(name));
            if !own.is_empty() {
                self.value(&own, member, below, format!("{shown}/{}", escape(name)));
            } else if !others.is_empty() {
                self.value(&others, member, below, format!("{shown}/*"));
            } else if !free {
                let pointer = schemas.iter().find_map(|schema| schema.get("properties"));
                self.unknown.push(Unknown {
                    at: format!("{shown}/{}", words::name(name)),
                    found: words::found(member),
                    pointer: pointer.map(|properties| properties.pointer).unwrap_or_default(),
                });
            }
        }
    }

    fn leaf(&mut self, schemas: &[At<'_>], value: &Value, shown: &str) {
        for schema in schemas.iter().filter(|schema| is_open_enum(schema.value)) {
            let known = schema.value.get("enum").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let right_type = match schema.text("type") {
                Some("string") => value.is_string(),
                _ => value.is_i64() || value.is_u64(),
            };
            if right_type && !known.contains(value) {
                self.new_values.push(NewValue {
                    at: shown.to_owned(),
                    schema: schema.pointer.rsplit('/').next().unwrap_or_default().to_owned(),
                    value: words::enum_value(value, known),
                });
            }
        }
    }
}

/// Every schema that applies to the value; None when that cannot be told.
fn applying<'a>(schemas: &[At<'a>], value: &Value) -> Option<Vec<At<'a>>> {
    let mut all = Vec::new();
    let mut open: Vec<At<'a>> = schemas.to_vec();
    while let Some(schema) = open.pop() {
        for schema in schema.expanded() {
            if schema.value.get("anyOf").is_some() && or_null(schema.value).is_none() {
                return None;
            }
            if schema.value.get("oneOf").is_some() {
                let branch = union::branch(&schema, value)?;
                open.extend(schema.items_of("oneOf").nth(branch));
            }
            all.push(schema);
        }
    }
    Some(all)
}
