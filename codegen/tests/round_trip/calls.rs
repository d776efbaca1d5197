//! Paths, queries, headers and credentials.

use client_runtime::{Error, SchemeKind};
use httpmock::MockServer;

use crate::{
    golden::{
        no_api_version,
        query_and_headers::{
            self,
            generated::{builder::ListReports, scopes::Unauthenticated, types::Tag},
        },
        security::{
            self,
            generated::{operations, schemes, scopes},
        },
    },
    wire::{Server, client},
};

/// A call with every required parameter.
fn list<'a>(scope: &'a Unauthenticated, user: &str) -> ListReports<'a> {
    scope.list_reports().user_id(user).number(-7).page(2_i64).state(vec!["a".to_owned()]).report_version(1_i64)
}

#[tokio::test]
async fn parameters_go_where_the_contract_says() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    list(&scope, "user-1")
        .text("a b&c=d/ü")
        .exact(true)
        .state(vec!["one".to_owned(), "two, three".to_owned()])
        .tag(vec![Tag::New, Tag::from("odd tag")])
        .x_trace_id("trace 1")
        .send()
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(
        request.line,
        "GET /base/users/user-1/reports/-7.json?page=2&text=a+b%26c%3Dd%2F%C3%BC&exact=true\
         &state=one&state=two%2C+three&tag%5B%5D=new&tag%5B%5D=odd+tag"
    );
    assert_eq!(request.header("report-version"), Some("1"));
    assert_eq!(request.header("x-trace-id"), Some("trace 1"));
}

#[tokio::test]
async fn what_is_not_given_is_not_sent() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    list(&scope, "u").state(Vec::<String>::new()).send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.line, "GET /base/users/u/reports/-7.json?page=2");
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "report-version"]);
}

#[tokio::test]
async fn an_id_cannot_leave_its_segment() {
    for (id, sent) in [
        ("a/../b?x=1&y", "a%2F..%2Fb%3Fx%3D1%26y"),
        ("%2e%2e", "%252e%252e"),
        ("#ü ", "%23%C3%BC%20"),
        ("{number}", "%7Bnumber%7D"),
        ("...", "..."),
    ] {
        let server = Server::empty(204).await;
        list(&Unauthenticated::new(&server.client), id).send().await.unwrap();
        assert_eq!(server.request().await.line, format!("GET /base/users/{sent}/reports/-7.json?page=2&state=a"));
    }
    let client = client("http://127.0.0.1:9");
    for id in ["", ".", ".."] {
        let error = list(&Unauthenticated::new(&client), id).send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "list_reports: the request was not sent: \
             the path parameter `user_id` is empty or would change the path"
        );
    }
}

#[tokio::test]
async fn a_header_cannot_carry_another_one() {
    let client = client("http://127.0.0.1:9");
    let scope = Unauthenticated::new(&client);
    let error = list(&scope, "u").x_trace_id("1\r\nauthorization: hunter2").send().await.unwrap_err();
    let printed = format!("{error} {error:?}");
    assert!(matches!(error, Error::InvalidRequest { .. }) && printed.contains("`X-Trace-Id`"), "{printed}");
    assert!(!printed.contains("hunter2"));
}

#[tokio::test]
async fn a_missing_parameter_is_named() {
    let client = client("http://127.0.0.1:9");
    let error = Unauthenticated::new(&client).list_reports().user_id("u").number(1).send().await.unwrap_err();
    assert_eq!(error.to_string(), "list_reports: the request was not sent: page was not initialized");
}

#[tokio::test]
async fn a_mock_matches_every_parameter() {
    use query_and_headers::generated_mock::MockServerExt as _;

    let server = MockServer::start();
    let states = ["a".to_owned(), "b".to_owned()];
    let mock = server.list_reports(|when, then| {
        when.user_id("a/b")
            .number(-7)
            .page(2)
            .text("x y")
            .exact(None)
            .state(&states)
            .tag(&[Tag::Old])
            .report_version(1)
            .x_trace_id(None);
        then.no_content();
    });
    let client = client(server.base_url());
    let scope = Unauthenticated::new(&client);
    let right = || list(&scope, "a/b").text("x y").state(states.to_vec()).tag(vec![Tag::Old]);
    right().send().await.unwrap();
    for wrong in [
        right().user_id("a"),
        right().number(7),
        right().page(3),
        right().text("x"),
        right().exact(false),
        right().state(vec!["b".to_owned(), "a".to_owned()]),
        right().tag(vec![Tag::Old, Tag::Old]),
        right().report_version(0_i64),
        right().x_trace_id("t"),
    ] {
        assert_eq!(wrong.send().await.unwrap_err().status().unwrap(), 404);
    }
    mock.assert_calls(1);
}

#[tokio::test]
async fn only_headers_that_the_contract_knows_are_sent() {
    let server = Server::empty(200).await;
    no_api_version::generated::scopes::Unauthenticated::new(&server.client).healthcheck().send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.line, "GET /base/healthcheck");
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host"]);
}

#[tokio::test]
async fn credentials_are_sent_as_their_schemes_say() {
    let server = Server::empty(204).await;
    scopes::ApikeyBearer::new(&server.client, "key-1", "token-1").get_both().send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.header("x-api-key"), Some("key-1"));
    assert_eq!(request.header("authorization"), Some("Bearer token-1"));

    let server = Server::empty(204).await;
    scopes::UserToken::new(&server.client, "token-2").get_one().send().await.unwrap();
    assert_eq!(server.request().await.header("authorization"), Some("Bearer token-2"));

    let server = Server::empty(204).await;
    let client = server.client.clone().with_credential(&schemes::BEARER, "unneeded".into());
    scopes::Unauthenticated::new(&client).get_open().send().await.unwrap();
    assert_eq!(server.request().await.header("authorization"), None);
}

#[tokio::test]
async fn either_of_two_credentials_will_do() {
    use security::generated_mock::MockServerExt as _;

    let server = MockServer::start();
    let user = server.get_either(|when, then| {
        when.with_user_token("user");
        then.no_content();
    });
    let account = server.get_either(|when, then| {
        when.with_bearer("account");
        then.no_content();
    });
    let client = client(server.base_url());
    scopes::UserToken::new(&client, "user").get_either().send().await.unwrap();
    scopes::Bearer::new(&client, "account").get_either().send().await.unwrap();
    assert!(scopes::Bearer::new(&client, "stranger").get_either().send().await.is_err());
    user.assert_calls(1);
    account.assert_calls(1);
}

#[tokio::test]
async fn a_mock_expects_credentials_without_being_told() {
    use security::generated_mock::MockServerExt as _;

    let server = MockServer::start();
    let mock = server.get_both(|_, then| {
        then.no_content();
    });
    let client = client(server.base_url());
    scopes::ApikeyBearer::new(&client, "key", "token").get_both().send().await.unwrap();
    let bare = client.base_url().to_owned() + "/both";
    assert_eq!(client_runtime::reqwest::get(bare).await.unwrap().status(), 404);
    mock.assert_calls(1);
}

#[tokio::test]
async fn a_missing_credential_is_an_error_and_nothing_is_sent() {
    let client = client("http://127.0.0.1:9");
    for (operation, missing) in [
        (&operations::GET_ONE, "user_token"),
        (&operations::GET_BOTH, "apikey"),
        (&operations::GET_EITHER, "user_token"),
    ] {
        let error = client.call(operation).send::<(), ()>().await.unwrap_err();
        assert!(matches!(error, Error::Credentials { scheme, .. } if scheme == missing), "{error:?}");
    }
    let half = client.with_credential(&schemes::APIKEY, "hunter2".into());
    let error = half.call(&operations::GET_BOTH).send::<(), ()>().await.unwrap_err();
    assert_eq!(error.to_string(), "get_both: the request was not sent: this scope has no `bearer`");
}

#[test]
fn the_security_of_every_operation_is_data() {
    let table: Vec<(&str, Vec<Vec<&str>>)> = operations::ALL
        .iter()
        .map(|operation| {
            let alternatives = operation.security.iter();
            (operation.id, alternatives.map(|schemes| schemes.iter().map(|scheme| scheme.name).collect()).collect())
        })
        .collect();
    assert_eq!(
        table,
        [
            ("get_open", vec![]),
            ("get_one", vec![vec!["user_token"]]),
            ("get_both", vec![vec!["apikey", "bearer"]]),
            ("get_either", vec![vec!["user_token"], vec!["bearer"]]),
        ]
    );
    assert_eq!(schemes::APIKEY.kind, SchemeKind::Header("X-Api-Key"));
    assert_eq!(schemes::USER_TOKEN.kind, SchemeKind::Bearer);
}
