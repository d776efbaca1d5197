//! Parts as they go over the wire.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use futures_util::{TryStreamExt as _, stream};

use super::{source::CHUNK, *};
use crate::{base64::Base64, secret::Secret, timestamp::Timestamp};

/// The headers and the content of each part, as sent.
async fn sent(form: &Multipart) -> Vec<(String, Vec<u8>)> {
    let form = form.to_form().await.unwrap();
    let boundary = format!("--{}", form.boundary());
    let chunks: Vec<Bytes> = form.into_stream().try_collect().await.unwrap();
    split(&chunks.concat(), &boundary)
}

fn split(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let find = |text: &[u8], part: &[u8]| text.windows(part.len()).position(|window| window == part);
    let mut parts = Vec::new();
    let mut rest = &body[boundary.len()..];
    while rest != b"--\r\n" {
        let head = find(rest, b"\r\n\r\n").unwrap();
        let end = head + 4 + find(&rest[head + 4..], format!("\r\n{boundary}").as_bytes()).unwrap();
        parts.push((String::from_utf8(rest[2..head].to_vec()).unwrap(), rest[head + 4..end].to_vec()));
        rest = &rest[end + 2 + boundary.len()..];
    }
    parts
}

fn text(name: &str, text: &str) -> (String, Vec<u8>) {
    (format!("Content-Disposition: form-data; name=\"{name}\""), text.into())
}

fn file(name: &str, file_name: &str, media_type: &str, content: &[u8]) -> (String, Vec<u8>) {
    let disposition = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"");
    (format!("{disposition}\r\nContent-Type: {media_type}"), content.into())
}

fn chunks(chunks: &[&'static str]) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from(*chunk))).collect::<Vec<_>>())
}

/// A file that is removed when the test ends.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, content: &[u8]) -> Self {
        let directory = std::env::temp_dir().join(format!("client-runtime-part-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join(name), content).unwrap();
        Self(directory.join(name))
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

#[tokio::test]
async fn text_parts_have_no_content_type() {
    let mut form = Multipart::new();
    assert!(form.is_empty());
    form.part("str", "a");
    form.part("string", &String::from("ä\r\nb"));
    form.part("secret", &Secret::new("hunter2"));
    form.part("bool", &true);
    form.part("i32", &-1_i32);
    form.part("i64", &i64::MAX);
    form.part("f64", &0.5);
    form.part("time", &Timestamp::from("2024-02-29 23:59:58.10"));
    form.part("base64", &Base64::new([0xfb, 0xff]));
    assert!(!form.is_empty());
    assert_eq!(
        sent(&form).await,
        [
            text("str", "a"),
            text("string", "ä\r\nb"),
            text("secret", "hunter2"),
            text("bool", "true"),
            text("i32", "-1"),
            text("i64", "9223372036854775807"),
            text("f64", "0.5"),
            text("time", "2024-02-29 23:59:58.10"),
            text("base64", "+/8="),
        ]
    );
}

#[tokio::test]
async fn no_value_adds_no_part_and_a_list_repeats() {
    let mut form = Multipart::new();
    form.part("none", &None::<String>);
    form.part("absent", &Nullable::<String>::Absent);
    form.part("null", &Nullable::<String>::Null);
    form.part("empty", &Vec::<String>::new());
    assert!(form.is_empty());
    form.part("some", &Some(1_i32));
    form.part("value", &Nullable::Value(2_i32));
    form.part("list", &vec![Some(3_i32), None, Some(4)]);
    assert_eq!(sent(&form).await, [text("some", "1"), text("value", "2"), text("list", "3"), text("list", "4")]);
}

#[tokio::test]
async fn files_have_a_name_and_a_media_type() {
    let photo = TempFile::new("photo.jpg", b"on disk");
    let other = TempFile::new("noext", b"");
    let mut form = Multipart::new();
    form.part("bytes", &FilePart::bytes("a.png", "image/png", b"\0\xff\r\n".as_slice()));
    form.part("path", &FilePart::path(&photo.0));
    form.part("renamed", &FilePart::path(&photo.0).with_file_name("b.bin").with_media_type("video/mp4"));
    form.part("unknown", &FilePart::path(&other.0));
    assert!(form.is_replayable());
    let expected = [
        file("bytes", "a.png", "image/png", b"\0\xff\r\n"),
        file("path", "photo.jpg", "image/jpeg", b"on disk"),
        file("renamed", "b.bin", "video/mp4", b"on disk"),
        file("unknown", "noext", "application/octet-stream", b""),
    ];
    assert_eq!(sent(&form).await, expected);
    assert_eq!(sent(&form).await, expected, "the same form is sent again");
}

/// RFC 7578, 4.2 and 5.1: as it is, in UTF-8; `name*` is not allowed.
#[tokio::test]
async fn a_name_of_any_letters_is_written_as_it_is() {
    let mut form = Multipart::new();
    for name in ["first name", "straße", "файл[]", "a/b%20", "q\"\r\nX-Evil: 1"] {
        form.text(name, "x");
    }
    let names = ["first name", "straße", "файл[]", "a/b%20", "q%22%0D%0AX-Evil: 1"];
    assert_eq!(sent(&form).await, names.map(|name| text(name, "x")));
}

#[tokio::test]
async fn a_file_name_cannot_add_headers() {
    let mut form = Multipart::new();
    form.part("a", &FilePart::bytes("a\"b\r\nX-Evil: 1\n\0é.png", "image/png", "x"));
    assert_eq!(sent(&form).await, [file("a", "a\\\"b__X-Evil: 1__é.png", "image/png", b"x")]);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let mut form = Multipart::new();
    let video = FilePart::stream("a.mp4", "video/mp4", None, chunks(&["one ", "two"]));
    form.part("video", &video);
    assert!(!form.is_replayable() && !video.is_replayable());
    assert_eq!(sent(&form).await, [file("video", "a.mp4", "video/mp4", b"one two")]);
    assert!(matches!(form.to_form().await, Err(PartError::StreamConsumed { name: "video" })));
    let mut again = Multipart::new();
    again.part("again", &video);
    assert!(matches!(again.to_form().await, Err(PartError::StreamConsumed { name: "again" })));
}

#[tokio::test]
async fn a_failure_leaves_the_stream_to_be_sent_later() {
    let video = FilePart::stream("a.mp4", "video/mp4", Some(3), chunks(&["one"]));
    for bad in [FilePart::path("/nonexistent/ada.jpg"), FilePart::bytes("a", "no media type", "")] {
        let mut form = Multipart::new();
        form.part("video", &video);
        form.part("bad", &bad);
        assert!(form.to_form().await.is_err());
    }
    let mut form = Multipart::new();
    form.part("video", &video.clone().with_media_type("video/mp4\r\nX-Evil: 1"));
    assert!(matches!(form.to_form().await, Err(PartError::MediaType { name: "video" })));
    let mut form = Multipart::new();
    form.part("video", &video);
    assert_eq!(sent(&form).await, [file("video", "a.mp4", "video/mp4", b"one")]);
}

#[tokio::test]
async fn a_stream_of_another_length_fails() {
    for length in [0, 5, 7, u64::MAX / 2] {
        let mut form = Multipart::new();
        form.part("video", &FilePart::stream("a", "video/mp4", Some(length), chunks(&["one", "two"])));
        let body = form.to_form().await.unwrap().into_stream();
        assert!(body.try_collect::<Vec<_>>().await.is_err(), "{length}");
    }
}

/// With what stands around it in the form, its length would be no 64-bit number.
#[tokio::test]
async fn a_stream_of_a_length_that_no_header_can_tell_is_refused() {
    for length in [u64::MAX / 2 + 1, u64::MAX] {
        let mut form = Multipart::new();
        form.part("video", &FilePart::stream("a", "video/mp4", Some(length), chunks(&["one"])));
        assert!(matches!(form.to_form().await, Err(PartError::TooLong { name: "video" })), "{length}");
    }
}

#[tokio::test]
async fn errors_do_not_show_the_path() {
    let mut form = Multipart::new();
    form.part("photo", &FilePart::path("/nonexistent/ada.jpg"));
    let error = form.to_form().await.unwrap_err();
    assert!(matches!(&error, PartError::Open { name: "photo", source } if source.kind() == io::ErrorKind::NotFound));
    assert!(!format!("{error} {error:?}").contains("ada"));
    assert!(error.to_string().contains("`photo`"));

    let mut form = Multipart::new();
    form.part("photo", &FilePart::path(std::env::temp_dir()));
    assert!(matches!(form.to_form().await, Err(PartError::Open { .. })), "a directory is not a file");
}

#[test]
fn debug_hides_names_paths_and_content() {
    let bytes = FilePart::bytes("ada.png", "image/ada", "ada");
    let path = FilePart::path("/home/ada/ada.png");
    let stream = FilePart::stream("ada.mp4", "video/mp4", Some(3), chunks(&["ada"]));
    assert_eq!(format!("{bytes:?}"), "FilePart([3 bytes hidden])");
    assert_eq!(format!("{path:?}"), "FilePart([path hidden])");
    assert_eq!(format!("{stream:?}"), "FilePart([stream hidden])");
    let mut form = Multipart::new();
    form.part("photo", &bytes);
    form.part("name", "ada");
    assert_eq!(format!("{form:?}"), "Multipart([2 hidden])");
}

#[test]
fn a_form_can_be_made_on_any_thread() {
    fn check<T: Send>(_: T) {}
    let form = Multipart::new();
    check(form.to_form());
    check(form);
}

/// Sends the form to a local server; returns the headers and the body that arrived.
async fn post(form: &Multipart) -> (String, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
        let (mut received, mut buffer) = (Vec::new(), vec![0; CHUNK as usize]);
        let end = loop {
            let count = socket.read(&mut buffer).unwrap();
            assert_ne!(count, 0, "the request ended early");
            received.extend_from_slice(&buffer[..count]);
            if let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
        };
        let mut body = received.split_off(end + 4);
        let head = String::from_utf8(received).unwrap().to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map(str::parse);
        let length: usize = length.expect("a content length").unwrap();
        while body.len() < length {
            let count = socket.read(&mut buffer).unwrap();
            assert_ne!(count, 0, "the request ended early");
            body.extend_from_slice(&buffer[..count]);
        }
        socket.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
        (head, body)
    });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.post(url).multipart(form.to_form().await.unwrap()).send().await.unwrap();
    assert_eq!(response.status(), 204);
    server.join().unwrap()
}

#[tokio::test]
async fn a_large_file_is_streamed_with_its_length() {
    let content: Vec<u8> = (0..3 * 1024 * 1024_u32).map(|index| (index % 251) as u8).collect();
    let video = TempFile::new("video.mp4", &content);
    let mut form = Multipart::new();
    form.part("video", &FilePart::path(&video.0));
    form.part("note", "a");
    form.part("live", &FilePart::stream("b.bin", "application/x-live", Some(6), chunks(&["one", "two"])));

    let (head, body) = post(&form).await;
    assert!(!head.contains("transfer-encoding"), "{head}");
    let boundary = head.lines().find_map(|line| line.split_once("boundary=")).unwrap().1;
    let parts = split(&body, &format!("--{boundary}"));
    assert!(
        parts
            == [
                file("video", "video.mp4", "video/mp4", &content),
                text("note", "a"),
                file("live", "b.bin", "application/x-live", b"onetwo"),
            ]
    );
}

#[tokio::test]
async fn a_large_file_is_read_in_small_chunks() {
    let video = TempFile::new("chunks.mp4", &vec![7; 3 * 1024 * 1024]);
    let mut form = Multipart::new();
    form.part("video", &FilePart::path(&video.0));
    let chunks: Vec<Bytes> = form.to_form().await.unwrap().into_stream().try_collect().await.unwrap();
    assert!(chunks.iter().all(|chunk| chunk.len() as u64 <= CHUNK));
}
