//! Decodes a union in one pass, although its version may be the last member.
//!
//! serde passes a value on member by member. So a value whose last member chooses the type
//! must be kept whole and read twice. When the whole text is at hand, we guess the version
//! from the text, decode the value as that version, and compare the guess with the decoded
//! member. A wrong guess only costs time.

use memchr::memmem;
use serde::de::DeserializeOwned;

use crate::decode::DecodeError;

/// A type for which one pass over its whole text is mostly enough.
pub trait Quick: DeserializeOwned {
    /// The value, or None when one pass is not enough; then serde's way decides.
    fn quick(json: &str) -> Option<Self>;
}

/// Decodes a whole text. `members` are the names that an error may show.
///
/// # Errors
///
/// When the text is not of the type.
pub fn from_json<T: Quick>(json: &[u8], members: &[&str]) -> Result<T, DecodeError> {
    decode_quickly(json, "no media type", members)
}

/// In one pass where that is enough, or else serde's way.
pub(crate) fn decode_quickly<T: Quick>(
    json: &[u8],
    media_type: &'static str,
    members: &[&str],
) -> Result<T, DecodeError> {
    let quick = DecodeError::or_utf8(json, media_type).ok().and_then(T::quick);
    quick.map_or_else(|| DecodeError::or_json(json, media_type, members), Ok)
}

/// The integer after the last member of that name in the text, which is mostly the
/// value's own. The name is given with its quotes.
pub fn guess_version(json: &str, quoted: &str) -> Option<i64> {
    let after = memmem::rfind(json.as_bytes(), quoted.as_bytes())? + quoted.len();
    let rest = json.get(after..)?.trim_ascii_start().strip_prefix(':')?.trim_ascii_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..digits].parse().ok()
}

/// The value, if the text is one of the type.
pub fn decode<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// The text of the only member of an object, if the object begins with a member of
/// that name, and whether it does. The name is given with its quotes.
pub fn unwrap<'a>(json: &'a str, quoted: &str) -> (&'a str, bool) {
    let inner = || {
        let rest = json.trim_ascii().strip_prefix('{')?.trim_ascii_start();
        let rest = rest.strip_prefix(quoted)?.trim_ascii_start();
        rest.strip_prefix(':')?.strip_suffix('}')
    };
    inner().map_or((json, false), |inner| (inner, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_version_of_a_text_is_guessed() {
        let guess = |json: &str| guess_version(json, "\"version\"");
        assert_eq!(guess(r#"{"a": 1, "version": 12}"#), Some(12));
        assert_eq!(guess(r#"{"version" : 0, "agent_version": "3"}"#), Some(0));
        assert_eq!(guess(r#"{"version": 0, "device": {"version": 7}}"#), Some(7));
        for none in [
            "",
            "{}",
            r#"{"version": "1"}"#,
            r#"{"version": -1}"#,
            r#"{"version""#,
            r#"{"version": 99999999999999999999}"#,
        ] {
            assert_eq!(guess(none), None, "{none}");
        }
    }

    #[test]
    fn a_wrapper_is_taken_off_when_it_comes_first() {
        let unwrap = |json: &'static str| unwrap(json, "\"report\"");
        assert_eq!(unwrap(r#" { "report" : {"a": 1} } "#), (r#" {"a": 1} "#, true));
        assert_eq!(unwrap(r#"{"a": 1}"#), (r#"{"a": 1}"#, false));
        assert!(!unwrap("").1 && !unwrap("{").1 && !unwrap("}").1);
    }
}
