//! The ways to prove who calls, and which of them an operation takes.

use super::{At, Reader, docs};
use crate::{
    markdown,
    model::{Location, Parameter, Scheme, SchemeKind},
};

impl<'a> Reader<'a> {
    pub(super) fn schemes(&mut self) -> Vec<Scheme> {
        let Some(all) = self.at("/components/securitySchemes") else { return Vec::new() };
        let mut schemes = Vec::new();
        for (name, at) in all.members().filter(|(_, at)| !at.has("$ref")) {
            let kind = match kind(&at) {
                Ok(kind) => kind,
                Err(help) => {
                    self.find(
                        &at.pointer,
                        format!("the security scheme `{name}` is of a kind that is not supported"),
                        help,
                    );
                    continue;
                }
            };
            if let SchemeKind::Header(header) = &kind {
                let pointer = format!("{}/name", at.pointer);
                if http::HeaderName::try_from(header).is_err() {
                    self.find(&pointer, format!("`{header}` is not a header name"), "correct the name");
                } else if is_ours(header)
                    || ["accept", "content-type"].iter().any(|ours| header.eq_ignore_ascii_case(ours))
                {
                    let message = format!("the client writes the header `{header}` itself, so it proves nothing");
                    self.find(&pointer, message, "correct the name, or remove the scheme");
                }
            }
            let format = at.text("bearerFormat").map(|format| format!("Format: {}.", markdown::line(format)));
            let texts: Vec<String> = [docs(&at)].into_iter().chain(format).filter(|text| !text.is_empty()).collect();
            schemes.push(Scheme { name: name.to_owned(), kind, docs: texts.join("\n\n"), pointer: at.pointer });
        }
        schemes
    }

    pub(super) fn security(&mut self, at: &At<'a>, schemes: &[Scheme]) -> Vec<Vec<String>> {
        let Some(security) = at.get("security").or_else(|| self.at("/security")) else { return Vec::new() };
        let described = self.at("/components/securitySchemes");
        let mut alternatives = Vec::new();
        for alternative in security.items() {
            let mut together = Vec::new();
            for (name, _) in alternative.members() {
                if schemes.iter().any(|scheme| scheme.name == name) {
                    together.push(name.to_owned());
                } else if !described.as_ref().is_some_and(|all| all.has(name)) {
                    self.find(
                        &alternative.pointer,
                        format!("the security scheme `{name}` does not exist"),
                        "add it under `components`, `securitySchemes`, or correct the name",
                    );
                }
            }
            self.one_header_each(&alternative, &together, schemes);
            // The order of a contract's schemes, so that the same needs always have the same name.
            together.sort_by_key(|name| schemes.iter().position(|scheme| &scheme.name == name));
            if !alternatives.contains(&together) {
                alternatives.push(together);
            }
        }
        alternatives
    }

    /// Schemes that are needed together go into headers of their own.
    fn one_header_each(&mut self, at: &At<'a>, together: &[String], schemes: &[Scheme]) {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for scheme in schemes.iter().filter(|scheme| together.contains(&scheme.name)) {
            let header = scheme.header().to_lowercase();
            if let Some((_, other)) = seen.iter().find(|(known, _)| *known == header) {
                let message = format!("`{other}` and `{}` are both sent in the header `{header}`", scheme.name);
                self.find(&at.pointer, message, "list them as two alternatives, or keep the one that the vendor reads");
            }
            seen.push((header, &scheme.name));
        }
    }

    /// A parameter in the header of a scheme would be sent beside the credentials.
    pub(super) fn sent_twice(&mut self, parameters: &[Parameter], security: &[Vec<String>], schemes: &[Scheme]) {
        for parameter in parameters.iter().filter(|parameter| parameter.location == Location::Header) {
            let is_same = |scheme: &&Scheme| scheme.header().eq_ignore_ascii_case(&parameter.wire);
            let used = schemes.iter().filter(|scheme| security.iter().flatten().any(|name| *name == scheme.name));
            // Parameters in the header `authorization` are found wherever they are.
            for scheme in used.filter(is_same).filter(|scheme| matches!(scheme.kind, SchemeKind::Header(_))) {
                let message =
                    format!("the security scheme `{}` sends the header `{}` already", scheme.name, parameter.wire);
                self.find(&parameter.pointer, message, "remove the parameter");
            }
        }
    }
}

/// Whether the header is part of how a message is sent, which only the client knows.
pub(super) fn is_ours(header: &str) -> bool {
    const OURS: [&str; 11] = [
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    OURS.iter().any(|ours| header.eq_ignore_ascii_case(ours))
}

/// The scheme, or how to describe one of another kind.
fn kind(at: &At<'_>) -> Result<SchemeKind, &'static str> {
    match (at.text("type"), at.text("scheme"), at.text("in"), at.text("name")) {
        // The standard's names of schemes are those of HTTP, where capitals do not count.
        (Some("http"), Some(scheme), ..) if scheme.eq_ignore_ascii_case("bearer") => Ok(SchemeKind::Bearer),
        (Some("apiKey"), _, Some("header"), Some(header)) => Ok(SchemeKind::Header(header.to_owned())),
        (Some("http"), Some(_), ..) => {
            Err("describe the whole value of the header that a caller sends: `type: apiKey`, \
                                            `in: header` and `name: Authorization`")
        }
        (Some("apiKey"), _, Some("query"), Some(_)) => {
            Err("describe the key as a parameter `in: query` of each operation, and remove the scheme")
        }
        (Some("apiKey"), _, Some("cookie"), Some(_)) => {
            Err("describe the whole value of the header that a caller sends: \
                                                             `type: apiKey`, `in: header` and `name: Cookie`")
        }
        (Some("oauth2" | "openIdConnect"), ..) => {
            Err("describe the token that a caller sends: `type: http` and `scheme: bearer`")
        }
        _ => Err("use `type: http` with `scheme: bearer`, or `type: apiKey` with `in: header` and a `name`"),
    }
}
