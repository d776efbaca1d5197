//! The parts of a form, multipart or urlencoded.

use bytes::Bytes;
use futures_util::stream;

/// One part of a form.
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file, if it is one.
    pub file_name: Option<String>,
    /// The media type, if one is stated.
    pub media_type: Option<String>,
    /// The bytes.
    pub content: Bytes,
}

/// The most parts of a form. No operation has a tenth of this number, and a part takes a
/// multiple of its bytes in memory.
const MOST_PARTS: usize = 1_000;

/// Reads the parts of a body; None when it is not a complete form, or has too many parts.
pub(crate) async fn read(content_type: &str, body: &Bytes) -> Option<Vec<Part>> {
    if body.is_empty() {
        return None;
    }
    if content_type.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        if body.iter().filter(|byte| **byte == b'&').count() >= MOST_PARTS {
            return None;
        }
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
        let text = |(name, value): (String, String)| Part {
            name,
            file_name: None,
            media_type: None,
            content: Bytes::from(value),
        };
        return Some(pairs.into_iter().map(text).collect());
    }
    let boundary = multer::parse_boundary(content_type).ok()?;
    let whole = stream::iter([Ok::<_, std::convert::Infallible>(body.clone())]);
    let mut multipart = multer::Multipart::new(whole, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.ok()? {
        if parts.len() == MOST_PARTS {
            return None;
        }
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(ToOwned::to_owned),
            media_type: field.content_type().map(|media_type| media_type.essence_str().to_owned()),
            content: field.bytes().await.ok()?,
        });
    }
    Some(parts)
}
