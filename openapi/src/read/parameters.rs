//! The parameters of an operation.

use std::collections::HashSet;

use serde_json::Value;

use super::{At, Reader, deprecated, docs_with, hint, schemes::is_ours};
use crate::{
    model::{Location, Parameter, placeholders},
    names,
};

/// Headers that OpenAPI leaves to what the operation says elsewhere.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Reader<'a> {
    pub(super) fn parameters(&mut self, id: &str, path: &str, item: &At<'a>, at: &At<'a>) -> Vec<Parameter> {
        let mut seen = HashSet::new();
        let mut parameters = Vec::new();
        for list in [at.get("parameters"), item.get("parameters")].into_iter().flatten() {
            // A parameter of the operation replaces that of its path item.
            let overruled = seen.clone();
            for parameter in list.items() {
                let place = parameter.pointer.clone();
                let Some(parameter) = self.meant(parameter, "parameters") else { continue };
                let name = parameter.text("name").unwrap_or_default().to_owned();
                let location = match parameter.text("in") {
                    Some("path") => Location::Path,
                    Some("query") => Location::Query,
                    Some("header") => Location::Header,
                    other => {
                        let message = format!("a parameter in `{}` is not supported", other.unwrap_or("nothing"));
                        let help = match other {
                            Some("cookie") => "describe the whole header: `name: Cookie` and `in: header`",
                            _ => "write `in: path`, `in: query` or `in: header`",
                        };
                        self.find(&parameter.pointer, message, help);
                        continue;
                    }
                };
                // Headers that differ only in case are the same.
                let key = if location == Location::Header { name.to_lowercase() } else { name.clone() };
                let key = (key, location as u8);
                if overruled.contains(&key) {
                    continue;
                }
                if !seen.insert(key) {
                    self.find(&place, format!("the parameter `{name}` is given twice"), "keep one of the two");
                    continue;
                }
                parameters.extend(self.parameter(id, path, &parameter, name, location));
            }
        }
        // The rules report what is wrong with a path itself.
        for name in placeholders(path).unwrap_or_default() {
            if !seen.contains(&(name.to_owned(), Location::Path as u8)) {
                let message = format!("the path's `{{{name}}}` is not described");
                self.find(&at.pointer, message, format!("add a parameter `{name}` with `in: path`"));
            }
        }
        parameters
    }

    fn parameter(&mut self, id: &str, path: &str, at: &At<'a>, name: String, location: Location) -> Option<Parameter> {
        let Some(schema) = at.get("schema") else {
            // The grammar reports that `content` is not supported.
            if at.has("content") {
                return None;
            }
            self.find(&at.pointer, format!("the parameter `{name}` has no `schema`"), "add a `schema`");
            return None;
        };
        let required = at.flag("required");
        if location == Location::Path && !required {
            let message = format!("the path parameter `{name}` is not required");
            self.find(&at.pointer, message, "path parameters are always `required: true`");
        }
        if location == Location::Path && placeholders(path).is_some_and(|places| !places.contains(&name.as_str())) {
            let message = format!("the path `{path}` has no place for the parameter `{name}`");
            self.find(&at.pointer, message, format!("write `{{{name}}}` in the path"));
        }
        if location == Location::Header && OWN_HEADERS.contains(&name.to_lowercase().as_str()) {
            let message = format!("OpenAPI 3.0 ignores a parameter for the header `{name}`");
            self.find(&at.pointer, message, "remove it; media types and `security` say what is sent there");
        }
        if location == Location::Header && is_ours(&name) {
            let message = format!("the client writes the header `{name}` itself, by what it sends and where to");
            self.find(&at.pointer, message, "remove it");
        }
        if !self.has_style(at, &schema, location) {
            return None;
        }
        let hint = match at.pointer.starts_with("/components/") {
            true => hint(at, id, "Parameter"),
            false => format!("{}{}", names::pascal(id), names::pascal(&name)),
        };
        self.never_null(&schema);
        let ty = self.value_type(&schema, &hint);
        Some(Parameter {
            rust: String::new(),
            wire: name,
            location,
            required,
            ty,
            allow_reserved: at.flag("allowReserved"),
            docs: docs_with(at, &schema),
            deprecated: deprecated(at),
            pointer: at.pointer.clone(),
        })
    }

    /// Whether a parameter is written in the one way that a client knows.
    fn has_style(&mut self, at: &At<'a>, schema: &At<'a>, location: Location) -> bool {
        for flag in ["allowReserved", "allowEmptyValue"] {
            if location != Location::Query && at.flag(flag) {
                let message = format!("`{flag}` says nothing of a parameter that is not in the query");
                self.find(&format!("{}/{flag}", at.pointer), message, "remove it");
            }
        }
        let ours = if location == Location::Query { "form" } else { "simple" };
        if let Some(other) = at.text("style").filter(|style| *style != ours) {
            let message = format!("the style `{other}` is not supported");
            let help = "describe what is sent as a text: `type: string`, and no `style`";
            self.find(&format!("{}/style", at.pointer), message, help);
            return false;
        }
        if schema.kind() == Some("array") && at.value.get("explode") == Some(&Value::Bool(false)) {
            self.find(
                &format!("{}/explode", at.pointer),
                "a list in one parameter is not supported",
                "each item is sent by itself, as in `a=1&a=2`; describe a text with all items as `type: string`",
            );
            return false;
        }
        true
    }
}
