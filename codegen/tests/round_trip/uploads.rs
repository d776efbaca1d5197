//! Multipart bodies.

use std::io::Write as _;

use client_runtime::{Bytes, Error, FilePart, mock::parts};
use futures_util::stream;
use httpmock::MockServer;

use crate::{
    golden::{
        multipart::{
            generated::{scopes::Unauthenticated, types},
            generated_mock::MockServerExt as _,
        },
        multipart_optional::{self, generated_mock::MockServerExt as _},
    },
    wire::{Server, client},
};

fn selfie(video: FilePart) -> types::builder::Selfie {
    types::Selfie::builder().video(video).comment("zwölf Monde\r\n").frame_rate(25)
}

#[tokio::test]
async fn the_mock_sees_every_part() {
    let server = MockServer::start();
    let mock = server.add_selfie(|when, then| {
        when.user_id("a/../b")
            .video_part(|part| {
                part.file_name.as_deref() == Some("face.mp4")
                    && part.media_type.as_deref() == Some("video/mp4")
                    && part.bytes == b"\0\xffmoving"[..]
            })
            .comment_part(|part| {
                (part.text(), part.file_name.as_ref(), part.media_type.as_ref())
                    == (Some("zwölf Monde\r\n"), None, None)
            })
            .frame_rate_part(|part| part.text() == Some("25"));
        then.no_content();
    });
    let client = client(server.base_url());
    let video = FilePart::bytes("face.mp4", "video/mp4", b"\0\xffmoving".to_vec());
    let answer = Unauthenticated::new(&client).add_selfie().user_id("a/../b").body(selfie(video)).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    mock.assert();
}

#[tokio::test]
async fn a_mock_refuses_another_part() {
    let server = MockServer::start();
    let mock = server.add_selfie(|when, then| {
        when.comment_part(|part| part.text() == Some("another text"));
        then.no_content();
    });
    let client = client(server.base_url());
    let video = FilePart::bytes("face.mp4", "video/mp4", "moving");
    let error = Unauthenticated::new(&client).add_selfie().user_id("u").body(selfie(video)).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    mock.assert_calls(0);
}

#[tokio::test]
async fn parts_go_out_in_the_order_of_the_contract() {
    let server = Server::empty(204).await;
    let video = FilePart::bytes("face.mp4", "video/mp4", "moving");
    Unauthenticated::new(&server.client).add_selfie().user_id("u").body(selfie(video)).send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.line, "POST /base/users/u/selfie");
    let media_type = request.header("content-type").unwrap();
    assert!(media_type.starts_with("multipart/form-data; boundary="), "{media_type}");
    let sent = parts(media_type, request.body.clone().into()).unwrap();
    let names: Vec<&str> = sent.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["video", "comment", "frame_rate"]);
    // The length of each part is known, so the whole request has one.
    assert_eq!(request.header("content-length").unwrap(), request.body.len().to_string());
}

#[tokio::test]
async fn a_file_on_disk_is_streamed_under_its_name() {
    let mut file = tempfile::Builder::new().prefix("face").suffix(".mp4").tempfile().unwrap();
    let content: Vec<u8> = (0..300_000_u32).map(|index| index as u8).collect();
    file.write_all(&content).unwrap();
    let server = Server::empty(204).await;
    let body = selfie(FilePart::path(file.path()));
    Unauthenticated::new(&server.client).add_selfie().user_id("u").body(body).send().await.unwrap();
    let request = server.request().await;
    let sent = parts(request.header("content-type").unwrap(), request.body.clone().into()).unwrap();
    assert_eq!(sent[0].file_name.as_deref(), file.path().file_name().unwrap().to_str());
    assert_eq!(sent[0].media_type.as_deref(), Some("video/mp4"));
    assert!(sent[0].bytes == content);
    assert_eq!(request.header("content-length").unwrap(), request.body.len().to_string());
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let server = Server::empty(204).await;
    let chunks = ["mov", "ing"].map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk)));
    let video = FilePart::stream("live.webm", "video/webm", None, stream::iter(chunks));
    let scope = Unauthenticated::new(&server.client);
    scope.add_selfie().user_id("u").body(selfie(video.clone())).send().await.unwrap();
    let request = server.request().await;
    assert_eq!(request.header("content-length"), None);
    let sent = parts(request.header("content-type").unwrap(), request.body.clone().into()).unwrap();
    assert_eq!(sent[0].media_type.as_deref(), Some("video/webm"));
    assert_eq!(sent[0].bytes, "moving");

    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    let error = scope.add_selfie().user_id("u").body(selfie(video)).send().await.unwrap_err();
    assert!(matches!(error, Error::Part { .. }), "{error:?}");
}

#[tokio::test]
async fn a_missing_part_and_a_missing_file_are_refused_before_sending() {
    let client = client("http://127.0.0.1:9");
    let scope = Unauthenticated::new(&client);
    let body = types::Selfie::builder().comment("hello").frame_rate(25);
    let error = scope.add_selfie().user_id("u").body_map(|_| body).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "add_selfie: the request was not sent: no value supplied for video",
        "the required part is named"
    );
    let error = scope.add_selfie().user_id("u").body(selfie(FilePart::path("/nowhere/face.mp4"))).send().await;
    assert!(matches!(error, Err(Error::Part { .. })));
}

#[tokio::test]
async fn nothing_set_is_no_body_at_all() {
    use multipart_optional::generated::{scopes::Unauthenticated, types};

    for with_body in [false, true] {
        let server = Server::empty(204).await;
        let scope = Unauthenticated::new(&server.client);
        let call = scope.create_user();
        let call = if with_body { call.body(types::NewUser::builder()) } else { call };
        call.send().await.unwrap();
        let request = server.request().await;
        assert_eq!(request.line, "POST /base/user");
        assert_eq!(request.header("content-type"), None);
        assert_eq!(request.header("transfer-encoding"), None);
        assert!(matches!(request.header("content-length"), None | Some("0")));
        assert!(request.body.is_empty());
    }
}

#[tokio::test]
async fn only_what_is_set_is_sent() {
    use multipart_optional::generated::{scopes::Unauthenticated, types};

    let server = MockServer::start();
    let nothing = server.create_user(|when, then| {
        when.no_body();
        then.no_content();
    });
    let something = server.create_user(|when, then| {
        when.email_part(|part| part.text() == Some("ada@example.com"))
            .kind_part(|part| part.text() == Some("robot"))
            .level_part(|part| part.text() == Some("7"))
            .photos_part(|part| part.file_name.as_deref() == Some("2.png") && part.bytes == "two");
        then.no_content();
    });
    let client = client(server.base_url());
    let scope = Unauthenticated::new(&client);
    let photo = |name: &str, text: &'static str| FilePart::bytes(name, "image/png", text);
    let body = types::NewUser::builder()
        .email("ada@example.com".to_owned())
        .kind(types::Kind::from("robot"))
        .level(types::Level::Unknown(7))
        .photos(vec![photo("1.png", "one"), photo("2.png", "two")]);
    scope.create_user().body(body).send().await.unwrap();
    nothing.assert_calls(0);
    something.assert_calls(1);
    scope.create_user().send().await.unwrap();
    nothing.assert_calls(1);
}
