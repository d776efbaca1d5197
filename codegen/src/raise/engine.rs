//! Progenitor's output, cut into items before anything is parsed.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::source::{Surprise, parse};

/// One item of a module.
pub(super) struct Piece {
    tokens: Vec<TokenTree>,
}

impl Piece {
    /// The item's syntax tree.
    pub fn parse(self) -> Result<syn::Item, Surprise> {
        parse(self.tokens.into_iter().collect())
    }

    /// Whether the item is the module of this name.
    pub fn is_module(&self, name: &str) -> bool {
        match self.tokens.as_slice() {
            [.., TokenTree::Ident(keyword), TokenTree::Ident(ident), TokenTree::Group(_)] => {
                keyword == "mod" && ident == name
            }
            _ => false,
        }
    }

    /// What is between the item's braces.
    pub fn content(self) -> TokenStream {
        match self.tokens.into_iter().next_back() {
            Some(TokenTree::Group(content)) => content.stream(),
            _ => TokenStream::new(),
        }
    }
}

/// Cuts the content of a file or module.
pub(super) fn pieces(tokens: TokenStream) -> impl Iterator<Item = Piece> {
    let mut tokens = tokens.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut piece = Piece { tokens: Vec::new() };
        while let Some(token) = tokens.next() {
            let is_last = match &token {
                TokenTree::Punct(punct) => punct.as_char() == ';',
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    // As in `use a::{b, c};`.
                    !matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ';')
                }
                _ => false,
            };
            piece.tokens.push(token);
            if is_last {
                break;
            }
        }
        (!piece.tokens.is_empty()).then_some(piece)
    })
}

/// The content of a module of a file.
pub(super) fn module(engine: TokenStream, name: &str) -> Result<TokenStream, Surprise> {
    let found = pieces(engine).find(|piece| piece.is_module(name));
    found.map(Piece::content).ok_or_else(|| Surprise(format!("there is no module `{name}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_one_piece() {
        let file = "
            use a::{b, c};
            /// Has docs.
            #[derive(Clone)]
            pub struct Unit;
            pub struct Tuple(pub String);
            pub mod inner { pub struct Deep; pub struct Deeper; }
            impl Unit { fn f() {} fn g() {} }
            fn last<T>() where T: Clone {}
        ";
        let pieces: Vec<Piece> = pieces(file.parse().unwrap()).collect();
        let kinds = pieces.into_iter().map(|piece| match piece.parse().unwrap() {
            syn::Item::Use(_) => "use",
            syn::Item::Struct(_) => "struct",
            syn::Item::Mod(_) => "mod",
            syn::Item::Impl(_) => "impl",
            syn::Item::Fn(_) => "fn",
            _ => "another",
        });
        assert_eq!(kinds.collect::<Vec<_>>(), ["use", "struct", "struct", "mod", "impl", "fn"]);
    }

    #[test]
    fn a_missing_module_is_named() {
        let error = module("pub mod types {}".parse().unwrap(), "builder").unwrap_err();
        assert_eq!(error.0, "there is no module `builder`");
    }
}
