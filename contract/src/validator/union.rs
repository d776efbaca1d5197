//! Which branch of a `oneOf` a value is meant to be.

use serde_json::Value;

use codegen::At;

/// The branch, by the discriminator or by the wrapper's member; None when the
/// value does not tell.
pub(super) fn branch(schema: &At<'_>, value: &Value) -> Option<usize> {
    let mut branches = schema.items_of("oneOf");
    if let Some(tag) = schema.get("discriminator").and_then(|all| all.text("propertyName")) {
        let tag = match value.get(tag)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let target = schema.value.pointer("/discriminator/mapping")?.get(&tag)?.as_str()?;
        return branches.position(|branch| branch.text("$ref") == Some(target));
    }
    let member = schema.text("x-envelope")?;
    let wrapped = value.get(member).is_some();
    branches.position(|branch| {
        let is_wrapper = branch
            .expanded()
            .iter()
            .any(|node| node.get("properties").is_some_and(|properties| properties.value.get(member).is_some()));
        is_wrapper == wrapped
    })
}
