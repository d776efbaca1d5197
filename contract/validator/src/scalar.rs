//! A value without parts, and the words that describe any value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::words;

/// A text, number, boolean or null.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// One that is too large for `Integer`.
    Large(u64),
    Float(f64),
    Text(&'a str),
}

/// A value as type and size, without its text.
#[derive(Clone, Copy)]
pub(super) enum Found {
    Null,
    Boolean,
    Integer,
    Number,
    /// With the number of its characters.
    Text(usize),
    /// With the number of its items.
    List(usize),
    /// With the number of its members.
    Object(usize),
}

/// From here on serde_json has turned an integer into a float, because 64 bits do not hold
/// it.
const END_OF_64_BITS: f64 = 9_223_372_036_854_775_808.0;

impl<'a> Scalar<'a> {
    /// None for a list and an object.
    pub fn of(value: &'a Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::String(text) => Self::Text(text),
            Value::Number(number) => Self::of_number(number)?,
            Value::Array(_) | Value::Object(_) => return None,
        })
    }

    pub fn of_number(number: &Number) -> Option<Self> {
        let integer = number.as_i64().map(Self::Integer).or_else(|| number.as_u64().map(Self::Large));
        integer.or_else(|| number.as_f64().map(Self::Float))
    }

    pub fn found(self) -> Found {
        match self {
            Self::Null => Found::Null,
            Self::Boolean(_) => Found::Boolean,
            Self::Integer(_) | Self::Large(_) => Found::Integer,
            Self::Float(_) => Found::Number,
            Self::Text(text) => Found::Text(text.chars().count()),
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer(_) | Self::Large(_) | Self::Float(_))
    }

    /// Whether this was written without a fraction. An integer that is too long for 64
    /// bits has become a float, and counts as what it was.
    pub fn is_integer(self) -> bool {
        match self {
            Self::Integer(_) | Self::Large(_) => true,
            Self::Float(number) => number.abs() >= END_OF_64_BITS,
            _ => false,
        }
    }

    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Bool(value),
            Self::Integer(value) => value.into(),
            Self::Large(value) => value.into(),
            Self::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
            Self::Text(text) => text.into(),
        }
    }

    /// The value of a text when the schema demands `kind`; None when the text is no such
    /// value.
    pub fn of_text(kind: Option<&str>, text: &'a str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit());
        match kind {
            Some("integer") if digits => Self::of_digits(text),
            Some("number") if digits => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Self::Float),
            Some("boolean") => text.parse().ok().map(Self::Boolean),
            Some("integer" | "number") => None,
            _ => Some(Self::Text(text)),
        }
    }
}

impl Scalar<'_> {
    /// An integer as text, of whatever length.
    fn of_digits(text: &str) -> Option<Self> {
        let fits = text.parse().map(Self::Integer).or_else(|_| text.parse().map(Self::Large));
        let digits = text.strip_prefix('-').unwrap_or(text).bytes().all(|digit| digit.is_ascii_digit());
        let long = || text.parse().ok().filter(|number: &f64| digits && number.is_finite()).map(Self::Float);
        fits.ok().or_else(long)
    }
}

impl Found {
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(text) => Self::Text(text.chars().count()),
            Value::Array(items) => Self::List(items.len()),
            Value::Object(members) => Self::Object(members.len()),
        }
    }

    /// The type alone.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The type and size.
    pub fn words(self) -> String {
        match self {
            Self::Text(length) => format!("a string of {}", words::count(length, "character")),
            Self::List(items) => format!("a list of {items}"),
            Self::Object(members) => format!("an object of {}", words::count(members, "member")),
            other => other.kind().to_owned(),
        }
    }
}

/// Reads a value only to describe it.
impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Look;

        impl<'de> Visitor<'de> for Look {
            type Value = Found;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_bool<E>(self, _: bool) -> Result<Found, E> {
                Ok(Found::Boolean)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Found, E> {
                Ok(Found::Integer)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Found, E> {
                Ok(Found::Integer)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Found, E> {
                Ok(Found::Number)
            }

            fn visit_str<E>(self, text: &str) -> Result<Found, E> {
                Ok(Scalar::Text(text).found())
            }

            fn visit_unit<E>(self) -> Result<Found, E> {
                Ok(Found::Null)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Found, A::Error> {
                let mut count = 0;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Found::List(count))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
                let mut count = 0;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Found::Object(count))
            }
        }

        reader.deserialize_any(Look)
    }
}

/// A text by its length.
pub(super) fn found_text(text: &str) -> String {
    Scalar::Text(text).found().words()
}
