//! Requests: which operation they call, and their parameters.

use http::{Method, Uri};

use super::{
    Checked, Validator, body,
    checker::Checker,
    model::{Location, Operation, Parameter},
    path, security, words,
};
use crate::message::Request;

/// Checks a request, with its body or without.
pub(super) fn check(validator: &Validator, request: &Request, with_body: bool) -> Checked {
    let segments = path::segments(request.uri.path());
    let candidates = candidates(validator, &segments);
    let fitting = candidates.iter().find(|(operation, _)| operation.method == request.method);
    let Some((operation, captures)) = fitting else {
        let mut checker = Checker::new(validator, None);
        no_operation(&mut checker, request, &candidates);
        return checker.checked;
    };
    let mut checker = Checker::new(validator, Some(operation));
    path_parameters(&mut checker, operation, captures);
    query(&mut checker, operation, request.uri.query().unwrap_or_default());
    for parameter in operation.parameters.iter().filter(|own| own.location == Location::Header) {
        header(&mut checker, parameter, &request.headers);
    }
    if validator.security {
        security::check(&mut checker, operation, &request.headers);
    }
    if with_body {
        body::of_request(&mut checker, operation, &request.headers, &request.body);
    }
    checker.checked
}

/// Operations of any method whose path fits best, the best first.
fn candidates<'a>(validator: &'a Validator, segments: &[String]) -> Vec<(&'a Operation, path::Captures)> {
    let mut all: Vec<_> = validator
        .operations
        .iter()
        .filter_map(|operation| Some((operation, operation.template.captures(segments)?)))
        .collect();
    all.sort_by_key(|(operation, _)| std::cmp::Reverse(operation.template.rank()));
    // With fewer segments, the rest of the path would look like a base path.
    let most = all.first().map(|(operation, _)| operation.template.rank().0);
    all.retain(|(operation, _)| Some(operation.template.rank().0) == most);
    all
}

/// What a server of the contract does with a request.
pub enum Meeting<'a> {
    /// It is for an operation, by its id; with what the path names.
    Operation(&'a str, Vec<(String, String)>),
    /// The path exists, but only with other methods.
    OtherMethod,
    /// The contract has no such path.
    Nothing,
}

/// What a server does whose paths are those of the contract, with or without the base path
/// of one of the contract's servers.
pub(super) fn meet<'a>(validator: &'a Validator, method: &Method, path: &str) -> Meeting<'a> {
    let segments = path::segments(path);
    let bare = std::iter::once(segments.as_slice());
    let tails = bare.chain(validator.bases.iter().filter_map(|base| segments.strip_prefix(base.as_slice())));
    let mut other = false;
    for tail in tails {
        let exact = |operation: &Operation| operation.template.rank().0 == tail.len();
        let candidates = candidates(validator, tail);
        // A path that is spelled out in the contract is never matched by a name in another
        // path.
        let best = candidates.first().map(|(operation, _)| operation.template.rank());
        let best = |operation: &Operation| Some(operation.template.rank()) == best;
        let mut fitting =
            candidates.into_iter().filter(|(operation, _)| exact(operation) && best(operation)).peekable();
        other |= fitting.peek().is_some();
        if let Some((operation, captures)) = fitting.find(|(operation, _)| operation.method == *method) {
            return Meeting::Operation(&operation.id, captures);
        }
    }
    if other { Meeting::OtherMethod } else { Meeting::Nothing }
}

fn no_operation(checker: &mut Checker<'_>, request: &Request, candidates: &[(&Operation, path::Captures)]) {
    let Some((best, _)) = candidates.first() else {
        let shown = shown_path(checker.validator, &request.method, &request.uri);
        return checker.violation("path", "a path of the contract", shown, "/paths");
    };
    let same_path = candidates.iter().filter(|(operation, _)| operation.path == best.path);
    let methods: Vec<&str> = same_path.map(|(operation, _)| operation.method.as_str()).collect();
    let known = [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::OPTIONS, Method::HEAD, Method::PATCH];
    let found = if known.contains(&request.method) { request.method.as_str() } else { "another method" };
    let pointer = best.pointer.rsplit_once('/').map_or("/paths", |(path, _)| path);
    checker.violation("method", words::alternatives(&methods), format!("{found} {}", best.path), pointer);
}

/// A path without data in it.
pub(super) fn shown_path(validator: &Validator, method: &Method, uri: &Uri) -> String {
    /// A path of the contract has far fewer segments.
    const MOST: usize = 20;
    let segments = path::segments(uri.path());
    let candidates = candidates(validator, &segments);
    let best = candidates.iter().find(|(operation, _)| operation.method == *method).or(candidates.first());
    if let Some((operation, _)) = best {
        return operation.path.clone();
    }
    let known = |text: &str| validator.operations.iter().any(|operation| operation.template.says(text));
    let shown = segments.iter().take(MOST).map(|segment| match known(segment) {
        true => format!("/{segment}"),
        false if validator.show_unknown => format!("/{}", words::shown(segment)),
        false => "/*".to_owned(),
    });
    let rest = if segments.len() > MOST { "/…" } else { "" };
    shown.chain([rest.to_owned()]).collect()
}

fn path_parameters(checker: &mut Checker<'_>, operation: &Operation, captures: &path::Captures) {
    for parameter in operation.parameters.iter().filter(|own| own.location == Location::Path) {
        for (_, text) in captures.iter().filter(|(name, _)| *name == parameter.name) {
            if let Some(schema) = &parameter.schema {
                checker.text(&format!("path {}", parameter.name), schema, text);
            }
        }
    }
}

fn query(checker: &mut Checker<'_>, operation: &Operation, query: &str) {
    // Any text reads as pairs.
    let pairs = || form_urlencoded::parse(query.as_bytes());
    let known: Vec<&Parameter> = operation.parameters.iter().filter(|own| own.location == Location::Query).collect();
    for parameter in &known {
        let texts: Vec<_> = pairs().filter(|(name, _)| *name == parameter.name).map(|(_, text)| text).collect();
        texts_of(checker, "query", parameter, texts.iter().map(AsRef::as_ref).collect());
    }
    for (name, text) in pairs().filter(|(name, _)| !known.iter().any(|parameter| parameter.name == *name)) {
        let at = format!("query {}", checker.unknown_name(&name));
        checker.unknown(at, "a string", crate::scalar::found_text(&text), &operation.pointer);
    }
}

/// Checks one header that the contract names.
pub(super) fn header(checker: &mut Checker<'_>, parameter: &Parameter, headers: &http::HeaderMap) {
    // The contract's name may not be a valid header name; then no message can have it.
    let values: Vec<_> = headers.get_all(parameter.name.as_str()).iter().collect();
    let texts: Vec<&str> = values.iter().filter_map(|value| value.to_str().ok()).collect();
    if texts.len() < values.len() {
        let at = format!("header {}", parameter.name);
        return checker.violation(at, "ASCII text", "other bytes", &parameter.pointer);
    }
    texts_of(checker, "header", parameter, texts);
}

fn texts_of(checker: &mut Checker<'_>, place: &str, parameter: &Parameter, texts: Vec<&str>) {
    let at = format!("{place} {}", parameter.name);
    let items: Vec<&str> = match place {
        // A list in a header is one text with commas, in a query one pair per item.
        "header" if parameter.list => texts.iter().flat_map(|text| text.split(',')).map(str::trim).collect(),
        _ => texts,
    };
    if items.is_empty() && parameter.required {
        return checker.violation(at, "a value", "nothing", &parameter.pointer);
    }
    if items.len() > 1 && !parameter.list {
        return checker.violation(at, "one value", format!("{} values", items.len()), &parameter.pointer);
    }
    let Some(schema) = &parameter.schema else { return };
    let schema = if parameter.list { format!("{schema}/items") } else { schema.clone() };
    for text in items {
        checker.text(&at, &schema, text);
    }
}
