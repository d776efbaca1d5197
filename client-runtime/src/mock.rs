//! What the generated `httpmock` helpers share: matching requests and sending responses as
//! the contract says, for every kind of body.

use bytes::Bytes;
use httpmock::{HttpMockRequest, Method, Then, When};
use percent_encoding::percent_decode_str;
use serde::Serialize;

use crate::{
    operation::{Operation, SchemeKind, SecurityScheme},
    wire_text::ToWire,
};

/// One part of a multipart request as the mock server received it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedPart {
    /// The part's name.
    pub name: String,
    /// The file name, if the part is a file.
    pub file_name: Option<String>,
    /// The media type, if the part has one.
    pub media_type: Option<String>,
    /// The content.
    pub bytes: Bytes,
}

crate::opaque_debug!(ReceivedPart);

impl ReceivedPart {
    /// The content as text; None when it is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// The parts of a multipart request body; None when it is no such body.
pub fn parts(content_type: &str, body: Bytes) -> Option<Vec<ReceivedPart>> {
    let boundary = multer::parse_boundary(content_type).ok()?;
    let stream = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(body)]);
    futures_executor::block_on(async {
        let mut multipart = multer::Multipart::new(stream, boundary);
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await.ok()? {
            parts.push(ReceivedPart {
                name: field.name().unwrap_or_default().to_owned(),
                file_name: field.file_name().map(str::to_owned),
                media_type: field.content_type().map(ToString::to_string),
                bytes: field.bytes().await.ok()?,
            });
        }
        Some(parts)
    })
}

/// Matches method, path and the presence of the operation's credentials.
pub fn expect(when: When, operation: &'static Operation, all: &'static [&'static Operation]) -> When {
    let siblings = all.iter().filter(|other| other.method == operation.method && is_closer(other, operation));
    let siblings: Vec<&Operation> = siblings.copied().collect();
    let when = when.method(Method::from(operation.method)).is_true(move |request| {
        let path = request.uri().path().to_owned();
        let is_of = |operation: &Operation| captures(operation.path, &path).is_some();
        is_of(operation) && !siblings.iter().any(|sibling| is_of(sibling))
    });
    // Presence does not tell alternatives apart; a test that needs to do so states the
    // value.
    let [only] = operation.security else { return when };
    only.iter().fold(when, |when, scheme| match scheme.kind {
        SchemeKind::Bearer => when.header_prefix("authorization", "Bearer "),
        SchemeKind::Header(name) => when.header_exists(name),
    })
}

/// Matches one credential exactly.
pub fn credential(when: When, scheme: &'static SecurityScheme, value: &str) -> When {
    match scheme.kind {
        SchemeKind::Bearer => when.header("authorization", format!("Bearer {value}")),
        SchemeKind::Header(name) => when.header(name, value),
    }
}

/// Matches a path parameter.
pub fn path<T: ToWire + ?Sized>(when: When, operation: &'static Operation, name: &'static str, value: &T) -> When {
    let expected = value.to_wire().into_owned();
    when.is_true(move |request| {
        let path = request.uri().path().to_owned();
        let found = captures(operation.path, &path);
        found.is_some_and(|found| found.iter().any(|(known, text)| *known == name && *text == expected))
    })
}

/// Matches a query parameter, or its absence.
pub fn query<T: ToWire>(when: When, name: &str, value: Option<T>) -> When {
    match value {
        Some(value) => when.query_param(name, value.to_wire()),
        None => when.query_param_missing(name),
    }
}

/// Matches a query parameter that is given several times, in order.
pub fn query_list<T: ToWire>(when: When, name: &'static str, values: &[T]) -> When {
    let expected: Vec<String> = values.iter().map(|value| value.to_wire().into_owned()).collect();
    when.is_true(move |request| {
        let sent = request.query_params().into_iter().filter(|(known, _)| known == name);
        sent.map(|(_, value)| value).eq(expected.iter().cloned())
    })
}

/// Matches a header, or its absence.
pub fn header<T: ToWire>(when: When, name: &str, value: Option<T>) -> When {
    match value {
        Some(value) => when.header(name, value.to_wire()),
        None => when.header_missing(name),
    }
}

/// Matches a form with exactly these fields, in any order.
pub fn form<T: Serialize>(when: When, body: &T) -> When {
    let expected = serde_urlencoded::to_string(body).map(|text| pairs(text.as_bytes())).unwrap_or_default();
    when.is_true(move |request| pairs(request.body_ref()) == expected)
}

fn pairs(form: &[u8]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(form).unwrap_or_default();
    pairs.sort();
    pairs
}

/// Matches a multipart body with a part of that name that passes `check`.
pub fn part(when: When, name: &'static str, check: impl Fn(&ReceivedPart) -> bool + Send + Sync + 'static) -> When {
    when.is_true(move |request| {
        received(request).is_some_and(|parts| parts.iter().any(|part| part.name == name && check(part)))
    })
}

fn received(request: &HttpMockRequest) -> Option<Vec<ReceivedPart>> {
    let headers = request.headers();
    parts(headers.get("content-type")?.to_str().ok()?, request.body_bytes())
}

/// Matches a request without body and without media type.
pub fn no_body(when: When) -> When {
    when.header_missing("content-type").is_true(|request| request.body_ref().is_empty())
}

/// Responds without a body.
pub fn answer_empty(then: Then, status: u16) -> Then {
    then.status(status)
}

/// Responds with plain text.
pub fn answer_text(then: Then, status: u16, text: &str) -> Then {
    then.status(status).header("content-type", "text/plain; charset=utf-8").body(text)
}

/// Responds with JSON.
pub fn answer_json<T: Serialize>(then: Then, status: u16, value: &T) -> Then {
    then.status(status).header("content-type", "application/json").json_body_obj(value)
}

/// Whether a path that fits both templates belongs to the first: it fixes more of the path.
fn is_closer(one: &Operation, other: &Operation) -> bool {
    let says = |operation: &Operation| {
        let steps = operation.path.split('/');
        (steps.clone().count(), steps.filter(|step| !step.contains('{')).count())
    };
    says(one) > says(other)
}

/// The decoded path parameters, if the path fits the template. The path may have a base
/// path in front of the template.
fn captures(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let template: Vec<&str> = template.trim_start_matches('/').split('/').collect();
    let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let path = path.get(path.len().checked_sub(template.len())?..)?;
    let mut found = Vec::new();
    for (pattern, text) in template.iter().zip(path) {
        match pattern.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
            None if pattern == text => {}
            None => return None,
            Some((before, (name, after))) => {
                let value = text.strip_prefix(before)?.strip_suffix(after)?;
                found.push((name, percent_decode_str(value).decode_utf8().ok()?.into_owned()));
            }
        }
    }
    Some(found)
}
