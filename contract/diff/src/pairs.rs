//! Matches the parts of the old contract with those of the new one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use openapi::document::last_name;
use serde_json::Value;

use super::{
    model::{Model, Operation, Schema, SchemaKind, Type},
    texts,
};

/// Old names and the new names of the same things.
pub(super) struct Pairs {
    /// `operationId`s.
    pub operations: Vec<(String, String)>,
    /// Security schemes.
    pub schemes: HashMap<String, String>,
    schemas: HashMap<String, String>,
    schemas_back: HashMap<String, String>,
}

impl Pairs {
    pub fn of(old: &Model<'_>, new: &Model<'_>) -> Self {
        let operations = operations(old, new);
        let schemes = schemes(old, new, &operations);
        let schemas = schemas(old, new);
        let schemas_back = schemas.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        Self { operations, schemes, schemas, schemas_back }
    }

    /// The new name of an old schema.
    pub fn schema(&self, old: &str) -> Option<&str> {
        self.schemas.get(old).map(String::as_str)
    }

    /// The old name of a new schema.
    pub fn schema_back(&self, new: &str) -> Option<&str> {
        self.schemas_back.get(new).map(String::as_str)
    }

    /// Whether two types are written alike, names of renamed schemas aside.
    pub fn same(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Named(old), Type::Named(new)) => self.schema(old) == Some(new),
            (Type::List(old), Type::List(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.same(old, new),
            _ => old == new,
        }
    }

    /// An alternative of an old `security` in the new contract's names.
    pub fn alternative(&self, old: &[String]) -> Vec<String> {
        old.iter().map(|scheme| self.schemes.get(scheme).unwrap_or(scheme).clone()).collect()
    }
}

/// Matches by `operationId`; the rest by method and path.
fn operations(old: &Model<'_>, new: &Model<'_>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for operation in &old.operations {
        let same_place = |other: &&Operation<'_>| {
            old.operation(&other.id).is_none()
                && other.method == operation.method
                && without_names(other.path) == without_names(operation.path)
        };
        let partner = new.operation(&operation.id).or_else(|| new.operations.iter().find(same_place));
        pairs.extend(partner.map(|partner| (operation.id.clone(), partner.id.clone())));
    }
    pairs
}

/// A path without the names of its parameters.
pub(super) fn without_names(path: &str) -> String {
    let mut parts = path.split('{');
    let mut short = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        short.push_str("{}");
        short.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    short
}

/// Matches by name; the rest when it is of the same kind and protects the same operation.
fn schemes(old: &Model<'_>, new: &Model<'_>, operations: &[(String, String)]) -> HashMap<String, String> {
    let has = |model: &Model<'_>, name: &str| model.schemes.iter().any(|(known, _)| *known == name);
    let mut pairs = HashMap::new();
    let mut taken = BTreeSet::new();
    for (name, at) in &old.schemes {
        if has(new, name) {
            pairs.insert((*name).to_owned(), (*name).to_owned());
            continue;
        }
        let opened = |model: &Model<'_>, id: &str, scheme: &str| {
            let operation = model.operation(id);
            operation.is_some_and(|operation| operation.security.iter().flatten().any(|known| known == scheme))
        };
        let partner = new.schemes.iter().find(|(other, other_at)| {
            !has(old, other)
                && !taken.contains(*other)
                && texts::without(at.value) == texts::without(other_at.value)
                && operations.iter().any(|(before, after)| opened(old, before, name) && opened(new, after, other))
        });
        if let Some((other, _)) = partner {
            taken.insert(*other);
            pairs.insert((*name).to_owned(), (*other).to_owned());
        }
    }
    pairs
}

/// Matches by name; the rest when it looks alike and is used in the same place, or is
/// equal.
fn schemas(old: &Model<'_>, new: &Model<'_>) -> HashMap<String, String> {
    let mut pairs: HashMap<String, String> = old
        .schemas
        .iter()
        .filter(|schema| new.schema(&schema.name).is_some())
        .map(|schema| (schema.name.clone(), schema.name.clone()))
        .collect();
    let mut gone: Vec<&Schema<'_>> = old.schemas.iter().filter(|schema| new.schema(&schema.name).is_none()).collect();
    let mut fresh: Vec<&Schema<'_>> = new.schemas.iter().filter(|schema| old.schema(&schema.name).is_none()).collect();
    loop {
        // A renamed schema changes the places of its parts, so the search is repeated after
        // each match.
        let (before, after) = (sites(old, &pairs), sites(new, &HashMap::new()));
        let stands = |gone: &Schema<'_>, fresh: &Schema<'_>| match (before.get(&gone.name), after.get(&fresh.name)) {
            (Some(before), Some(after)) => before.intersection(after).next().is_some(),
            _ => false,
        };
        let found = gone.iter().enumerate().find_map(|(index, gone)| {
            let partner = fresh.iter().position(|fresh| {
                let equal = texts::without(gone.at.value) == texts::without(fresh.at.value);
                equal || (alike(gone, fresh) && stands(gone, fresh))
            });
            partner.map(|partner| (index, partner))
        });
        let Some((index, partner)) = found else { return pairs };
        pairs.insert(gone.remove(index).name.clone(), fresh.remove(partner).name.clone());
    }
}

/// The places that refer to each schema, in the new contract's names.
fn sites(model: &Model<'_>, pairs: &HashMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut sites = BTreeMap::new();
    for section in ["paths", "components"] {
        if let Some(value) = model.document.value.get(section) {
            visit(value, &format!("/{section}"), pairs, &mut sites);
        }
    }
    sites
}

fn visit(
    value: &Value,
    pointer: &str,
    pairs: &HashMap<String, String>,
    sites: &mut BTreeMap<String, BTreeSet<String>>,
) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                if let Some(target) = member.as_str().and_then(|text| text.strip_prefix("#/components/schemas/")) {
                    sites.entry(last_name(target)).or_default().insert(pointer.to_owned());
                    continue;
                }
                let name = match pointer {
                    "/components/schemas" => pairs.get(name).unwrap_or(name),
                    _ => name,
                };
                visit(member, &format!("{pointer}/{}", openapi::document::escape(name)), pairs, sites);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item, &format!("{pointer}/{index}"), pairs, sites);
            }
        }
        _ => {}
    }
}

/// Whether two schemas of different names may be the same schema: they have the same kind
/// and share half of their members.
fn alike(old: &Schema<'_>, new: &Schema<'_>) -> bool {
    match (&old.kind, &new.kind) {
        (SchemaKind::Object(old), SchemaKind::Object(new)) => {
            overlap(old.properties.iter().map(|one| one.wire), new.properties.iter().map(|one| one.wire))
        }
        (
            SchemaKind::Enum { integers: old_kind, variants: old },
            SchemaKind::Enum { integers: new_kind, variants: new },
        ) => {
            old_kind == new_kind
                && overlap(old.iter().map(|one| one.wire.as_str()), new.iter().map(|one| one.wire.as_str()))
        }
        (SchemaKind::Union { variants: old, .. }, SchemaKind::Union { variants: new, .. }) => {
            overlap(old.iter().map(|one| one.value.as_str()), new.iter().map(|one| one.value.as_str()))
        }
        (SchemaKind::Alias(old), SchemaKind::Alias(new)) => old == new,
        (SchemaKind::Score, SchemaKind::Score) | (SchemaKind::Envelope { .. }, SchemaKind::Envelope { .. }) => true,
        _ => false,
    }
}

fn overlap<'s>(old: impl Iterator<Item = &'s str>, new: impl Iterator<Item = &'s str>) -> bool {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.collect(), new.collect());
    old.intersection(&new).count() * 2 >= old.len().max(new.len())
}
