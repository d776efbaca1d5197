//! Why a JSON text could not be decoded, said without any of its values.

use serde::de::DeserializeOwned;

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
        let json = Self::or_utf8(json, media_type)?;
        serde_json::from_str(json).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Self::locate::<T>(json, members),
            _ => Self::NotJson { media_type, line: error.line(), column: error.column() },
        })
    }

    /// The text of the bytes. To look at all of it at once is faster than to have each
    /// string looked at by itself.
    pub(crate) fn or_utf8<'a>(json: &'a [u8], media_type: &'static str) -> Result<&'a str, Self> {
        std::str::from_utf8(json).map_err(|error| {
            let before = &json[..error.valid_up_to()];
            let line = 1 + memchr::memchr_iter(b'\n', before).count();
            let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |end| end + 1) + 1;
            Self::NotJson { media_type, line, column }
        })
    }

    /// Decodes once more, to learn which member is at fault. Always from a `str`: each
    /// way to read makes the compiler write the decoding of every type anew.
    pub(crate) fn locate<T: DeserializeOwned>(json: &str, members: &[&str]) -> Self {
        match serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json)) {
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
