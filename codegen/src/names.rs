//! From wire names to Rust names.

use heck::{ToPascalCase, ToSnakeCase};
use proc_macro2::{Ident, Span};

/// A type or variant name.
pub(crate) fn pascal(wire: &str) -> String {
    legal(words(wire).to_pascal_case())
}

/// A field, method or module name.
pub(crate) fn snake(wire: &str) -> String {
    legal(words(wire).to_snake_case())
}

/// An identifier token for a name made by this module.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn words(wire: &str) -> String {
    wire.replace('\'', "").replace(|c: char| !(c.is_alphanumeric() || c == '_'), "-")
}

fn legal(name: String) -> String {
    let name = match name.chars().next() {
        None => "x".to_owned(),
        Some(first) if first.is_alphabetic() => name,
        Some(_) => format!("_{name}"),
    };
    if typify::accept_as_ident(&name) { name } else { format!("{name}_") }
}

/// The PascalCase name of a status code: its reason phrase, or `Status299` where it has none.
pub(crate) fn status(code: u16) -> String {
    let reason = http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(|| format!("Status{code}"), pascal)
}
