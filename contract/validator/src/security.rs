//! The credentials of a request. The kind of a token cannot be seen.

use http::{HeaderMap, header::AUTHORIZATION};

use super::{
    checker::Checker,
    model::{Operation, Scheme, SchemeKind},
    scalar::found_text,
};

/// One of the alternatives must be met in full; of those that are not, the one
/// that lacks least is reported.
pub(super) fn check(checker: &mut Checker<'_>, operation: &Operation, headers: &HeaderMap) {
    let missing = operation.security.iter().map(|alternative| {
        let missing = alternative.schemes.iter().filter_map(|scheme| Some((scheme, missing(scheme, headers)?)));
        missing.collect::<Vec<_>>()
    });
    for (scheme, found) in missing.min_by_key(Vec::len).unwrap_or_default() {
        let (at, expected) = match &scheme.kind {
            SchemeKind::Header(name) => (format!("header {name}"), format!("a key ({})", scheme.name)),
            _ => ("header authorization".to_owned(), format!("a bearer token ({})", scheme.name)),
        };
        checker.violation(at, expected, found, &scheme.pointer);
    }
}

/// What was found in place of the credentials; None when they are present.
fn missing(scheme: &Scheme, headers: &HeaderMap) -> Option<String> {
    let name = match &scheme.kind {
        SchemeKind::Bearer => AUTHORIZATION.as_str(),
        SchemeKind::Header(name) => name.as_str(),
        SchemeKind::Other => return None,
    };
    let values: Vec<_> = headers.get_all(name).iter().collect();
    let [value] = values.as_slice() else {
        return Some(if values.is_empty() { "nothing".to_owned() } else { format!("{} values", values.len()) });
    };
    let Ok(text) = value.to_str() else { return Some("bytes that are no ASCII text".to_owned()) };
    match &scheme.kind {
        SchemeKind::Bearer => bearer(text),
        _ if text.trim().is_empty() => Some("an empty value".to_owned()),
        _ => None,
    }
}

/// RFC 6750, 2.1: the scheme's name, a space, and a token of certain characters.
fn bearer(text: &str) -> Option<String> {
    let Some((scheme, token)) = text.split_once(' ') else {
        return Some(format!("{} without a space", found_text(text)));
    };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Some("another scheme".to_owned());
    }
    let body = token.trim_end_matches('=');
    let fits = !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
    (!fits).then(|| format!("{} that is no token", found_text(token)))
}
