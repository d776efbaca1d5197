//! Which Rust type stands for which wire type. The only place that decides it.

use openapi::model::{Content, Contract, Operation, Property, Response, SchemaKind, Type};

/// Stands for the generated `types` module until the place of use is known.
pub(crate) const TYPES: &str = "__types";

/// The Rust type of a value that is there and not null.
pub(crate) fn value(contract: &Contract, ty: &Type) -> String {
    match contract.resolve(ty) {
        Type::Bool => "bool".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Integer => "::client_runtime::Integer".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::String => "::std::string::String".to_owned(),
        Type::Secret => "::client_runtime::Secret".to_owned(),
        Type::Base64 => "::client_runtime::Base64".to_owned(),
        Type::Timestamp => "::client_runtime::Timestamp".to_owned(),
        Type::File => "::client_runtime::FilePart".to_owned(),
        Type::Any => "::serde_json::Value".to_owned(),
        Type::FreeObject => "::serde_json::Map<::std::string::String, ::serde_json::Value>".to_owned(),
        Type::List(item) => format!("::std::vec::Vec<{}>", value(contract, item)),
        Type::Map(item) => {
            format!("::std::collections::BTreeMap<::std::string::String, {}>", value(contract, item))
        }
        Type::Nullable(item) => format!("::std::option::Option<{}>", value(contract, item)),
        Type::Named(name) => format!("{TYPES}::{name}"),
    }
}

/// The Rust type of a property, without the `Option` that optional ones get.
pub(crate) fn property(contract: &Contract, property: &Property) -> String {
    let value = value(contract, &property.ty);
    if property.nullable { format!("::client_runtime::Nullable<{value}>") } else { value }
}

/// The Rust type of the body that a status promises.
pub(crate) fn promised(contract: &Contract, response: &Response) -> String {
    match &response.content {
        Content::None => "()".to_owned(),
        Content::Text => "::client_runtime::Text".to_owned(),
        Content::Json(ty) if is_own(contract, ty) => value(contract, ty),
        Content::Json(ty) => format!("::client_runtime::Json<{}>", value(contract, ty)),
    }
}

/// The Rust type of the response with one success status.
pub(crate) fn answer(contract: &Contract, response: &Response) -> String {
    let promised = promised(contract, response);
    if response.optional && response.content != Content::None {
        format!("::std::option::Option<{promised}>")
    } else {
        promised
    }
}

/// Whether the generated client defines the type, and so can implement its decoding.
pub(crate) fn is_own(contract: &Contract, ty: &Type) -> bool {
    matches!(contract.resolve(ty), Type::Named(_))
}

/// Whether typify makes the type; all other named types are ours.
pub(crate) fn is_struct(contract: &Contract, ty: &Type) -> bool {
    let Type::Named(name) = contract.resolve(ty) else { return false };
    matches!(contract.schemas.get(name).map(|schema| &schema.kind), Some(SchemaKind::Object(_)))
}

/// What the responses of one side (success or error) become.
pub(crate) enum Statuses {
    /// One type for all statuses.
    One(String),
    /// One variant a status.
    Enum,
}

/// The Rust type of an operation's success statuses: when there are several, each is an
/// outcome of its own.
pub(crate) fn successes(contract: &Contract, operation: &Operation) -> Statuses {
    match operation.successes.as_slice() {
        [] => Statuses::One("()".to_owned()),
        [only] => Statuses::One(answer(contract, only)),
        _ => Statuses::Enum,
    }
}

/// The Rust type of an operation's error statuses. Most vendors have one error body for all
/// statuses, and the error holds the status beside it. The body of an error may always be
/// missing, even when the contract promises it.
pub(crate) fn errors(contract: &Contract, operation: &Operation) -> Statuses {
    let types: Vec<String> = operation.errors.iter().map(|response| promised(contract, response)).collect();
    match types.as_slice() {
        [] => Statuses::One("()".to_owned()),
        [first, rest @ ..] if rest.iter().all(|other| other == first) => Statuses::One(first.clone()),
        _ => Statuses::Enum,
    }
}
