//! Each example, made wrong in one place at a time: the violation names the place.

use serde_json::{Map, Value, json};
use validator::{Checked, Validator};

use crate::examples::{CONTRACTS, follow, samples};

/// One change to an example, and the place that must be named.
struct Mutant {
    value: Value,
    place: String,
}

/// Everything that `$ref`, `allOf` and the right branch of a `oneOf` say of a value.
fn applying<'a>(root: &'a Value, schema: &'a Value, value: &Value) -> Vec<&'a Value> {
    let schema = follow(root, schema);
    let mut all = vec![schema];
    for part in schema["allOf"].as_array().into_iter().flatten() {
        all.extend(applying(root, part, value));
    }
    // The second branch is null.
    if let Some(part) = schema.pointer("/anyOf/0") {
        all.extend(applying(root, part, value));
    }
    if let Some(mapping) = schema.pointer("/discriminator/mapping") {
        let target = mapping[value["version"].to_string()].as_str().unwrap();
        all.extend(applying(root, root.pointer(&target[1..]).unwrap(), value));
    } else if let Some(branches) = schema["oneOf"].as_array() {
        let member = schema["x-envelope"].as_str().unwrap();
        all.extend(applying(root, &branches[usize::from(value.get(member).is_some())], value));
    }
    all
}

/// Every change that the schema must notice, at this value and below it.
fn mutants(root: &Value, schema: &Value, whole: &Value, at: &str, place: &str, found: &mut Vec<Mutant>) {
    let value = whole.pointer(at).unwrap();
    let all = applying(root, schema, value);
    let mut replace = |with: Value| {
        let mut value = whole.clone();
        *value.pointer_mut(at).unwrap() = with;
        found.push(Mutant { value, place: if place.is_empty() { "body".into() } else { format!("body#{place}") } });
    };
    let kind = all.iter().find_map(|schema| schema["type"].as_str());
    let is_union = all.iter().any(|schema| schema.get("oneOf").is_some());
    if kind.is_some() || is_union {
        replace(if kind == Some("string") { json!(true) } else { json!("another type") });
        if kind == Some("integer") {
            replace(json!(1.5));
        }
        if !all.iter().any(|schema| openapi::takes_null(schema)) {
            replace(Value::Null);
        }
    }
    for name in all.iter().flat_map(|schema| schema["required"].as_array().into_iter().flatten()) {
        let name = name.as_str().unwrap();
        // Without its member a wrapper is no wrapper any more; and null has no members.
        if name == "report" || !value.is_object() {
            continue;
        }
        let mut mutant = whole.clone();
        mutant.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        found.push(Mutant { value: mutant, place: format!("body#{place}/{name}") });
    }
    match value {
        Value::Object(object) => members(root, &all, object, whole, at, place, found),
        Value::Array(list) => {
            let Some(items) = all.iter().find_map(|schema| schema.get("items")) else { return };
            for index in 0..list.len() {
                mutants(root, items, whole, &format!("{at}/{index}"), &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn members(
    root: &Value,
    all: &[&Value],
    object: &Map<String, Value>,
    whole: &Value,
    at: &str,
    place: &str,
    found: &mut Vec<Mutant>,
) {
    for name in object.keys() {
        let own = all.iter().find_map(|schema| schema.get("properties")?.get(name));
        let others =
            all.iter().find_map(|schema| schema.get("additionalProperties")).filter(|others| others.is_object());
        let (schema, step) = match (own, others) {
            (Some(own), _) => (own, name.as_str()),
            (None, Some(others)) => (others, "*"),
            (None, None) => continue,
        };
        mutants(root, schema, whole, &format!("{at}/{name}"), &format!("{place}/{step}"), found);
    }
}

fn assert_noticed(name: &str, mutant: &Mutant, checked: &Checked) {
    let noticed = checked.violations.iter().any(|violation| violation.at == mutant.place);
    assert!(noticed, "{name}: {} not named in {:#?}", mutant.place, checked.violations);
    let line = checked.violations.iter().map(|violation| violation.line).min();
    assert!(line > Some(1), "{name}: {}: no line", mutant.place);
}

#[test]
fn every_member_that_is_missing_or_of_another_type_is_named() {
    let mut count = 0;
    for contract in CONTRACTS {
        let validator = Validator::read(contract.0, contract.1).unwrap();
        let samples = samples(contract);
        for sample in samples.requests {
            let Some((schema, value)) = sample.json else { continue };
            let mut found = Vec::new();
            mutants(&samples.root, &schema, &value, "", "", &mut found);
            for mutant in found {
                let mut request = sample.message.clone();
                request.body = mutant.value.to_string().into();
                assert_noticed(&sample.name, &mutant, &validator.request(&request));
                count += 1;
            }
        }
        for sample in samples.responses {
            let Some((schema, value)) = sample.json else { continue };
            let mut found = Vec::new();
            mutants(&samples.root, &schema, &value, "", "", &mut found);
            for mutant in found {
                let mut response = sample.message.clone();
                response.body = mutant.value.to_string().into();
                assert_noticed(&sample.name, &mutant, &validator.response(&sample.operation, &response));
                count += 1;
            }
        }
    }
    assert!(count > 2000, "only {count} mutants");
}
