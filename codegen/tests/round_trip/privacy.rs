//! Nothing that is printed shows a secret, a name or a body.

use std::fmt::Debug;

use client_runtime::{Error, FilePart};
use serde_json::json;

use crate::{
    golden::{
        multipart, nullable,
        secret::generated::{
            scopes::Unauthenticated,
            types::{Login, Tokens},
        },
        security,
    },
    wire::Server,
};

fn shows_nothing(value: &impl Debug) -> String {
    let printed = format!("{value:?} {value:#?}");
    for secret in ["hunter2", "Ada", "918273", "X-Secret"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    printed
}

fn tokens() -> serde_json::Value {
    json!({
        "token": "hunter2",
        "refresh_token": "hunter2",
        "backup_tokens": ["hunter2", "hunter2"],
        "by_device": { "Ada": "hunter2" },
        "claims": { "Ada": "hunter2" },
        "anything": ["hunter2", 918273],
        "attempts": 3,
    })
}

#[tokio::test]
async fn secrets_are_sent_and_never_printed() {
    let server = Server::json(200, &tokens().to_string()).await;
    let scope = Unauthenticated::new(&server.client);
    let login = Login::builder().user("Ada").password("hunter2");
    shows_nothing(&login);
    let call = scope.log_in().x_device_key("hunter2").body(login);
    shows_nothing(&call);
    let answer = call.send().await.unwrap();
    assert!(shows_nothing(&answer).contains("attempts: 3"), "numbers help in a log");
    assert_eq!(answer.token.expose(), "hunter2");
    assert_eq!(serde_json::to_value(&*answer).unwrap(), tokens());
    let request = server.request().await;
    assert_eq!(request.header("x-device-key"), Some("hunter2"));
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&request.body).unwrap(),
        json!({ "user": "Ada", "password": "hunter2" })
    );
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_printed() {
    for (member, value) in [
        ("token", json!(918273)),
        ("token", json!({ "Ada": "hunter2" })),
        ("refresh_token", json!([918273])),
        ("backup_tokens", json!("hunter2")),
        ("by_device", json!({ "Ada": 918273 })),
        ("attempts", json!("hunter2")),
    ] {
        let mut body = tokens();
        body[member] = value;
        let server = Server::json(200, &body.to_string()).await;
        let scope = Unauthenticated::new(&server.client);
        let login = Login::builder().user("Ada").password("hunter2");
        let error = scope.log_in().x_device_key("hunter2").body(login).send().await.unwrap_err();
        shows_nothing(&error);
        let Error::Decode { source, .. } = &error else { panic!("{error:?}") };
        let said = source.to_string();
        assert!(said.contains(&format!("`{member}")), "{said}");
        assert!(error.to_string().ends_with(&said) && !said.contains("hunter2") && !said.contains("918273"));
    }
}

#[test]
fn structs_and_builders_hide_texts() {
    use nullable::generated::types::Profile;

    let profile: Profile = serde_json::from_value(json!({
        "required": "Ada",
        "required_nullable": "Ada",
        "anything": { "Ada": 918273 },
        "list": [918],
        "map": { "Ada": "hunter2" },
        "address": { "street": "hunter2" },
    }))
    .unwrap();
    let printed = shows_nothing(&profile);
    assert!(printed.contains("required: [hidden]") && printed.contains("optional: None"), "{printed}");
    shows_nothing(&nullable::generated::types::builder::Profile::from(profile));

    let selfie: multipart::generated::types::Selfie = multipart::generated::types::Selfie::builder()
        .video(FilePart::bytes("Ada.mp4", "video/mp4", "hunter2"))
        .comment("hunter2")
        .frame_rate(25)
        .try_into()
        .unwrap();
    assert!(shows_nothing(&selfie).contains("frame_rate: 25"));
}

#[test]
fn a_scope_hides_its_credentials() {
    let client = crate::wire::client("https://example.com/Ada");
    shows_nothing(&client);
    shows_nothing(&security::generated::scopes::ApikeyBearer::new(&client, "hunter2", "hunter2"));
}

#[test]
fn a_secret_of_another_type_is_not_shown_by_serde() {
    for document in [json!({ "token": 918273, "attempts": 1 }), json!({ "token": ["hunter2"], "attempts": 1 })] {
        let error = serde_json::from_value::<Tokens>(document).unwrap_err();
        shows_nothing(&error.to_string());
    }
}
