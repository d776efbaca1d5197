//! A text as a part of a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters that end a value of a query or are not allowed in one. The other reserved
/// characters of RFC 3986 are allowed there.
const ENDING: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Percent-encodes a value of a query but keeps its reserved characters.
pub(crate) fn encode_reserved(text: &str) -> String {
    utf8_percent_encode(text, ENDING).to_string()
}

/// Fills in the variables of a server's URL, which stand in braces. Values are
/// percent-encoded so that they cannot change the rest of the URL; only colons stay,
/// because they stand before a port.
#[doc(hidden)]
pub fn server_url(template: &str, values: &[(&str, &str)]) -> String {
    const PLACE: &AsciiSet = &RESERVED.remove(b':');
    values.iter().fold(template.to_owned(), |url, (name, value)| {
        url.replace(&format!("{{{name}}}"), &utf8_percent_encode(value, PLACE).to_string())
    })
}

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
    fn what_does_not_end_a_value_of_a_query_may_stay() {
        assert_eq!(encode_reserved("a:/?@!$'()*,;=b"), "a:/?@!$'()*,;=b");
        assert_eq!(encode_reserved("#&+[]% é"), "%23%26%2B%5B%5D%25%20%C3%A9");
    }

    #[test]
    fn a_variable_of_a_server_stays_in_its_place() {
        let url =
            |region: &str| server_url("https://{region}.example.com/{base}", &[("region", region), ("base", "a/b")]);
        assert_eq!(url("eu"), "https://eu.example.com/a%2Fb");
        for region in ["evil.org/", "evil.org?", "evil.org#", "x@evil.org", "evil.org\\", "{base}"] {
            let host = reqwest::Url::parse(&url(region)).ok().and_then(|url| url.host_str().map(str::to_owned));
            assert!(host.is_none_or(|host| host.ends_with(".example.com")), "{region}");
        }
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
