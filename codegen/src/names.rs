//! From wire names to Rust names.

use std::collections::HashSet;

use heck::{ToPascalCase, ToSnakeCase};
use proc_macro2::{Ident, Span};

use crate::markdown;

/// A type or variant name.
pub(crate) fn pascal(wire: &str) -> String {
    match words(wire).to_pascal_case() {
        nothing if nothing.is_empty() => "X".to_owned(),
        name => legal(name),
    }
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

/// The variant of an enum or a union for values that the contract does not name.
pub(crate) const OPEN: &str = "Unknown";

/// A variant's name. Text in capitals is lowered first, so that `TOO_BLURRY` becomes
/// `TooBlurry`. `Unknown` is for values that the contract does not name, so the value
/// `unknown` becomes `ValueUnknown`.
pub(crate) fn variant(wire: &str) -> String {
    let shouting = !wire.chars().any(char::is_lowercase);
    let name = pascal(&if shouting { wire.to_lowercase() } else { wire.to_owned() });
    if name == OPEN { format!("Value{name}") } else { name }
}

/// The names of an object's fields, all different. A member whose name is a valid field
/// name keeps it. When several other members result in one name, all but the first get a
/// number.
pub(crate) fn fields(wires: &[&str]) -> Vec<String> {
    let mut taken: HashSet<String> =
        wires.iter().filter(|wire| field(wire) == **wire).map(|&wire| wire.to_owned()).collect();
    let mut name = |wire: &&str| {
        let usual = field(wire);
        if usual == **wire {
            return usual;
        }
        let name = unique(&usual, |name| taken.contains(name));
        taken.insert(name.clone());
        name
    };
    wires.iter().map(&mut name).collect()
}

/// The name or, when it is taken, the name with the first number that is free.
pub(crate) fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    // The mark of a raw identifier would end up inside the name.
    let numbered = (2..).map(|number| format!("{}_{number}", name.trim_end_matches('_')));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// The type's or variant's name or, when it is taken, the name with the first number that
/// is free.
pub(crate) fn numbered(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// The docs of an item whose Rust name does not follow from its wire name.
pub(crate) fn with_wire(docs: &str, wire: &str) -> String {
    let name = format!("On the wire: {}.", markdown::code(wire));
    if docs.is_empty() { name } else { format!("{docs}\n\n{name}") }
}

/// The name of a mock's method for a part of a form.
pub(crate) fn part(field: &str) -> String {
    snake(&format!("{field}_part"))
}

/// A text as Rust writes it.
pub(crate) fn literal(text: &str) -> String {
    proc_macro2::Literal::string(text).to_string()
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
