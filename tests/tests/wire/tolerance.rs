//! What the vendors may do that the contracts do not say.

use std::collections::BTreeMap;

use alice_client::{
    UnknownVersion,
    types::{AuthenticationResponse, Report, ReportResponse},
};
use serde_json::{Value, json};
use wire_tests::{contract::Contract, instances, json::takes_null, types};

/// Every type with every value that the examples hold of it, as pairs.
fn every_value() -> Vec<(&'static Contract, &'static types::Type, Value)> {
    let mut values = Vec::new();
    for contract in Contract::all() {
        let instances: BTreeMap<String, Vec<Value>> = instances::all(contract);
        for known in types::all(contract.vendor) {
            values.extend(instances[known.name].iter().map(|value| (contract, known, value.clone())));
        }
    }
    values
}

#[test]
fn unknown_members_are_left_out() {
    let is_struct = |contract: &Contract, name: &str| contract.schemas()[name].get("properties").is_some();
    for (contract, known, value) in
        every_value().into_iter().filter(|(contract, known, _)| is_struct(contract, known.name))
    {
        let mut more = value.clone();
        more["new_member"] = json!({ "of": ["any", 1, null, { "kind": true }] });
        let (encoded, _) = (known.recode)(&more).unwrap_or_else(|error| panic!("{}: {error}", known.name));
        assert_eq!(encoded, value, "{}.{}", contract.vendor, known.name);
    }
}

#[test]
fn unknown_values_of_an_enumeration_come_back_as_they_were() {
    let mut seen = 0;
    for contract in Contract::all() {
        for known in types::all(contract.vendor) {
            let schema = &contract.schemas()[known.name];
            let Some(values) = schema["enum"].as_array() else { continue };
            let unknown = match schema["type"].as_str().unwrap() {
                "integer" => json!([3, -1, 4_294_967_296_i64]),
                _ => json!(["", "NEW", "Ok ", "ünïcode", "live"]),
            };
            for value in values.iter().chain(unknown.as_array().unwrap()) {
                assert_eq!((known.recode)(value).unwrap().0, *value, "{}", known.name);
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 8 + 12, "enumerations of both contracts");
}

#[test]
fn null_and_absence_of_a_nullable_member_are_kept_apart() {
    for (contract, known, value) in every_value() {
        let schema = &contract.schemas()[known.name];
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let is_any = ["type", "$ref", "allOf", "anyOf"].iter().all(|keyword| member.get(keyword).is_none());
            if !takes_null(member) && !is_any {
                continue;
            }
            let mut object = value.as_object().unwrap().clone();
            object.insert(name.clone(), Value::Null);
            let null = Value::Object(object.clone());
            object.remove(name);
            for value in [null, Value::Object(object)] {
                assert_eq!((known.recode)(&value).unwrap().0, value, "{}.{name}", known.name);
            }
        }
    }
}

#[test]
fn null_for_an_optional_member_is_its_absence() {
    for (contract, known, value) in every_value() {
        let schema = &contract.schemas()[known.name];
        let required = |name: &String| schema["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let is_any = ["type", "$ref", "allOf", "anyOf"].iter().all(|keyword| member.get(keyword).is_none());
            if takes_null(member) || is_any || required(name) {
                continue;
            }
            let mut object = value.as_object().unwrap().clone();
            object.insert(name.clone(), Value::Null);
            let (encoded, _) = (known.recode)(&Value::Object(object.clone())).unwrap();
            object.remove(name);
            assert_eq!(encoded, Value::Object(object), "{}.{name}", known.name);
        }
    }
}

#[test]
fn a_required_member_must_be_there() {
    for (contract, known, value) in every_value() {
        let schema = &contract.schemas()[known.name];
        for name in schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()) {
            if takes_null(&schema["properties"][name]) {
                continue;
            }
            let mut object = value.as_object().unwrap().clone();
            object.remove(name);
            let error = (known.recode)(&Value::Object(object)).unwrap_err().to_string();
            assert!(error.starts_with(&format!("missing field `{name}`")), "{}.{name}: {error}", known.name);
        }
    }
}

#[test]
fn a_report_of_an_unknown_version_is_kept_as_it_came() {
    for (json, version) in [
        (r#"{"version": 2, "score":  1e2, "nested":{"a":[null]}}"#, Some(2)),
        (r#"{"nested":{"version":0},"version":"1"}"#, None),
        (r#"{"a": 1}"#, None),
        (r#"{"version":null}"#, None),
    ] {
        let bare: ReportResponse = serde_json::from_str(json).unwrap();
        assert!(!bare.is_wrapped());
        assert_eq!(unknown(&bare).version(), version);
        assert_eq!(unknown(&bare).json(), json);
        assert_eq!(bare.liveness(), None);
        assert_eq!(serde_json::to_string(&bare).unwrap(), json);

        let wrapped: ReportResponse = serde_json::from_str(&format!(r#"{{"report":{json}}}"#)).unwrap();
        assert!(wrapped.is_wrapped());
        assert_eq!(unknown(&wrapped).json(), json);
        assert_eq!(serde_json::to_string(&wrapped).unwrap(), format!(r#"{{"report":{json}}}"#));
    }
}

fn unknown(report: &Report) -> &UnknownVersion {
    match report {
        Report::Unknown(report) => report,
        other => panic!("a version that the contract knows: {other:?}"),
    }
}

#[test]
fn a_report_is_the_same_bare_and_in_its_wrapper() {
    let instances = instances::all(Contract::of(wire_tests::contract::Vendor::Alice));
    for report in &instances["Report"] {
        let bare: ReportResponse = serde_json::from_value(report.clone()).unwrap();
        let wrapped: ReportResponse = serde_json::from_value(json!({ "report": report, "more": 1 })).unwrap();
        assert_eq!((bare.is_wrapped(), wrapped.is_wrapped()), (false, true));
        assert_eq!(format!("{:?}", *bare), format!("{:?}", *wrapped));
        assert_eq!(serde_json::to_value(&bare).unwrap(), *report);
        assert_eq!(serde_json::to_value(&wrapped).unwrap(), json!({ "report": report }));
        assert_eq!(serde_json::to_value(wrapped.into_inner()).unwrap(), *report);
    }
}

#[test]
fn a_time_comes_with_and_without_a_zone() {
    for (text, utc) in [
        ("2020-10-27T09:59:45", Some("2020-10-27 09:59:45 UTC")),
        ("2020-10-27T09:59:45.123456", Some("2020-10-27 09:59:45.123456 UTC")),
        ("2020-10-27T09:59:45Z", Some("2020-10-27 09:59:45 UTC")),
        ("2020-10-27T09:59:45+02:00", Some("2020-10-27 07:59:45 UTC")),
        ("2020-10-27 09:59:45.5", Some("2020-10-27 09:59:45.500 UTC")),
        ("0001-01-01T00:00:00Z", Some("0001-01-01 00:00:00 UTC")),
        ("yesterday", None),
    ] {
        let json = json!({ "authentication": { "created_at": text, "user_id": "user-1" } });
        let answer: AuthenticationResponse = serde_json::from_value(json.clone()).unwrap();
        let time = answer.authentication.created_at.to_utc_assumed();
        assert_eq!(time.map(|time| time.to_string()).as_deref(), utc, "{text}");
        assert_eq!(serde_json::to_value(&answer).unwrap(), json);
    }
}

#[test]
fn a_score_may_be_a_whole_number() {
    for (contract, known, _) in every_value() {
        if contract.schemas()[known.name].get("x-score").is_some() {
            assert_eq!((known.recode)(&json!(1)).unwrap().0, json!(1.0), "{}", known.name);
        }
    }
}
