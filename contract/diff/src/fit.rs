//! Whether every value of one type can be read as another.

use serde_json::Value;

use super::{
    model::{Direction, Model, Object, Others, Schema, SchemaKind, Type},
    pairs::Pairs,
};

/// Both contracts, and the direction of one question: values of `from` read as types of `to`.
#[derive(Clone, Copy)]
pub(super) struct Fit<'m, 'a> {
    from: &'m Model<'a>,
    to: &'m Model<'a>,
    pairs: &'m Pairs,
    /// Whether `from` is the old contract.
    forward: bool,
    /// Whether the reader is one of our clients, to which every enum is open.
    tolerant: bool,
}

/// Deep enough for every contract. A cycle counts as a fit.
const DEPTH: usize = 32;

impl<'m, 'a> Fit<'m, 'a> {
    pub fn new(old: &'m Model<'a>, new: &'m Model<'a>, pairs: &'m Pairs, forward: bool, tolerant: bool) -> Self {
        let (from, to) = if forward { (old, new) } else { (new, old) };
        Self { from, to, pairs, forward, tolerant }
    }

    /// Whether all values of `from` can be read as `to`.
    pub fn fits(&self, from: &Type, to: &Type) -> bool {
        self.deep(from, to, 0)
    }

    /// The same for the content of two schemas that are the old and new version of one
    /// schema.
    pub fn fits_inside(&self, from: &Type, to: &Type) -> bool {
        self.inside(from, to, 0)
    }

    fn deep(&self, from: &Type, to: &Type, depth: usize) -> bool {
        // A difference inside a pair of schemas is reported as a change of its own.
        if self.is_pair(from, to) || depth > DEPTH {
            return true;
        }
        self.inside(from, to, depth)
    }

    fn inside(&self, from: &Type, to: &Type, depth: usize) -> bool {
        let (from, to) = (self.from.resolve(from), self.to.resolve(to));
        let text = |ty: &Type| matches!(ty, Type::String | Type::Secret | Type::Timestamp);
        match (from, to) {
            (_, Type::Any) => true,
            (Type::Any, _) => false,
            (Type::Nullable(from), Type::Nullable(to)) => self.deep(from, to, depth + 1),
            (Type::Nullable(_), _) => false,
            (_, Type::Nullable(to)) => self.deep(from, to, depth + 1),
            (Type::Named(from), Type::Named(to)) => self.named(from, to, depth + 1),
            (Type::Named(name), to) => match self.from.schema(name).map(|schema| &schema.kind) {
                Some(SchemaKind::Enum { integers: false, .. }) => text(to),
                Some(SchemaKind::Enum { integers: true, .. }) => {
                    matches!(to, Type::Int64 | Type::Integer | Type::Float)
                }
                Some(SchemaKind::Score) => *to == Type::Float,
                Some(SchemaKind::Object(_) | SchemaKind::Union { .. }) => *to == Type::FreeObject,
                _ => false,
            },
            (from, Type::Named(name)) => match self.to.schema(name).map(|schema| &schema.kind) {
                Some(SchemaKind::Enum { integers: false, .. }) => self.tolerant && text(from),
                Some(SchemaKind::Enum { integers: true, .. }) => {
                    self.tolerant && matches!(from, Type::Int32 | Type::Int64)
                }
                Some(SchemaKind::Score) => *from == Type::Float || is_integer(from),
                Some(SchemaKind::Object(object)) => {
                    *from == Type::FreeObject && !object.properties.iter().any(|one| one.is_needed(self.way()))
                }
                Some(SchemaKind::Envelope { inner, .. }) => self.deep(from, inner, depth + 1),
                _ => false,
            },
            (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => self.deep(from, to, depth + 1),
            (Type::Map(_), Type::FreeObject) | (Type::Int32, Type::Int64) => true,
            (from, Type::Integer | Type::Float) if is_integer(from) => true,
            (Type::Base64, Type::String | Type::Secret) => true,
            (from, to) => from == to || (text(from) && text(to)),
        }
    }

    fn object(&self, from: &Object<'_>, to: &Object<'_>, depth: usize) -> bool {
        let way = self.way();
        let written = || from.properties.iter().filter(|property| property.goes(way));
        let read = || to.properties.iter().filter(|property| property.goes(way));
        // A reader that requires no member can read anything, but gets no value from it.
        let common = read().next().is_none() || read().any(|reader| written().any(|one| one.wire == reader.wire));
        let named = |wire: &str| to.properties.iter().any(|reader| reader.wire == wire);
        common
            && read().all(|reader| match written().find(|property| property.wire == reader.wire) {
                Some(property) => {
                    let absent = reader.is_needed(way) && !property.is_needed(way);
                    !absent && self.deep(&property.ty, &reader.ty, depth)
                }
                None => !reader.is_needed(way),
            })
            && to.others.kept().is_none_or(|ty| {
                let others = written().filter(|property| !named(property.wire));
                others.map(|property| &property.ty).all(|one| self.deep(one, ty, depth))
            })
            && self.others_at(&from.others, &to.others, depth)
    }

    /// Whether members that `from` does not name can be read as those that `to` does not name.
    pub fn others(&self, from: &Others, to: &Others) -> bool {
        self.others_at(from, to, 0)
    }

    fn others_at(&self, from: &Others, to: &Others, depth: usize) -> bool {
        match (from, to) {
            (_, Others::Silent) | (Others::Closed, _) => true,
            // A client drops members that it does not know, and sends none that it cannot
            // keep.
            (_, Others::Closed) => self.tolerant || *from == Others::Silent,
            (Others::Kept { ty: from, .. }, Others::Kept { ty: to, .. }) => self.deep(from, to, depth),
            (Others::Silent, Others::Kept { ty, .. }) => !self.tolerant || *self.to.resolve(ty) == Type::Any,
        }
    }

    /// The way of the values: our clients read answers, and servers read requests.
    fn way(&self) -> Direction {
        if self.tolerant { Direction::Received } else { Direction::Sent }
    }

    fn is_pair(&self, from: &Type, to: &Type) -> bool {
        if self.forward { self.pairs.same(from, to) } else { self.pairs.same(to, from) }
    }

    /// Two schemas that are not the same one under two names.
    fn named(&self, from: &str, to: &str, depth: usize) -> bool {
        let (Some(one), Some(other)) = (self.from.schema(from), self.to.schema(to)) else { return false };
        match (&one.kind, &other.kind) {
            (SchemaKind::Object(from), SchemaKind::Object(to)) => self.object(from, to, depth),
            (
                SchemaKind::Enum { integers: from_kind, variants: from },
                SchemaKind::Enum { integers: to_kind, variants: to },
            ) => {
                let known = || from.iter().all(|value| to.iter().any(|other| other.wire == value.wire));
                from_kind == to_kind && (self.tolerant || known())
            }
            (SchemaKind::Score, SchemaKind::Score) => {
                let bound = |schema: &Schema<'_>, name: &str| schema.at.value.get(name).and_then(Value::as_f64);
                ["minimum", "maximum"].iter().all(|name| bound(one, name) == bound(other, name))
            }
            (SchemaKind::Union { tag: from_tag, variants: from }, SchemaKind::Union { tag: to_tag, variants: to }) => {
                from_tag == to_tag
                    && from.iter().all(|mapped| match to.iter().find(|other| other.value == mapped.value) {
                        Some(other) => {
                            self.deep(&Type::Named(mapped.schema.clone()), &Type::Named(other.schema.clone()), depth)
                        }
                        None => self.tolerant,
                    })
            }
            (_, SchemaKind::Union { variants, .. }) => variants
                .iter()
                .any(|mapped| self.is_pair(&Type::Named(from.to_owned()), &Type::Named(mapped.schema.clone()))),
            (
                SchemaKind::Envelope { member: from_member, inner: from, .. },
                SchemaKind::Envelope { member: to_member, inner: to, .. },
            ) => from_member == to_member && self.deep(from, to, depth),
            (_, SchemaKind::Envelope { inner, .. }) => self.deep(&Type::Named(from.to_owned()), inner, depth),
            _ => false,
        }
    }
}

fn is_integer(ty: &Type) -> bool {
    matches!(ty, Type::Int32 | Type::Int64 | Type::UInt64 | Type::Integer)
}
