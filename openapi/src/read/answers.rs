//! The responses of an operation.

use super::{At, Reader, docs, docs_with, essence, hint};
use crate::{
    markdown,
    model::{Content, Response, Status},
    names,
};

impl<'a> Reader<'a> {
    /// Those that are successes, and the others.
    pub(super) fn responses(&mut self, id: &str, method: &str, at: &At<'a>) -> (Vec<Response>, Vec<Response>) {
        let (mut successes, mut errors) = (Vec::new(), Vec::new());
        let Some(all) = at.get("responses") else { return (successes, errors) };
        let described = || all.members().filter(|(key, _)| !key.starts_with("x-"));
        for (key, response) in described() {
            let Some(status) = Status::parse(key) else {
                let help = "write a code such as '404', a range such as '4XX', or `default`";
                self.find(&response.pointer, format!("`{key}` is not a status"), help);
                continue;
            };
            let Some(target) = self.meant(response, "responses") else { continue };
            self.bodiless(method, status, &target);
            let Some((content, media_type)) = self.content(id, &target) else { continue };
            let rust = target.text("x-outcome").map_or_else(|| names::status(status), names::pascal);
            let optional = target.flag("x-optional-body");
            let headers: Vec<String> = target.members_of("headers").map(|(name, at)| header(name, at)).collect();
            let list = (!headers.is_empty()).then(|| format!("Headers:\n\n{}", headers.join("\n")));
            let texts = [docs(&target)].into_iter().chain(list).filter(|text| !text.is_empty());
            let docs = texts.collect::<Vec<_>>().join("\n\n");
            let pointer = target.pointer;
            let response = Response { status, rust, content, media_type, optional, headers, docs, pointer };
            match status {
                Status::Code(200..=299) | Status::Range(2) => successes.push(response),
                _ => errors.push(response),
            }
        }
        if !described().any(|(key, _)| key.starts_with('2')) {
            let help = if described().any(|(key, _)| key.starts_with('3')) {
                "leave the operation out: a client follows no redirect, and one is never a success to it"
            } else {
                "add the statuses of the answers that are successes, for example '200' or '2XX'"
            };
            self.find(&all.pointer, "the operation has no success status", help);
        }
        (successes, errors)
    }

    /// Responses with these statuses never have a body in HTTP, so decoding one would
    /// always fail.
    fn bodiless(&mut self, method: &str, status: Status, at: &At<'a>) {
        let what = match status {
            _ if method == "head" => "to HEAD".to_owned(),
            Status::Code(code @ (100..=199 | 204 | 205 | 304)) => code.to_string(),
            Status::Range(1) => "1XX".to_owned(),
            _ => return,
        };
        if at.members_of("content").next().is_some() {
            self.find(
                &format!("{}/content", at.pointer),
                format!("an answer {what} has no body"),
                "remove `content`; where the response is shared, describe this one by itself",
            );
        }
    }

    /// The content, and its media type.
    fn content(&mut self, id: &str, at: &At<'a>) -> Option<(Content, String)> {
        let none = Some((Content::None, String::new()));
        let Some(content) = at.get("content") else { return none };
        let mut media_types = content.members();
        let Some((media_type, media)) = media_types.next() else { return none };
        if let Some((other, extra)) = media_types.next() {
            let message = format!("an answer of both `{media_type}` and `{other}` is not supported");
            self.find(&extra.pointer, message, "keep the one that the vendor sends");
        }
        let essence = essence(media_type);
        if essence == "text/plain" {
            if let Some(schema) = media.get("schema").filter(|schema| !is_plain_text(schema)) {
                self.never_null(&schema);
                self.find(
                    &schema.pointer,
                    "a text answer is a string as it came",
                    "write `schema: {type: string}`, and say in the description what the text means",
                );
            }
            return Some((Content::Text, media_type.to_owned()));
        }
        if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
            let message = format!("an answer of `{media_type}` is not supported");
            self.find(
                &media.pointer,
                message,
                "a client reads application/json, types that end in +json, and text/plain",
            );
            return None;
        }
        let Some(schema) = media.get("schema") else {
            self.find(&media.pointer, "the answer has no `schema`", "add a `schema`; `{}` accepts anything");
            return None;
        };
        self.never_null(&schema);
        let ty = self.value_type(&schema, &hint(at, id, "Response"));
        Some((Content::Json(ty), media_type.to_owned()))
    }
}

/// Whether a schema only says that the value is a text.
fn is_plain_text(schema: &At<'_>) -> bool {
    const OTHER: [&str; 5] = ["binary", "byte", "date-time", "date-time-local", "password"];
    let plain = |at: &At<'_>| {
        !at.has("enum") && !at.flag("nullable") && !at.text("format").is_some_and(|format| OTHER.contains(&format))
    };
    schema.kind() == Some("string") && schema.expanded().iter().all(plain)
}

/// What the docs say of a header of a response.
fn header(name: &str, at: At<'_>) -> String {
    let at = at.follow();
    let schema = at.get("schema").unwrap_or_else(|| at.clone());
    let flags = [("required", "always there"), ("deprecated", "deprecated")];
    let flags = flags.into_iter().filter(|(flag, _)| at.flag(flag)).map(|(_, fact)| fact);
    let facts: Vec<&str> = schema.kind().into_iter().chain(flags).collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    let line = format!("- {}{facts}", markdown::code(name));
    match docs_with(&at, &schema) {
        texts if texts.is_empty() => line,
        texts => format!("{line}: {}", markdown::line(&texts)),
    }
}
