//! Every example fits its schema, by a reading of its own of both, and the
//! generated type keeps all of it.

use serde_json::{Value, json};
use wire_tests::{
    contract::{Contract, Vendor},
    json::draft4,
    types,
};

#[test]
fn every_example_fits_its_schema() {
    let mut wrong = Vec::new();
    for contract in Contract::all() {
        for (at, schema, example) in examples(contract) {
            let root = json!({ "allOf": [draft4(&schema)], "components": { "schemas": draft4_schemas(contract) } });
            let validator = jsonschema::draft4::new(&root).unwrap();
            let errors = validator.iter_errors(&example);
            wrong.extend(errors.map(|error| format!("{at}{}: {error}", error.instance_path())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_wrong_example_does_not_fit() {
    let contract = Contract::of(Vendor::Alice);
    let root = json!({
        "$ref": "#/components/schemas/Check",
        "components": { "schemas": draft4_schemas(contract) },
    });
    let validator = jsonschema::draft4::new(&root).unwrap();
    for (example, fits) in [
        (json!({ "key": "a", "value": 100.0, "detail": null }), true),
        (json!({ "key": "a", "value": null }), true),
        (json!({ "key": null }), false),
        (json!({ "key": "a", "value": 100.5 }), false),
        (json!({ "value": 1.0 }), false),
    ] {
        assert_eq!(validator.is_valid(&example), fits, "{example}");
    }
}

#[test]
fn every_example_survives_its_type() {
    let mut seen = 0;
    for contract in Contract::all() {
        for (at, schema, example) in examples(contract) {
            let Some(target) = schema["$ref"].as_str() else { continue };
            // Multipart forms and plain maps are no JSON types; `schema.rs` knows which those are.
            let Some(known) = types::find(contract.vendor, target.rsplit('/').next().unwrap()) else { continue };
            let (encoded, _) = (known.recode)(&example).unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_eq!(encoded, example, "{at}");
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} examples were found");
}

/// Every example of a body or a parameter: where it is, its schema and itself.
fn examples(contract: &Contract) -> Vec<(String, Value, Value)> {
    let mut found = Vec::new();
    for operation in contract.operations() {
        let at = format!("{}.{}", contract.vendor, operation.id);
        for parameter in &operation.parameters {
            found.push((format!("{at}.{}", parameter.name), parameter.schema.clone(), parameter.example.clone()));
        }
        let body = operation.body.iter().map(|body| ("body".to_owned(), &body.content));
        let answers = operation.answers.iter().filter_map(|answer| {
            let content = answer.content.as_ref()?;
            Some((answer.status.clone(), content))
        });
        for (part, content) in body.chain(answers) {
            for (name, example) in &content.examples {
                found.push((format!("{at}.{part}.{name}"), content.schema.clone(), example.clone()));
            }
        }
    }
    found
}

fn draft4_schemas(contract: &Contract) -> Value {
    contract.schemas().iter().map(|(name, schema)| (name.clone(), draft4(schema))).collect()
}
