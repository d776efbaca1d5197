//! Values whose shape is chosen by an integer version member.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use crate::response::{DecodeError, as_serde_error};

/// A value that was looked at just enough to know its version.
#[derive(Debug)]
pub struct Versioned {
    raw: Box<RawValue>,
    version: Option<i64>,
}

impl Versioned {
    /// Reads a value and its member `tag`, wherever in the value that stands.
    ///
    /// # Errors
    ///
    /// When the value is not a JSON object.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D, tag: &str) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let version =
            member::<Value>(raw.get(), tag).map_err(|()| D::Error::custom(format_args!(", expected an object")))?;
        Ok(Self { version: version.as_ref().and_then(Value::as_i64), raw })
    }

    /// The version, if the member is there and an integer.
    pub fn version(&self) -> Option<i64> {
        self.version
    }

    /// Decodes the value as what its version says. `members` are the names that
    /// an error may show.
    ///
    /// # Errors
    ///
    /// When the value is not of that type; the error names the member.
    pub fn decode<T: DeserializeOwned, E: serde::de::Error>(&self, members: &[&str]) -> Result<T, E> {
        decode(&self.raw, "", members)
    }

    /// Keeps the value as it is.
    pub fn into_unknown(self) -> UnknownVersion {
        UnknownVersion { raw: self.raw, version: self.version }
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

    /// The JSON text as it came. It may hold personal data.
    pub fn json(&self) -> &str {
        self.raw.get()
    }
}

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

/// Decodes raw JSON that stands under the member `above`; an error names the member at fault.
pub(crate) fn decode<T, E>(raw: &RawValue, above: &str, members: &[&str]) -> Result<T, E>
where
    T: DeserializeOwned,
    E: serde::de::Error,
{
    serde_json::from_str(raw.get()).map_err(|_| {
        let error = DecodeError::locate::<T, _>(&mut serde_json::Deserializer::from_str(raw.get()), members);
        as_serde_error(&error.below(above))
    })
}

/// One member of a JSON object, the others skipped. Fails when it is no object.
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
