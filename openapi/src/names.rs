//! From wire names to Rust names.

use std::collections::HashSet;

use heck::{ToPascalCase, ToSnakeCase};

use crate::{
    markdown,
    model::{Operation, Status},
};

/// A type or variant name.
pub fn pascal(wire: &str) -> String {
    match words(wire).to_pascal_case() {
        nothing if nothing.is_empty() => "X".to_owned(),
        name => legal(name),
    }
}

/// A method or module name, or a parameter's as progenitor makes it.
pub fn snake(wire: &str) -> String {
    legal(words(wire).to_snake_case())
}

/// A field's name as typify makes it.
pub fn field(wire: &str) -> String {
    let name = words(wire).to_snake_case();
    let name = if name.starts_with(unicode_ident::is_xid_start) { name } else { format!("x{name}") };
    if is_keyword(&name) { format!("{name}_") } else { name }
}

/// The variant of an enum or a union for what the contract does not name.
pub const OPEN: &str = "Unknown";

/// A variant's name: shouting becomes ordinary case first, so that `TOO_BLURRY` is `TooBlurry`.
/// `Unknown` is what the contract does not name, so the value `unknown` is `ValueUnknown`.
pub fn variant(wire: &str) -> String {
    let shouting = !wire.chars().any(char::is_lowercase);
    let name = pascal(&if shouting { wire.to_lowercase() } else { wire.to_owned() });
    if name == OPEN { format!("Value{name}") } else { name }
}

/// The names of an object's fields, no two alike. A member that is called as a field can
/// be is called so; of others that make one name, all but the first have a number.
pub fn fields(wires: &[&str]) -> Vec<String> {
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

/// The name, or where that is taken the name with the first number that is not.
pub fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    // A keyword's mark would stand inside the name.
    let numbered = (2..).map(|number| format!("{}_{number}", name.trim_end_matches('_')));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// The type's or variant's name, or where that is taken the name with the first number that is not.
pub fn numbered(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// The docs of what has another name in Rust than its wire name makes.
pub fn with_wire(docs: &str, wire: &str) -> String {
    let name = format!("On the wire: {}.", markdown::code(wire));
    if docs.is_empty() { name } else { format!("{docs}\n\n{name}") }
}

/// The name of a mock's method for a part of a form.
pub fn part(field: &str) -> String {
    snake(&format!("{field}_part"))
}

/// The type that has the operations of these security schemes.
pub fn scope(schemes: &[String]) -> String {
    if schemes.is_empty() {
        return "Unauthenticated".to_owned();
    }
    schemes.iter().map(|scheme| pascal(scheme)).collect()
}

/// The method that makes a connection this scope.
pub fn entry(schemes: &[String]) -> String {
    match schemes {
        [] => "unauthenticated".to_owned(),
        _ => format!("with_{}", schemes.iter().map(|scheme| snake(scheme)).collect::<Vec<_>>().join("_and_")),
    }
}

/// The enum of an operation's success statuses.
pub fn outcome(operation: &Operation) -> String {
    format!("{}Outcome", pascal(&operation.id))
}

/// The enum of an operation's error statuses.
pub fn error(operation: &Operation) -> String {
    format!("{}Error", pascal(&operation.id))
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
    if is_keyword(&name) { format!("{name}_") } else { name }
}

/// The words that Rust keeps for itself, now or later, and the name of nothing.
pub const KEYWORDS: [&str; 53] = [
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "Self", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// The variant of a status: the reason phrase of a code, or its number where it has none.
pub fn status(status: Status) -> String {
    match status {
        Status::Code(code) => {
            let reason = http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
            reason.map_or_else(|| format!("Status{code}"), pascal)
        }
        Status::Range(range) => format!("Status{range}xx"),
        Status::Default => "Other".to_owned(),
    }
}
