//! Which operation a finding concerns.

use std::collections::{HashMap, hash_map::Entry};

use serde_json::Value;

use crate::{
    document::{Document, unescape},
    finding::{Finding, Findings},
    grammar::METHODS,
};

/// Names the operation of every finding: the one around it, or the first that
/// reaches its component.
pub(crate) fn name_operations(source: &Document, mut findings: Vec<Finding>) -> Findings {
    let reached = reached(&source.value);
    for finding in &mut findings {
        let mut steps = finding.pointer.split('/').skip(1);
        finding.operation = match (steps.next(), steps.next(), steps.next()) {
            (Some("paths"), Some(path), Some(method)) if METHODS.contains(&method) => {
                Some(label(&source.value, path, method))
            }
            (Some("components"), Some(folder), Some(name)) => {
                reached.get(&format!("/components/{folder}/{name}")).cloned()
            }
            _ => None,
        };
    }
    Findings::new(findings)
}

/// The `operationId`, or the method and path of an operation that has none.
fn label(root: &Value, path: &str, method: &str) -> String {
    let id = root.pointer(&format!("/paths/{path}/{method}/operationId")).and_then(Value::as_str);
    id.map_or_else(|| format!("{} {}", method.to_uppercase(), unescape(path)), str::to_owned)
}

/// Each component with the first operation that reaches it.
fn reached(root: &Value) -> HashMap<String, String> {
    let mut reached = HashMap::new();
    let mut open = Vec::new();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let members = item.as_object().into_iter().flatten();
        for (method, operation) in members.filter(|(name, _)| METHODS.contains(&name.as_str())) {
            let label = label(root, &crate::document::escape(path), method);
            references(operation, &mut open);
            while let Some(pointer) = open.pop() {
                // An earlier operation has already reached everything that follows from
                // here.
                let Entry::Vacant(new) = reached.entry(pointer) else { continue };
                if let Some(component) = root.pointer(new.key()) {
                    references(component, &mut open);
                }
                new.insert(label.clone());
            }
        }
    }
    reached
}

/// The pointers of all references inside a value.
pub fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                match member.as_str().and_then(|text| text.strip_prefix('#')) {
                    Some(pointer) if name == "$ref" => found.push(pointer.to_owned()),
                    _ => references(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
