//! Responses: the bytes as they arrived, and the typed value made from them.

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

use crate::{
    decode::DecodeError,
    quick::{Quick, decode_quickly},
};

/// A response before it is decoded.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    /// Puts a response together, for tests.
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
        decode_quickly(&self.body, self.media_type(), members)
    }

    /// Decodes the body as UTF-8 text.
    ///
    /// # Errors
    ///
    /// When the body is not UTF-8.
    pub fn text(&self) -> Result<String, DecodeError> {
        String::from_utf8(self.body.to_vec()).map_err(|_| DecodeError::NotText)
    }

    /// The media type, if it is one of a few well-known ones. No other text from the server
    /// is shown.
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

/// A typed response, with the status, headers and bytes that it came from.
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    raw: RawResponse,
}

impl<T> ResponseValue<T> {
    /// Puts a response together, for tests.
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

    /// The body as it arrived, for audit. It may hold personal data.
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

/// What a response of one operation becomes.
pub trait FromResponse: Sized {
    /// Decodes a response.
    ///
    /// # Errors
    ///
    /// When the response is not what the contract says.
    fn from_response(response: &RawResponse) -> Result<Self, DecodeError>;
}

/// No body is expected; a body that arrives is ignored.
impl FromResponse for () {
    fn from_response(_: &RawResponse) -> Result<Self, DecodeError> {
        Ok(())
    }
}

/// A plain text response. `Debug` hides it, as it hides every text of a vendor's.
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

/// A body that the vendor does not promise: None when it is absent or cannot be read.
impl<T: FromResponse> FromResponse for Option<T> {
    fn from_response(response: &RawResponse) -> Result<Self, DecodeError> {
        Ok(if response.body.is_empty() { None } else { T::from_response(response).ok() })
    }
}

/// A JSON response of a type that no contract names, such as a list.
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
