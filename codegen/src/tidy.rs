//! Items as a person would have written them.

use syn::{
    Attribute, Expr, Lit, Member, Meta, Path,
    visit_mut::{self, VisitMut},
};

use crate::{rust_types::TYPES, tokens};

mod docs;

/// Where generated types live, seen from the place of use.
#[derive(Clone, Copy)]
pub(crate) enum Prefix {
    /// Inside `types`.
    Types,
    /// Inside `types::builder`.
    TypesBuilder,
    /// Beside `types`.
    Beside,
}

/// A `use` that is only written when an item needs it.
pub(crate) struct Import {
    pub path: &'static str,
    /// The last part of the path.
    pub name: &'static str,
    pub used: bool,
}

impl Import {
    pub fn of(path: &'static str) -> Self {
        Self { path, name: path.rsplit("::").next().unwrap_or(path), used: false }
    }
}

/// Resolves the placeholder for the `types` module, drops the leading path of names
/// that every Rust program has in scope, makes one `///` of each line of a doc
/// comment and `Self { client }` of `Self { client: client }`. Notes which imports
/// are needed.
pub(crate) struct Tidy<'a> {
    pub prefix: Prefix,
    pub imports: &'a mut [Import],
}

const PRELUDE: [[&str; 2]; 8] = [
    ["option", "Option"],
    ["vec", "Vec"],
    ["string", "String"],
    ["result", "Result"],
    ["convert", "TryInto"],
    ["convert", "TryFrom"],
    ["convert", "From"],
    ["default", "Default"],
];

fn is_prelude(path: &Path) -> bool {
    let mut segments = path.segments.iter().map(|segment| &segment.ident);
    match (segments.next(), segments.next(), segments.next(), segments.next()) {
        (Some(first), Some(module), Some(name), None) if first == "std" => {
            PRELUDE.iter().any(|[in_module, item]| module == in_module && name == item)
        }
        _ => false,
    }
}

/// The path without its first segments.
fn skip(path: &mut Path, count: usize) {
    path.leading_colon = None;
    path.segments = std::mem::take(&mut path.segments).into_iter().skip(count).collect();
}

impl VisitMut for Tidy<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let is_placeholder = path.segments.first().is_some_and(|first| first.ident == TYPES);
        match self.prefix {
            Prefix::Types if is_placeholder => skip(path, 1),
            Prefix::TypesBuilder if is_placeholder => path.segments[0].ident = tokens::ident("super"),
            Prefix::Beside if is_placeholder => path.segments[0].ident = tokens::ident("types"),
            _ if is_prelude(path) => skip(path, 2),
            _ => {}
        }
        let Some(first) = path.segments.first().filter(|_| path.leading_colon.is_none()) else { return };
        for import in self.imports.iter_mut() {
            import.used |= first.ident == import.name;
        }
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut split: Vec<Attribute> = Vec::with_capacity(attributes.len());
        for attribute in attributes.drain(..) {
            match doc_text(&attribute) {
                Some(text) if text.trim().is_empty() => split.push(doc_line(&attribute, "")),
                Some(text) => {
                    split.extend(docs::plain(&text).lines().map(|line| doc_line(&attribute, line.trim_end())))
                }
                None => split.push(attribute),
            }
        }
        *attributes = split;
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        visit_mut::visit_field_value_mut(self, field);
        if let (Member::Named(name), Expr::Path(value)) = (&field.member, &field.expr)
            && value.path.is_ident(name)
        {
            field.colon_token = None;
        }
    }
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("doc").then(|| text.value())
}

/// The attribute of one line of a doc comment.
fn doc_line(attribute: &Attribute, line: &str) -> Attribute {
    let mut attribute = attribute.clone();
    if let Meta::NameValue(pair) = &mut attribute.meta {
        let line = if line.trim().is_empty() { String::new() } else { format!(" {line}") };
        let literal = Lit::Str(syn::LitStr::new(&line, proc_macro2::Span::call_site()));
        pair.value = Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: literal });
    }
    attribute
}
