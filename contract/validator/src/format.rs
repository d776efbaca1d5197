//! The formats of the contracts, as a keyword for the JSON Schema engine.
//!
//! The engine's own `format` looks at strings only and does not know ours.

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use client_runtime::Timestamp;
use jsonschema::{Keyword, ValidationError, paths::Location};
use serde_json::{Map, Value};

use super::scalar::Scalar;

/// The standard alphabet, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A format that restricts its values; `double`, `password` and `binary` do not.
#[derive(Clone, Copy)]
pub(super) enum Format {
    Base64,
    Timestamp,
    Int32,
    Int64,
    UInt64,
    Any,
}

impl Format {
    pub fn named(name: &str) -> Self {
        match name {
            "byte" => Self::Base64,
            "date-time-local" => Self::Timestamp,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "uint64" => Self::UInt64,
            _ => Self::Any,
        }
    }

    /// What a value of the format is called, if it restricts anything.
    pub fn expected(self) -> Option<&'static str> {
        match self {
            Self::Base64 => Some("base64 text"),
            Self::Timestamp => Some("a timestamp"),
            Self::Int32 => Some("an integer of 32 bits"),
            Self::Int64 => Some("an integer of 64 bits"),
            Self::UInt64 => Some("an integer of 64 bits without a sign"),
            Self::Any => None,
        }
    }

    pub fn is_of_text(self) -> bool {
        matches!(self, Self::Base64 | Self::Timestamp)
    }

    /// Whether a value is in the format. Whether it is an integer at all is the business
    /// of `type`.
    pub fn fits(self, value: Scalar<'_>) -> bool {
        match (self, value) {
            (Self::Base64, Scalar::Text(text)) => is_base64(text),
            (Self::Timestamp, Scalar::Text(text)) => Timestamp::from(text).to_civil().is_some(),
            (Self::Int32, Scalar::Integer(number)) => i32::try_from(number).is_ok(),
            (Self::Int32 | Self::Int64, Scalar::Large(_)) => false,
            (Self::UInt64, Scalar::Integer(number)) => number >= 0,
            (Self::Int32 | Self::Int64 | Self::UInt64, Scalar::Float(_)) => !value.is_integer(),
            _ => true,
        }
    }
}

fn is_base64(text: &str) -> bool {
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        BASE64.decode(text).is_ok()
    } else {
        BASE64.decode(text).is_ok()
    }
}

impl<'i> Keyword<'i> for Format {
    fn validate(&self, value: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) { Ok(()) } else { Err(ValidationError::custom("another format")) }
    }

    fn is_valid(&self, value: &'i Value) -> bool {
        Scalar::of(value).is_none_or(|value| self.fits(value))
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
