//! A text that must not be printed: passwords, tokens, keys.

use std::{borrow::Cow, fmt, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;

use crate::nullable::Nullable;

/// A text that is hidden from [`Debug`](fmt::Debug), has no `Display`, and is wiped from memory when dropped.
///
/// Encoding it with serde writes the text itself, because it has to be sent; do not encode it for a log.
///
/// Cheap to clone; clones share the text, which is wiped with the last of them.
#[derive(Clone)]
pub struct Secret(Arc<SecretString>);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(SecretString::from(text.into())))
    }

    /// The text itself. Do not print it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([hidden])")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// How long it takes tells the length of the texts and nothing else of them.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl Eq for Secret {}

impl From<&str> for Nullable<Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<String> for Nullable<Secret> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::redact::decode_text(deserializer, |text: Cow<'_, str>| Ok(Self::new(text)))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Secret").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password" })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_text() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret([hidden])");
        assert_eq!(format!("{:#?}", Some(Secret::new("hunter2"))).find("hunter2"), None);
    }

    #[test]
    fn encodes_and_decodes_the_text() {
        let secret: Secret = serde_json::from_str(r#""h\u0075nter2""#).unwrap();
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""hunter2""#);
        assert_eq!(serde_json::from_value::<Secret>("hunter2".into()).unwrap(), secret);
    }

    #[test]
    fn a_decode_error_does_not_show_the_value() {
        for json in ["918273", "-918273", "918273.5", "18446744073709551615", "[918273]", r#"{"a":918273}"#] {
            let message = serde_json::from_str::<Secret>(json).unwrap_err().to_string();
            assert!(!message.contains("918273") && !message.contains("1844"), "{message}");
        }
        let message = serde_json::from_str::<Secret>("true").unwrap_err().to_string();
        assert!(!message.contains("true"), "{message}");
        assert!(serde_json::from_str::<Secret>("null").is_err());
    }

    #[test]
    fn compares_the_texts() {
        assert_eq!(Secret::from("a"), Secret::from(String::from("a")).clone());
        assert_ne!(Secret::from("a"), Secret::from("b"));
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn schema_is_a_password() {
        assert_eq!(
            schemars::SchemaGenerator::default().subschema_for::<Secret>(),
            schemars::json_schema!({ "type": "string", "format": "password" })
        );
    }
}
