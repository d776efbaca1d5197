//! Servers whose URL has parts to choose, and values of a query as they are.

use client_runtime::Client;

use crate::{
    golden::{
        deprecated::generated::{scopes::Unauthenticated as Old, types},
        servers::generated::{SERVERS, scopes::Unauthenticated, servers},
    },
    wire::Server,
};

#[test]
fn every_server_can_be_called_as_the_contract_has_it() {
    let urls: Vec<&str> = SERVERS.iter().map(|server| server.url).collect();
    assert_eq!(urls, ["https://us-1.example.com/v1", "http://localhost:8080", "https://example.org:8443"]);
    for url in urls {
        assert!(Client::builder(url).build().is_ok(), "{url}");
    }
}

#[test]
fn the_parts_of_a_url_are_chosen() {
    assert_eq!(servers::Production::default().url(), SERVERS[0].url);
    let server = servers::Production::default().with_region(servers::ProductionRegion::Eu1).with_base_path("a b/c");
    assert_eq!(String::from(server.clone()), "https://eu-1.example.com/a%20b%2Fc");
    assert!(Client::builder(server).build().is_ok());
    let server = servers::Server3::default().with_host("evil.org/@");
    assert!(Client::builder(server).build().is_err());
}

#[tokio::test]
async fn reserved_characters_go_out_as_they_are_where_the_contract_says_so() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    let fields = ["a/b".to_owned(), "c&d".to_owned()].to_vec();
    scope.ping().plain("a/b c").q("List(a,b):%&x=1").fields(fields).send().await.unwrap();
    let line = server.request().await.line;
    let query = line.split_once('?').unwrap().1;
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["fields=a/b", "fields=c%26d", "plain=a%2Fb+c", "q=List(a,b):%25%26x=1"]);
}

#[tokio::test]
#[allow(deprecated, reason = "what is deprecated works until it is gone")]
async fn what_is_deprecated_is_sent_and_read() {
    let server = Server::json(200, r#"{"kind":"a","old":[{"name":"x","nick":"y"}]}"#).await;
    let scope = Old::new(&server.client);
    let old = types::Old::builder().name("x").nick("y".to_owned());
    let new = scope.do_old().mode("m").body(old).send().await.unwrap().into_inner();
    assert_eq!(new.old.unwrap()[0].nick.as_deref(), Some("y"));
    assert_eq!(server.request().await.text(), r#"{"name":"x","nick":"y"}"#);
}
