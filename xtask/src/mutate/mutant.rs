//! Small wrong changes of a contract.

use serde_json::{Map, Value, json};

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// A member of a schema gets another name, there and in all examples.
    Rename,
    /// A member gets another type.
    Retype,
    /// An optional member becomes required.
    Require,
    /// A required member becomes optional.
    Unrequire,
    /// A member is dropped from the description.
    Drop,
    /// A value of an enumeration changes.
    EnumValue,
    /// A status of an operation changes.
    Status,
    /// A path changes.
    Path,
    /// The media type of a body changes.
    MediaType,
    /// An operation asks for other credentials.
    Security,
    /// A header gets another name: a parameter, or one that carries a credential.
    Header,
}

impl Mistake {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Rename,
        Self::Retype,
        Self::Require,
        Self::Unrequire,
        Self::Drop,
        Self::EnumValue,
        Self::Status,
        Self::Path,
        Self::MediaType,
        Self::Security,
        Self::Header,
    ];
}

/// A changed contract.
pub struct Mutant {
    /// What was changed, for people.
    pub what: String,
    /// The contract.
    pub contract: Value,
}

/// Changes a contract at one of its `places`, if that place can be changed.
pub fn mutate(contract: &Value, kind: Mistake, place: &str) -> Option<Mutant> {
    let mut contract = contract.clone();
    apply(&mut contract, kind, place)?;
    Some(Mutant { what: format!("{kind:?} {place}"), contract })
}

/// Pointers to every place that a kind of change can apply to.
pub fn places(contract: &Value, kind: Mistake) -> Vec<String> {
    let mut found = Vec::new();
    let schemas = contract.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let at = format!("/components/schemas/{name}");
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for property in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            let is_required = required.contains(&property.as_str());
            let fits = match kind {
                Mistake::Rename | Mistake::Drop => true,
                Mistake::Retype => schema["properties"][property]["type"].is_string(),
                Mistake::Require => !is_required,
                Mistake::Unrequire => is_required,
                _ => false,
            };
            if fits {
                found.push(format!("{at}/properties/{}", escape(property)));
            }
        }
        if kind == Mistake::EnumValue {
            let values = schema["enum"].as_array().map_or(0, Vec::len);
            found.extend((0..values).map(|index| format!("{at}/enum/{index}")));
        }
    }
    for (path, item) in contract["paths"].as_object().into_iter().flatten() {
        let at = format!("/paths/{}", escape(path));
        if kind == Mistake::Path {
            found.push(at.clone());
        }
        for (method, operation) in item.as_object().into_iter().flatten() {
            let at = format!("{at}/{method}");
            match kind {
                Mistake::Status => {
                    let statuses = operation["responses"].as_object().into_iter().flatten();
                    let codes = statuses.map(|(status, _)| status).filter(|status| *status != "default");
                    found.extend(codes.map(|status| format!("{at}/responses/{status}")));
                }
                Mistake::MediaType if operation["requestBody"]["content"].is_object() => {
                    found.push(format!("{at}/requestBody/content"));
                }
                Mistake::Security if operation["security"].is_array() => found.push(format!("{at}/security")),
                _ => {}
            }
        }
    }
    if kind == Mistake::Header {
        for list in ["parameters", "securitySchemes"] {
            let all = contract["components"][list].as_object().into_iter().flatten();
            let headers = all.filter(|(_, header)| header["in"] == "header");
            found.extend(headers.map(|(name, _)| format!("/components/{list}/{}", escape(name))));
        }
    }
    found
}

/// Makes the change.
fn apply(contract: &mut Value, kind: Mistake, place: &str) -> Option<()> {
    let (parent, last) = place.rsplit_once('/')?;
    let name = unescape(last);
    match kind {
        Mistake::Rename => {
            let new = format!("{name}Renamed");
            let owner = parent.strip_suffix("/properties")?;
            rename(contract.pointer_mut(parent)?.as_object_mut()?, &name, &new);
            for required in
                contract.pointer_mut(&format!("{owner}/required")).and_then(Value::as_array_mut).into_iter().flatten()
            {
                if *required == *name {
                    *required = json!(new);
                }
            }
            rename_in_examples(contract, &name, &new);
        }
        Mistake::Drop => {
            contract.pointer_mut(parent)?.as_object_mut()?.shift_remove(&name)?;
            let owner = parent.strip_suffix("/properties")?;
            if let Some(required) = contract.pointer_mut(&format!("{owner}/required")).and_then(Value::as_array_mut) {
                required.retain(|known| *known != *name);
            }
        }
        Mistake::Retype => {
            let schema = contract.pointer_mut(place)?.as_object_mut()?;
            let new = if schema["type"] == "string" { "integer" } else { "string" };
            schema.insert("type".to_owned(), json!(new));
            for keyword in ["format", "items", "additionalProperties"] {
                schema.shift_remove(keyword);
            }
        }
        Mistake::Require | Mistake::Unrequire => {
            let owner = contract.pointer_mut(parent.strip_suffix("/properties")?)?.as_object_mut()?;
            let required = owner.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
            if kind == Mistake::Require {
                required.push(json!(name));
            } else {
                required.retain(|known| *known != *name);
            }
        }
        Mistake::EnumValue => {
            let value = contract.pointer_mut(place)?;
            *value = match &*value {
                Value::String(text) => json!(format!("{text}X")),
                Value::Number(number) => json!(number.as_i64()? + 40),
                _ => return None,
            };
        }
        Mistake::Status => {
            let class = name.chars().next()?;
            rename(contract.pointer_mut(parent)?.as_object_mut()?, &name, &format!("{class}49"));
        }
        Mistake::Path => {
            let new = format!("{name}x");
            rename(contract.pointer_mut(parent)?.as_object_mut()?, &name, &new);
        }
        Mistake::MediaType => {
            let content = contract.pointer_mut(place)?.as_object_mut()?;
            let old = content.keys().next()?.clone();
            let new = match old.as_str() {
                "application/json" => "application/json; charset=UTF-8",
                "application/json; charset=UTF-8" => "application/json",
                "multipart/form-data" => "application/x-www-form-urlencoded",
                _ => "application/json",
            };
            rename(content, &old, new);
        }
        Mistake::Security => {
            let schemes: Vec<String> =
                contract.pointer("/components/securitySchemes")?.as_object()?.keys().cloned().collect();
            let security = contract.pointer_mut(place)?;
            let now = security.clone();
            let other = schemes.iter().map(|scheme| json!([{ scheme: [] }])).find(|other| *other != now)?;
            *security = other;
        }
        Mistake::Header => {
            let header = contract.pointer_mut(place)?.get_mut("name")?;
            *header = json!(format!("{}-X", header.as_str()?));
        }
    }
    Some(())
}

/// Gives a member another name in its place.
fn rename(object: &mut Map<String, Value>, old: &str, new: &str) {
    *object = std::mem::take(object)
        .into_iter()
        .map(|(name, value)| if name == old { (new.to_owned(), value) } else { (name, value) })
        .collect();
}

/// Renames a member wherever an example has it.
fn rename_in_examples(value: &mut Value, old: &str, new: &str) {
    fn everywhere(value: &mut Value, old: &str, new: &str) {
        match value {
            Value::Object(object) => {
                rename(object, old, new);
                object.values_mut().for_each(|value| everywhere(value, old, new));
            }
            Value::Array(items) => items.iter_mut().for_each(|value| everywhere(value, old, new)),
            _ => {}
        }
    }
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                match name.as_str() {
                    "examples" => {
                        for example in member.as_object_mut().into_iter().flatten() {
                            if let Some(value) = example.1.get_mut("value") {
                                everywhere(value, old, new);
                            }
                        }
                    }
                    _ => rename_in_examples(member, old, new),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_in_examples(item, old, new)),
        _ => {}
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn unescape(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use openapi::document::Document;

    use super::*;

    fn contracts() -> [Value; 2] {
        ["alice", "awareid"].map(|vendor| {
            let path = format!("{}/../specs/{vendor}.yaml", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(&path).expect("a contract");
            Document::read(&path, &text).expect("a contract without faults").value
        })
    }

    #[test]
    fn every_kind_has_places_and_every_place_changes() {
        let contracts = contracts();
        for kind in Mistake::ALL {
            let mut some = false;
            for contract in &contracts {
                for place in places(contract, kind) {
                    some = true;
                    let mutant = mutate(contract, kind, &place).unwrap_or_else(|| panic!("{kind:?} {place}"));
                    assert_ne!(mutant.contract, *contract, "{}", mutant.what);
                }
            }
            assert!(some, "{kind:?} has no place");
        }
    }
}
