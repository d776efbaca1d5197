//! The formats of the contracts, as a keyword for the JSON Schema engine.
//!
//! The engine's own `format` looks at strings only and does not know ours.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use client_runtime::Timestamp;
use jsonschema::{Keyword, ValidationError, paths::Location};
use serde_json::{Map, Number, Value};

/// The standard alphabet, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A format that restricts its values; `double`, `password` and `binary` do not.
#[derive(Clone, Copy)]
enum Format {
    Base64,
    Timestamp,
    Int32,
    Int64,
    Any,
}

impl Format {
    fn named(name: &str) -> Self {
        match name {
            "byte" => Self::Base64,
            "date-time-local" => Self::Timestamp,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            _ => Self::Any,
        }
    }

    fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Base64, Value::String(text)) => {
                let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
                BASE64.decode(text).is_ok()
            }
            (Self::Timestamp, Value::String(text)) => Timestamp::from(text.as_str()).to_civil().is_some(),
            (Self::Int32, Value::Number(number)) => {
                has_fraction(number) || number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
            }
            (Self::Int64, Value::Number(number)) => has_fraction(number) || number.is_i64(),
            _ => true,
        }
    }
}

/// Whether this was written with a fraction: whether it is an integer at all is the
/// business of `type`. An integer that is too long for 64 bits has become a float, too,
/// and `type` takes it for what it was.
fn has_fraction(number: &Number) -> bool {
    const END_OF_64_BITS: f64 = 9_223_372_036_854_775_808.0;
    number.is_f64() && number.as_f64().is_some_and(|number| number.abs() < END_OF_64_BITS)
}

/// What a value of the format is called.
pub(super) fn expected(name: &str) -> &'static str {
    match Format::named(name) {
        Format::Base64 => "base64 text",
        Format::Timestamp => "a timestamp",
        Format::Int32 => "an integer of 32 bits",
        Format::Int64 => "an integer of 64 bits",
        Format::Any => "any text",
    }
}

impl<'i> Keyword<'i> for Format {
    fn validate(&self, value: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.fits(value) { Ok(()) } else { Err(ValidationError::custom("another format")) }
    }

    fn is_valid(&self, value: &'i Value) -> bool {
        self.fits(value)
    }
}

/// Makes the keyword `format`.
pub(super) fn keyword<'a>(
    _: &'a Map<String, Value>,
    name: &'a Value,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    Ok(Box::new(Format::named(name.as_str().unwrap_or_default())))
}
