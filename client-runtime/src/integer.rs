//! Integers of any size.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected},
};
use serde_json::value::RawValue;

use crate::wire_text::ToWire;

/// An integer for which the contract states no size. Up to 38 digits are kept exactly.
///
/// ```
/// use client_runtime::Integer;
///
/// let id = Integer::from(7);
/// assert_eq!(id, 7);
/// assert_eq!(i64::try_from(id), Ok(7));
/// let large: Integer = serde_json::from_str("18446744073709551616")?;
/// assert!(i64::try_from(large).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Integer(i128);

impl Integer {
    /// The number.
    pub fn get(self) -> i128 {
        self.0
    }
}

macro_rules! conversions {
    (from $($from:ident)*; into $($into:ident)*) => {
        $(
            impl From<$from> for Integer {
                fn from(number: $from) -> Self {
                    Self(number.into())
                }
            }
        )*
        $(
            impl TryFrom<Integer> for $into {
                type Error = std::num::TryFromIntError;

                fn try_from(number: Integer) -> Result<Self, Self::Error> {
                    number.0.try_into()
                }
            }
        )*
    };
}

conversions!(from u8 i32 u32 i64 u64 i128; into i32 u32 i64 u64 usize);

impl PartialEq<i64> for Integer {
    fn eq(&self, other: &i64) -> bool {
        self.0 == i128::from(*other)
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ToWire for Integer {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.0) {
            Ok(number) => serializer.serialize_i64(number),
            Err(_) => serializer.serialize_i128(self.0),
        }
    }
}

/// Read from its text, because serde_json passes on an integer of more than 64 bits as a
/// float.
impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let number = text.get().parse().map(Self);
        number.map_err(|_| D::Error::invalid_type(Unexpected::Other("value"), &"an integer of at most 38 digits"))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Integer {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Integer".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer" })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_is_written_as_it_came() {
        for text in
            ["0", "-7", "9223372036854775808", "-9223372036854775809", "170141183460469231731687303715884105727"]
        {
            let number: Integer = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&number).unwrap(), text);
            assert_eq!((number.to_wire().as_ref(), number.to_string().as_str()), (text, text));
        }
    }

    #[test]
    fn what_is_no_integer_is_said_to_be_none() {
        for text in ["\"7\"", "1.5", "1e3", "null", "[]", "999999999999999999999999999999999999999"] {
            let error = serde_json::from_str::<Integer>(text).unwrap_err();
            assert!(error.is_data(), "{error}");
            assert!(error.to_string().contains("expected an integer of at most 38 digits"), "{error}");
        }
    }
}
