//! Responses as a vendor might give them next year.

use serde_json::{Map, Value, json};

/// Objects whose members are named by ids. An additional member would be an additional
/// entry.
const MAPS: [&str; 6] =
    ["document_reports", "selfie_reports", "other_trusted_documents", "media", "document_limit_reached", "documents"];
/// Members with an enum, and a value for each that the contract does not know.
const NEW_VALUES: [(&str, &str); 6] = [
    ("state", "SANDBOX_NEW_STATE"),
    ("value", "SANDBOX_NEW_STATE"),
    ("selfie_security", "sandbox-new-result"),
    ("decision", "SANDBOX_NEW_DECISION"),
    ("errorCode", "SANDBOX_NEW_CODE"),
    ("result", "SANDBOX_NEW_RESULT"),
];
/// Lists of enum values, and an additional value for each.
const NEW_ITEMS: [(&str, &str); 1] = [("requiredChecks", "sandboxNewCheck")];

/// Adds members to every object and unknown values to the enums.
pub(crate) fn change(value: &mut Value) {
    match value {
        Value::Object(members) => {
            change_members(members);
            members.insert("sandbox_new_member".to_owned(), json!({ "since": "next year" }));
        }
        Value::Array(items) => items.iter_mut().for_each(change),
        _ => {}
    }
}

fn change_members(members: &mut Map<String, Value>) {
    for (name, value) in members.iter_mut() {
        if let (Some((_, new)), Value::String(text)) = (NEW_VALUES.iter().find(|(known, _)| known == name), &mut *value)
        {
            *text = (*new).to_owned();
        }
        if let (Some((_, new)), Value::Array(items)) = (NEW_ITEMS.iter().find(|(known, _)| known == name), &mut *value)
        {
            items.push(json!(new));
        }
        match value {
            Value::Object(entries) if MAPS.contains(&name.as_str()) => entries.values_mut().for_each(change),
            value => change(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn maps_stay_maps_and_the_rest_grows() {
        let mut value = json!({ "user": { "state": "IN_PROGRESS", "documents": {} }, "requiredChecks": ["addFace"] });
        super::change(&mut value);
        assert_eq!(value["user"]["state"], "SANDBOX_NEW_STATE");
        assert_eq!(value["user"]["documents"], json!({}));
        assert_eq!(value["requiredChecks"], json!(["addFace", "sandboxNewCheck"]));
        assert!(value["sandbox_new_member"].is_object() && value["user"]["sandbox_new_member"].is_object());
    }
}
