//! From wire names to Rust names.

use heck::{ToPascalCase, ToSnakeCase};
use proc_macro2::{Ident, Span};

/// A type or variant name.
pub(crate) fn pascal(wire: &str) -> String {
    legal(words(wire).to_pascal_case())
}

/// A method or module name, or a parameter's as progenitor makes it.
pub(crate) fn snake(wire: &str) -> String {
    legal(words(wire).to_snake_case())
}

/// A field's name as typify makes it.
pub(crate) fn field(wire: &str) -> String {
    let name = words(wire).to_snake_case();
    let name = if name.starts_with(unicode_ident::is_xid_start) { name } else { format!("x{name}") };
    if typify::accept_as_ident(&name) { name } else { format!("{name}_") }
}

/// An identifier token for a name made by this module.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The words of a name, split as typify and progenitor do.
fn words(wire: &str) -> String {
    match wire {
        "+1" => return "plus1".to_owned(),
        "-1" => return "minus1".to_owned(),
        _ => {}
    }
    wire.replace('\'', "").replace(|c: char| !unicode_ident::is_xid_continue(c), "-")
}

fn legal(name: String) -> String {
    let name = match name.chars().next() {
        None => "x".to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => name,
        Some(_) => format!("_{name}"),
    };
    if typify::accept_as_ident(&name) { name } else { format!("{name}_") }
}

/// The PascalCase name of a status code: its reason phrase, or `Status299` where it has none.
pub(crate) fn status(code: u16) -> String {
    let reason = http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(|| format!("Status{code}"), pascal)
}
