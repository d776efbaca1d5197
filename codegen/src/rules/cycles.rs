//! Schemas that contain themselves.

use std::collections::HashMap;

use indexmap::IndexSet;
use openapi::model::{Contract, SchemaKind, Type};

use super::Report;

/// Aliases that only refer to each other have no type.
pub(super) fn aliases(contract: &Contract, report: &mut Report<'_>) -> bool {
    let circles = circles(contract, |name| {
        let mut next = IndexSet::new();
        if let Some(SchemaKind::Alias(target)) = contract.schemas.get(name).map(|schema| &schema.kind) {
            named(target, true, &mut next);
        }
        next
    });
    for (name, schema) in contract.schemas.iter().filter(|(name, _)| circles.contains_key(name.as_str())) {
        let message = format!("`{name}` stands for itself and for nothing else");
        report(&schema.pointer, message, "give it `properties`, or let it refer to something else");
    }
    !circles.is_empty()
}

/// A value that contains itself would have infinite size. Lists and maps are no problem, as
/// they may be empty. Nor are structs inside structs, because typify puts these into a
/// `Box`.
pub(super) fn values(contract: &Contract, report: &mut Report<'_>) {
    let circles = circles(contract, |name| held(contract, name, true));
    for (name, schema) in &contract.schemas {
        let Some(circle) = circles.get(name.as_str()) else { continue };
        for inner in held(contract, name, false).iter().filter(|inner| circles.get(**inner) == Some(circle)) {
            let message = format!("`{name}` contains itself by way of `{inner}`");
            report(&schema.pointer, message, "put a list or an object of unknown members between the two");
        }
    }
}

/// Whether objects contain each other in a cycle, in which typify boxes one.
pub(crate) fn has_circles(contract: &Contract) -> bool {
    !circles(contract, |name| held(contract, name, true)).is_empty()
}

/// The schemas that a value of the schema contains; `boxed` ones only on request.
fn held<'a>(contract: &'a Contract, name: &str, boxed: bool) -> IndexSet<&'a str> {
    let mut found = IndexSet::new();
    match contract.schemas.get(name).map(|schema| &schema.kind) {
        Some(SchemaKind::Object(properties)) => {
            for property in properties {
                let target = contract.resolve(&property.ty);
                let is_object = contract.properties(target).is_some();
                if boxed || property.nullable || !is_object {
                    named(target, false, &mut found);
                }
            }
        }
        Some(SchemaKind::Envelope { inner, .. }) => named(contract.resolve(inner), false, &mut found),
        Some(SchemaKind::Union { variants, .. }) => {
            found.extend(variants.iter().map(|variant| variant.schema.as_str()));
        }
        Some(SchemaKind::Alias(target)) => named(contract.resolve(target), false, &mut found),
        _ => {}
    }
    found
}

fn named<'a>(ty: &'a Type, inside_collections: bool, found: &mut IndexSet<&'a str>) {
    match ty {
        Type::Named(name) => {
            found.insert(name);
        }
        Type::Nullable(inner) => named(inner, inside_collections, found),
        Type::List(inner) | Type::Map(inner) if inside_collections => named(inner, true, found),
        _ => {}
    }
}

/// The circle of each schema that leads back to itself by one or more steps. Two that
/// lead to each other have the same number.
///
/// This is Tarjan's way to find all circles in one pass, with a stack of its own: a chain
/// may be longer than a thread's stack is deep.
fn circles<'a>(contract: &'a Contract, step: impl Fn(&str) -> IndexSet<&'a str>) -> HashMap<&'a str, usize> {
    struct Visit<'a> {
        name: &'a str,
        number: usize,
        /// The least number of an unfinished schema that this one is known to lead to.
        least: usize,
        next: Vec<&'a str>,
        leads_to_itself: bool,
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut circles = HashMap::new();
    for start in contract.schemas.keys().map(String::as_str) {
        let mut visits: Vec<Visit<'a>> = Vec::new();
        // Schemas that were left but may yet turn out to be in a circle with an open one.
        let mut unfinished: Vec<&str> = Vec::new();
        let mut enter = Some(start).filter(|start| !numbers.contains_key(start));
        loop {
            if let Some(name) = enter.take() {
                let number = numbers.len();
                numbers.insert(name, number);
                unfinished.push(name);
                let next: Vec<&str> = step(name).into_iter().collect();
                let leads_to_itself = next.contains(&name);
                visits.push(Visit { name, number, least: number, next, leads_to_itself });
            }
            let Some(visit) = visits.last_mut() else { break };
            if let Some(next) = visit.next.pop() {
                match numbers.get(next) {
                    None => enter = Some(next),
                    Some(number) => visit.least = visit.least.min(*number),
                }
                continue;
            }
            let Some(done) = visits.pop() else { break };
            if let Some(before) = visits.last_mut() {
                before.least = before.least.min(done.least);
            }
            if done.least == done.number {
                let first = unfinished.iter().rposition(|name| *name == done.name).unwrap_or_default();
                let together = unfinished.split_off(first);
                let is_circle = together.len() > 1 || done.leads_to_itself;
                for name in together {
                    // No circle leads through a finished schema.
                    numbers.insert(name, usize::MAX);
                    if is_circle {
                        circles.insert(name, done.number);
                    }
                }
            }
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, fmt::Write as _};

    use super::*;
    use openapi::Document;

    /// Objects that hold others by number.
    fn contract(held: &[&[usize]]) -> Contract {
        let mut spec =
            "openapi: 3.0.3\ninfo: {title: Held, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
        for (number, held) in held.iter().enumerate() {
            let members = held.iter().map(|next| format!("m{next}: {{$ref: '#/components/schemas/A{next}'}}, "));
            let members: String = members.chain(["note: {type: string}".to_owned()]).collect();
            writeln!(spec, "    A{number}: {{type: object, properties: {{{members}}}}}").unwrap();
        }
        openapi::read(&Document::parse("spec.yaml", &spec).unwrap()).0
    }

    /// The schemas in circles, and how often one was asked what it holds.
    fn found(held_by: &[&[usize]]) -> (Vec<Vec<String>>, usize) {
        let contract = contract(held_by);
        let asked = Cell::new(0);
        let circles = circles(&contract, |name| {
            asked.set(asked.get() + 1);
            held(&contract, name, true)
        });
        let mut together: HashMap<usize, Vec<String>> = HashMap::new();
        circles.iter().for_each(|(name, circle)| together.entry(*circle).or_default().push((*name).to_owned()));
        let mut together: Vec<Vec<String>> = together.into_values().collect();
        together.iter_mut().for_each(|circle| circle.sort());
        together.sort();
        (together, asked.get())
    }

    #[test]
    fn circles_are_told_apart_and_what_only_leads_to_one_is_in_none() {
        let (circles, asked) = found(&[&[], &[2], &[3], &[0, 2, 4], &[5, 6], &[0, 4, 5], &[7], &[], &[0, 1, 9], &[8]]);
        assert_eq!(circles, [["A2", "A3"], ["A4", "A5"], ["A8", "A9"]]);
        assert_eq!(asked, 10);
    }

    #[test]
    fn one_that_holds_itself_is_a_circle() {
        assert_eq!(found(&[&[0], &[]]), (vec![vec!["A0".to_owned()]], 2));
    }

    #[test]
    fn each_schema_is_asked_once_however_many_lead_to_it() {
        let all: Vec<usize> = (0..40).collect();
        let (circles, asked) = found(&[all.as_slice(); 40]);
        assert_eq!((circles.len(), asked), (1, 40));
    }
}
