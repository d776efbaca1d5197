//! Schemas that contain themselves.

use std::collections::HashSet;

use super::Report;
use crate::contract::{Contract, SchemaKind, Type};

/// Aliases that stand for each other stand for nothing.
pub(super) fn aliases(contract: &Contract, report: &mut Report<'_>) -> bool {
    let mut found = false;
    for (name, schema) in &contract.schemas {
        let reached = reach(name, |from, next| {
            if let Some(SchemaKind::Alias(target)) = contract.schemas.get(from).map(|schema| &schema.kind) {
                named(target, true, next);
            }
        });
        if reached.contains(name.as_str()) {
            found = true;
            let message = format!("`{name}` stands for itself and for nothing else");
            report(&schema.pointer, message, "give it `properties`, or let it refer to something else");
        }
    }
    found
}

/// A value that holds itself has no end in memory. Lists and maps may be empty,
/// and typify puts a struct that is an ordinary member of a struct into a box.
pub(super) fn values(contract: &Contract, report: &mut Report<'_>) {
    for (name, schema) in &contract.schemas {
        let mut direct = HashSet::new();
        held(contract, name, false, &mut direct);
        for inner in direct {
            let mut reached = reach(inner, |from, next| held(contract, from, true, next));
            reached.insert(inner);
            if reached.contains(name.as_str()) {
                let message = format!("`{name}` contains itself by way of `{inner}`");
                report(&schema.pointer, message, "put a list or an object of unknown members between the two");
            }
        }
    }
}

/// Whether objects hold each other in a circle, of which typify boxes one.
pub(crate) fn has_circles(contract: &Contract) -> bool {
    let holds_itself =
        |name: &String| reach(name, |from, next| held(contract, from, true, next)).contains(name.as_str());
    contract.schemas.keys().any(holds_itself)
}

/// The schemas that a value of the schema holds; `boxed` ones only if asked for.
fn held<'a>(contract: &'a Contract, name: &str, boxed: bool, found: &mut HashSet<&'a str>) {
    match contract.schemas.get(name).map(|schema| &schema.kind) {
        Some(SchemaKind::Object(properties)) => {
            for property in properties {
                let target = contract.resolve(&property.ty);
                let is_object = contract.properties(target).is_some();
                if boxed || property.nullable || !is_object {
                    named(target, false, found);
                }
            }
        }
        Some(SchemaKind::Envelope { inner, .. }) => named(contract.resolve(inner), false, found),
        Some(SchemaKind::Union { variants, .. }) => {
            found.extend(variants.iter().map(|variant| variant.schema.as_str()));
        }
        Some(SchemaKind::Alias(target)) => named(contract.resolve(target), false, found),
        _ => {}
    }
}

fn named<'a>(ty: &'a Type, inside_collections: bool, found: &mut HashSet<&'a str>) {
    match ty {
        Type::Named(name) => {
            found.insert(name);
        }
        Type::Nullable(inner) => named(inner, inside_collections, found),
        Type::List(inner) | Type::Map(inner) if inside_collections => named(inner, true, found),
        _ => {}
    }
}

/// Everything that can be reached from `start` in at least one step.
fn reach<'a>(start: &str, step: impl Fn(&str, &mut HashSet<&'a str>)) -> HashSet<&'a str> {
    let mut reached = HashSet::new();
    step(start, &mut reached);
    let mut open: Vec<&str> = reached.iter().copied().collect();
    while let Some(from) = open.pop() {
        let mut next = HashSet::new();
        step(from, &mut next);
        open.extend(next.into_iter().filter(|name| reached.insert(name)));
    }
    reached
}
