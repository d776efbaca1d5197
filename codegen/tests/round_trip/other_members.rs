//! Members that a contract allows without naming them, and integers of all sizes.

use client_runtime::{Error, Integer};
use serde_json::{Value, json};

use crate::{
    golden::other_members::generated::{
        scopes::Unauthenticated,
        types::{Label, LabelV2, Labels, SendFormBody, UploadBody},
    },
    wire::Server,
};

const LABELS: &str = r#"{"free":{"note":"a","by":["Ada"]},"id":18446744073709551615,"rank":9223372036854775808,
    "size":-170141183460469231731687303715884105728,"year":2000,"home":{"texts":["x"],"version":2},
    "old":{"text":"y","version":1},"new":{"version":3,"more":null},"closed":{"note":"b","other":1}}"#;

async fn answered(body: &str) -> Result<Labels, Error<()>> {
    let server = Server::json(200, body).await;
    let scope = Unauthenticated::new(&server.client);
    let sent = Labels::builder().id(1_u64);
    scope.add_labels().body(sent).send().await.map(|answer| answer.into_inner())
}

#[tokio::test]
async fn what_the_contract_allows_is_kept_and_sent_back() {
    let labels = answered(LABELS).await.unwrap();
    assert_eq!((labels.id, labels.rank, labels.size), (u64::MAX, Some(1 << 63), Some(Integer::from(i128::MIN))));
    assert_eq!(labels.additional_properties_2.keys().collect::<Vec<_>>(), ["home", "new", "old"]);
    assert!(matches!(&labels.additional_properties_2["home"], Label::V2(LabelV2 { texts: Some(_), .. })));
    assert!(matches!(&labels.additional_properties_2["new"], Label::Unknown(_)));
    assert_eq!(labels.free.as_ref().unwrap().additional_properties["by"], json!(["Ada"]));
    let shown = format!("{labels:?}");
    assert!(shown.contains("additional_properties_2: [3 hidden]"), "{shown}");
    assert!(!shown.contains("Ada") && !shown.contains("home"), "{shown}");

    let server = Server::json(200, LABELS).await;
    let scope = Unauthenticated::new(&server.client);
    scope.add_labels().body(labels).send().await.unwrap();
    let sent: serde_json::Map<String, Value> = serde_json::from_str(server.request().await.text()).unwrap();
    let mut kept: serde_json::Map<String, Value> = serde_json::from_str(LABELS).unwrap();
    kept["closed"].as_object_mut().unwrap().remove("other");
    assert_eq!(sent, kept, "all but what a closed object does not allow");
}

#[tokio::test]
async fn what_comes_by_another_name_has_the_type_that_the_contract_gives() {
    let error = answered(r#"{"id":1,"home":{"version":2,"texts":"x"}}"#).await.unwrap_err();
    let error = error.to_string();
    assert!(error.contains("member `*.texts`: expected a sequence"), "{error}");
}

#[tokio::test]
async fn a_list_is_no_object_wherever_it_comes() {
    for (body, place) in [
        ("[1, 2]", "the whole body"),
        (r#"{"id":1,"closed":["b"]}"#, "member `closed`"),
        (r#"{"id":1,"closed":[{}]}"#, "member `closed`"),
        (r#"{"id":1,"closed":[]}"#, "member `closed`"),
    ] {
        let error = answered(body).await.unwrap_err().to_string();
        assert!(error.contains(&format!("{place}: expected struct ")), "{error}");
    }
}

#[tokio::test]
async fn a_form_carries_other_fields() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    let others = [("a b", "1&2"), ("note", "ä")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form = SendFormBody::builder().id("x").additional_properties(std::collections::BTreeMap::from(others));
    scope.send_form().body(form).send().await.unwrap();
    assert_eq!(server.request().await.text(), "id=x&a+b=1%262&note=%C3%A4");
}

#[tokio::test]
async fn a_multipart_form_carries_other_parts() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    let others = [("a\"b", 1_i64), ("c", i64::MIN)].map(|(name, value)| (name.to_owned(), value));
    let form = UploadBody::builder()
        .video(client_runtime::FilePart::bytes("v.mp4", "video/mp4", "moving"))
        .additional_properties(std::collections::BTreeMap::from(others));
    scope.upload().body(form).send().await.unwrap();
    let request = server.request().await;
    let parts =
        client_runtime::mock::parts(request.header("content-type").unwrap(), request.body.clone().into()).unwrap();
    let parts: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.text())).collect();
    assert_eq!(parts, [("video", Some("moving")), ("a%22b", Some("1")), ("c", Some("-9223372036854775808"))]);
}
