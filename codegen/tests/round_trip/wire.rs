//! One request on a real socket: the bytes that were sent, and a fixed answer.

use client_runtime::{Client, RetryPolicy};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinHandle,
};

/// A client of a server at this address.
pub fn client(base_url: impl Into<String>) -> Client {
    // One request a call: these tests are about single requests and answers.
    Client::builder(base_url).retry(RetryPolicy::never()).build().unwrap()
}

/// A request as it came over the socket.
pub struct Request {
    /// Method and target, as in `GET /users?page=2`.
    pub line: String,
    /// Names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, with the chunks put together.
    pub body: Vec<u8>,
}

impl Request {
    /// The one header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let value = found.next();
        assert_eq!(found.next(), None, "`{name}` was sent twice");
        value
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A server that answers one request.
pub struct Server {
    /// Calls it.
    pub client: Client,
    request: JoinHandle<Request>,
}

impl Server {
    /// Answers with JSON.
    pub async fn json(status: u16, body: &str) -> Self {
        Self::answer(status, "application/json", body).await
    }

    /// Answers without a body.
    pub async fn empty(status: u16) -> Self {
        Self::start(format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")).await
    }

    /// Answers with a body of any media type.
    pub async fn answer(status: u16, media_type: &str, body: &str) -> Self {
        let length = body.len();
        Self::start(format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    /// Answers a HEAD, with the length of the body that a GET would have.
    pub async fn head(status: u16, media_type: &str, length: usize) -> Self {
        Self::start(format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n"
        ))
        .await
    }

    async fn start(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = client(format!("http://{}/base", listener.local_addr().unwrap()));
        let request = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let request = loop {
                assert_ne!(socket.read_buf(&mut bytes).await.unwrap(), 0, "the request was cut short");
                if let Some(request) = parse(&bytes) {
                    break request;
                }
            };
            socket.write_all(answer.as_bytes()).await.unwrap();
            request
        });
        Self { client, request }
    }

    /// What was sent.
    pub async fn request(self) -> Request {
        self.request.await.unwrap()
    }
}

/// None while some of the request is still to come.
fn parse(bytes: &[u8]) -> Option<Request> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.lines();
    let line = lines.next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let rest = &bytes[end + 4..];
    let find = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let body = match (find("content-length"), find("transfer-encoding")) {
        (Some(length), _) => rest.get(..length.parse().unwrap())?.to_vec(),
        (None, Some(_)) => chunks(rest)?,
        (None, None) => Vec::new(),
    };
    Some(Request { line, headers, body })
}

fn chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        let chunk = rest.get(end + 2..end + 2 + length)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        rest = rest.get(end + 2 + length + 2..)?;
    }
}
