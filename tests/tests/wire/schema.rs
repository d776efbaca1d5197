//! What the generated types say of themselves through schemars, member by member
//! against the contract; and both, as reviewed.

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::{Map, Value};
use wire_tests::{
    contract::Contract,
    shape::{Member, Reader, Shape},
    snapshots::SnapshotKind,
    types::{self, Type},
};

#[test]
fn every_schema_is_the_reviewed_one() {
    let contracts = Contract::all();
    let texts = contracts.into_iter().flat_map(|contract| {
        contract.schemas().iter().map(|(name, schema)| {
            let said = Reader { named: contract.schemas(), contract: true }.shape(schema);
            let derived = types::find(contract.vendor, name).map(derived);
            let threshold = schema["x-score"].get("threshold").map(|least| format!("passes from {least}\n"));
            let text = show(&said, derived.as_ref()) + &threshold.unwrap_or_default();
            (format!("{}__{name}", contract.vendor), text)
        })
    });
    SnapshotKind::Schema.check(texts);
}

#[test]
fn every_type_says_what_the_contract_says() {
    let mut differences = Vec::new();
    for contract in Contract::all() {
        for known in types::all(contract.vendor) {
            let schema = &contract.schemas()[known.name];
            let said = Reader { named: contract.schemas(), contract: true }.shape(schema);
            let derived = derived(known);
            differences.extend(compare(known.name, &said, &derived));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn every_schema_is_a_type_unless_it_cannot_be_one() {
    for contract in Contract::all() {
        let typed: BTreeSet<String> = types::all(contract.vendor).iter().map(|known| known.name.to_owned()).collect();
        let operations = contract.operations();
        let forms: Vec<&Value> = operations
            .iter()
            .filter_map(|operation| operation.body.as_ref())
            .filter(|body| body.content.media_type == "multipart/form-data")
            .map(|body| &body.content.schema["$ref"])
            .collect();
        // A multipart form is never JSON, and an object without known members is a plain map.
        let is_type = |name: &str, schema: &Value| {
            let is_map = schema["type"] == "object" && schema.get("properties").is_none();
            !is_map && !forms.contains(&&Value::from(format!("#/components/schemas/{name}")))
        };
        let expected = contract.schemas().iter().filter(|(name, schema)| is_type(name, schema));
        let expected: BTreeSet<String> = expected.map(|(name, _)| name.clone()).collect();
        assert_eq!(typed, expected, "{}", contract.vendor);
    }
}

/// What schemars says of a type.
fn derived(known: &Type) -> Shape {
    let schema = (known.schema)();
    let named = schema["$defs"].as_object().cloned().unwrap_or_else(Map::new);
    Reader { named: &named, contract: false }.shape(&schema)
}

/// The rule by which a member of the contract becomes one of Rust's. `Nullable`
/// has a default, the absent member, so a nullable member is never required. An
/// optional member is an `Option` or a `Nullable`, so it may be null.
fn in_rust(member: &Member) -> Member {
    Member {
        ty: member.ty.clone(),
        required: member.required && !member.nullable,
        nullable: member.nullable || !member.required,
    }
}

fn compare(name: &str, said: &Shape, derived: &Shape) -> Vec<String> {
    let (Shape::Object(said), Shape::Object(derived)) = (said, derived) else {
        let same = said == derived;
        return if same { Vec::new() } else { vec![format!("{name}: {said:?} is {derived:?} in Rust")] };
    };
    let names: BTreeSet<&String> = said.keys().chain(derived.keys()).collect();
    let text = |member: Option<Member>| member.map_or_else(|| "missing".to_owned(), |member| member.to_string());
    names
        .into_iter()
        .map(|member| (member, text(said.get(member).map(in_rust)), text(derived.get(member).cloned())))
        .filter(|(_, said, derived)| said != derived)
        .map(|(member, said, derived)| format!("{name}.{member}: should be {said}, is {derived}"))
        .collect()
}

fn show(said: &Shape, derived: Option<&Shape>) -> String {
    match (said, derived) {
        (Shape::Object(said), Some(Shape::Object(derived))) => {
            let mut text = String::new();
            for (name, member) in said {
                writeln!(text, "{name}: {member}").unwrap();
                let rust = derived.get(name).map_or_else(|| "missing".to_owned(), ToString::to_string);
                writeln!(text, "  in Rust {rust}").unwrap();
            }
            text
        }
        (Shape::Object(said), None) => {
            let lines = said.iter().map(|(name, member)| format!("{name}: {member}\n"));
            lines.collect::<String>() + "no JSON type in Rust\n"
        }
        (Shape::Other(said), Some(Shape::Other(derived))) => format!("{said}\n  in Rust {derived}\n"),
        (Shape::Other(said), None) => format!("{said}\nno type in Rust\n"),
        other => panic!("{other:?}"),
    }
}
