//! How a builder takes a value.

use std::fmt::Display;

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
