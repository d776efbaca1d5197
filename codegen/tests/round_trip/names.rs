//! Names that mean something to Rust or to the engine.

use crate::{golden::odd_names::generated::scopes::Unauthenticated, wire::Server};

#[tokio::test]
async fn a_parameter_may_have_a_name_that_the_engine_uses_itself() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    scope.replace_hook().url("https://a").request("b").zone(3).send().await.unwrap();
    assert_eq!(server.request().await.line, "PUT /base/hooks/https%3A%2F%2Fa?request=b&zone=3");
}
