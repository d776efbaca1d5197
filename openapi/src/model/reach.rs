//! Which schemas the values of requests and responses hold.

use std::collections::HashSet;

use super::{Content, Contract, Direction, Property, SchemaKind, Type};

impl Contract {
    /// The schemas of what requests carry.
    pub fn sent(&self) -> HashSet<&str> {
        let bodies = self.operations.iter().filter_map(|operation| operation.body.as_ref()).map(|body| &body.ty);
        let parameters = self.operations.iter().flat_map(|operation| &operation.parameters);
        reached(self, Direction::Sent, bodies.chain(parameters.map(|parameter| &parameter.ty)))
    }

    /// The schemas of what responses carry.
    pub fn received(&self) -> HashSet<&str> {
        let responses = self.operations.iter().flat_map(|operation| operation.answers());
        let types = responses.filter_map(|response| match &response.content {
            Content::Json(ty) => Some(ty),
            Content::None | Content::Text => None,
        });
        reached(self, Direction::Received, types)
    }
}

/// The schemas that values of these types may contain in this direction.
fn reached<'a>(
    contract: &'a Contract,
    direction: Direction,
    types: impl Iterator<Item = &'a Type>,
) -> HashSet<&'a str> {
    let mut open = Vec::new();
    types.for_each(|ty| named(ty, &mut |name| open.push(name)));
    closure(open, |name| {
        let mut next = Vec::new();
        if let Some(schema) = contract.schemas.get(name) {
            held(&schema.kind, Some(direction), &mut |inner| next.push(inner));
        }
        next
    })
}

/// These schemas, and all that they refer to.
pub(crate) fn closure<'a>(mut open: Vec<&'a str>, next: impl Fn(&str) -> Vec<&'a str>) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(next(name));
        }
    }
    found
}

/// Visits the schemas that a value of the kind holds, in one direction or in any.
pub(crate) fn held<'a>(kind: &'a SchemaKind, direction: Option<Direction>, visit: &mut dyn FnMut(&'a str)) {
    match kind {
        SchemaKind::Object(properties) => {
            let goes = |property: &&Property| {
                direction.is_none_or(|direction| property.direction.is_none_or(|only| only == direction))
            };
            properties.iter().filter(goes).for_each(|property| named(&property.ty, visit));
        }
        SchemaKind::Union { variants, .. } => variants.iter().for_each(|variant| visit(&variant.schema)),
        SchemaKind::Envelope { inner: ty, .. } | SchemaKind::Alias(ty) => named(ty, visit),
        SchemaKind::StringEnum(_) | SchemaKind::IntegerEnum(_) | SchemaKind::Score { .. } => {}
    }
}

fn named<'a>(ty: &'a Type, visit: &mut dyn FnMut(&'a str)) {
    match ty {
        Type::Named(name) => visit(name),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner, visit),
        _ => {}
    }
}
