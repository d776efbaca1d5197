//! Members that may be absent, null or a value.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that may be absent, null or a value. The three are kept apart so that a decoded
/// document is encoded again without a change.
///
/// ```
/// use client_runtime::Nullable;
///
/// let score: Nullable<f64> = Nullable::from(0.7);
/// assert_eq!(score.get(), Some(&0.7));
/// // `None` is null; leave the member out with `Absent`.
/// assert_eq!(Nullable::<f64>::from(None), Nullable::Null);
/// assert_eq!(Nullable::<f64>::default(), Nullable::Absent);
/// ```
///
/// A field of this type needs `#[serde(default, skip_serializing_if =
/// "Nullable::is_absent")]`: serde does not call a type for a member that is absent, and a
/// type cannot leave out its own member when it is encoded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Nullable<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// `None` becomes `Null`, not `Absent`.
    pub fn from_option(value: Option<T>) -> Self {
        match value {
            Some(value) => Self::Value(value),
            None => Self::Null,
        }
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the member is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Changes the value, if there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(change(value)),
        }
    }
}

/// `Absent`, `Null`, or what the value itself prints.
impl<T: fmt::Debug> fmt::Debug for Nullable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::Null => f.write_str("Null"),
            Self::Value(value) => value.fmt(f),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` becomes `Null`, not `Absent`.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        Self::from_option(value)
    }
}

/// The value, if there is one: absent and null are both `None`.
impl<T> From<Nullable<T>> for Option<T> {
    fn from(member: Nullable<T>) -> Self {
        member.into_option()
    }
}

impl From<&str> for Nullable<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

/// `Absent` is written as `null` where it cannot be left out, as in an array.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from_option)
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        Option::<T>::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(generator)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Secret, Timestamp};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    struct Document {
        #[serde(default, skip_serializing_if = "Nullable::is_absent")]
        name: Nullable<String>,
    }

    #[test]
    fn a_document_is_encoded_as_it_came() {
        for (json, name) in [
            ("{}", Nullable::Absent),
            (r#"{"name":null}"#, Nullable::Null),
            (r#"{"name":"Ada"}"#, Nullable::Value(String::from("Ada"))),
        ] {
            let document: Document = serde_json::from_str(json).unwrap();
            assert_eq!(document, Document { name });
            assert_eq!(serde_json::to_string(&document).unwrap(), json);
        }
    }

    #[test]
    fn absent_is_null_where_it_cannot_be_left_out() {
        let values = [Nullable::Absent, Nullable::Null, Nullable::Value(1)];
        assert_eq!(serde_json::to_string(&values).unwrap(), "[null,null,1]");
    }

    #[test]
    fn a_builder_takes_values_options_and_texts() {
        fn name<V: TryInto<Nullable<String>>>(value: V) -> Nullable<String> {
            value.try_into().ok().unwrap()
        }
        let ada = Nullable::Value(String::from("Ada"));
        assert_eq!(name("Ada"), ada);
        assert_eq!(name(String::from("Ada")), ada);
        assert_eq!(name(Some(String::from("Ada"))), ada);
        assert_eq!(name(None), Nullable::Null);
        assert_eq!(name(Nullable::Absent), Nullable::Absent);
        assert_eq!(Nullable::<Secret>::from("a"), Nullable::Value(Secret::new("a")));
        assert_eq!(Nullable::<Timestamp>::from("a"), Nullable::Value(Timestamp::from("a")));
    }

    #[test]
    fn tells_the_three_apart() {
        let (absent, null, value) = (Nullable::<i32>::default(), Nullable::<i32>::Null, Nullable::Value(1));
        assert_eq!([absent, null, value].map(|member| member.is_absent()), [true, false, false]);
        assert_eq!([absent, null, value].map(|member| member.is_null()), [false, true, false]);
        assert_eq!([absent, null, value].map(|member| member.get().copied()), [None, None, Some(1)]);
        assert_eq!([absent, null, value].map(Nullable::into_option), [None, None, Some(1)]);
        assert_eq!([absent, null, value].map(Option::from), [None, None, Some(1)]);
        assert_eq!(
            [absent, null, value].map(|member| member.map(|value| value > 0)),
            [Nullable::Absent, Nullable::Null, Nullable::Value(true)]
        );
    }

    #[test]
    fn debug_is_that_of_the_value() {
        assert_eq!(format!("{:?}", Nullable::<Secret>::Absent), "Absent");
        assert_eq!(format!("{:?}", Nullable::<Secret>::Null), "Null");
        assert_eq!(format!("{:?}", Nullable::Value(Secret::new("a"))), "Secret([hidden])");
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn schema_is_that_of_an_option() {
        use schemars::{JsonSchema, SchemaGenerator};

        let mut generator = SchemaGenerator::default();
        assert_eq!(generator.subschema_for::<Nullable<String>>(), generator.subschema_for::<Option<String>>());
        assert_eq!(Nullable::<String>::schema_name(), Option::<String>::schema_name());
        let document = generator.into_root_schema_for::<Document>();
        assert_eq!(document.get("required"), None);
    }
}
