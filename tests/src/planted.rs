//! A text that must never be printed, planted wherever a value can be.

use serde_json::{Map, Value};

use crate::{cases::Call, json::map_leaves};

/// Stands in every planted text. It is base64 as well, and no part of any name.
pub const MARK: &str = "PLANTED0";

/// The value with every text replaced, which makes every enumeration's value
/// unknown and every time no time, and with one more member in every object: an
/// unknown one, or another entry where the names are the vendor's data.
pub fn plant(value: &Value) -> Value {
    let mut planted = with_members(value);
    map_leaves(&mut planted, &mut |leaf| {
        if leaf.is_string() {
            *leaf = Value::from(MARK);
        }
    });
    planted
}

fn with_members(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Map<String, Value> =
                object.iter().map(|(name, member)| (name.clone(), with_members(member))).collect();
            // A value that the object has already is of the right type, if there is a right one.
            if let Some(first) = members.values().next().cloned() {
                members.insert(MARK.to_owned(), first);
            }
            Value::Object(members)
        }
        Value::Array(items) => items.iter().map(with_members).collect(),
        other => other.clone(),
    }
}

/// The call with everything that is a text replaced.
pub fn plant_call(call: &Call) -> Call {
    let parameters = call.parameters.iter().map(|(name, value)| (name.clone(), plant(value)));
    Call { name: call.name.clone(), body: call.body.as_ref().map(plant), parameters: parameters.collect() }
}

/// Panics if any of the texts shows what was planted, as it is or as decoded bytes.
pub fn assert_hidden(at: &str, prints: &[String]) {
    assert!(!prints.is_empty(), "{at}: nothing was printed");
    // The bytes that `MARK` is as base64 text.
    let decoded = "60,176,13,76,64,244";
    for print in prints {
        assert!(!print.to_lowercase().contains(&MARK.to_lowercase()), "{at} shows what was planted: {print}");
        assert!(!print.replace([' ', '\n'], "").contains(decoded), "{at} shows decoded bytes: {print}");
    }
}
