//! Puts back into progenitor's output what was lowered away, and takes the
//! structs, builders and parameters that it made.
//!
//! The engine's `Client`, its hooks and the tail of each `send` are replaced by
//! one call into `client_runtime`, so that a generated operation is its
//! parameters and nothing else.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, ItemMod, visit_mut::VisitMut};

use crate::{
    contract::{Contract, SchemaKind},
    names,
};

mod enums;
mod exchange;
mod operations;
mod outcomes;
pub(crate) mod paths;
mod scopes;
mod structs;
mod unions;

pub(crate) use scopes::scope_name;

/// The engine's output was not of the shape that this module knows.
#[derive(Debug, thiserror::Error)]
#[error("progenitor's output has changed its shape: {0}")]
pub(crate) struct Surprise(pub String);

/// Composes the generated client.
pub(crate) fn raise(contract: &Contract, engine: TokenStream) -> Result<syn::File, Surprise> {
    let file: syn::File = syn::parse2(engine).map_err(|error| Surprise(error.to_string()))?;
    let mut types = module(&file, "types")?;
    let mut builder = module(&file, "builder")?;

    let forms = structs::raise(contract, &mut types)?;
    operations::raise(contract, &mut builder)?;
    paths::Shorten { prefix: paths::Prefix::Types }.visit_item_mod_mut(&mut types);
    paths::Shorten { prefix: paths::Prefix::Builder }.visit_item_mod_mut(&mut builder);

    let mut own = Vec::new();
    for (name, schema) in &contract.schemas {
        own.extend(match &schema.kind {
            SchemaKind::StringEnum(variants) => Some(enums::string(name, &schema.docs, variants)),
            SchemaKind::IntegerEnum(variants) => Some(enums::integer(name, &schema.docs, variants)),
            SchemaKind::Score { minimum, maximum, threshold } => {
                Some(enums::score(name, &schema.docs, *minimum, *maximum, *threshold))
            }
            SchemaKind::Union { tag, variants } => Some(unions::union(name, &schema.docs, tag, variants)),
            SchemaKind::Envelope { member, inner } => {
                Some(unions::envelope(contract, name, &schema.docs, member, inner))
            }
            SchemaKind::Object(_) | SchemaKind::Alias(_) => None,
        });
    }
    let mut own: syn::File = syn::parse2(quote! { #(#own)* }).map_err(|error| Surprise(error.to_string()))?;
    paths::Shorten { prefix: paths::Prefix::Types }.visit_file_mut(&mut own);
    let Some((_, items)) = &mut types.content else { return Err(Surprise("an empty `types`".to_owned())) };
    items.extend(own.items);
    types.attrs = vec![syn::parse_quote! { #[doc = " What goes over the wire."] }];

    let exchange = exchange::exchange(contract, forms, &mut types)?;
    let scopes = scopes::scopes(contract);
    let tables = operations::tables(contract);
    let composed = quote! {
        #types
        #exchange
        #[cfg(feature = "client")]
        #builder
        #scopes
        #tables
    };
    let mut file: syn::File = syn::parse2(composed).map_err(|error| Surprise(error.to_string()))?;
    paths::SplitDocs.visit_file_mut(&mut file);
    paths::Shorthand.visit_file_mut(&mut file);
    paths::DropUnused.visit_file_mut(&mut file);
    Ok(file)
}

fn module(file: &syn::File, name: &str) -> Result<ItemMod, Surprise> {
    file.items
        .iter()
        .find_map(|item| match item {
            Item::Mod(module) if module.ident == name => Some(module.clone()),
            _ => None,
        })
        .ok_or_else(|| Surprise(format!("there is no module `{name}`")))
}

/// `#[doc]` for a text, nothing for an empty one.
pub(crate) fn doc(text: &str) -> TokenStream {
    if text.is_empty() {
        TokenStream::new()
    } else {
        quote! { #[doc = #text] }
    }
}

/// A type written as text, as tokens.
pub(crate) fn ty(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| {
        let name = names::ident(&names::pascal(text));
        quote! { #name }
    })
}
