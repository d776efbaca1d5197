//! JSON, form and text bodies.

use httpmock::MockServer;

use crate::{
    golden::{form, optional_body, plain_text},
    wire::{Server, client},
};

#[tokio::test]
async fn an_optional_json_body_is_sent_or_not() {
    use optional_body::{
        generated::{scopes::Unauthenticated, types},
        generated_mock::MockServerExt as _,
    };

    let server = Server::empty(204).await;
    Unauthenticated::new(&server.client).authorize().send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.header("content-type"), None);
    assert!(request.body.is_empty());

    let body: types::Authorization = types::Authorization::builder().by("Ada").try_into().unwrap();
    let server = Server::empty(204).await;
    Unauthenticated::new(&server.client).authorize().body(body.clone()).send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.text(), r#"{"by":"Ada"}"#);

    let server = MockServer::start();
    let without = server.authorize(|when, then| {
        when.no_body();
        then.no_content();
    });
    let with = server.authorize(|when, then| {
        when.body(&body);
        then.no_content();
    });
    let client = client(server.base_url());
    let scope = Unauthenticated::new(&client);
    scope.authorize().send().await.unwrap();
    scope.authorize().body(body.clone()).send().await.unwrap();
    without.assert_calls(1);
    with.assert_calls(1);
}

#[tokio::test]
async fn a_form_is_url_encoded() {
    use form::generated::{scopes::Unauthenticated, types};

    let server = Server::json(200, r#"{"access_token":"hunter2"}"#).await;
    let body = types::TokenRequest::builder()
        .grant_type(types::GrantType::ClientCredentials)
        .client_secret("p&ss=wörd +")
        .scope("openid profile")
        .expires_in(60);
    let scope = Unauthenticated::new(&server.client);
    let token = scope.get_token().realm("acme-consumers").body(body).send().await.unwrap();
    assert_eq!(token.access_token.expose(), "hunter2");
    let request = server.request().await;
    assert_eq!(request.line, "POST /base/realms/acme-consumers/token");
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    let mut fields: Vec<&str> = request.text().split('&').collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "client_secret=p%26ss%3Dw%C3%B6rd+%2B",
            "expiresIn=60",
            "grant_type=client_credentials",
            "scope=openid+profile"
        ]
    );
}

#[tokio::test]
async fn a_form_mock_takes_exactly_its_fields() {
    use form::{
        generated::{scopes::Unauthenticated, types},
        generated_mock::MockServerExt as _,
    };

    let request = |secret: &str| {
        let builder = types::TokenRequest::builder().grant_type(types::GrantType::Password).client_secret(secret);
        types::TokenRequest::try_from(builder).unwrap()
    };
    let server = MockServer::start();
    let answer: types::Token = types::Token::builder().access_token("t").try_into().unwrap();
    let mock = server.get_token(|when, then| {
        when.realm("acme").body(&request("right"));
        then.ok(&answer);
    });
    let client = client(server.base_url());
    let scope = Unauthenticated::new(&client);
    scope.get_token().realm("acme").body(request("right")).send().await.unwrap();
    for (realm, secret) in [("acme", "wrong"), ("emca", "right")] {
        assert!(scope.get_token().realm(realm).body(request(secret)).send().await.is_err());
    }
    mock.assert_calls(1);
}

#[tokio::test]
async fn text_goes_both_ways_as_it_is() {
    use plain_text::{
        generated::{operations, scopes::Unauthenticated},
        generated_mock::MockServerExt as _,
    };

    const PEM: &str = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
    let server = Server::answer(200, "application/octet-stream", PEM).await;
    let key = Unauthenticated::new(&server.client).replace_key().body("\"quoted\"\n").send().await.unwrap();
    assert_eq!(key.into_inner().into_inner(), PEM);
    let request = server.request().await;
    assert_eq!(request.header("content-type"), Some("text/plain"));
    assert_eq!(request.header("accept"), Some(operations::REPLACE_KEY.accept));
    assert_eq!(request.text(), "\"quoted\"\n");

    let server = MockServer::start();
    let mock = server.replace_key(|when, then| {
        when.body("a key");
        then.ok(PEM);
    });
    let client = client(server.base_url());
    let answer = Unauthenticated::new(&client).replace_key().body("a key").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(**answer, *PEM);
    mock.assert();
}

#[tokio::test]
async fn optional_text_is_sent_or_not() {
    use plain_text::generated::scopes::Unauthenticated;

    for (text, media_type) in [(None, None), (Some("hello"), Some("text/plain; charset=utf-8"))] {
        let server = Server::empty(204).await;
        let scope = Unauthenticated::new(&server.client);
        let call = scope.add_note();
        let call = match text {
            Some(text) => call.body(text.to_owned()),
            None => call,
        };
        call.send().await.unwrap();
        let request = server.request().await;
        assert_eq!(request.header("content-type"), media_type);
        assert_eq!(request.text(), text.unwrap_or_default());
    }
}
