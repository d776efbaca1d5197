//! Bodies: presence, media type, encoding, content.

use bytes::Bytes;
use http::HeaderMap;

use super::{
    checker::Checker,
    encoding, form,
    media::{MediaType, Stated, stated},
    model::{Media, Operation, Response, Shape},
    multipart, words,
};

/// Checks the body of a request.
pub(super) fn of_request(checker: &mut Checker<'_>, operation: &Operation, headers: &HeaderMap, raw: &Bytes) {
    match &operation.body {
        None if raw.is_empty() => {}
        None => checker.violation("body", "nothing", words::count(raw.len(), "byte"), &operation.pointer),
        Some(body) if raw.is_empty() => {
            if body.required {
                checker.violation("body", names(&body.content), "nothing", &format!("{}/required", body.pointer));
            }
        }
        Some(body) => content(checker, &body.content, headers, raw, Unreadable::Violates(&body.pointer)),
    }
}

/// Checks the body of a response.
pub(super) fn of_response(checker: &mut Checker<'_>, response: &Response, headers: &HeaderMap, raw: &Bytes) {
    let size = words::count(raw.len(), "byte");
    match (response.content.is_empty(), raw.is_empty()) {
        (true, true) => {}
        (true, false) => checker.unknown("body", "bytes", size, &response.pointer),
        (false, true) if response.optional => {}
        (false, true) => checker.violation("body", names(&response.content), "nothing", &content_of(&response.pointer)),
        (false, false) => {
            let pointer = &response.pointer;
            let unreadable =
                if response.optional { Unreadable::IsUnknown(pointer) } else { Unreadable::Violates(pointer) };
            content(checker, &response.content, headers, raw, unreadable);
        }
    }
}

/// What follows when a body does not have the documented media type or syntax. It holds the
/// owner of `content`.
#[derive(Clone, Copy)]
enum Unreadable<'a> {
    Violates(&'a str),
    /// The vendor does not promise the body.
    IsUnknown(&'a str),
}

impl Unreadable<'_> {
    fn note(self, checker: &mut Checker<'_>, at: &str, expected: impl Into<String>, found: String, pointer: &str) {
        match self {
            Self::Violates(_) => checker.violation(at, expected, found, pointer),
            // Hides the size, because it differs from body to body.
            Self::IsUnknown(_) if at == "body" => checker.unknown(at, "bytes", found, pointer),
            Self::IsUnknown(_) => checker.unknown(at, found.clone(), found, pointer),
        }
    }

    fn owner(&self) -> &str {
        match self {
            Self::Violates(owner) | Self::IsUnknown(owner) => owner,
        }
    }
}

fn content(checker: &mut Checker<'_>, known: &[Media], headers: &HeaderMap, raw: &Bytes, unreadable: Unreadable<'_>) {
    const HEADER: &str = "header content-type";
    let pointer = content_of(unreadable.owner());
    let stated = match stated(headers) {
        Stated::Type(stated) => stated,
        Stated::Nothing => return unreadable.note(checker, HEADER, names(known), "nothing".to_owned(), &pointer),
        Stated::Unreadable(found) => return unreadable.note(checker, HEADER, names(known), found, &pointer),
    };
    let Some(media) = known.iter().find(|media| media.media.covers(&stated)) else {
        return unreadable.note(checker, HEADER, names(known), shown(&stated), &pointer);
    };
    let body = match encoding::decode(headers, raw) {
        Ok(body) => body,
        Err(encoding::Failure::Unsupported(encoding)) => {
            return checker.checked.unchecked.push(format!("body: its encoding {encoding} is not read here"));
        }
        Err(encoding::Failure::TooLong) => {
            return checker.checked.unchecked.push("body: too long once it is unpacked".to_owned());
        }
        Err(encoding::Failure::Broken(encoding)) => {
            let found = format!("{} that cannot be unpacked", words::count(raw.len(), "byte"));
            return unreadable.note(checker, "body", format!("{encoding} data"), found, &media.pointer);
        }
    };
    match &media.shape {
        Shape::Json(schema) => {
            let size = words::count(body.len(), "byte");
            let found = match std::str::from_utf8(&body) {
                Ok(text) => checker.json("body", schema, text).err().map(|error| {
                    let (line, column) = (error.line(), error.column());
                    format!("{size}, none from line {line}, column {column}")
                }),
                Err(error) => Some(format!("{size}, not UTF-8 from byte {}", error.valid_up_to() + 1)),
            };
            if let Some(found) = found {
                unreadable.note(checker, "body", "JSON", found, &media.pointer);
            }
        }
        Shape::Form(fields) => form::check(checker, fields, &body, &media.pointer),
        Shape::Multipart(fields) => match &stated.boundary {
            Some(boundary) => multipart::check(checker, fields, body, boundary, &media.pointer),
            None => checker.violation(HEADER, "a boundary", "none", &media.pointer),
        },
        Shape::Text(schema) if stated.is_utf8() => match std::str::from_utf8(&body) {
            Ok(text) => schema.iter().for_each(|schema| checker.text("body", schema, text)),
            Err(error) => {
                let found = format!("{}, none from byte {}", words::count(body.len(), "byte"), error.valid_up_to() + 1);
                unreadable.note(checker, "body", "UTF-8 text", found, &media.pointer);
            }
        },
        Shape::Text(_) => checker.checked.unchecked.push("body: its charset is not read here".to_owned()),
        Shape::Bytes => {}
    }
}

fn content_of(owner: &str) -> String {
    format!("{owner}/content")
}

fn names(content: &[Media]) -> String {
    let names: Vec<&str> = content.iter().map(|media| media.name.as_str()).collect();
    words::alternatives(&names)
}

/// A media type from a message, if it is a well-known one.
fn shown(media: &MediaType) -> String {
    const KNOWN: [&str; 10] = [
        "application/json",
        "application/octet-stream",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "application/xml",
        "multipart/form-data",
        "text/html",
        "text/plain",
        "text/xml",
        "image/png",
    ];
    let shown = KNOWN.iter().find(|known| **known == media.essence);
    shown.map_or_else(|| "another media type".to_owned(), |known| (*known).to_owned())
}
