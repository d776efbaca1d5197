//! What users of the types expect of any Rust type: comparing, printing, parsing, building.

use std::str::FromStr;

use client_runtime::UnknownEnvironment;
use serde_json::json;

use crate::golden::{
    integer_enum::generated::types::Status,
    nullable::generated::types::Profile,
    open_string_enum::generated::types::{Documents, Kind},
    servers::generated::{Client, Environment},
    version_union::generated::types::Report,
};

fn read<T: serde::de::DeserializeOwned>(value: &serde_json::Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn values_are_equal_by_what_they_hold() {
    let report = json!({"version": 0, "score": 0.25, "nested": {"version": 1}});
    assert_eq!(read::<Report>(&report), read::<Report>(&report));
    assert_ne!(read::<Report>(&report), read::<Report>(&json!({"version": 0, "score": 0.5})));
    let unknown = json!({"version": 7, "text": "a"});
    assert_eq!(read::<Report>(&unknown), read::<Report>(&unknown));
    assert_ne!(read::<Report>(&unknown), read::<Report>(&json!({"version": 7, "text": "b"})));
}

#[test]
fn enumerations_are_printed_and_parsed_as_on_the_wire() {
    for wire in ["ID_CARD", "passport", "of next year"] {
        let kind = Kind::from_str(wire).unwrap();
        assert_eq!(kind.to_string(), wire);
        assert_eq!(format!("{kind:>14}"), format!("{wire:>14}"));
    }
    assert_eq!("passport".parse(), Ok(Kind::Passport));
    for (wire, status) in [("2", Status::Complete), ("-1", Status::NeverStarted), ("7", Status::Unknown(7))] {
        assert_eq!((wire.parse(), status.to_string()), (Ok(status), wire.to_owned()));
    }
    assert!("complete".parse::<Status>().is_err());
}

#[test]
fn a_builder_builds_or_says_what_is_missing() {
    let built = Documents::builder().kinds(vec![Kind::Passport]).build().unwrap();
    assert_eq!(built, read(&json!({"kinds": ["passport"]})));
    let error = Documents::builder().build().unwrap_err().to_string();
    assert!(error.contains("kinds"), "{error}");
    let profile =
        Profile::builder().required("a").required_nullable(None).anything(serde_json::Value::Null).build().unwrap();
    assert_eq!(Option::<String>::from(profile.required_nullable), None);
}

#[test]
fn a_client_is_built_for_an_environment_or_a_url() {
    let environment = Environment::ALL[0];
    assert_eq!(environment.to_string().parse(), Ok(environment));
    let unknown: Result<Environment, UnknownEnvironment> = "nowhere".parse();
    assert!(unknown.unwrap_err().to_string().contains(environment.as_str()));
    let client = Client::builder(environment).build().unwrap();
    assert_eq!(client.base_url(), environment.base_url());
    assert_eq!(Client::builder("https://own.example.com").build().unwrap().base_url(), "https://own.example.com");
}
