//! The text of a value in a path, a query, a header or a text part.

use std::borrow::Cow;

use crate::{base64::Base64, secret::Secret, timestamp::Timestamp};

/// A value that can be sent outside of JSON, as a text.
pub trait ToWire {
    /// The text that is sent, not yet encoded for its place in the request. It may be
    /// private: do not print it.
    fn to_wire(&self) -> Cow<'_, str>;
}

impl<T: ToWire + ?Sized> ToWire for &T {
    fn to_wire(&self) -> Cow<'_, str> {
        (**self).to_wire()
    }
}

impl ToWire for str {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToWire for String {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToWire for bool {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! integer {
    ($($name:ident)*) => {
        $(
            impl ToWire for $name {
                fn to_wire(&self) -> Cow<'_, str> {
                    Cow::Owned(self.to_string())
                }
            }
        )*
    };
}

integer!(i32 i64 u64);

/// The shortest decimal text that reads back as the same number, without an exponent: `0.5`, `1`.
impl ToWire for f64 {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl ToWire for Secret {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.expose())
    }
}

impl ToWire for Timestamp {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

/// The base64 text, in the standard alphabet with padding.
impl ToWire for Base64 {
    fn to_wire(&self) -> Cow<'_, str> {
        Cow::Owned(self.encode())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_each_type() {
        assert_eq!("ä b".to_wire(), "ä b");
        assert_eq!(String::from("a").to_wire(), "a");
        assert_eq!((true.to_wire(), false.to_wire()), ("true".into(), "false".into()));
        assert_eq!(i32::MIN.to_wire(), "-2147483648");
        assert_eq!(i64::MAX.to_wire(), "9223372036854775807");
        assert_eq!((0.1 + 0.2).to_wire(), "0.30000000000000004");
        assert_eq!(1.0.to_wire(), "1");
        assert_eq!(1e21.to_wire(), "1000000000000000000000");
        assert_eq!(Secret::new("hunter2").to_wire(), "hunter2");
        assert_eq!(Timestamp::from("2024-02-29 23:59:58.10").to_wire(), "2024-02-29 23:59:58.10");
        assert_eq!(Base64::new([0xfb, 0xff, 0xfe, 0x01]).to_wire(), "+//+AQ==");
    }

    #[test]
    fn a_reference_has_the_text_of_its_value() {
        fn text<T: ToWire>(value: T) -> String {
            value.to_wire().into_owned()
        }
        assert_eq!(text("a"), "a");
        assert_eq!(text::<&&i32>(&&7), "7");
    }
}
