//! A text as one segment of a path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a text as one segment of a path: everything except letters, digits, `-`, `.`, `_` and `~`.
///
/// Check the text with [`is_segment`] first: a few texts change the path no matter how they are encoded.
pub(crate) fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Whether a text can be sent as one segment of a path.
///
/// `.` and `..` cannot: a URL parser removes them, encoded or not, so that the request would go to another resource
/// than the one that was meant. An empty text leaves the segment empty, which many servers then skip.
pub(crate) fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_keeps_only_unreserved_characters() {
        let unreserved = "ABCXYZabcxyz0189-._~";
        assert_eq!(encode_segment(unreserved), unreserved);
        assert_eq!(encode_segment("a/b?c#d%e f+g&h=i@j:k"), "a%2Fb%3Fc%23d%25e%20f%2Bg%26h%3Di%40j%3Ak");
        assert_eq!(encode_segment("é\r\n"), "%C3%A9%0D%0A");
    }

    #[test]
    fn a_text_that_changes_the_path_is_no_segment() {
        let path = |text| {
            let url = format!("http://localhost/users/{}/photo", encode_segment(text));
            reqwest::Url::parse(&url).unwrap().path().to_owned()
        };
        assert_eq!(["", ".", ".."].map(path), ["/users//photo", "/users/photo", "/photo"]);
        assert_eq!(["", ".", ".."].map(is_segment), [false; 3]);
        // A URL parser also takes `%2e` for a dot, but the percent sign of a given text is encoded itself.
        for text in ["a", "...", ".a", "%2e%2e", "../..", " "] {
            assert!(is_segment(text), "{text}");
            assert_eq!(path(text), format!("/users/{}/photo", encode_segment(text)), "{text}");
        }
    }
}
