use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Nullable;

#[derive(Clone, PartialEq)]
struct Face {
    id: String,
    age: Option<i64>,
    score: Nullable<f64>,
}

crate::record! { Face {
    age: optional shown "age",
    id: required hidden "faceId",
    score: optional shown "score",
} }

#[derive(PartialEq)]
struct Labels {
    id: i64,
    others: BTreeMap<String, Value>,
}

crate::record! { Labels {
    id: required shown "id",
    ..others
} }

fn why<T: serde::de::DeserializeOwned>(json: &str) -> String {
    serde_json::from_str::<T>(json).err().unwrap().to_string()
}

#[test]
fn a_record_comes_back_as_it_was_whatever_the_order() {
    for (json, age, score) in [
        (r#"{"faceId":"a"}"#, None, Nullable::Absent),
        (r#"{"age":3,"faceId":"a","score":null}"#, Some(3), Nullable::Null),
        (r#"{"age":3,"faceId":"a","score":0.5}"#, Some(3), Nullable::Value(0.5)),
    ] {
        let face = Face { id: "a".to_owned(), age, score };
        assert_eq!(serde_json::to_string(&face).unwrap(), json);
        assert!(serde_json::from_str::<Face>(json).unwrap() == face);
        let mut members: Vec<(String, Value)> =
            serde_json::from_str::<serde_json::Map<_, _>>(json).unwrap().into_iter().collect();
        members.reverse();
        members.insert(1, ("other".to_owned(), json!([{ "age": "no" }])));
        let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        assert!(serde_json::from_str::<Face>(&format!("{{{}}}", members.join(","))).unwrap() == face);
    }
}

#[test]
fn a_list_is_no_record() {
    for json in ["[]", r#"["a"]"#, "[1, \"a\", 0.5]", "[[[]]]"] {
        let why = why::<Face>(json);
        assert_eq!(why, format!("invalid type: sequence, expected struct Face at line 1 column {}", json.len()));
    }
    assert_eq!(why::<Face>("[1"), "EOF while parsing a list at line 1 column 2");
}

#[test]
fn what_is_missing_or_comes_twice_is_named() {
    assert_eq!(why::<Face>("{}"), "missing field `faceId` at line 1 column 2");
    assert_eq!(why::<Face>(r#"{"faceId":"","faceId":""}"#), "duplicate field `faceId` at line 1 column 21");
}

#[test]
fn other_members_are_kept_and_never_printed() {
    let json = r#"{"id":1,"a\"b":null,"secret":{"of":"Ada"}}"#;
    let labels: Labels = serde_json::from_str(json).unwrap();
    assert_eq!(labels.others.keys().collect::<Vec<_>>(), ["a\"b", "secret"]);
    assert_eq!(serde_json::to_string(&labels).unwrap(), json);
    assert_eq!(format!("{labels:?}"), "Labels { id: 1, others: [2 hidden] }");
}

#[cfg(feature = "schemars")]
#[test]
fn a_schema_requires_what_is_always_there() {
    #[derive(schemars::JsonSchema)]
    #[schemars(transform = crate::record::schema::<Self>)]
    #[allow(dead_code, reason = "only described")]
    struct Face {
        #[schemars(rename = "faceId")]
        id: String,
        age: Option<i64>,
        score: Nullable<f64>,
    }
    impl crate::record::Record for Face {
        const MEMBERS: &'static [(&'static str, bool)] = <super::tests::Face as crate::record::Record>::MEMBERS;
    }
    for settings in
        [schemars::generate::SchemaSettings::default(), schemars::generate::SchemaSettings::default().for_serialize()]
    {
        let schema = settings.into_generator().into_root_schema_for::<Face>();
        assert_eq!(schema.get("required"), Some(&json!(["faceId"])));
    }
}

#[test]
fn a_member_is_not_written_twice() {
    let labels = Labels { id: 1, others: BTreeMap::from([("id".to_owned(), json!(2))]) };
    let why = serde_json::to_string(&labels).err().unwrap().to_string();
    assert_eq!(why, "`id` is among the other members, but has a field");
}
