//! Names and texts as Rust writes them.

use proc_macro2::{Ident, Literal, Span};

/// A text in quotation marks.
pub(crate) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// An identifier, for a name that is one in Rust.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

#[cfg(test)]
mod tests {
    use openapi::names;

    /// What reading calls a field and what the engine calls it must be one name.
    #[test]
    fn reading_and_engine_know_the_same_keywords() {
        for word in names::KEYWORDS {
            assert!(!typify::accept_as_ident(word), "the engine takes `{word}` as it is");
        }
        for word in words().filter(|word| !names::KEYWORDS.contains(&word.as_str())) {
            assert!(typify::accept_as_ident(&word), "reading takes `{word}` as it is");
        }
    }

    /// All words of two and three letters, and longer ones that Rust treats in a special way.
    fn words() -> impl Iterator<Item = String> {
        let letters = || "abcdefghijklmnopqrstuvwxyz".chars();
        let short = letters().flat_map(move |a| letters().map(move |b| format!("{a}{b}")));
        let longer = short.clone().flat_map(move |ab| letters().map(move |c| format!("{ab}{c}")));
        let known = ["safe", "auto", "union", "default", "raw", "macro_rules", "'static", "bool", "str"];
        short.chain(longer).chain(known.map(str::to_owned))
    }
}
