//! Members that occur only in requests, or only in responses.
//!
//! The members of a schema then depend on the direction. A schema that is used in both
//! directions becomes two types: `Thing` in responses and `ThingRequest` in requests. So
//! does every schema that contains it and is used in both.

use std::collections::{HashMap, HashSet};

use crate::model::{
    Contract, Direction, Property, Schema, SchemaKind, Type,
    reach::{closure, held},
};

/// Takes a place and what is wrong there.
type Faults = Vec<(String, &'static str, &'static str)>;

/// Gives each schema the members of its direction. Returns what cannot be given any.
pub(super) fn split(contract: &mut Contract) -> Faults {
    let mut faults = choosers(contract);
    let limited = limited(contract);
    if limited.is_empty() {
        return faults;
    }
    let owned = |names: HashSet<&str>| names.into_iter().map(str::to_owned).collect::<HashSet<_>>();
    let (sent, received) = (owned(contract.sent()), owned(contract.received()));
    let mut renamed: HashMap<String, String> = HashMap::new();
    for name in contract.schemas.keys().filter(|name| limited.contains(*name)) {
        if sent.contains(name) && received.contains(name) {
            let taken = |new: &String| contract.schemas.contains_key(new) || renamed.values().any(|other| other == new);
            let numbered = (2..).map(|number| format!("{name}Request{number}"));
            let new = std::iter::once(format!("{name}Request")).chain(numbered).find(|new| !taken(new));
            renamed.insert(name.clone(), new.unwrap_or_default());
        }
    }
    let mut requests = Vec::new();
    for (name, schema) in contract.schemas.iter_mut().filter(|(name, _)| limited.contains(*name)) {
        if let Some(new) = renamed.get(name) {
            let mut request = schema.clone();
            keep(&mut request, Direction::Sent);
            request.docs = said(&request.docs, &format!("What is sent of a [`{name}`]."));
            rename(&mut request.kind, &renamed);
            requests.push((new.clone(), request));
            keep(schema, Direction::Received);
        } else if sent.contains(name) {
            keep(schema, Direction::Sent);
            rename(&mut schema.kind, &renamed);
        } else if received.contains(name) {
            keep(schema, Direction::Received);
        }
    }
    contract.schemas.extend(requests);
    for operation in &mut contract.operations {
        let parameters = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty);
        operation.body.iter_mut().map(|body| &mut body.ty).chain(parameters).for_each(|ty| rename_type(ty, &renamed));
    }
    let is_empty = |schema: &&Schema| matches!(&schema.kind, SchemaKind::Object(properties) if properties.is_empty());
    let empty = contract.schemas.values().filter(is_empty).map(|schema| {
        let message = "the object has no member that goes the way it is used";
        (schema.pointer.clone(), message, "describe what is sent and what comes back by a schema each")
    });
    faults.extend(empty);
    faults
}

/// The member that chooses a union's variant must be in every direction of the union. This
/// adds it.
fn choosers(contract: &mut Contract) -> Faults {
    let mut chosen: Vec<(String, String)> = Vec::new();
    for schema in contract.schemas.values() {
        if let SchemaKind::Union { tag, variants } = &schema.kind {
            chosen.extend(variants.iter().map(|variant| (variant.schema.clone(), tag.clone())));
        }
    }
    let mut faults = Faults::new();
    for (name, tag) in chosen {
        let Some(SchemaKind::Object(properties)) = contract.schemas.get_mut(&name).map(|schema| &mut schema.kind)
        else {
            continue;
        };
        for property in properties.iter_mut().filter(|property| property.wire == tag && !property.others) {
            if property.direction.take().is_some() {
                let message = "the member chooses a member of a union, and so goes wherever that goes";
                faults.push((property.pointer.clone(), message, "remove `readOnly` or `writeOnly`"));
            }
        }
    }
    faults
}

/// The schemas that have a member of one direction, or hold one that has.
fn limited(contract: &Contract) -> HashSet<String> {
    let mut holders: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open: Vec<&str> = Vec::new();
    for (name, schema) in &contract.schemas {
        held(&schema.kind, None, &mut |inner| holders.entry(inner).or_default().push(name));
        let is_limited = |property: &Property| property.direction.is_some();
        if matches!(&schema.kind, SchemaKind::Object(properties) if properties.iter().any(is_limited)) {
            open.push(name);
        }
    }
    closure(open, |name| holders.get(name).cloned().unwrap_or_default()).into_iter().map(str::to_owned).collect()
}

/// Keeps the members of this direction.
fn keep(schema: &mut Schema, direction: Direction) {
    if let SchemaKind::Object(properties) = &mut schema.kind {
        properties.retain(|property| property.direction.is_none_or(|only| only == direction));
    }
}

fn rename(kind: &mut SchemaKind, renamed: &HashMap<String, String>) {
    match kind {
        SchemaKind::Object(properties) => {
            properties.iter_mut().for_each(|property| rename_type(&mut property.ty, renamed));
        }
        SchemaKind::Union { variants, .. } => {
            for variant in variants {
                if let Some(new) = renamed.get(&variant.schema) {
                    variant.schema.clone_from(new);
                }
            }
        }
        SchemaKind::Envelope { inner: ty, .. } | SchemaKind::Alias(ty) => rename_type(ty, renamed),
        SchemaKind::StringEnum(_) | SchemaKind::IntegerEnum(_) | SchemaKind::Score { .. } => {}
    }
}

fn rename_type(ty: &mut Type, renamed: &HashMap<String, String>) {
    match ty {
        Type::Named(name) => {
            if let Some(new) = renamed.get(name) {
                name.clone_from(new);
            }
        }
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => rename_type(inner, renamed),
        _ => {}
    }
}

fn said(docs: &str, more: &str) -> String {
    if docs.is_empty() { more.to_owned() } else { format!("{docs}\n\n{more}") }
}
