//! The parameters of an operation.

use std::collections::HashSet;

use serde_json::Value;

use super::{At, Reader, docs_with};
use crate::{
    contract::{Location, Parameter},
    names,
};

/// Headers that OpenAPI leaves to what the operation says elsewhere.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Reader<'a> {
    pub(super) fn parameters(&mut self, id: &str, path: &str, item: &At<'a>, at: &At<'a>) -> Vec<Parameter> {
        let mut seen = HashSet::new();
        let mut parameters = Vec::new();
        for list in [at.get("parameters"), item.get("parameters")].into_iter().flatten() {
            // What an operation says itself stands in place of what its path says.
            let overruled = seen.clone();
            for parameter in list.items() {
                let place = parameter.pointer.clone();
                let parameter = parameter.follow();
                let name = parameter.text("name").unwrap_or_default().to_owned();
                let location = match parameter.text("in") {
                    Some("path") => Location::Path,
                    Some("query") => Location::Query,
                    Some("header") => Location::Header,
                    other => {
                        let message = format!("a parameter in `{}` is not supported", other.unwrap_or("nothing"));
                        self.find(&parameter.pointer, message, "write `in: path`, `in: query` or `in: header`");
                        continue;
                    }
                };
                // Capitals make no other header.
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
        for name in placeholders(path) {
            if !parameters.iter().any(|known| known.location == Location::Path && known.wire == name) {
                let message = format!("the path's `{{{name}}}` is not described");
                self.find(&at.pointer, message, format!("add a parameter `{name}` with `in: path`"));
            }
        }
        parameters
    }

    fn parameter(&mut self, id: &str, path: &str, at: &At<'a>, name: String, location: Location) -> Option<Parameter> {
        let Some(schema) = at.get("schema") else {
            self.find(&at.pointer, format!("the parameter `{name}` has no `schema`"), "add a `schema`");
            return None;
        };
        let required = at.flag("required");
        if location == Location::Path && !required {
            let message = format!("the path parameter `{name}` is not required");
            self.find(&at.pointer, message, "path parameters are always `required: true`");
        }
        if location == Location::Path && !path.contains(&format!("{{{name}}}")) {
            let message = format!("the path `{path}` has no place for the parameter `{name}`");
            self.find(&at.pointer, message, format!("write `{{{name}}}` in the path"));
        }
        if location == Location::Header && OWN_HEADERS.contains(&name.to_lowercase().as_str()) {
            let message = format!("OpenAPI 3.0 ignores a parameter for the header `{name}`");
            self.find(&at.pointer, message, "remove it; media types and `security` say what is sent there");
        }
        self.style(at, &schema, location);
        let hint = format!("{}{}", names::pascal(id), names::pascal(&name));
        self.never_null(&schema);
        let ty = self.value_type(&schema, &hint);
        Some(Parameter {
            rust: String::new(),
            wire: name,
            location,
            required,
            ty,
            docs: docs_with(at, &schema),
            pointer: at.pointer.clone(),
        })
    }

    /// The client writes a parameter in one way only.
    fn style(&mut self, at: &At<'a>, schema: &At<'a>, location: Location) {
        let ours = if location == Location::Query { "form" } else { "simple" };
        if let Some(other) = at.text("style").filter(|style| *style != ours) {
            let message = format!("the style `{other}` is not supported here");
            self.find(&format!("{}/style", at.pointer), message, format!("only `style: {ours}` is"));
        }
        if schema.kind() == Some("array") && at.value.get("explode") == Some(&Value::Bool(false)) {
            self.find(
                &format!("{}/explode", at.pointer),
                "a list in one parameter is not supported",
                "each item is sent by itself, as in `a=1&a=2`; describe a text with all items as `type: string`",
            );
        }
    }
}

/// The names between braces in a path.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
