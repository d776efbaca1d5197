//! Objects that hold each other.

use serde_json::Value;

use crate::{
    golden::circles::generated::{scopes::Unauthenticated, types},
    wire::Server,
};

const NODE: &str = r#"{"value":{"version":1,"a":"x"},"next":{"value":{"version":2},"others":[]},
    "others":[{"value":{"version":3}}],
    "partner":{"note":"n","named":{"inner":{"inner":{},"x":"y"}},"ring":{"b":{"a":{},"c":{"a":{"c":{}}}}},"of":{"value":{"version":18446744073709551615}},"more":{"value":{"version":2}}}}"#;

#[tokio::test]
async fn what_holds_itself_is_read_and_sent_back() {
    let server = Server::json(200, NODE).await;
    let scope = Unauthenticated::new(&server.client);
    let value = types::ValueV1::builder().version(1);
    let value = types::ValueV1::try_from(value).unwrap();
    let node = scope.put_node().body(types::Node::builder().value(value)).send().await.unwrap().into_inner();
    assert_eq!(server.request().await.text(), r#"{"value":{"version":1}}"#);
    assert!(matches!(&node.value, types::Value::V1(value) if value.version == 1));

    let server = Server::json(200, NODE).await;
    let scope = Unauthenticated::new(&server.client);
    scope.put_node().body(node).send().await.unwrap();
    let [sent, kept] = [server.request().await.text(), NODE].map(|json| serde_json::from_str::<Value>(json).unwrap());
    assert_eq!(sent, kept);
}
