//! The directions of values, and the Rust types that follow from them.
//!
//! A member with `readOnly` stands in responses alone, one with `writeOnly` in requests
//! alone. A schema with such members, or one that contains such a schema, has a Rust type
//! for each direction: `Thing` in responses and `ThingRequest` in requests.

use std::collections::{HashMap, HashSet};

use super::{Direction, Operation, Schema, SchemaKind, Type};

/// The Rust types of one schema.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ways {
    /// The way that the type under the schema's own name goes; None when it has all members.
    pub own: Option<Direction>,
    /// The name of what is sent, where that is another type.
    pub request: Option<String>,
}

/// The Rust types of the schemas for which the direction matters, by name.
pub(super) fn ways(schemas: &[Schema<'_>], operations: &[Operation<'_>]) -> HashMap<String, Ways> {
    let index: HashMap<&str, &Schema<'_>> = schemas.iter().map(|schema| (schema.name.as_str(), schema)).collect();
    let limited = limited(schemas);
    if limited.is_empty() {
        return HashMap::new();
    }
    let bodies = operations.iter().filter_map(|operation| operation.body.as_ref()).map(|body| &body.ty);
    let parameters = operations.iter().flat_map(|operation| &operation.parameters).map(|parameter| &parameter.ty);
    let sent = reached(&index, Direction::Sent, bodies.chain(parameters));
    let contents = operations.iter().flat_map(|operation| &operation.responses);
    let answered = reached(
        &index,
        Direction::Received,
        contents.filter_map(|response| response.content.as_ref()).map(|one| &one.ty),
    );
    let mut taken: HashSet<String> = index.keys().map(|name| (*name).to_owned()).collect();
    let mut ways = HashMap::new();
    for name in schemas.iter().map(|schema| schema.name.as_str()).filter(|name| limited.contains(name)) {
        let (own, request) = match (sent.contains(name), answered.contains(name)) {
            (true, true) => {
                let numbered = (2..).map(|number| format!("{name}Request{number}"));
                let request =
                    std::iter::once(format!("{name}Request")).chain(numbered).find(|new| !taken.contains(new));
                taken.extend(request.clone());
                (Some(Direction::Received), request)
            }
            (true, false) => (Some(Direction::Sent), None),
            (false, true) => (Some(Direction::Received), None),
            (false, false) => (None, None),
        };
        ways.insert(name.to_owned(), Ways { own, request });
    }
    ways
}

/// The schemas that have a member of one way, or hold one that has.
fn limited<'s>(schemas: &'s [Schema<'_>]) -> HashSet<&'s str> {
    let mut holders: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open = Vec::new();
    for schema in schemas {
        held(&schema.kind, None, &mut |inner| holders.entry(inner).or_default().push(&schema.name));
        if let SchemaKind::Object(object) = &schema.kind
            && object.properties.iter().any(|property| property.way.is_some())
        {
            open.push(schema.name.as_str());
        }
    }
    closure(open, |name, open| open.extend(holders.get(name).into_iter().flatten()))
}

/// The schemas that values of these types may contain in this direction.
fn reached<'s>(
    index: &HashMap<&str, &'s Schema<'_>>,
    way: Direction,
    types: impl Iterator<Item = &'s Type>,
) -> HashSet<&'s str> {
    let mut open = Vec::new();
    types.for_each(|ty| named(ty, &mut |name| open.push(name)));
    closure(open, |name, open| {
        if let Some(schema) = index.get(name) {
            held(&schema.kind, Some(way), &mut |inner| open.push(inner));
        }
    })
}

/// These schemas, and all that they refer to.
fn closure<'s>(mut open: Vec<&'s str>, next: impl Fn(&str, &mut Vec<&'s str>)) -> HashSet<&'s str> {
    let mut found = HashSet::new();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            next(name, &mut open);
        }
    }
    found
}

/// Visits the schemas that a value of the kind holds, whatever its way or on one of them.
fn held<'s>(kind: &'s SchemaKind<'_>, way: Option<Direction>, visit: &mut dyn FnMut(&'s str)) {
    match kind {
        SchemaKind::Object(object) => {
            let there = object.properties.iter().filter(|property| property.is_in(way));
            there.for_each(|property| named(&property.ty, visit));
            object.others.kept().into_iter().for_each(|ty| named(ty, visit));
        }
        SchemaKind::Union { variants, .. } => variants.iter().for_each(|variant| visit(&variant.schema)),
        SchemaKind::Envelope { inner: ty, .. } | SchemaKind::Alias(ty) => named(ty, visit),
        SchemaKind::Enum { .. } | SchemaKind::Score => {}
    }
}

fn named<'s>(ty: &'s Type, visit: &mut dyn FnMut(&'s str)) {
    match ty {
        Type::Named(name) => visit(name),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner, visit),
        _ => {}
    }
}
