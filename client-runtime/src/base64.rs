//! Bytes that travel as base64 text.

use std::{borrow::Cow, fmt};

use base64::{
    Engine as _,
    alphabet::STANDARD as ALPHABET,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Reads the standard alphabet, with or without padding.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that are sent and received as base64 text, such as a photo or a face template.
///
/// Reads the standard and the URL-safe alphabet, with or without padding, and skips ASCII whitespace. Writes the
/// standard alphabet with padding. [`Debug`](fmt::Debug) shows only how many bytes there are.
#[derive(Clone, PartialEq, Eq)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// Takes the bytes themselves, not yet encoded.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The decoded bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The decoded bytes, without copying them.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The text that is sent: the standard alphabet, with padding.
    pub(crate) fn encode(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// The error is a fixed text, so it cannot contain any of the input.
    fn decode(text: &str) -> Result<Self, &'static str> {
        let standard: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .map(|byte| match byte {
                b'-' => b'+',
                b'_' => b'/',
                other => other,
            })
            .collect();
        TOLERANT.decode(standard).map(Self).map_err(|_| "invalid value: text that is not base64")
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64([{} bytes hidden])", self.0.len())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::redact::decode_text(deserializer, |text: Cow<'_, str>| Self::decode(&text))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Base64 {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Base64".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Base64").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "byte" })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Result<Base64, serde_json::Error> {
        serde_json::from_value(text.into())
    }

    #[test]
    fn writes_the_standard_alphabet_with_padding() {
        assert_eq!(serde_json::to_string(&Base64::new([0xfb, 0xff, 0xfe, 0x01])).unwrap(), r#""+//+AQ==""#);
        assert_eq!(serde_json::to_string(&Base64::new([])).unwrap(), r#""""#);
    }

    #[test]
    fn reads_both_alphabets_with_or_without_padding() {
        for text in ["+//+AQ==", "+//+AQ=", "+//+AQ", "-__-AQ==", "-__-AQ", " +//+\r\n\tAQ==\n"] {
            assert_eq!(decode(text).unwrap().as_bytes(), [0xfb, 0xff, 0xfe, 0x01], "{text:?}");
        }
        assert_eq!(decode("").unwrap().as_bytes(), b"");
        assert_eq!(serde_json::from_str::<Base64>(r#""aGV5\n""#).unwrap().into_bytes(), b"hey");
    }

    #[test]
    fn an_error_does_not_show_the_text() {
        for text in ["secret!photo", "aGV5aG9sYQ==trailing", "A", "aGV5=aGV5", "aGV5äöü", "data:image/png;base64,aGV5"]
        {
            let message = decode(text).unwrap_err().to_string();
            assert_eq!(message, "invalid value: text that is not base64", "{text}");
        }
        let message = serde_json::from_str::<Base64>("918273").unwrap_err().to_string();
        assert!(!message.contains("918273"), "{message}");
    }

    #[test]
    fn debug_shows_only_the_size() {
        assert_eq!(format!("{:?}", Base64::from(b"twelve bytes".as_slice())), "Base64([12 bytes hidden])");
    }

    #[test]
    fn keeps_the_bytes() {
        let bytes = Base64::from(vec![1, 2, 3]);
        assert_eq!(bytes.as_ref(), [1, 2, 3]);
        assert_eq!(bytes, Base64::new([1, 2, 3]));
        assert_ne!(bytes, Base64::new([1, 2]));
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn schema_is_base64_text() {
        assert_eq!(
            schemars::SchemaGenerator::default().subschema_for::<Base64>(),
            schemars::json_schema!({ "type": "string", "format": "byte" })
        );
    }
}
