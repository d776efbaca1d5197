//! Where a `$ref` may lead.

use serde_json::Value;

use super::{ObjectKind, ObjectKind::*, Walk, nearest};
use crate::document::last_name;

impl Walk<'_> {
    /// Checks the `$ref` at `pointer`, in an object with this number of members.
    pub(super) fn reference(&mut self, kind: ObjectKind, reference: &Value, members: usize, pointer: &str) {
        let at = format!("{pointer}/$ref");
        let Some(folder) = kind.folder() else {
            let help = match kind {
                PathItem => "write its operations out here, each with an `operationId` of its own",
                _ => "write it out here",
            };
            return self.find(&at, format!("{} cannot be a `$ref`", kind.name()), help);
        };
        let Some(target) = reference.as_str() else {
            return self.find(&at, "a `$ref` must be a string".to_owned(), "write '#/components/...'");
        };
        let Some(path) = target.strip_prefix('#').filter(|path| path.starts_with("/components/")) else {
            let message = format!("`$ref` to `{target}` leaves the components of this file");
            let help = format!("move what it points to into `components`, `{folder}` and refer to it there");
            return self.find(&at, message, help);
        };
        if members > 1 {
            let help = match kind {
                Schema => "write `allOf: [{$ref: ...}]` and put the other members beside `allOf`".to_owned(),
                _ => format!("remove them, or write {} out here", kind.name()),
            };
            self.find(pointer, "OpenAPI 3.0 ignores the members beside a `$ref`".to_owned(), help);
        }
        let name = path.strip_prefix(&format!("/components/{folder}/"));
        let exists = self.source.value.pointer(path).is_some();
        match name {
            Some(name) if !name.contains('/') && exists => self.component(pointer),
            Some(name) if name.contains('/') && exists => {
                let help = format!("move that into `components`, `{folder}` under a name of its own");
                self.find(&at, format!("`$ref` to `{target}` leads into the middle of a component"), help);
            }
            _ => {
                let known = self.source.value.pointer(&format!("/components/{folder}"));
                let known = known.and_then(Value::as_object).into_iter().flatten();
                let help = match nearest(&last_name(path), known.map(|(known, _)| known.as_str())) {
                    Some(known) => format!("did you mean `#/components/{folder}/{known}`?"),
                    None if name.is_some_and(|name| !name.contains('/')) => {
                        format!("add it under `components`, `{folder}`")
                    }
                    None => format!("refer to something under `#/components/{folder}/`"),
                };
                let message = match exists {
                    true => format!("`$ref` to `{target}` does not lead to {}", kind.name()),
                    false => format!("`$ref` to `{target}` leads nowhere"),
                };
                self.find(&at, message, help);
            }
        }
    }

    fn component(&mut self, pointer: &str) {
        if pointer.split('/').count() == 4 && pointer.starts_with("/components/") {
            self.find(
                pointer,
                "a component that is only a `$ref` is not supported".to_owned(),
                "refer to its target where it is used; in a schema, `allOf: [{$ref: ...}]` gives another name",
            );
        }
    }
}
