//! Every value that the examples hold of a named schema, however deep inside.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{contract::Contract, json::draft4};

/// The values of every named schema, without repetitions.
pub fn all(contract: &Contract) -> BTreeMap<String, Vec<Value>> {
    let mut found = Harvest {
        contract,
        named: contract.schemas().iter().map(|(name, schema)| (name.clone(), draft4(schema))).collect(),
        values: BTreeMap::new(),
    };
    for operation in contract.operations() {
        for parameter in &operation.parameters {
            found.add(&parameter.schema, &parameter.example);
        }
        let answers = operation.answers.iter().filter_map(|answer| answer.content.as_ref());
        for content in operation.body.iter().map(|body| &body.content).chain(answers) {
            content.examples.iter().for_each(|(_, example)| found.add(&content.schema, example));
        }
    }
    found.values
}

struct Harvest<'a> {
    contract: &'a Contract,
    named: Value,
    values: BTreeMap<String, Vec<Value>>,
}

impl Harvest<'_> {
    fn add(&mut self, schema: &Value, value: &Value) {
        if value.is_null() {
            return;
        }
        if let Some(target) = schema["$ref"].as_str() {
            let known = self.values.entry(target.rsplit('/').next().unwrap().to_owned()).or_default();
            if known.contains(value) {
                return;
            }
            known.push(value.clone());
        }
        let contract = self.contract;
        let schema = contract.follow(schema);
        let list = |keyword: &str| schema[keyword].as_array().into_iter().flatten();
        list("allOf").for_each(|schema| self.add(schema, value));
        let fitting: Vec<&Value> =
            list("oneOf").chain(list("anyOf")).filter(|variant| self.fits(variant, value)).collect();
        fitting.into_iter().for_each(|variant| self.add(variant, value));
        for item in value.as_array().into_iter().flatten() {
            self.add(&schema["items"], item);
        }
        for (name, member) in value.as_object().into_iter().flatten() {
            let known = schema["properties"].get(name);
            self.add(known.unwrap_or(&schema["additionalProperties"]), member);
        }
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let root = json!({ "allOf": [draft4(schema)], "components": { "schemas": self.named } });
        jsonschema::draft4::is_valid(&root, value)
    }
}
