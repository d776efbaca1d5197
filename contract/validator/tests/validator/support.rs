//! Short ways to write messages and to read what was found out about them.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use validator::{
    Checked, Validator,
    message::{Request, Response},
};

/// A contract with everything in it that a contract can say.
pub fn lamp() -> Validator {
    Validator::read("lamp.yaml", include_str!("lamp.yaml")).expect("the contract is in order")
}

pub fn headers(all: &[(&str, &str)]) -> HeaderMap {
    all.iter()
        .map(|(name, value)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        })
        .collect()
}

pub fn request(method: &str, uri: &str, all: &[(&str, &str)], body: impl Into<Bytes>) -> Request {
    Request {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        uri: uri.parse().unwrap(),
        headers: headers(all),
        body: body.into(),
    }
}

pub fn response(status: u16, all: &[(&str, &str)], body: impl Into<Bytes>) -> Response {
    Response { status: StatusCode::from_u16(status).unwrap(), headers: headers(all), body: body.into() }
}

/// A request with a JSON body, to an operation that needs nothing else.
pub fn json(method: &str, uri: &str, body: &str) -> Request {
    request(method, uri, &[("content-type", "application/json")], body.to_owned())
}

/// Every violation, whole, one a line.
pub fn violations(checked: &Checked) -> String {
    checked.violations.iter().map(|violation| format!("{violation}\n")).collect()
}

/// What the contract does not know, with its kind.
pub fn unknown(checked: &Checked) -> Vec<String> {
    checked.unknown.iter().map(|unknown| format!("{}: {}", unknown.at, unknown.found)).collect()
}

/// A part with a text.
pub fn text_part(name: &str, text: &str) -> Vec<u8> {
    format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").into_bytes()
}

/// A part with a file.
pub fn file_part(name: &str, file: &[u8]) -> Vec<u8> {
    let head = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}.bin\"\r\n");
    [head.as_bytes(), b"content-type: application/octet-stream\r\n\r\n", file, b"\r\n"].concat()
}

pub const MULTIPART: &str = "multipart/form-data; boundary=edge";

pub fn multipart(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--edge--\r\n".to_vec()].concat()
}
