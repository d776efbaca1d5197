//! One call: from parameters to a typed response.

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use reqwest::{
    Method, Request,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT},
    multipart::Form,
};
use serde::Serialize;

use crate::{
    client::Client,
    error::Error,
    operation::Operation,
    options::CallOptions,
    part::{Multipart, MultipartBody},
    response::{FromResponse, ResponseValue},
    segment::{encode_reserved, encode_segment, is_segment},
    transport::TransportError,
    wire_text::ToWire,
};

mod exchange;

pub(crate) use exchange::Failure;

/// A request body that may be left out.
#[derive(Clone)]
pub struct OptionalBody<T>(Option<T>);

/// Shows whether there is a body, but not its content.
impl<T> fmt::Debug for OptionalBody<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "OptionalBody([hidden])" } else { "OptionalBody(None)" })
    }
}

impl<T> OptionalBody<T> {
    /// The body, unless it is left out.
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> Default for OptionalBody<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for OptionalBody<T> {
    fn from(body: T) -> Self {
        Self(Some(body))
    }
}

/// A call whose parameters are being gathered.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a> {
    client: &'a Client,
    operation: &'static Operation,
    /// The path with the parameters that are already known filled in.
    path: Cow<'static, str>,
    query: Vec<(Cow<'static, str>, String, bool)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
    options: CallOptions,
    /// The first thing that was wrong with a parameter.
    refused: Option<String>,
}

crate::opaque_debug!(Call<'_>);

/// Headers that only the client may write: it knows the body, the host and the credentials.
const OURS: [&str; 16] = [
    "accept",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

enum Body {
    None,
    Bytes(Bytes, &'static str),
    Multipart(Multipart),
}

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a Client, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            path: Cow::Borrowed(operation.path),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            options: CallOptions::default(),
            refused: None,
        }
    }

    /// Limits for this call alone.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Fills a path parameter in. Text that would change the path is refused.
    pub fn path<T: ToWire + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let value = value.to_wire();
        if !is_segment(&value) {
            return self.refuse(format!("the path parameter `{name}` is empty or would change the path"));
        }
        let placeholder = format!("{{{name}}}");
        self.path = self.path.replacen(&placeholder, &encode_segment(&value), 1).into();
        self
    }

    /// Adds query parameters, one for each value.
    pub fn query<'v, T: ToWire + ?Sized + 'v>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Self {
        self.query.extend(values.into_iter().map(|value| (name.into(), value.to_wire().into_owned(), false)));
        self
    }

    /// The same, but keeps the values' reserved characters unencoded, except those that end
    /// a value or are not allowed in a query: `#`, `&`, `+`, `[`, `]`.
    pub fn reserved_query<'v, T: ToWire + ?Sized + 'v>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Self {
        self.query.extend(values.into_iter().map(|value| (name.into(), value.to_wire().into_owned(), true)));
        self
    }

    /// Adds a header, if there is a value.
    pub fn header<T: ToWire + ?Sized>(mut self, name: &'static str, value: Option<&T>) -> Self {
        let Some(value) = value else { return self };
        match (HeaderName::try_from(name), HeaderValue::try_from(value.to_wire().as_ref())) {
            (Ok(name), Ok(value)) => {
                self.headers.push((name, value));
                self
            }
            _ => self.refuse(format!("the header `{name}` cannot carry the value")),
        }
    }

    /// Sends a JSON body, if there is one.
    pub fn json<T: Serialize + ?Sized>(mut self, body: Option<&T>, media_type: &'static str) -> Self {
        let Some(body) = body else { return self };
        match serde_json::to_vec(body) {
            Ok(bytes) => {
                self.body = Body::Bytes(bytes.into(), media_type);
                self
            }
            Err(_) => self.refuse("the body cannot be written as JSON".to_owned()),
        }
    }

    /// Sends a form, if there is one.
    pub fn form<T: Serialize + ?Sized>(mut self, body: Option<&T>, media_type: &'static str) -> Self {
        let Some(body) = body else { return self };
        match serde_urlencoded::to_string(body) {
            Ok(text) => {
                self.body = Body::Bytes(text.into(), media_type);
                self
            }
            Err(_) => self.refuse("the body cannot be written as a form".to_owned()),
        }
    }

    /// Sends text, if there is any.
    pub fn text(mut self, body: Option<&String>, media_type: &'static str) -> Self {
        if let Some(body) = body {
            self.body = Body::Bytes(body.clone().into(), media_type);
        }
        self
    }

    /// Sends a multipart form. A form without parts is not sent at all.
    pub fn multipart<T: MultipartBody>(mut self, body: Option<&T>) -> Self {
        let mut form = Multipart::default();
        if let Some(body) = body {
            body.parts(&mut form);
        }
        if !form.is_empty() {
            self.body = Body::Multipart(form);
        }
        self
    }

    fn refuse(mut self, reason: String) -> Self {
        self.refused.get_or_insert(reason);
        self
    }

    /// Sends the request and decodes the response.
    ///
    /// # Errors
    ///
    /// When nothing could be sent, when no complete response arrived, or when the response
    /// is not a success that the contract describes.
    pub async fn send<T: FromResponse, E: FromResponse>(self) -> Result<ResponseValue<T>, Error<E>> {
        let (call, exchanged) = exchange::exchange(self).await;
        let response = exchanged.map_err(|failure| match failure {
            Failure::Invalid(reason) => Error::InvalidRequest { call, reason },
            Failure::Part(source) => Error::Part { call, source },
            Failure::Credentials(scheme) => Error::Credentials { call, scheme },
            Failure::Token(source) => Error::Token { call, source },
            Failure::Transport(source) => Error::Transport { call, source },
        })?;
        let status = response.status().as_u16();
        if call.operation.is_success(status) {
            return match T::from_response(&response) {
                Ok(value) => Ok(ResponseValue::new(value, response)),
                Err(source) => Err(Error::Decode { call, response: Box::new(response), source }),
            };
        }
        if call.operation.is_error(status) && !response.status().is_success() {
            let value = E::from_response(&response).ok();
            return Err(Error::Vendor { call, response: Box::new(ResponseValue::new(value, response)) });
        }
        Err(Error::Undocumented { call, response: Box::new(response) })
    }

    /// Adds what is sent beside the contract's parameters.
    fn extra(&mut self, [headers, query]: [Vec<(String, String)>; 2]) {
        for (name, value) in headers {
            let (Ok(header), Ok(value)) = (HeaderName::try_from(&name), HeaderValue::try_from(value)) else {
                let reason = format!("the header `{name}` cannot carry the value");
                self.refused.get_or_insert(reason);
                return;
            };
            let is_ours = OURS.contains(&header.as_str())
                || self
                    .client
                    .credentials
                    .iter()
                    .any(|(scheme, _)| scheme.header().eq_ignore_ascii_case(header.as_str()));
            if is_ours || self.headers.iter().any(|(known, _)| *known == header) {
                let reason = format!("the header `{name}` is written by the client or by a parameter");
                self.refused.get_or_insert(reason);
                return;
            }
            self.headers.push((header, value));
        }
        self.query.extend(query.into_iter().map(|(name, value)| (name.into(), value, false)));
    }

    /// Whether the body can be sent more than once.
    fn is_replayable(&self) -> bool {
        match &self.body {
            Body::None | Body::Bytes(..) => true,
            Body::Multipart(form) => form.is_replayable(),
        }
    }

    /// Whether the body carries a file.
    fn has_file(&self) -> bool {
        matches!(&self.body, Body::Multipart(form) if form.has_file())
    }

    /// The request with the given headers, and with the given form if the body is one. It
    /// is made anew for every attempt.
    fn request(
        &self,
        credentials: Vec<(HeaderName, HeaderValue)>,
        form: Option<Form>,
        timeout: Duration,
        http: &reqwest::Client,
    ) -> Result<Request, Failure> {
        // Cheaper than parsing the whole URL: the host is known to be valid.
        let mut url = self.client.shared.base_url.clone();
        match url.path().trim_end_matches('/') {
            "" => url.set_path(&self.path),
            below => url.set_path(&format!("{below}{}", self.path)),
        }
        for (name, value, reserved) in &self.query {
            url.query_pairs_mut().append_pair(name, if *reserved { "" } else { value });
            if *reserved {
                let query = format!("{}{}", url.query().unwrap_or_default(), encode_reserved(value));
                url.set_query(Some(&query));
            }
        }
        let method = Method::from_bytes(self.operation.method.as_bytes())
            .map_err(|_| Failure::Invalid("the method is not HTTP's".to_owned()))?;
        // RFC 9110 asks for this, and some gateways respond with 411 to a POST without it.
        let says_empty = matches!(method, Method::POST | Method::PUT | Method::PATCH);
        let accept = HeaderValue::from_static(self.operation.accept);
        let mut request = http.request(method, url).timeout(timeout).header(ACCEPT, accept);
        let is_given = self.headers.iter().any(|(name, _)| *name == USER_AGENT);
        if let Some(agent) = self.client.shared.user_agent.as_ref().filter(|_| !is_given) {
            request = request.header(USER_AGENT, agent);
        }
        for (name, value) in credentials.into_iter().chain(self.headers.iter().cloned()) {
            request = request.header(name, value);
        }
        request = match (&self.body, form) {
            (_, Some(form)) => request.multipart(form),
            (Body::Bytes(bytes, media_type), None) => request.header(CONTENT_TYPE, *media_type).body(bytes.clone()),
            (_, None) if says_empty => request.header(CONTENT_LENGTH, HeaderValue::from_static("0")),
            (_, None) => request,
        };
        request.build().map_err(TransportError::sending).map_err(Failure::Transport)
    }
}
