//! What contracts say in more than one way.

use client_runtime::{Error, Nullable};

use crate::{
    golden::spellings::generated::{
        scopes::Token,
        types::{ChangeBody, RefusedResponseWhy, SortParameter, Thing, ThingV1Size, ThingV1Version},
    },
    wire::Server,
};

/// The thing as it comes over the socket, and the credentials that were sent for it.
async fn thing(body: &str) -> (Thing, String) {
    let server = Server::json(200, body).await;
    let scope = Token::new(&server.client, "secret");
    let thing = scope.get_thing().sort(SortParameter::Up).send().await.unwrap().into_inner();
    let request = server.request().await;
    assert_eq!(request.line, "GET /base/things?sort=up");
    (thing, request.header("authorization").unwrap().to_owned())
}

#[tokio::test]
async fn a_mapping_may_name_a_schema_and_an_enum_of_one_value_may_choose() {
    for body in [r#"{"version":1,"size":"small"}"#, r#"{"size":"small","nested":{"version":2},"version":1}"#] {
        let (Thing::V1(v1), credentials) = thing(body).await else { panic!("{body}") };
        assert_eq!((v1.version, credentials.as_str()), (ThingV1Version::Value1, "Bearer secret"));
        assert_eq!(v1.size, Nullable::Value(ThingV1Size::Small));
    }
    let (Thing::V1(v1), _) = thing(r#"{"version":1,"size":null}"#).await else { panic!("version 1") };
    assert_eq!(v1.size, Nullable::Null, "null is listed among the values, and is none of them");
    let (Thing::V2(v2), _) = thing(r#"{"version":2}"#).await else { panic!("version 2") };
    assert_eq!(v2.version, 2, "a schema inside an `allOf` alone is the schema");
}

#[tokio::test]
async fn a_component_is_one_type_wherever_it_is_used() {
    let body = ChangeBody::builder().name("new");
    let server = Server::json(400, r#"{"why":"late"}"#).await;
    let scope = Token::new(&server.client, "secret");
    let error = scope.put_thing().body(body.clone()).send().await.unwrap_err();
    assert_eq!(server.request().await.text(), r#"{"name":"new"}"#);
    let Error::Vendor { response, .. } = error else { panic!("{error:?}") };
    assert_eq!(response.into_inner().unwrap().why, Some(RefusedResponseWhy::Late));

    let server = Server::empty(204).await;
    let scope = Token::new(&server.client, "secret");
    scope.patch_thing().sort(SortParameter::Down).body(body).send().await.unwrap();
    assert_eq!(server.request().await.line, "PATCH /base/things?sort=down");
}
