//! Answers: the bytes as they came, and the typed value made of them.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::quick::Quick;

/// An answer before it is decoded.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    /// Puts an answer together, for tests.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body }
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came. It may hold personal data.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the body as JSON. `members` are the names that an error may show.
    ///
    /// # Errors
    ///
    /// When the body is empty, not JSON, or not of the type.
    pub fn json<T: DeserializeOwned>(&self, members: &[&str]) -> Result<T, DecodeError> {
        DecodeError::or_json(&self.body, self.media_type(), members)
    }

    /// As [`RawResponse::json`], in one pass where that is enough.
    ///
    /// # Errors
    ///
    /// When the body is empty, not JSON, or not of the type.
    pub fn json_quickly<T: Quick>(&self, members: &[&str]) -> Result<T, DecodeError> {
        T::quick(&self.body).map_or_else(|| self.json(members), Ok)
    }

    /// Decodes the body as UTF-8 text.
    ///
    /// # Errors
    ///
    /// When the body is not UTF-8.
    pub fn text(&self) -> Result<String, DecodeError> {
        String::from_utf8(self.body.to_vec()).map_err(|_| DecodeError::NotText)
    }

    /// The media type, if it is one of a few; any other text of the server is not shown.
    fn media_type(&self) -> &'static str {
        let essence = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = essence.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        let known = ["application/json", "text/html", "text/plain", "application/xml", "text/xml"];
        if essence.is_empty() {
            return "no media type";
        }
        known.into_iter().find(|known| known.eq_ignore_ascii_case(essence)).unwrap_or("another media type")
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status.as_u16())
            .field("body", &format_args!("[{} bytes hidden]", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A typed answer, with the status, headers and bytes that it came from.
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    raw: RawResponse,
}

impl<T> ResponseValue<T> {
    /// Puts an answer together, for tests.
    pub fn new(value: T, raw: RawResponse) -> Self {
        Self { value, raw }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The body as it came, for audit. It may hold personal data.
    pub fn raw_body(&self) -> &Bytes {
        &self.raw.body
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for ResponseValue<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseValue").field("value", &self.value).field("raw", &self.raw).finish()
    }
}

/// What an answer of one operation becomes.
pub trait FromResponse: Sized {
    /// Decodes an answer.
    ///
    /// # Errors
    ///
    /// When the answer is not what the contract says.
    fn from_response(response: &RawResponse) -> Result<Self, DecodeError>;
}

/// Nothing is expected; whatever came is left alone.
impl FromResponse for () {
    fn from_response(_: &RawResponse) -> Result<Self, DecodeError> {
        Ok(())
    }
}

/// A plain text answer. `Debug` hides it, as it hides every text of a vendor's.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text without its wrapper.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text([hidden])")
    }
}

impl FromResponse for Text {
    fn from_response(response: &RawResponse) -> Result<Self, DecodeError> {
        response.text().map(Self)
    }
}

/// A body that the vendor does not promise: one that is absent or cannot be read is None.
impl<T: FromResponse> FromResponse for Option<T> {
    fn from_response(response: &RawResponse) -> Result<Self, DecodeError> {
        Ok(if response.body.is_empty() { None } else { T::from_response(response).ok() })
    }
}

/// A JSON answer of a type that no contract names, such as a list.
#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromResponse for Json<T> {
    fn from_response(response: &RawResponse) -> Result<Self, DecodeError> {
        response.json(&[]).map(Self)
    }
}

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json([hidden])")
    }
}

/// What is wrong with the body of an answer, without any of its values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// There is no body.
    #[error("the body is empty")]
    Empty,
    /// The body is not JSON, or was cut short.
    #[error("the body is not JSON (line {line}, column {column}); it was sent as {media_type}")]
    #[non_exhaustive]
    NotJson {
        /// What the server says it is.
        media_type: &'static str,
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault, from 1.
        column: usize,
    },
    /// A member is missing or has another type than the contract says.
    #[error("member `{path}`: {problem}")]
    #[non_exhaustive]
    Member {
        /// Path of the member; names that are not the contract's are shown as `*`.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The body is not UTF-8.
    #[error("the body is not UTF-8 text")]
    NotText,
    /// The contract does not know the status.
    #[error("the contract does not know the status")]
    UndocumentedStatus,
}

impl DecodeError {
    #[doc(hidden)]
    pub fn undocumented_status() -> Self {
        Self::UndocumentedStatus
    }

    /// The same, seen from outside of the member `above`.
    pub(crate) fn below(self, above: &str) -> Self {
        match self {
            Self::Member { path, problem } => Self::Member { path: join(above, &path), problem },
            other => other,
        }
    }

    /// Decodes JSON, or says why not.
    pub(crate) fn or_json<T: DeserializeOwned>(
        json: &[u8],
        media_type: &'static str,
        members: &[&str],
    ) -> Result<T, Self> {
        if json.is_empty() {
            return Err(Self::Empty);
        }
        serde_json::from_slice(json).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => {
                Self::locate::<T, _>(&mut serde_json::Deserializer::from_slice(json), members)
            }
            _ => Self::NotJson { media_type, line: error.line(), column: error.column() },
        })
    }

    /// Decodes once more, to learn which member is at fault.
    pub(crate) fn locate<'de, T, D>(deserializer: D, members: &[&str]) -> Self
    where
        T: Deserialize<'de>,
        D: serde::Deserializer<'de, Error = serde_json::Error>,
    {
        match serde_path_to_error::deserialize::<_, T>(deserializer) {
            Ok(_) => Self::Member { path: String::new(), problem: "unexpected text after the value".to_owned() },
            Err(error) => {
                let path = member_path(error.path(), members);
                match problem(error.inner()) {
                    Problem::Here(problem) => Self::Member { path, problem },
                    Problem::Below { path: below, problem } => Self::Member { path: join(&path, &below), problem },
                }
            }
        }
    }
}

enum Problem {
    Here(String),
    /// Found by a type that decodes its own content, such as a union.
    Below {
        path: String,
        problem: String,
    },
}

/// How a type that decodes its own content hands a [`DecodeError::Member`] on
/// through serde, whose errors are text. No message of serde's own begins so.
const BELOW: &str = "\u{1}member ";

pub(crate) fn as_serde_error<E: serde::de::Error>(error: &DecodeError) -> E {
    match error {
        DecodeError::Member { path, problem } => E::custom(format_args!("{BELOW}{path}\u{1}{problem}")),
        other => E::custom(other),
    }
}

/// Keeps of serde's message only what is known when the program is compiled:
/// it quotes the offending value, but never in what it expected.
fn problem(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    if let Some((path, rest)) = message.strip_prefix(BELOW).and_then(|rest| rest.split_once('\u{1}')) {
        let problem = rest.rsplit_once(" at line ").map_or(rest, |(problem, _)| problem);
        return Problem::Below { path: path.to_owned(), problem: problem.to_owned() };
    }
    let text = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    if let Some(name) = text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return Problem::Here(format!("`{name}` is missing"));
    }
    Problem::Here(match text.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => "not of the type that the contract gives".to_owned(),
    })
}

fn member_path(path: &serde_path_to_error::Path, members: &[&str]) -> String {
    use serde_path_to_error::Segment;
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            // The names of a map's entries are the vendor's data, often an id.
            Segment::Map { key } if members.binary_search(&key.as_str()).is_ok() => text = join(&text, key),
            Segment::Map { .. } => text = join(&text, "*"),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

fn join(path: &str, below: &str) -> String {
    if path.is_empty() || below.is_empty() || below.starts_with('[') {
        format!("{path}{below}")
    } else {
        format!("{path}.{below}")
    }
}
