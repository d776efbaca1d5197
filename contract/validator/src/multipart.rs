//! Bodies of the type `multipart/form-data`.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::{FutureExt, stream};

use super::{
    checker::Checker,
    media::MediaType,
    model::{Fields, OtherFields},
    words,
};

struct Part {
    name: Option<String>,
    /// It has a file name, or a media type that is not text.
    is_file: bool,
    /// Whether text in it is UTF-8, as far as it says.
    is_utf8: bool,
    body: Bytes,
}

pub(super) fn check(checker: &mut Checker<'_>, fields: &Fields, body: Bytes, boundary: &str, pointer: &str) {
    let size = words::count(body.len(), "byte");
    let mut counts = vec![0_usize; fields.named.len()];
    // When a body cannot be cut into parts, nothing else is reported about it.
    let mut inner = Checker::new(checker.validator, checker.operation);
    let each = |part: Part| {
        let found = format!("{} of {}", kind(part.is_file), words::count(part.body.len(), "byte"));
        let Some(name) = &part.name else {
            return inner.violation("part", "a name", format!("{found} without one"), pointer);
        };
        let Some(index) = fields.position(name) else {
            let at = format!("part {}", inner.unknown_name(name));
            return match &fields.others {
                OtherFields::Free => {}
                OtherFields::Schema(schema) => check_part(&mut inner, &at, schema, false, &part),
                OtherFields::Unknown => inner.unknown(at, kind(part.is_file), found, pointer),
            };
        };
        counts[index] += 1;
        let field = &fields.named[index];
        if let Some(demand) = &field.banned {
            return inner.violation(format!("part {}", field.name), &demand.expected, found, &demand.pointer);
        }
        if field.list || counts[index] == 1 {
            check_part(&mut inner, &format!("part {}", field.name), &field.schema, field.binary, &part);
        }
    };
    // All of the body is there already, so nothing has to wait.
    let Some(Some(())) = for_each(body, boundary, each).now_or_never() else {
        return checker.violation("body", "parts between the boundary", format!("{size} without such parts"), pointer);
    };
    checker.take(inner.checked);
    for (field, count) in fields.named.iter().zip(counts) {
        let at = format!("part {}", field.name);
        match count {
            0 if field.required => checker.violation(at, kind(field.binary), "nothing", &field.pointer),
            more if more > 1 && !field.list && field.banned.is_none() => {
                checker.violation(at, "one part", format!("{more} parts"), &field.pointer);
            }
            _ => {}
        }
    }
}

fn check_part(checker: &mut Checker<'_>, at: &str, schema: &str, binary: bool, part: &Part) {
    let size = words::count(part.body.len(), "byte");
    if binary != part.is_file {
        let found = format!("{} of {size}", kind(part.is_file));
        return checker.violation(at, kind(binary), found, schema);
    }
    if binary {
        return;
    }
    match std::str::from_utf8(&part.body) {
        Ok(text) => checker.text(at, schema, text),
        Err(_) if !part.is_utf8 => checker.checked.unchecked.push(format!("{at}: its charset is not read here")),
        Err(error) => {
            let found = format!("{size}, none from byte {}", error.valid_up_to() + 1);
            checker.violation(at, "UTF-8 text", found, schema);
        }
    }
}

fn kind(is_file: bool) -> &'static str {
    if is_file { "a file" } else { "text" }
}

/// Goes through the parts; None when the body cannot be cut into any.
async fn for_each(body: Bytes, boundary: &str, mut each: impl FnMut(Part)) -> Option<()> {
    let body = stream::once(std::future::ready(Ok::<_, Infallible>(body)));
    let mut reader = multer::Multipart::new(body, boundary);
    while let Some(part) = reader.next_field().await.ok()? {
        let media = part.content_type().and_then(|media| MediaType::parse(media.as_ref()));
        each(Part {
            name: part.name().map(str::to_owned),
            is_file: part.file_name().is_some()
                || media.as_ref().is_some_and(|media| !media.essence.starts_with("text/")),
            is_utf8: media.as_ref().is_none_or(MediaType::is_utf8),
            body: part.bytes().await.ok()?,
        });
    }
    Some(())
}
