//! The walk through a value and an engine for JSON Schema come to the same verdict, for
//! examples of both contracts that were changed at random.

use std::collections::HashMap;

use jsonschema::Draft;
use openapi::open_json_schema;
use serde_json::{Map, Value, json};
use validator::{Checked, Validator};

use crate::examples::{CONTRACTS, follow, samples};

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        // The constants of Knuth's MMIX.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Values of every type, near limits and far from them.
fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(2),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("x"),
        json!("2021-03-02T09:32:57.344383"),
        json!([]),
        json!([null, 1, "x"]),
        json!({}),
        json!({"version": 0}),
        json!({"version": 1, "report": {}}),
        json!({"report": {"version": 2}}),
    ]
}

/// Changes one place at random.
fn change(value: &mut Value, numbers: &mut Numbers) {
    let odd = odd_values();
    let one = || odd[0].clone();
    let deeper = numbers.below(4) > 0;
    match value {
        Value::Object(object) if deeper && !object.is_empty() => {
            let name = object.keys().nth(numbers.below(object.len())).unwrap().clone();
            match numbers.below(8) {
                0 => {
                    object.remove(&name);
                }
                1 => {
                    let other = object[&name].clone();
                    object.insert("another".to_owned(), other);
                }
                _ => change(object.entry(name).or_insert_with(one), numbers),
            }
        }
        Value::Array(list) if deeper && !list.is_empty() => {
            let index = numbers.below(list.len());
            change(&mut list[index], numbers);
        }
        other => *other = odd[numbers.below(odd.len())].clone(),
    }
}

struct Oracle {
    root: Value,
    schemas: Map<String, Value>,
    compiled: HashMap<String, jsonschema::Validator>,
}

impl Oracle {
    fn new(root: &Value) -> Self {
        let all = root["components"]["schemas"].as_object().unwrap();
        let schemas = all.iter().map(|(name, schema)| (name.clone(), open_json_schema(schema))).collect();
        Self { root: root.clone(), schemas, compiled: HashMap::new() }
    }

    fn is_valid(&mut self, schema: &Value, value: &Value) -> bool {
        // The engine does not know by what the branches of an envelope are told apart.
        let schema = follow(&self.root, schema);
        let schema = match schema["x-envelope"].as_str() {
            Some(member) => &schema["oneOf"][usize::from(value.get(member).is_some())],
            None => schema,
        };
        let schemas = &self.schemas;
        let compiled = self.compiled.entry(schema.to_string()).or_insert_with(|| {
            let root = json!({"allOf": [open_json_schema(schema)], "components": {"schemas": schemas}});
            let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(false);
            options.build(&root).unwrap()
        });
        compiled.is_valid(value)
    }
}

/// Whether it conforms but for formats, of which the engine knows nothing.
fn conforms(checked: &Checked) -> bool {
    const FORMATS: [&str; 4] = ["base64 text", "a timestamp", "an integer of 32 bits", "an integer of 64 bits"];
    checked.violations.iter().all(|violation| {
        FORMATS.contains(&&*violation.expected)
            && (violation.found.ends_with("in another format") || violation.found.ends_with("out of range"))
    })
}

#[test]
fn the_walk_and_the_engine_agree() {
    let mut counts = [0, 0];
    for contract in CONTRACTS {
        let validator = Validator::read(contract.0, contract.1).unwrap();
        let samples = samples(contract);
        let mut oracle = Oracle::new(&samples.root);
        let mut numbers = Numbers(7);
        for sample in samples.responses {
            let Some((schema, example)) = sample.json else { continue };
            for _ in 0..60 {
                let mut value = example.clone();
                for _ in 0..=numbers.below(2) {
                    change(&mut value, &mut numbers);
                }
                let mut response = sample.message.clone();
                response.body = value.to_string().into();
                let checked = validator.response(&sample.operation, &response);
                let valid = oracle.is_valid(&schema, &value);
                assert_eq!(conforms(&checked), valid, "{}: {value}: {:#?}", sample.name, checked.violations);
                counts[usize::from(valid)] += 1;
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
}
