//! The Rust types of the generated client, as a person would write them.

use super::model::{Direction, Model, Operation, Property, Response, SchemaKind, Type};

/// The type of a value that is there and not null, and goes this way.
pub(super) fn value(model: &Model<'_>, ty: &Type, way: Option<Direction>) -> String {
    match model.resolve(ty) {
        Type::Bool => "bool".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Integer => "Integer".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::String => "String".to_owned(),
        Type::Secret => "Secret".to_owned(),
        Type::Base64 => "Base64".to_owned(),
        Type::Timestamp => "Timestamp".to_owned(),
        Type::File => "FilePart".to_owned(),
        Type::Any => "serde_json::Value".to_owned(),
        Type::FreeObject => "serde_json::Map<String, serde_json::Value>".to_owned(),
        Type::List(item) => format!("Vec<{}>", value(model, item, way)),
        Type::Map(item) => format!("BTreeMap<String, {}>", value(model, item, way)),
        Type::Nullable(item) => format!("Option<{}>", value(model, item, way)),
        Type::Named(name) => model.rust_name(name, way).to_owned(),
    }
}

/// The type of a property's field in a type that goes this way.
pub(super) fn field(model: &Model<'_>, property: &Property<'_>, way: Option<Direction>) -> String {
    let value = value(model, &property.ty, way);
    match (property.nullable, property.required) {
        (true, _) => format!("Nullable<{value}>"),
        (false, true) => value,
        (false, false) => format!("Option<{value}>"),
    }
}

/// Whether the struct can be made without any field.
pub(super) fn has_default(properties: &[Property<'_>], way: Option<Direction>) -> bool {
    !properties.iter().any(|property| property.is_in(way) && property.required)
}

/// The type that an operation's builder takes as its body.
pub(super) fn body(model: &Model<'_>, operation: &Operation<'_>) -> Option<String> {
    let body = operation.body.as_ref()?;
    let value = value(model, &body.ty, Some(Direction::Sent));
    let form = body.is_form();
    Some(if !body.required && (!form || model.demands(&body.ty)) { format!("OptionalBody<{value}>") } else { value })
}

/// The type that a status promises.
fn promised(model: &Model<'_>, response: &Response<'_>) -> String {
    let Some(content) = &response.content else { return "()".to_owned() };
    let value = value(model, &content.ty, Some(Direction::Received));
    let is_own = matches!(model.resolve(&content.ty), Type::Named(_));
    if content.is_text() || is_own { value } else { format!("Json<{value}>") }
}

/// What a call returns for one side of its statuses.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Statuses {
    /// One type for all.
    One(String),
    /// The variants of an enum, each with what it carries.
    Enum(Vec<(String, String)>),
}

/// What `send` returns when it succeeds.
pub(super) fn successes(model: &Model<'_>, operation: &Operation<'_>) -> Statuses {
    let answer = |response: &Response<'_>| match promised(model, response) {
        promised if response.optional && response.content.is_some() => format!("Option<{promised}>"),
        promised => promised,
    };
    let all: Vec<_> = operation.responses.iter().filter(|response| response.is_success()).collect();
    match all.as_slice() {
        [] => Statuses::One("()".to_owned()),
        [only] => Statuses::One(answer(only)),
        _ => Statuses::Enum(all.iter().map(|response| (response.rust.clone(), answer(response))).collect()),
    }
}

/// What the vendor's error carries.
pub(super) fn errors(model: &Model<'_>, operation: &Operation<'_>) -> Statuses {
    let all: Vec<_> = operation.responses.iter().filter(|response| !response.is_success()).collect();
    let types: Vec<String> = all.iter().map(|response| promised(model, response)).collect();
    match types.as_slice() {
        [] => Statuses::One("()".to_owned()),
        [first, rest @ ..] if rest.iter().all(|other| other == first) => Statuses::One(first.clone()),
        _ => Statuses::Enum(all.iter().map(|response| response.rust.clone()).zip(types).collect()),
    }
}

/// Whether the compiler makes a struct or enum of the type.
pub(super) fn is_rust_type(model: &Model<'_>, name: &str) -> bool {
    model.schema(name).is_some_and(|schema| SchemaKind::is_rust_type(&schema.kind))
}
