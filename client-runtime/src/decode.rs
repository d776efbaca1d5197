//! Why a JSON text could not be decoded. The reason contains none of its values.

use serde::de::DeserializeOwned;

use crate::locate::{Step, locate};

/// What is wrong with the body of a response, without any of its values.
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
        /// The media type that the server states.
        media_type: &'static str,
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault, from 1.
        column: usize,
    },
    /// A member is missing or has another type than the contract says.
    #[error("{}: {problem}", place(path))]
    #[non_exhaustive]
    Member {
        /// Path of the member, empty for the whole body; names that are not the contract's are shown as `*`.
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
        let json = Self::or_utf8(json, media_type)?;
        serde_json::from_str(json).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Self::member(json, &error, members),
            _ => Self::NotJson { media_type, line: error.line(), column: error.column() },
        })
    }

    /// The text of the bytes. Checking all of it for UTF-8 at once is faster than checking
    /// each string.
    pub(crate) fn or_utf8<'a>(json: &'a [u8], media_type: &'static str) -> Result<&'a str, Self> {
        std::str::from_utf8(json).map_err(|error| {
            let before = &json[..error.valid_up_to()];
            let line = 1 + memchr::memchr_iter(b'\n', before).count();
            let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |end| end + 1) + 1;
            Self::NotJson { media_type, line, column }
        })
    }

    /// Which member of the text is at fault, and why.
    pub(crate) fn member(json: &str, error: &serde_json::Error, members: &[&str]) -> Self {
        let (length, below, problem) = problem(error);
        let path = member_path(&locate(json, error.line(), error.column(), length), members);
        Self::Member { path: join(&path, &below), problem }
    }
}

/// The prefix by which a type that decodes its own text, such as a union, passes a
/// [`DecodeError::Member`] through serde, whose errors are text. None of serde's own
/// messages begins with it.
const BELOW: char = '\u{1}';

/// The error that a type which decodes its own text gives to serde, with the length of that
/// text.
pub(crate) fn as_serde_error<E: serde::de::Error>(error: &DecodeError, length: usize) -> E {
    match error {
        DecodeError::Member { path, problem } => {
            E::custom(format_args!("{BELOW}{length}{BELOW}{path}{BELOW}{problem}"))
        }
        other => E::custom(other),
    }
}

/// For a type that decodes its own text: the length of that text, the path inside it, and
/// what is wrong. Of serde's message only the expectation is kept, as it is known when the
/// program is compiled. The rest quotes the offending value.
fn problem(error: &serde_json::Error) -> (Option<usize>, String, String) {
    let message = error.to_string();
    let text = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    if let ["", length, path, problem] = text.splitn(4, BELOW).collect::<Vec<_>>()[..] {
        return (length.parse().ok(), path.to_owned(), problem.to_owned());
    }
    let problem = match text.rsplit_once(", expected ") {
        _ if text.starts_with("missing field `") => format!("{} is missing", &text["missing field ".len()..]),
        Some((_, expected)) => format!("expected {expected}"),
        None => "not of the type that the contract gives".to_owned(),
    };
    (None, String::new(), problem)
}

fn member_path(path: &[Step<'_>], members: &[&str]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Item(index) => text.push_str(&format!("[{index}]")),
            Step::Member(name) => {
                let name: String = serde_json::from_str(name).unwrap_or_default();
                // The names of a map's entries are the vendor's data, often an id.
                let is_known = members.binary_search(&name.as_str()).is_ok();
                text = join(&text, if is_known { &name } else { "*" });
            }
        }
    }
    text
}

/// What a path names, in words.
fn place(path: &str) -> String {
    if path.is_empty() { "the whole body".to_owned() } else { format!("member `{path}`") }
}

fn join(path: &str, below: &str) -> String {
    if path.is_empty() || below.is_empty() || below.starts_with('[') {
        format!("{path}{below}")
    } else {
        format!("{path}.{below}")
    }
}
