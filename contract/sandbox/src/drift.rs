//! Responses as a vendor might send them next year: the contract says which values are
//! enumerations and which objects are maps.

use openapi::At;
use serde_json::{Value, json};

/// A text that no enumeration has.
const NEW_VALUE: &str = "SANDBOX_NEW_VALUE";

/// Adds a member to every object and puts an unknown value in the place of every text of an
/// enumeration. A list of such texts gets one more. Maps keep their entries.
pub(crate) fn change(schema: &At<'_>, value: &mut Value) {
    let parts = schema.expanded();
    if let Some(chosen) = parts.iter().find_map(|part| alternative(part, value)) {
        return change(&chosen, value);
    }
    match value {
        Value::String(text) if is_enum(&parts) => NEW_VALUE.clone_into(text),
        Value::Array(items) => {
            let Some(item) = parts.iter().find_map(|part| part.get("items")) else { return };
            if is_enum(&item.expanded()) {
                items.push(json!(NEW_VALUE));
            } else {
                items.iter_mut().for_each(|one| change(&item, one));
            }
        }
        Value::Object(members) => {
            let others =
                parts.iter().find_map(|part| part.get("additionalProperties").filter(|at| at.value.is_object()));
            for (name, member) in members.iter_mut() {
                let named = parts.iter().find_map(|part| part.get("properties")?.get(name));
                if let Some(schema) = named.or_else(|| others.clone()) {
                    change(&schema, member);
                }
            }
            if others.is_none() && parts.iter().any(|part| part.has("properties")) {
                members.insert("sandbox_new_member".to_owned(), json!({ "since": "next year" }));
            }
        }
        _ => {}
    }
}

/// Whether these are values to which others may come. Two of them say yes and no, and what
/// a third one said would be another question.
fn is_enum(parts: &[At<'_>]) -> bool {
    parts.iter().any(|part| part.items_of("enum").count() > 2)
}

/// The member of a `oneOf` that knows most of what is there.
fn alternative<'a>(schema: &At<'a>, value: &Value) -> Option<At<'a>> {
    schema.items_of("oneOf").max_by_key(|one| known(one, value))
}

/// How many of the members that are there the schema knows.
fn known(schema: &At<'_>, value: &Value) -> usize {
    let parts = schema.expanded();
    let names = value.as_object().into_iter().flatten().map(|(name, _)| name);
    let own = names.filter(|name| parts.iter().any(|part| part.get("properties").is_some_and(|all| all.has(name))));
    let inside = parts.iter().filter_map(|part| alternative(part, value));
    own.count() + inside.map(|one| known(&one, value)).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use openapi::Document;

    use super::*;

    #[test]
    fn maps_stay_maps_and_the_rest_grows() {
        let contract = "
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths: {}
components:
  schemas:
    House:
      type: object
      properties:
        lamps: {type: object, additionalProperties: {$ref: '#/components/schemas/Lamp'}}
        colours: {type: array, items: {type: string, enum: [RED, GREEN, BLUE]}}
        anything: {type: object}
    Lamp: {type: object, properties: {state: {type: string, enum: [ON, OFF, DIM]}, name: {type: string}}}
";
        let document = Document::read("lamps.yaml", contract).unwrap();
        let house = At::find(&document, "/components/schemas/House").unwrap();
        let mut value = json!({
            "lamps": { "hall": { "state": "ON", "name": "ON" } }, "colours": ["RED"], "anything": { "state": "ON" },
        });
        change(&house, &mut value);
        let new = json!({ "since": "next year" });
        let expected = json!({
            "lamps": { "hall": { "state": NEW_VALUE, "name": "ON", "sandbox_new_member": new } },
            "colours": ["RED", NEW_VALUE],
            "anything": { "state": "ON" },
            "sandbox_new_member": new,
        });
        assert_eq!(value, expected);
    }
}
