//! Values of several forms, one of which may be null.

use std::collections::HashSet;

use openapi::{At, takes_null};
use serde_json::{Map, Value};

use super::expectation;
use crate::demand::Demand;

/// How the contract says that the branches of a `oneOf` are told apart.
pub(super) enum UnionRule<'a> {
    Tag { member: &'a str, mapping: &'a Map<String, Value> },
    Wrapper { member: &'a str, with: At<'a>, without: At<'a> },
}

pub(super) fn union_rule<'a>(schema: &At<'a>) -> Option<UnionRule<'a>> {
    if !schema.has("oneOf") {
        return None;
    }
    if let Some(member) = schema.value.pointer("/discriminator/propertyName") {
        let mapping = schema.value.pointer("/discriminator/mapping")?.as_object()?;
        return Some(UnionRule::Tag { member: member.as_str()?, mapping });
    }
    let member = schema.text("x-envelope")?;
    let is_wrapper = |branch: &At<'a>| {
        branch.expanded().iter().any(|node| node.get("properties").is_some_and(|properties| properties.has(member)))
    };
    let with = schema.items_of("oneOf").find(is_wrapper)?;
    let without = schema.items_of("oneOf").find(|branch| !is_wrapper(branch))?;
    Some(UnionRule::Wrapper { member, with, without })
}

/// What null does not meet in any of these schemas.
pub(super) fn null_demands(roots: &[At<'_>]) -> Vec<Demand> {
    let mut demands = Vec::new();
    // Schemas may hold each other.
    let mut seen = HashSet::new();
    roots.iter().for_each(|root| null_demands_of(root.clone(), &mut seen, &mut demands));
    demands
}

fn null_demands_of(schema: At<'_>, seen: &mut HashSet<String>, demands: &mut Vec<Demand>) {
    let schema = schema.follow();
    if takes_null(schema.value) || !seen.insert(schema.pointer.clone()) {
        return;
    }
    let demand = |keyword: &str, expected: String| Demand::new(expected, format!("{}/{keyword}", schema.pointer));
    if schema.has("type") {
        demands.push(demand("type", expectation(&schema)));
    } else if schema.value.get("enum").and_then(Value::as_array).is_some_and(|all| !all.contains(&Value::Null)) {
        demands.push(demand("enum", "one of the listed values".to_owned()));
    }
    for keyword in ["oneOf", "anyOf"] {
        let mut branches = schema.items_of(keyword).peekable();
        let mut takes_null = |branch| {
            let mut demands = Vec::new();
            null_demands_of(branch, seen, &mut demands);
            demands.is_empty()
        };
        if branches.peek().is_some() && !branches.any(&mut takes_null) {
            let expected = if union_rule(&schema).is_some() { "an object" } else { "one of the forms" };
            demands.push(demand(keyword, expected.to_owned()));
        }
    }
    schema.items_of("allOf").for_each(|part| null_demands_of(part, seen, demands));
}
