//! What is sent beside the contract: who calls, and headers and members of the query that a
//! caller adds.
#![allow(clippy::unwrap_used, reason = "tests")]

use alice_client::{
    CallOptions, Client, ClientBuilder, Error,
    reqwest::{self, redirect::Policy},
    types::ReportVersion,
};
use wire_tests::faulty::{Faulty, Reply};

const STATUS: &str = r#"{"user": {"user_id": "user-1"}}"#;

/// The request line and the headers of the one call that was made.
async fn sent(
    build: impl FnOnce(ClientBuilder<Client>) -> ClientBuilder<Client>,
    options: CallOptions,
) -> (String, Vec<(String, String)>) {
    let server = Faulty::start([Reply::json(200, STATUS)]).await;
    let client = build(Client::builder(&server.url)).build().unwrap();
    client.with_user_token("token").get_user_status().with_options(options).send().await.unwrap();
    let requests = server.requests();
    let (line, headers) = requests[0].split_once("\r\n").unwrap();
    let headers = headers.lines().filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    (line.to_owned(), headers.collect())
}

fn all(headers: &[(String, String)], name: &str) -> Vec<String> {
    headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
}

async fn agent(build: impl FnOnce(ClientBuilder<Client>) -> ClientBuilder<Client>) -> Vec<String> {
    all(&sent(build, CallOptions::default()).await.1, "user-agent")
}

#[tokio::test]
async fn every_call_says_which_client_made_it_and_for_whom() {
    let own = agent(|client| client).await;
    assert!(own.len() == 1 && own[0].starts_with("alice-client/") && !own[0].contains(' '), "{own:?}");
    assert_eq!(agent(|client| client.user_agent("onboarding/2.1")).await, [format!("onboarding/2.1 {}", own[0])]);
    let http = || reqwest::Client::builder().redirect(Policy::none()).user_agent("mine/1").build().unwrap();
    assert_eq!(agent(|client| client.http(http())).await, ["mine/1"]);
    let named = agent(|client| client.http(http()).user_agent("onboarding/2.1")).await;
    assert_eq!(named, [format!("onboarding/2.1 {}", own[0])]);
    let error = Client::builder("http://localhost").user_agent("two\r\nlines").build().unwrap_err();
    assert!(error.to_string().contains("user agent"), "{error}");
}

#[tokio::test]
async fn a_call_may_carry_what_the_contract_does_not_name() {
    let options =
        CallOptions::default().header("traceparent", "00-made-up-01").header("X-Region", "eu").query("debug", "a b&c");
    let shown = format!("{options:?}");
    assert!(shown.contains("traceparent") && !shown.contains("made-up") && !shown.contains("a b"), "{shown}");
    let (line, headers) = sent(|client| client, options).await;
    assert!(line.contains("?debug=a+b%26c "), "{line}");
    assert_eq!(all(&headers, "traceparent"), ["00-made-up-01"]);
    assert_eq!(all(&headers, "x-region"), ["eu"]);
}

#[tokio::test]
async fn no_call_carries_what_only_the_client_can_write() {
    let server = Faulty::start([Reply::json(200, "{}")]).await;
    let device = Client::builder(&server.url).build().unwrap().with_user_token("token");
    for (name, value) in [
        ("Authorization", "Bearer other"),
        ("host", "example.com"),
        ("Content-Length", "7"),
        ("Transfer-Encoding", "chunked"),
        ("cookie", "a=b"),
        ("accept", "text/html"),
        ("a b", "7"),
        ("x-a", "c\r\nx-b: d"),
    ] {
        let options = CallOptions::default().header(name, value);
        let error = device.get_user_status().with_options(options).send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest { .. }), "{name}: {error:?}");
        assert!(value.len() < 2 || !error.to_string().contains(value), "{error}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_parameter_of_the_contract_is_not_sent_twice() {
    let server = Faulty::start([Reply::json(200, "{}")]).await;
    let backend = Client::builder(&server.url).build().unwrap().with_backend_token_with_user_id("token");
    let options = CallOptions::default().header("alice-report-version", "1");
    let call = backend.get_report().alice_report_version(ReportVersion::from("0")).with_options(options);
    assert!(matches!(call.send().await.unwrap_err(), Error::InvalidRequest { .. }));
    assert_eq!(server.count(), 0);
}
