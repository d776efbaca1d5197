//! Enums to which a vendor may add.

use std::collections::HashSet;

use openapi::At;
use serde_json::Value;

use crate::{demand::Demand, scalar::Scalar};

/// An enum that unknown values fit as well.
pub(crate) struct OpenEnum {
    pub schema: String,
    pub demand: Demand,
    texts: HashSet<String>,
    numbers: HashSet<i64>,
    is_of_text: bool,
}

impl OpenEnum {
    pub fn new(schema: &At<'_>) -> Self {
        let listed = || schema.value.get("enum").and_then(Value::as_array).into_iter().flatten();
        Self {
            schema: schema.pointer.rsplit('/').next().unwrap_or_default().to_owned(),
            demand: Demand::new("a value that the contract lists", format!("{}/enum", schema.pointer)),
            texts: listed().filter_map(Value::as_str).map(str::to_owned).collect(),
            numbers: listed().filter_map(Value::as_i64).collect(),
            is_of_text: schema.text("type") == Some("string"),
        }
    }

    /// Whether the value is of the enum's type and not in its list.
    pub fn is_new(&self, value: Scalar<'_>) -> bool {
        match value {
            Scalar::Text(text) => self.is_of_text && !self.texts.contains(text),
            Scalar::Integer(number) => !self.is_of_text && !self.numbers.contains(&number),
            Scalar::Large(_) => !self.is_of_text,
            _ => false,
        }
    }
}
