//! The Rust names that the compiler makes of wire names, as far as a comparison
//! needs them: two wire names with one Rust name are one name to a program.

use std::collections::HashSet;

use heck::{ToPascalCase, ToSnakeCase};

/// A type or variant name.
pub(super) fn pascal(wire: &str) -> String {
    words(wire).to_pascal_case()
}

/// A field, method or setter name.
pub(super) fn snake(wire: &str) -> String {
    words(wire).to_snake_case()
}

/// The names of an object's fields, all different. A member whose name is a valid field
/// name keeps it. When several other members result in one name, all but the first get a
/// number.
pub(super) fn fields(wires: &[&str]) -> Vec<String> {
    let mut taken: HashSet<String> =
        wires.iter().filter(|wire| snake(wire) == **wire).map(|&wire| wire.to_owned()).collect();
    let name = |wire: &&str| {
        let usual = snake(wire);
        if usual == **wire {
            return usual;
        }
        let numbered = (2..).map(|number| format!("{usual}_{number}"));
        let name = std::iter::once(usual.clone()).chain(numbered).find(|name| !taken.contains(name));
        taken.extend(name.clone());
        name.unwrap_or_default()
    };
    wires.iter().map(name).collect()
}

/// An enum value's variant: text in capitals is lowered first.
pub(super) fn variant(wire: &str) -> String {
    let shouting = !wire.chars().any(char::is_lowercase);
    pascal(&if shouting { wire.to_lowercase() } else { wire.to_owned() })
}

/// A status' variant: its reason phrase, or its number where it has none.
pub(super) fn status(key: &str) -> String {
    if key == "default" {
        return "Other".to_owned();
    }
    if let Some(range) = key.strip_suffix("XX") {
        return format!("Status{range}xx");
    }
    let code = key.parse().ok().and_then(|code| http::StatusCode::from_u16(code).ok());
    code.and_then(|code| code.canonical_reason()).map_or_else(|| format!("Status{key}"), pascal)
}

/// The type that has the operations of these security schemes.
pub(super) fn scope(schemes: &[String]) -> String {
    match schemes {
        [] => "Unauthenticated".to_owned(),
        _ => schemes.iter().map(|scheme| pascal(scheme)).collect(),
    }
}

fn words(wire: &str) -> String {
    wire.replace('\'', "").replace(|c: char| !(c.is_alphanumeric() || c == '_'), "-")
}
