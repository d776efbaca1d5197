//! Types that say all by `type` and `format`.

use serde_json::{Number, Value};

use crate::{at::At, model::Type};

impl Type {
    /// The type of a schema whose values hold no others; None for lists, objects and what
    /// has no `type`.
    pub fn plain(at: &At<'_>) -> Option<Self> {
        Some(match (at.text("type")?, at.text("format")) {
            ("boolean", _) => Self::Bool,
            ("integer", format) => integer(at, format),
            ("number", _) => Self::Float,
            ("string", Some("password")) => Self::Secret,
            ("string", Some("byte")) => Self::Base64,
            ("string", Some("binary")) => Self::File,
            ("string", Some("date-time-local" | "date-time")) => Self::Timestamp,
            ("string", _) => Self::String,
            _ => return None,
        })
    }
}

/// The Rust type that holds every integer of the schema. One that says neither a size nor
/// both limits may be of any size.
fn integer(at: &At<'_>, format: Option<&str>) -> Type {
    let limit = |name: &str| at.value.get(name).and_then(Value::as_number).and_then(Number::as_i128);
    let within = |least: i128, most: i128| {
        limit("minimum").is_some_and(|limit| limit >= least) && limit("maximum").is_some_and(|limit| limit <= most)
    };
    match format {
        Some("int32") => Type::Int32,
        Some("uint64") => Type::UInt64,
        Some("int64" | "int8" | "int16" | "uint8" | "uint16" | "uint32") => Type::Int64,
        _ if within(i64::MIN.into(), i64::MAX.into()) => Type::Int64,
        _ if within(0, u64::MAX.into()) => Type::UInt64,
        _ => Type::Integer,
    }
}
