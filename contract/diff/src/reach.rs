//! Which operations reach a schema, and in which direction.

use std::collections::{BTreeMap, HashMap};

use super::{
    change::Use,
    model::{Direction, Model, Operation, Property, SchemaKind, Type},
    pairs::Pairs,
};

/// For each schema of a contract, the operations that reach it, by their index.
struct Reach(HashMap<String, BTreeMap<usize, Directions>>);

#[derive(Default, Clone, Copy)]
pub(super) struct Directions {
    pub sent: bool,
    pub answered: bool,
}

impl Directions {
    pub const SENT: Self = Self { sent: true, answered: false };
    pub const ANSWERED: Self = Self { sent: false, answered: true };

    /// The directions of a member of an object with these directions.
    pub fn of(self, property: &Property<'_>) -> Self {
        Self {
            sent: self.sent && property.goes(Direction::Sent),
            answered: self.answered && property.goes(Direction::Received),
        }
    }
}

impl Reach {
    fn of(model: &Model<'_>) -> Self {
        let mut reach = Self(HashMap::new());
        for (index, operation) in model.operations.iter().enumerate() {
            reach.operation(model, index, operation);
        }
        reach
    }

    fn operation(&mut self, model: &Model<'_>, index: usize, operation: &Operation<'_>) {
        for parameter in &operation.parameters {
            self.enter(model, index, &parameter.ty, Directions::SENT);
        }
        if let Some(body) = &operation.body {
            self.enter(model, index, &body.ty, Directions::SENT);
        }
        for content in operation.responses.iter().filter_map(|response| response.content.as_ref()) {
            self.enter(model, index, &content.ty, Directions::ANSWERED);
        }
    }

    fn enter(&mut self, model: &Model<'_>, index: usize, ty: &Type, directions: Directions) {
        if !directions.sent && !directions.answered {
            return;
        }
        match ty {
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => self.enter(model, index, item, directions),
            Type::Named(name) => {
                let known = self.0.entry(name.clone()).or_default().entry(index).or_default();
                if (known.sent || !directions.sent) && (known.answered || !directions.answered) {
                    return;
                }
                known.sent |= directions.sent;
                known.answered |= directions.answered;
                match model.schema(name).map(|schema| &schema.kind) {
                    Some(SchemaKind::Object(object)) => {
                        for property in &object.properties {
                            self.enter(model, index, &property.ty, directions.of(property));
                        }
                        object.others.kept().into_iter().for_each(|ty| self.enter(model, index, ty, directions));
                    }
                    Some(SchemaKind::Union { variants, .. }) => {
                        for variant in variants {
                            self.enter(model, index, &Type::Named(variant.schema.clone()), directions);
                        }
                    }
                    Some(SchemaKind::Envelope { inner, wrapper, .. }) => {
                        for ty in [Some(inner), wrapper.as_ref()].into_iter().flatten() {
                            self.enter(model, index, ty, directions);
                        }
                    }
                    Some(SchemaKind::Alias(ty)) => self.enter(model, index, ty, directions),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// The operations that reach the schemas of both contracts.
pub(super) struct Uses {
    old: Reach,
    new: Reach,
    /// Old operations by index, as new ones.
    partners: HashMap<usize, usize>,
    /// The operations of both contracts in one order, the new one's first.
    names: Vec<String>,
    /// Index in `names` of each old operation.
    old_names: Vec<usize>,
}

impl Uses {
    pub fn of(old: &Model<'_>, new: &Model<'_>, pairs: &Pairs) -> Self {
        let mut names: Vec<String> = new.operations.iter().map(|operation| operation.id.clone()).collect();
        let mut partners = HashMap::new();
        let mut old_names = Vec::new();
        for (index, operation) in old.operations.iter().enumerate() {
            let partner = pairs.operations.iter().find(|(before, _)| *before == operation.id);
            let partner = partner.and_then(|(_, after)| names.iter().position(|name| name == after));
            old_names.push(partner.unwrap_or(names.len()));
            match partner {
                Some(partner) => {
                    partners.insert(index, partner);
                }
                None => names.push(operation.id.clone()),
            }
        }
        Self { old: Reach::of(old), new: Reach::of(new), partners, names, old_names }
    }

    /// All operations that reach a schema, under its old name or its new one.
    pub fn all(&self, old: Option<&str>, new: Option<&str>) -> Vec<Use> {
        let mut all: BTreeMap<usize, Directions> = BTreeMap::new();
        let before = old.and_then(|name| self.old.0.get(name)).into_iter().flatten();
        let before = before.filter_map(|(index, directions)| Some((*self.old_names.get(*index)?, directions)));
        let after = new.and_then(|name| self.new.0.get(name)).into_iter().flatten();
        for (index, directions) in before.chain(after.map(|(index, directions)| (*index, directions))) {
            let known = all.entry(index).or_default();
            known.sent |= directions.sent;
            known.answered |= directions.answered;
        }
        let named = all.into_iter().filter_map(|(index, directions)| Some((self.names.get(index)?, directions)));
        named
            .map(|(name, directions)| Use {
                operation: name.clone(),
                sent: directions.sent,
                answered: directions.answered,
            })
            .collect()
    }

    /// The directions in which one operation carries the schema in both contracts.
    pub fn shared(&self, old: &str, new: &str) -> Directions {
        let (Some(before), Some(after)) = (self.old.0.get(old), self.new.0.get(new)) else {
            return Directions::default();
        };
        let mut shared = Directions::default();
        for (index, directions) in before {
            let partner = self.partners.get(index).and_then(|partner| after.get(partner));
            let Some(partner) = partner else { continue };
            shared.sent |= directions.sent && partner.sent;
            shared.answered |= directions.answered && partner.answered;
        }
        shared
    }
}
