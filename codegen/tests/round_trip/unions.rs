//! Values of several shapes.

use client_runtime::{DecodeError, Error};
use serde_json::{Value, json};

use crate::{
    golden::{
        envelope,
        version_union::generated::{scopes::Unauthenticated, types::Report},
    },
    wire::Server,
};

/// Decodes an answer over the socket.
async fn report(body: &str) -> Result<Report, Error<()>> {
    let server = Server::json(200, body).await;
    Unauthenticated::new(&server.client).get_report().send().await.map(|answer| answer.into_inner())
}

/// The path and the problem of an answer that cannot be decoded.
async fn fault(body: &str) -> (String, String) {
    let error = report(body).await.unwrap_err();
    let printed = format!("{error} {error:?}");
    for value in ["hunter2", "918273", "user-1"] {
        assert!(!printed.contains(value), "{printed}");
    }
    match error {
        Error::Decode { source: DecodeError::Member { path, problem, .. }, .. } => (path, problem),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_version_chooses_wherever_it_stands() {
    for body in [
        r#"{"version":0,"score":0.25}"#,
        r#"{"score":0.25,"version":0}"#,
        r#"{"score":0.25,"nested":{"version":1},"version":0}"#,
    ] {
        let Report::V0(v0) = report(body).await.unwrap() else { panic!("{body}") };
        assert_eq!((v0.version, v0.score), (0, 0.25));
    }
    let body = r#"{"summary":{"items":[{"score":3}]},"version":1}"#;
    let decoded = report(body).await.unwrap();
    let Report::V1(v1) = &decoded else { panic!("{decoded:?}") };
    assert_eq!(v1.summary.items[0].score, 3);
    assert_eq!(serde_json::to_value(&decoded).unwrap(), serde_json::from_str::<Value>(body).unwrap());
}

#[tokio::test]
async fn an_unknown_version_is_kept_as_it_came() {
    for (body, version) in [
        (r#"{"new": 1.50, "version": 7, "a": {"b": [1e3]}}"#, Some(7)),
        (r#"{"version": "1"}"#, None),
        (r#"{"version": null, "score": 1}"#, None),
        (r#"{"score": 1}"#, None),
        ("{}", None),
    ] {
        let decoded = report(body).await.unwrap();
        assert_eq!(serde_json::to_string(&decoded).unwrap(), body, "byte for byte");
        assert!(!format!("{decoded:?}").contains("1.50"));
        let Report::Unknown(unknown) = decoded else { panic!("{decoded:?}") };
        assert_eq!((unknown.version(), unknown.json()), (version, body));
    }
}

#[tokio::test]
async fn an_error_names_the_path_and_no_value() {
    let is = |path: &str, problem: &str| (path.to_owned(), problem.to_owned());
    let items = |third: &str| format!(r#"{{"version":1,"summary":{{"items":[{{"score":1}},{{"score":2}},{third}]}}}}"#);
    assert_eq!(fault(&items(r#"{"score":"hunter2"}"#)).await, is("summary.items[2].score", "expected i64"));
    assert_eq!(fault(&items(r#"{"score":918273.5}"#)).await, is("summary.items[2].score", "expected i64"));
    assert_eq!(fault(&items("{}")).await, is("summary.items[2]", "`score` is missing"));
    assert_eq!(
        fault(r#"{"version":1,"summary":{"items":[],"by_user":{"user-1":{"score":"hunter2"}}}}"#).await,
        is("summary.by_user.*.score", "expected i64"),
        "the name of a map's member is a value too"
    );
    assert_eq!(fault(r#"{"version":0}"#).await, is("", "`score` is missing"));
    assert_eq!(fault(r#"["hunter2"]"#).await, is("", "expected an object"));
    assert_eq!(fault(r#""hunter2""#).await, is("", "expected an object"));
}

#[test]
fn a_union_is_made_of_its_variants() {
    let v0: crate::golden::version_union::generated::types::ReportV0 =
        serde_json::from_value(json!({ "version": 0, "score": 1.0 })).unwrap();
    assert!(matches!(Report::from(v0), Report::V0(_)));
}

#[tokio::test]
async fn an_envelope_is_taken_off_and_put_back() {
    use envelope::generated::{scopes::Unauthenticated, types::ReportAnswer};

    for (body, wrapped) in [(r#"{"score":3}"#, false), (r#"{"report":{"score":3}}"#, true)] {
        let server = Server::json(200, body).await;
        let answer: ReportAnswer = Unauthenticated::new(&server.client).get_report().send().await.unwrap().into_inner();
        assert_eq!((answer.score, answer.is_wrapped()), (3, wrapped));
        assert_eq!(serde_json::to_string(&answer).unwrap(), body);
        let inner = answer.into_inner();
        let again = if wrapped { ReportAnswer::wrapped(inner) } else { ReportAnswer::bare(inner) };
        assert_eq!(serde_json::to_string(&again).unwrap(), body);
    }
}

#[tokio::test]
async fn an_envelope_names_the_member_at_fault() {
    use envelope::generated::scopes::Unauthenticated;

    for (body, path, problem) in [
        (r#"{"score":"hunter2"}"#, "score", "expected i64"),
        (r#"{"report":{"score":"hunter2"}}"#, "report.score", "expected i64"),
        (r#"{"report":{}}"#, "report", "`score` is missing"),
        (r#"{"hunter2":{}}"#, "", "`score` is missing"),
    ] {
        let server = Server::json(200, body).await;
        let error = Unauthenticated::new(&server.client).get_report().send().await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        let Error::Decode { source: DecodeError::Member { path: found, problem: said, .. }, .. } = error else {
            panic!("{body}")
        };
        assert_eq!((found.as_str(), said.as_str()), (path, problem), "{body}");
    }
}
