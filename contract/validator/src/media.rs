//! Media types, as a contract names them and as a header states them.

use http::HeaderMap;

/// A media type with the parameters that matter here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MediaType {
    /// `type/subtype` in lower case.
    pub essence: String,
    pub boundary: Option<String>,
    pub charset: Option<String>,
}

impl MediaType {
    /// None for a text that is no media type.
    pub fn parse(text: &str) -> Option<Self> {
        let mut pieces = text.split(';');
        let essence = pieces.next()?.trim().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        let token = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-*".contains(&byte))
        };
        if !token(kind) || !token(subtype) {
            return None;
        }
        let mut media = Self { essence, boundary: None, charset: None };
        for (name, value) in pieces.filter_map(|piece| piece.split_once('=')) {
            let value = value.trim().trim_matches('"').to_owned();
            match name.trim().to_ascii_lowercase().as_str() {
                "boundary" => media.boundary = Some(value),
                "charset" => media.charset = Some(value.to_ascii_lowercase()),
                _ => {}
            }
        }
        Some(media)
    }

    /// Whether text in this media type is UTF-8, as far as it says.
    pub fn is_utf8(&self) -> bool {
        self.charset.as_deref().is_none_or(|charset| matches!(charset, "utf-8" | "utf8" | "us-ascii"))
    }

    /// Whether this, out of a contract and maybe with wildcards, covers `other`.
    pub fn covers(&self, other: &Self) -> bool {
        match self.essence.split_once('/') {
            Some(("*", "*")) => true,
            Some((kind, "*")) => other.essence.starts_with(&format!("{kind}/")),
            _ => self.essence == other.essence,
        }
    }
}

/// What the header `content-type` states.
pub(super) enum Stated {
    Nothing,
    Type(MediaType),
    /// Repeated, or no media type.
    Unreadable(String),
}

pub(super) fn stated(headers: &HeaderMap) -> Stated {
    let mut all = headers.get_all(http::header::CONTENT_TYPE).iter();
    match (all.next(), all.count()) {
        (None, _) => Stated::Nothing,
        (Some(value), 0) => match value.to_str().ok().and_then(MediaType::parse) {
            Some(media) => Stated::Type(media),
            None => Stated::Unreadable("a value that is no media type".to_owned()),
        },
        (Some(_), more) => Stated::Unreadable(format!("the header {} times", more + 1)),
    }
}
