//! A request as it stood on the socket, and how it is shown in a snapshot.

use std::fmt::Write as _;

use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;

use crate::json;

/// A whole request.
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// The headers, names in lower case, sorted by name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads a request; None until all of it is there.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(head) = request.parse(bytes).unwrap() else { return None };
        let mut headers: Vec<_> = request
            .headers
            .iter()
            .map(|header| (header.name.to_lowercase(), String::from_utf8(header.value.to_vec()).unwrap()))
            .collect();
        headers.sort();
        let mut request = Self {
            method: request.method.unwrap().to_owned(),
            target: request.path.unwrap().to_owned(),
            headers,
            body: bytes[head..].to_vec(),
        };
        assert_eq!(request.header("transfer-encoding"), None, "every body has a known length");
        let length: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        assert!(request.body.len() <= length, "more bytes than announced");
        if request.body.len() < length {
            return None;
        }
        request.body.truncate(length);
        Some(request)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Everything that was sent, except what is different on every run.
    pub async fn show(&self) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut text = format!("{} {path}\n", self.method);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            writeln!(text, "? {pair}").unwrap();
        }
        let media_type = self.header("content-type").unwrap_or_default();
        let boundary = multer::parse_boundary(media_type).ok();
        for (name, value) in &self.headers {
            match (name.as_str(), &boundary) {
                ("host", _) => text += "host: [host]\n",
                // The same for all, and another with each version; a test of its own looks at it.
                ("user-agent", _) => {}
                // The boundary is random, though always of one length.
                ("content-type", Some(boundary)) => {
                    writeln!(text, "content-type: {}", value.replace(boundary, "[boundary]")).unwrap();
                }
                ("content-length", Some(_)) => text += "content-length: [length]\n",
                _ => writeln!(text, "{name}: {value}").unwrap(),
            }
        }
        text.push('\n');
        match boundary {
            Some(boundary) => text += &self.show_parts(boundary).await,
            None => text += &self.show_body(media_type),
        }
        text
    }

    fn show_body(&self, media_type: &str) -> String {
        match media_type.split(';').next().unwrap() {
            "" => {
                assert_eq!(self.body, b"", "a body without a media type");
                "no body\n".to_owned()
            }
            "application/json" => json::pretty(&serde_json::from_slice::<Value>(&self.body).unwrap()) + "\n",
            "application/x-www-form-urlencoded" => {
                String::from_utf8(self.body.clone()).unwrap().replace('&', "\n") + "\n"
            }
            other => panic!("no way to show {other}"),
        }
    }

    async fn show_parts(&self, boundary: String) -> String {
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(self.body.clone()))]);
        let mut parts = multer::Multipart::new(body, boundary);
        let mut text = String::new();
        while let Some(part) = parts.next_field().await.unwrap() {
            write!(text, "part `{}`", part.name().unwrap()).unwrap();
            if let Some(file_name) = part.file_name() {
                write!(text, ", file `{file_name}`").unwrap();
            }
            let media_type = part.content_type().map(ToString::to_string);
            write!(text, ", {}", media_type.as_deref().unwrap_or("no media type")).unwrap();
            let bytes = part.bytes().await.unwrap();
            writeln!(text, ", {} bytes", bytes.len()).unwrap();
            if media_type.is_none() {
                writeln!(text, "  {}", String::from_utf8(bytes.to_vec()).unwrap()).unwrap();
            }
        }
        text
    }
}
