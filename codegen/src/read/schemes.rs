//! The ways to prove who calls, and which of them an operation takes.

use super::{At, Reader, docs};
use crate::contract::{Scheme, SchemeKind};

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
            if let SchemeKind::Header(header) = &kind
                && http::HeaderName::try_from(header).is_err()
            {
                self.find(
                    &format!("{}/name", at.pointer),
                    format!("`{header}` is not a header name"),
                    "correct the name",
                );
            }
            schemes.push(Scheme { name: name.to_owned(), kind, docs: docs(&at), pointer: at.pointer });
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
            // The order of a contract's schemes, so that the same needs always have the same name.
            together.sort_by_key(|name| schemes.iter().position(|scheme| &scheme.name == name));
            if !alternatives.contains(&together) {
                alternatives.push(together);
            }
        }
        alternatives
    }
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
