//! Values that arrive bare or as the only member of an object.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser::SerializeMap};
use serde_json::value::RawValue;

use crate::{decode::as_serde_error, union};

/// Reads a value; the flag says whether it stood inside an object, under `name`.
///
/// # Errors
///
/// When the value is not of the type; the error names the member.
pub fn read<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
    name: &str,
    members: &[&str],
) -> Result<(T, bool), D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let value = match union::member::<Box<RawValue>>(raw.get(), name) {
        Ok(Some(inner)) => {
            union::decode(inner.get(), members).map(|value| (value, true)).map_err(|error| error.below(name))
        }
        _ => union::decode(raw.get(), members).map(|value| (value, false)),
    };
    value.map_err(|error| as_serde_error(&error, raw.get().len()))
}

/// Writes a value, inside an object under `name` if it is `wrapped`.
///
/// # Errors
///
/// Those of the serializer.
pub fn write<T: Serialize, S: Serializer>(
    serializer: S,
    name: &str,
    value: &T,
    wrapped: bool,
) -> Result<S::Ok, S::Error> {
    if !wrapped {
        return value.serialize(serializer);
    }
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

/// The schema of both spellings.
#[cfg(feature = "schemars")]
pub fn schema<T: schemars::JsonSchema>(generator: &mut schemars::SchemaGenerator, name: &str) -> schemars::Schema {
    let inner = generator.subschema_for::<T>();
    let mut properties = serde_json::Map::new();
    properties.insert(name.to_owned(), inner.clone().into());
    schemars::json_schema!({
        "oneOf": [inner, { "type": "object", "required": [name], "properties": properties }],
    })
}
