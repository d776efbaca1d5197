//! Values that keep what they were given.

use client_runtime::{Nullable, Verdict};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    golden::{base64, integer_enum, nullable, open_string_enum, score, timestamp},
    wire::Server,
};

#[tokio::test]
async fn a_score_is_sent_as_its_number() {
    use score::generated::{scopes::Unauthenticated, types::FaceMatch};

    let server = Server::json(200, r#"{"liveness":1.0,"match":0.5}"#).await;
    let scope = Unauthenticated::new(&server.client);
    scope.get_scores().least(FaceMatch::THRESHOLD).send().await.unwrap();
    assert_eq!(server.request().await.line, "GET /base/scores?least=0.7");
}

/// Decodes a document and expects that it is encoded as it came.
fn kept<T: DeserializeOwned + Serialize>(document: Value) -> T {
    let decoded: T = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), document);
    decoded
}

#[tokio::test]
async fn an_unknown_string_goes_back_as_it_came() {
    use open_string_enum::generated::{
        scopes::Unauthenticated,
        types::{Documents, Kind},
    };

    let body = json!({
        "kinds": ["ID_CARD", "passport", "driver-license", "self", "Passport", "", "Führerschein"],
        "by_country": { "de": "id_card", "at": "passport" },
    });
    let server = Server::json(200, &body.to_string()).await;
    let scope = Unauthenticated::new(&server.client);
    let documents = scope.list_documents().kind("Führer schein&").send().await.unwrap().into_inner();
    let unknown = |text: &str| Kind::Unknown(text.to_owned());
    let known = [Kind::IdCard, Kind::Passport, Kind::DriverLicense, Kind::Self_];
    assert_eq!(documents.kinds[..4], known);
    assert_eq!(documents.kinds[4..], [unknown("Passport"), unknown(""), unknown("Führerschein")]);
    assert_eq!(serde_json::to_value(&documents).unwrap(), body);
    kept::<Documents>(body);
    assert_eq!(known.each_ref().map(Kind::as_str), Kind::KNOWN);
    assert_eq!(format!("{:?} {:?}", Kind::IdCard, unknown("hunter2")), "IdCard Unknown([hidden])");
    let request = server.request().await;
    assert_eq!(request.line, "GET /base/documents?kind=F%C3%BChrer+schein%26");
}

#[tokio::test]
async fn an_unknown_integer_goes_back_as_it_came() {
    use integer_enum::generated::{
        scopes::Unauthenticated,
        types::{Answer, Status},
    };

    let server = Server::json(200, r#"{"status":3,"before":-1}"#).await;
    let scope = Unauthenticated::new(&server.client);
    let answer = scope.get_status().at_least(Status::Unknown(9)).send().await.unwrap().into_inner();
    assert_eq!((answer.status, answer.before), (Status::Unknown(3), Some(Status::NeverStarted)));
    assert_eq!(serde_json::to_value(&answer).unwrap(), json!({ "status": 3, "before": -1 }));
    assert_eq!(server.request().await.line, "GET /base/status?at_least=9");
    for (number, status) in [(0, Status::Failed), (1, Status::Pending), (2, Status::Complete)] {
        assert_eq!(kept::<Answer>(json!({ "status": number })).status, status);
        assert_eq!((status.as_i64(), Status::from(number)), (number, status));
    }
    for number in [i64::MIN, i64::MAX] {
        assert_eq!(kept::<Answer>(json!({ "status": number })).status, Status::Unknown(number));
    }
    for no_integer in [json!("1"), json!(1.5), json!(true), Value::Null] {
        assert!(serde_json::from_value::<Answer>(json!({ "status": no_integer })).is_err());
    }
}

#[tokio::test]
async fn a_timestamp_keeps_its_text() {
    use timestamp::generated::{scopes::Unauthenticated, types::Visits};

    let body = json!({
        "first": "2021-07-20T10:11:12.345678",
        "last": "2021-07-20 10:11:12",
        "others": ["2021-07-20T10:11:12.10Z", "yesterday", ""],
    });
    let server = Server::json(200, &body.to_string()).await;
    let scope = Unauthenticated::new(&server.client);
    let visits = scope.list_visits().since("2021-07-20T00:00:00").send().await.unwrap().into_inner();
    assert_eq!(serde_json::to_value(&visits).unwrap(), body);
    assert_eq!(visits.first.to_civil().unwrap().to_string(), "2021-07-20 10:11:12.345678");
    assert_eq!(visits.others.unwrap()[1].to_civil(), None);
    assert_eq!(server.request().await.line, "GET /base/visits?since=2021-07-20T00%3A00%3A00");
    kept::<Visits>(json!({ "first": "soon", "last": null }));
}

#[tokio::test]
async fn base64_is_read_tolerantly_and_written_exactly() {
    use base64::generated::{scopes::Unauthenticated, types::Face};

    let server = Server::json(200, r#"{"image":"-__-AQ","frames":["aGV5\n",""]}"#).await;
    let body = Face::builder().image(vec![0xfb, 0xff, 0xfe, 0x01]);
    let face = Unauthenticated::new(&server.client).replace_face().body(body).send().await.unwrap();
    assert_eq!(face.image.as_bytes(), [0xfb, 0xff, 0xfe, 0x01]);
    assert_eq!(serde_json::to_value(&*face).unwrap(), json!({ "image": "+//+AQ==", "frames": ["aGV5", ""] }));
    assert_eq!(server.request().await.text(), r#"{"image":"+//+AQ=="}"#);
    let error = serde_json::from_value::<Face>(json!({ "image": "no base64!" })).unwrap_err();
    assert!(!error.to_string().contains("no base64"), "{error}");
}

#[test]
fn a_score_knows_its_scale_and_threshold() {
    use score::generated::types::{FaceMatch, LivenessPercent, Quality, Scores};

    let verdicts = |scores: [f64; 6]| scores.map(|score| LivenessPercent::from(score).verdict());
    assert_eq!(
        verdicts([50.0, 100.0, 49.999, 0.0, 100.5, -1.0]),
        [Verdict::Passed, Verdict::Passed, Verdict::Failed, Verdict::Failed, Verdict::OutOfRange, Verdict::OutOfRange]
    );
    assert_eq!(FaceMatch::from(f64::NAN).verdict(), Verdict::OutOfRange);
    assert_eq!(FaceMatch::from(70.0).verdict(), Verdict::OutOfRange, "a score of the other scale never passes");
    assert_eq!(FaceMatch::THRESHOLD.verdict(), Verdict::Passed);
    assert_eq!((LivenessPercent::THRESHOLD.get(), FaceMatch::THRESHOLD.get()), (50.0, 0.7));
    assert_eq!((LivenessPercent::MINIMUM.get(), LivenessPercent::MAXIMUM.get()), (0.0, 100.0));
    assert_eq!((Quality::MINIMUM.get(), Quality::MAXIMUM.get()), (0.0, 1.0));
    let scores = kept::<Scores>(json!({ "liveness": 53.154655, "match": 0.1, "quality": 12.5 }));
    assert_eq!(scores.liveness.to_string(), "53.154655");
    assert_eq!(scores.quality.unwrap().get(), 12.5, "out of range is for the verdict, not for decoding");
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    use nullable::generated::types::Profile;

    let profile = kept::<Profile>(json!({ "required": "a", "required_nullable": null, "anything": null }));
    assert_eq!(profile.optional, None);
    assert_eq!(profile.required_nullable, Nullable::Null);
    assert_eq!(profile.optional_nullable, Nullable::Absent);
    assert_eq!(profile.anything, Nullable::Null);
    assert!(profile.address.is_absent());

    let profile = kept::<Profile>(json!({
        "required": "a",
        "optional": "b",
        "required_nullable": "c",
        "optional_nullable": null,
        "anything": { "deep": [1, null] },
        "perhapsAnything": false,
        "namedAnything": null,
        "list": [1, null, 3],
        "map": { "x": null, "y": "z" },
        "address": null,
    }));
    assert_eq!(profile.optional_nullable, Nullable::Null);
    assert_eq!(profile.perhaps_anything, Nullable::Value(json!(false)));
    assert_eq!(profile.named_anything, Nullable::Null);
    assert_eq!(profile.list.unwrap(), [Some(1), None, Some(3)]);
    assert!(profile.address.is_null());

    kept::<Profile>(json!({
        "required": "",
        "required_nullable": "",
        "optional_nullable": "",
        "anything": 0,
        "list": [],
        "map": {},
        "address": { "street": "s" },
    }));
}

#[test]
fn decoding_is_tolerant_of_what_nobody_knew() {
    use nullable::generated::types::Profile;

    let profile: Profile = serde_json::from_value(json!({
        "required": "a",
        "optional": null,
        "invented": { "since": 2030 },
    }))
    .unwrap();
    assert_eq!(profile.optional, None);
    assert_eq!(profile.required_nullable, Nullable::Absent);
    assert_eq!(serde_json::to_value(&profile).unwrap(), json!({ "required": "a" }));
    assert!(serde_json::from_value::<Profile>(json!({ "required_nullable": null })).is_err());
}

#[tokio::test]
async fn a_builder_says_which_of_the_three() {
    use nullable::generated::{
        scopes::Unauthenticated,
        types::{Address, Profile},
    };

    let answer = r#"{"required":"a","required_nullable":null,"anything":null}"#;
    let address: Address = Address::builder().try_into().unwrap();
    let base = || Profile::builder().required("a").required_nullable(None).anything(json!(1));
    for (builder, sent) in [
        (base(), json!({})),
        (base().optional_nullable("x").address(address), json!({ "optional_nullable": "x", "address": {} })),
        (base().optional_nullable(None).address(None), json!({ "optional_nullable": null, "address": null })),
        (base().optional_nullable(Nullable::Absent).list(vec![None]), json!({ "list": [null] })),
    ] {
        let server = Server::json(200, answer).await;
        Unauthenticated::new(&server.client).replace_profile().body(builder).send().await.unwrap();
        let mut expected = json!({ "required": "a", "required_nullable": null, "anything": 1 });
        expected.as_object_mut().unwrap().extend(sent.as_object().unwrap().clone());
        assert_eq!(serde_json::from_slice::<Value>(&server.request().await.body).unwrap(), expected);
    }
    let incomplete = Profile::builder().required("a").anything(json!(1));
    let error = Profile::try_from(incomplete).unwrap_err();
    assert_eq!(error.to_string(), "no value supplied for required_nullable");
}
