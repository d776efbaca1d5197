//! Paths and doc comments as a person would have written them.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Path, parse_quote,
    visit_mut::{self, VisitMut},
};

use crate::rust_types::TYPES;

/// Where generated types live, seen from the place of use.
#[derive(Clone, Copy)]
pub(crate) enum Prefix {
    /// Inside `types`.
    Types,
    /// Inside `types::builder`.
    TypesBuilder,
    /// Inside `builder`.
    Builder,
}

/// Resolves the placeholder for the `types` module and drops the leading path of
/// names that every Rust program has in scope.
pub(crate) struct Shorten {
    pub prefix: Prefix,
}

const PRELUDE: [&str; 8] = [
    "option::Option",
    "vec::Vec",
    "string::String",
    "result::Result",
    "convert::TryInto",
    "convert::TryFrom",
    "convert::From",
    "default::Default",
];

fn is_prelude(path: &Path) -> bool {
    let mut names = path.segments.iter().map(|segment| segment.ident.to_string());
    match (names.next().as_deref(), names.next(), names.next(), names.next()) {
        (Some("std"), Some(module), Some(name), None) => PRELUDE.contains(&format!("{module}::{name}").as_str()),
        _ => false,
    }
}

impl VisitMut for Shorten {
    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        let outer = self.prefix;
        if matches!(outer, Prefix::Types) && module.ident == "builder" {
            self.prefix = Prefix::TypesBuilder;
        }
        visit_mut::visit_item_mod_mut(self, module);
        self.prefix = outer;
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let first = path.segments.first().map(|segment| segment.ident.to_string());
        if first.as_deref() == Some(TYPES) {
            let rest = path.segments.iter().skip(1);
            *path = match self.prefix {
                Prefix::Types => parse_quote! { #(#rest)::* },
                Prefix::TypesBuilder => parse_quote! { super::#(#rest)::* },
                Prefix::Builder => parse_quote! { types::#(#rest)::* },
            };
        } else if is_prelude(path) {
            let last = path.segments.iter().skip(2);
            *path = parse_quote! { #(#last)::* };
        }
    }
}

/// Makes one `///` of each line of a doc comment.
pub(crate) struct SplitDocs;

impl VisitMut for SplitDocs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut split: Vec<Attribute> = Vec::new();
        for attribute in attributes.drain(..) {
            match doc_text(&attribute) {
                Some(text) if text.trim().is_empty() => split.push(parse_quote! { #[doc = ""] }),
                Some(text) => split.extend(text.trim().lines().map(|line| {
                    let line = if line.trim().is_empty() { String::new() } else { format!(" {}", line.trim_end()) };
                    parse_quote! { #[doc = #line] }
                })),
                None => split.push(attribute),
            }
        }
        *attributes = split;
    }
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("doc").then(|| text.value())
}

/// `Self { client }` in place of `Self { client: client }`.
pub(crate) struct Shorthand;

impl VisitMut for Shorthand {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        visit_mut::visit_field_value_mut(self, field);
        if let (syn::Member::Named(name), syn::Expr::Path(value)) = (&field.member, &field.expr)
            && value.path.is_ident(name)
        {
            field.colon_token = None;
        }
    }
}

/// Removes each `use` of a module whose items nobody names.
pub(crate) struct DropUnused;

impl VisitMut for DropUnused {
    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        visit_mut::visit_item_mod_mut(self, module);
        let Some((_, items)) = &mut module.content else { return };
        let mut named = HashSet::new();
        for item in items.iter().filter(|item| !matches!(item, syn::Item::Use(_))) {
            identifiers(item.to_token_stream(), &mut named);
        }
        items.retain(|item| match item {
            syn::Item::Use(import) => imported(&import.tree).is_none_or(|name| named.contains(&name)),
            _ => true,
        });
    }
}

/// The one name that a `use` brings in; none where it is a list.
fn imported(tree: &syn::UseTree) -> Option<String> {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree),
        syn::UseTree::Name(name) => Some(name.ident.to_string()),
        _ => None,
    }
}

fn identifiers(tokens: TokenStream, named: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                named.insert(ident.to_string());
            }
            TokenTree::Group(group) => identifiers(group.stream(), named),
            _ => {}
        }
    }
}
