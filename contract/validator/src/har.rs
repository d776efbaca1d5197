//! Recorded traffic: HTTP Archive files (HAR 1.2), as browsers, proxies and test tools
//! write them. Only the parts that a contract describes are read, so a file without the
//! others (timings, cache, pages) is fine as well.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::{
    encoding::{Failure, decode as unpack},
    message::{Request, Response, is_preflight},
    report::Exchange,
};

/// What is wrong with a file. No reason holds any text of the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[error("not a HAR file: {0}")]
pub struct Error(String);

/// What a file holds.
#[non_exhaustive]
pub struct Recording {
    /// The exchanges.
    pub exchanges: Vec<Recorded>,
    /// The entries from which no exchange could be read.
    pub unreadable: Vec<Unreadable>,
}

/// An entry from which no exchange could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unreadable {
    /// Its number in the file, from 1.
    pub entry: usize,
    /// What is wrong with it, and where: `request.headers[0].value is of another type`.
    pub reason: String,
}

/// An exchange out of a file.
#[derive(Clone)]
pub struct Recorded {
    /// Host and port that the request went to.
    pub host: String,
    /// The messages.
    pub exchange: Exchange,
}

const NOT_RECORDED: &str = "it was not recorded";

/// Characters that a browser may write in a URL and that `Uri` does not take.
const ODD: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// What a browser loads without a host; no entry of these schemes is an HTTP exchange.
const NO_HOST: [&str; 4] = ["about", "blob", "data", "file"];

/// Reads a HAR file. Entries that did not go over a network, such as a picture inside a
/// page, are left out. So are the requests that a browser makes by itself before it lets a
/// page call another host. An entry that cannot be read does not prevent reading the
/// others.
///
/// # Errors
///
/// When the text is no HAR file.
pub fn read(text: &[u8]) -> Result<Recording, Error> {
    // Some tools begin the file with a byte order mark.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let file: File<'_> = serde_json::from_slice(text).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => "a list `entries` in an object `log` is missing",
            _ => "no JSON",
        };
        Error(format!("{what} at line {}, column {}", error.line(), error.column()))
    })?;
    let mut recording = Recording { exchanges: Vec::new(), unreadable: Vec::new() };
    for (index, entry) in file.log.entries.into_iter().enumerate() {
        match read_entry(entry.get()) {
            Ok(exchange) => recording.exchanges.extend(exchange),
            Err(reason) => recording.unreadable.push(Unreadable { entry: index + 1, reason }),
        }
    }
    Ok(recording)
}

/// None for an entry that is not a call to a server.
fn read_entry(text: &str) -> Result<Option<Recorded>, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let entry: Entry = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let place = match error.path().to_string() {
            root if root == "." => "the entry".to_owned(),
            place => place,
        };
        // The rest of the library's message may quote the file.
        match error.inner().to_string().strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
            Some(name) => format!("{place} has no `{name}`"),
            None => format!("{place} is of another type"),
        }
    })?;
    let asked = &entry.request;
    let header_names = asked.headers.iter().map(|pair| pair.name.as_str());
    if !is_http(&asked.url) || is_preflight(&asked.method, header_names) {
        return Ok(None);
    }
    recorded(entry).map(Some).map_err(str::to_owned)
}

fn is_http(url: &str) -> bool {
    let is = |scheme: &str, names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(scheme));
    match url.split_once(':') {
        // A browser's extensions have schemes of their own.
        Some((scheme, rest)) if rest.starts_with("//") => is(scheme, &["http", "https"]),
        Some((scheme, _)) => !is(scheme, &NO_HOST),
        None => true,
    }
}

fn recorded(entry: Entry) -> Result<Recorded, &'static str> {
    let url = utf8_percent_encode(&entry.request.url, ODD).to_string();
    let url = url.split('#').next().unwrap_or_default();
    let uri: Uri = url.parse().map_err(|_| "`request.url` is no URL")?;
    let host = uri.authority().map(|authority| authority.as_str().rsplit('@').next().unwrap_or_default().to_owned());
    let mut headers = headers(&entry.request.headers)?;
    let (body, request_body_missing) = match entry.request.post_data {
        Some(data) => sent(data, entry.request.body_size, &mut headers)?,
        None => (Bytes::new(), left_out(entry.request.body_size, &headers)),
    };
    let request = Request {
        method: Method::from_bytes(entry.request.method.as_bytes()).map_err(|_| "`request.method` is no method")?,
        uri,
        headers,
        body,
    };
    let (response, response_body_missing) = received(entry.response)?;
    Ok(Recorded {
        host: host.unwrap_or_default(),
        exchange: Exchange { request, request_body_missing, response, response_body_missing },
    })
}

/// The body of a request. Browsers write the fields of a form beside or in place of its text.
fn sent(data: PostData, size: Option<i64>, headers: &mut HeaderMap) -> Result<(Bytes, Option<String>), &'static str> {
    if !headers.contains_key(header::CONTENT_TYPE) {
        headers.extend(content_type(&data.mime_type));
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let form = media_type.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    match data.text.filter(|text| !text.is_empty()) {
        Some(text) => Ok((body(text, data.encoding.as_deref(), headers)?, None)),
        None if data.params.is_empty() => Ok((Bytes::new(), left_out(size, headers))),
        None if form => {
            let pairs: Vec<(&str, &str)> =
                data.params.iter().map(|param| (param.name.as_str(), param.value.as_deref().unwrap_or(""))).collect();
            serde_urlencoded::to_string(pairs)
                .map(|text| (text.into(), None))
                .map_err(|_| "`request.postData.params` is no form")
        }
        None => Ok((Bytes::new(), Some("only the names of its parts were recorded".to_owned()))),
    }
}

/// Why the body of a request is not at hand, if there was one. A size that the tool did not
/// know is -1, or 0 for a file that the browser read while it sent it. Then the headers
/// tell whether there was a body.
fn left_out(size: Option<i64>, headers: &HeaderMap) -> Option<String> {
    let length =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.trim().parse::<u64>().ok());
    let was_sent = match size.filter(|size| *size >= 0) {
        Some(size) => size > 0 || length.is_some_and(|length| length > 0),
        None => length.map_or(headers.contains_key(header::CONTENT_TYPE), |length| length > 0),
    };
    was_sent.then(|| NOT_RECORDED.to_owned())
}

fn received(answer: Answer) -> Result<(Option<Response>, Option<String>), &'static str> {
    // A response that broke off has the size 0 or -1, depending on the tool.
    if answer.status <= 0 {
        return Ok((None, Some("no answer was recorded".to_owned())));
    }
    let mut headers = headers(&answer.headers)?;
    let content = answer.content;
    if !headers.contains_key(header::CONTENT_TYPE) && content.text.is_some() {
        headers.extend(content_type(&content.mime_type));
    }
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or("`response.status` is no status code")?;
    let (body, missing) = match content.text.filter(|text| !text.is_empty()) {
        Some(text) => (body(text, content.encoding.as_deref(), &mut headers)?, None),
        // These have no body, no matter what size is stated.
        None if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) => (Bytes::new(), None),
        None if content.size.or(answer.body_size) == Some(0) => (Bytes::new(), None),
        None => (Bytes::new(), Some(NOT_RECORDED.to_owned())),
    };
    Ok((Some(Response { status, headers, body }), missing))
}

fn content_type(text: &str) -> Option<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_str(text).ok().filter(|_| !text.is_empty() && text != "x-unknown")?;
    Some((header::CONTENT_TYPE, value))
}

fn decode(text: String, encoding: Option<&str>) -> Result<Bytes, &'static str> {
    match encoding {
        Some(encoding) if encoding.eq_ignore_ascii_case("base64") => {
            // Some tools break the lines of a long text.
            let text: Vec<u8> = text.into_bytes().into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
            STANDARD.decode(text).map(Bytes::from).map_err(|_| "a body is not the base64 text it claims to be")
        }
        _ => Ok(text.into()),
    }
}

/// Leaves out fields that are not headers, such as HTTP/2's `:path`.
fn headers(all: &[Pair]) -> Result<HeaderMap, &'static str> {
    let mut headers = HeaderMap::new();
    for pair in all {
        let name = HeaderName::from_bytes(pair.name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&pair.value)) {
            headers.try_append(name, value).map_err(|_| "it has more headers than any message can have")?;
        }
    }
    Ok(headers)
}

/// The bytes of a recorded body. Recorded bodies are mostly unpacked already. Some tools
/// write them as they arrived; then `content-encoding` is kept, so that the check unpacks
/// the body.
fn body(text: String, encoding: Option<&str>, headers: &mut HeaderMap) -> Result<Bytes, &'static str> {
    let bytes = decode(text, encoding)?;
    // Compressed bytes are not text.
    let is_packed = encoding.is_some() && headers.contains_key(header::CONTENT_ENCODING) && is_packed(headers, &bytes);
    if !is_packed {
        headers.remove(header::CONTENT_ENCODING);
    }
    Ok(bytes)
}

fn is_packed(headers: &HeaderMap, bytes: &Bytes) -> bool {
    matches!(unpack(headers, bytes), Ok(_) | Err(Failure::TooLong))
}

/// Some tools write null for what they do not know.
fn or_default<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

/// Each entry is read by itself, so that an odd entry does not prevent reading the others.
#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry {
    request: Asked,
    response: Answer,
}

#[derive(Deserialize)]
struct Asked {
    method: String,
    url: String,
    #[serde(default, deserialize_with = "or_default")]
    headers: Vec<Pair>,
    #[serde(default, rename = "postData")]
    post_data: Option<PostData>,
    #[serde(default, rename = "bodySize")]
    body_size: Option<i64>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(default, deserialize_with = "or_default", rename = "mimeType")]
    mime_type: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    params: Vec<Param>,
}

#[derive(Deserialize)]
struct Param {
    name: String,
    #[serde(default)]
    value: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    status: i64,
    #[serde(default, deserialize_with = "or_default")]
    headers: Vec<Pair>,
    #[serde(default, deserialize_with = "or_default")]
    content: Content,
    #[serde(default, rename = "bodySize")]
    body_size: Option<i64>,
}

#[derive(Deserialize, Default)]
struct Content {
    #[serde(default, deserialize_with = "or_default", rename = "mimeType")]
    mime_type: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    size: Option<i64>,
}
