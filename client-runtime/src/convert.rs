//! How a builder takes a value.

use std::fmt::Display;

use crate::{Base64, Secret, Timestamp};

/// Converts a value for a field of a body; the error names the field.
///
/// # Errors
///
/// When the value cannot be converted.
pub fn convert<V, T>(value: V, field: &str) -> Result<T, String>
where
    V: TryInto<T>,
    V::Error: Display,
{
    value.try_into().map_err(|error| format!("the value of `{field}` cannot be used: {error}"))
}

/// Converts a value for a parameter; the error names the parameter.
///
/// # Errors
///
/// When the value cannot be converted.
pub fn convert_any<V: TryInto<T>, T>(value: V, parameter: &str) -> Result<T, String> {
    value.try_into().map_err(|_| format!("the value of `{parameter}` cannot be used"))
}

/// Takes a value for an optional field of a body, as a builder keeps it.
///
/// # Errors
///
/// None; other fields have some.
pub fn optional<T>(value: impl IntoOptional<T>) -> Result<Option<T>, String> {
    Ok(value.into_optional())
}

/// What an optional field of a body can be set to: a value of its type, something that
/// converts into one, or an `Option` of either.
///
/// ```
/// use client_runtime::IntoOptional;
///
/// fn name(value: impl IntoOptional<String>) -> Option<String> {
///     value.into_optional()
/// }
///
/// assert_eq!(name("Ann"), Some("Ann".to_owned()));
/// assert_eq!(name("Ann".to_owned()), Some("Ann".to_owned()));
/// assert_eq!(name(None::<&str>), None);
/// ```
pub trait IntoOptional<T> {
    /// The value, or none.
    fn into_optional(self) -> Option<T>;
}

impl<T> IntoOptional<T> for T {
    fn into_optional(self) -> Option<T> {
        Some(self)
    }
}

impl<T> IntoOptional<T> for Option<T> {
    fn into_optional(self) -> Self {
        self
    }
}

macro_rules! optional_from {
    ($($from:ty => $($to:ty),+;)+) => {$($(
        impl IntoOptional<$to> for $from {
            fn into_optional(self) -> Option<$to> {
                Some(self.into())
            }
        }

        impl IntoOptional<$to> for Option<$from> {
            fn into_optional(self) -> Option<$to> {
                self.map(Into::into)
            }
        }
    )+)+};
}

optional_from! {
    &str => String, Secret, Timestamp;
    &String => String;
    String => Secret, Timestamp;
    Vec<u8> => Base64;
    &[u8] => Base64;
}
