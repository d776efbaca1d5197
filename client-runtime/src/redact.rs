//! Printing that something is there without printing what it is.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::nullable::Nullable;

/// A value that can be printed without its content.
pub trait Hidden {
    /// Writes that the value is there, and for a collection how many members it has, but never the content.
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Wraps a value so that its `Debug` output hides the content, for use in a hand-written `Debug`.
pub fn hidden<T: Hidden + ?Sized>(value: &T) -> impl fmt::Debug + '_ {
    Wrapper(value)
}

struct Wrapper<'a, T: ?Sized>(&'a T);

impl<T: Hidden + ?Sized> fmt::Debug for Wrapper<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt_hidden(f)
    }
}

impl Hidden for String {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl Hidden for Value {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl Hidden for Map<String, Value> {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} hidden]", self.len())
    }
}

impl<T> Hidden for Vec<T> {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} hidden]", self.len())
    }
}

impl<K, V> Hidden for BTreeMap<K, V> {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} hidden]", self.len())
    }
}

impl<T: Hidden> Hidden for Option<T> {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            None => f.write_str("None"),
            Some(value) => f.debug_tuple("Some").field(&hidden(value)).finish(),
        }
    }
}

impl<T: Hidden> Hidden for Nullable<T> {
    fn fmt_hidden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Nullable::Absent => f.write_str("Absent"),
            Nullable::Null => f.write_str("Null"),
            Nullable::Value(value) => value.fmt_hidden(f),
        }
    }
}

/// Implements [`Debug`](std::fmt::Debug) for a type so that only its name is printed.
///
/// Takes the type's name, with its lifetimes if it has any: `opaque_debug!(CreateUser<'_>)`.
#[macro_export]
macro_rules! opaque_debug {
    ($name:ident $(<$($lifetime:lifetime),+ $(,)?>)?) => {
        impl ::core::fmt::Debug for $name $(<$($lifetime),+>)? {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(::core::stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

/// Decodes a text. No error message holds any of the value, not even when the value has
/// another type.
///
/// serde's own messages do ("invalid type: integer `1234`"), which is why every type here
/// that hides its value decodes through this. The error that `convert` returns is shown, so
/// it must be a fixed text.
pub(crate) fn decode_text<'de, D, T, F>(deserializer: D, convert: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: FnOnce(Cow<'_, str>) -> Result<T, &'static str>,
{
    // When asked for a string, serde_json itself makes the message, which shows the value.
    // When asked for any value, it calls the visitor, whose message does not.
    deserializer.deserialize_any(TextVisitor(convert))
}

struct TextVisitor<F>(F);

impl<'de, T, F> Visitor<'de> for TextVisitor<F>
where
    F: FnOnce(Cow<'_, str>) -> Result<T, &'static str>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(Cow::Borrowed(text)).map_err(E::custom)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        (self.0)(Cow::Owned(text)).map_err(E::custom)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<T, E> {
        Err(E::custom("invalid type: boolean, expected a string"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<T, E> {
        Err(E::custom("invalid type: number, expected a string"))
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<T, E> {
        Err(E::custom("invalid type: number, expected a string"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<T, E> {
        Err(E::custom("invalid type: number, expected a string"))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<T, E> {
        Err(E::custom("invalid type: number, expected a string"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        Err(E::custom("invalid type: number, expected a string"))
    }

    // Read to its end, like every value that is refused: the error is located by the
    // position after it.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Err(A::Error::custom("invalid type: sequence, expected a string"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(A::Error::custom("invalid type: map, expected a string"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown<T: Hidden>(value: T) -> String {
        format!("{:?}", hidden(&value))
    }

    #[test]
    fn shows_only_that_a_value_is_there() {
        assert_eq!(shown(String::from("Ada")), "[hidden]");
        assert_eq!(shown(json!({ "name": "Ada" })), "[hidden]");
        assert_eq!(shown(json!({ "a": 1, "b": 2, "c": 3 }).as_object().unwrap().clone()), "[3 hidden]");
        assert_eq!(shown(vec!["a", "b", "c"]), "[3 hidden]");
        assert_eq!(shown(BTreeMap::from([("Ada", 1)])), "[1 hidden]");
    }

    #[test]
    fn shows_whether_there_is_a_value() {
        assert_eq!(shown(None::<String>), "None");
        assert_eq!(shown(Some(String::from("Ada"))), "Some([hidden])");
        assert_eq!(shown(Nullable::<String>::Absent), "Absent");
        assert_eq!(shown(Nullable::<String>::Null), "Null");
        assert_eq!(shown(Nullable::Value(String::from("Ada"))), "[hidden]");
        assert_eq!(shown(Nullable::Value(vec![1, 2])), "[2 hidden]");
    }

    #[test]
    fn members_need_no_traits() {
        struct Bare;
        assert_eq!(shown(vec![Bare]), "[1 hidden]");
        assert_eq!(shown(BTreeMap::<u8, Bare>::new()), "[0 hidden]");
    }

    #[test]
    fn the_macro_prints_only_the_name() {
        struct Owned {
            _name: &'static str,
        }
        struct Borrowed<'a> {
            _name: &'a str,
        }
        opaque_debug!(Owned);
        opaque_debug!(Borrowed<'_>);
        assert_eq!(format!("{:?}", Owned { _name: "Ada" }), "Owned { .. }");
        assert_eq!(format!("{:?}", Borrowed { _name: "Ada" }), "Borrowed { .. }");
    }
}
