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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::DecodeError;

    const MEMBERS: &[&str] = &["all", "last", "report", "score"];

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only decoded")]
    struct Report {
        score: i64,
    }

    #[derive(Debug)]
    struct Wrapped;

    impl<'de> Deserialize<'de> for Wrapped {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            read::<Report, D>(deserializer, "report", MEMBERS).map(|_| Self)
        }
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only decoded")]
    struct Reports {
        all: Vec<Wrapped>,
        last: Wrapped,
    }

    #[test]
    fn an_error_inside_has_the_whole_path() {
        let (good, bad) = (json!({ "score": 1 }), json!({ "score": "high" }));
        for (json, expected) in [
            (json!({ "all": [good, bad], "last": good }), "all[1].score"),
            (json!({ "all": [bad, good], "last": good }), "all[0].score"),
            (json!({ "all": [good, { "report": bad }], "last": good }), "all[1].report.score"),
            (json!({ "all": [], "last": bad }), "last.score"),
            (json!({ "all": [], "last": { "report": bad } }), "last.report.score"),
            (json!({ "all": [good], "last": { "report": {} } }), "last.report"),
            (json!({ "all": [1], "last": good }), "all[0]"),
            (json!({ "all": [good] }), ""),
        ] {
            for json in [json.to_string(), format!("{json:#}"), format!("[{json:#} , 0 ]")] {
                let is_list = json.starts_with('[');
                let error = match is_list {
                    true => DecodeError::or_json::<(Reports, i64)>(json.as_bytes(), "", MEMBERS).err(),
                    false => DecodeError::or_json::<Reports>(json.as_bytes(), "", MEMBERS).err(),
                };
                let Some(DecodeError::Member { path, .. }) = error else { panic!("{json}") };
                let above = if is_list { "[0]" } else { "" };
                assert_eq!(path.strip_prefix(above).unwrap().trim_start_matches('.'), expected, "{json}");
            }
        }
    }
}
