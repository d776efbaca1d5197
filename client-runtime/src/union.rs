//! Values whose form depends on an integer member with a version.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use crate::decode::{DecodeError, as_serde_error};

/// A value whose version is not known yet.
pub struct Versioned {
    raw: Box<RawValue>,
}

crate::opaque_debug!(Versioned);

impl Versioned {
    /// Reads a value of any form.
    ///
    /// # Errors
    ///
    /// When there is no JSON value.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { raw: Box::<RawValue>::deserialize(deserializer)? })
    }

    /// The JSON text.
    pub fn json(&self) -> &str {
        self.raw.get()
    }

    /// The version: the member `tag`, in any place of the object, if it is an integer.
    ///
    /// # Errors
    ///
    /// When the value is not a JSON object.
    pub fn version<E: serde::de::Error>(&self, tag: &str) -> Result<Option<i64>, E> {
        let version = member::<Value>(self.raw.get(), tag).map_err(|()| {
            let error = DecodeError::Member { path: String::new(), problem: "expected an object".to_owned() };
            as_serde_error(&error, self.raw.get().len())
        })?;
        Ok(version.as_ref().and_then(Value::as_i64))
    }

    /// Decodes the value as the type of its version. `members` are the names that an error
    /// may show.
    ///
    /// # Errors
    ///
    /// When the value is not of that type; the error names the member.
    pub fn decode<T: DeserializeOwned, E: serde::de::Error>(&self, members: &[&str]) -> Result<T, E> {
        decode(self.raw.get(), members).map_err(|error| as_serde_error(&error, self.raw.get().len()))
    }

    /// Keeps the value unchanged.
    pub fn into_unknown(self, version: Option<i64>) -> UnknownVersion {
        UnknownVersion { raw: self.raw, version }
    }
}

/// A value of a version that the contract does not know, as raw JSON.
#[derive(Clone)]
pub struct UnknownVersion {
    raw: Box<RawValue>,
    version: Option<i64>,
}

impl UnknownVersion {
    /// The version, if the value has one that is an integer.
    pub fn version(&self) -> Option<i64> {
        self.version
    }

    /// The unchanged JSON text. It may hold personal data.
    pub fn json(&self) -> &str {
        self.raw.get()
    }
}

/// By the text of the JSON, to the last space.
impl PartialEq for UnknownVersion {
    fn eq(&self, other: &Self) -> bool {
        self.raw.get() == other.raw.get()
    }
}

impl Eq for UnknownVersion {}

impl fmt::Debug for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownVersion").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Serialize for UnknownVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

/// Decodes a whole text; an error names the member at fault.
pub(crate) fn decode<T: DeserializeOwned>(json: &str, members: &[&str]) -> Result<T, DecodeError> {
    serde_json::from_str(json).map_err(|error| DecodeError::member(json, &error, members))
}

/// One member of a JSON object; the others are skipped. Fails when the value is not an
/// object.
pub(crate) fn member<T: DeserializeOwned>(json: &str, name: &str) -> Result<Option<T>, ()> {
    struct Member<'a, T> {
        name: &'a str,
        of: std::marker::PhantomData<T>,
    }

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Member<'_, T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
                if key == self.name {
                    found = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.deserialize_map(Member { name, of: std::marker::PhantomData }).map_err(|_| ())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_value() {
        let json = r#"{"name": "Ada", "version": 7}"#;
        let value = Versioned::read(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert_eq!(format!("{value:?}"), "Versioned { .. }");
        let shown = format!("{:?}", value.into_unknown(Some(7)));
        assert!(!shown.contains("Ada") && shown.contains('7'), "{shown}");
    }
}
