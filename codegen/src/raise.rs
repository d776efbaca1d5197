//! Puts back into progenitor's output what was lowered away, and takes the
//! structs, builders and parameters that it made.
//!
//! The engine's `Client`, its hooks and the tail of each `send` are replaced by
//! one call into `client_runtime`, so that a generated operation is its
//! parameters and nothing else.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::{
    contract::{Contract, Schema, SchemaKind},
    names,
    source::{Source, Surprise},
    tidy::Prefix,
};

mod engine;
mod enums;
mod exchange;
mod operations;
mod outcomes;
mod scopes;
mod structs;
mod unions;

pub(crate) use scopes::{entry_name, scope_name};

/// Composes the generated client.
pub(crate) fn raise(contract: &Contract, output: TokenStream) -> Result<String, Surprise> {
    let [types, builders] = engine::modules(output, ["types", "builder"])?;
    let (mut types, forms) = structs::raise(contract, types)?;
    for (name, schema) in &contract.schemas {
        types.tokens(own(contract, name, schema))?;
    }
    let exchange = exchange::exchange(contract, forms, &mut types)?;
    let builders = operations::raise(contract, builders)?;

    let mut client = Source::new(0, Prefix::Beside, &[]);
    client.module(
        parse_quote! {
            /// What goes over the wire.
            pub mod types {}
        },
        types,
    );
    if !exchange.is_empty() {
        client.module(
            parse_quote! {
                /// What only a call needs. Its types are those of `types`.
                #[cfg(feature = "client")]
                mod exchange {}
            },
            exchange,
        );
    }
    client.module(
        parse_quote! {
            #[cfg(feature = "client")]
            /// One builder for each operation: its parameters, then `send`.
            pub mod builder {}
        },
        builders,
    );
    client.tokens(scopes::scopes(contract))?;
    client.tokens(operations::tables(contract))?;
    Ok(client.into_text())
}

/// A schema whose type is not the engine's.
fn own(contract: &Contract, name: &str, schema: &Schema) -> TokenStream {
    let docs = &schema.docs;
    match &schema.kind {
        SchemaKind::StringEnum(variants) => enums::string(name, docs, variants),
        SchemaKind::IntegerEnum(variants) => enums::integer(name, docs, variants),
        SchemaKind::Score { minimum, maximum, threshold } => enums::score(name, docs, *minimum, *maximum, *threshold),
        SchemaKind::Union { tag, variants } => unions::union(name, docs, tag, variants),
        SchemaKind::Envelope { member, inner } => unions::envelope(contract, name, docs, member, inner),
        SchemaKind::Object(_) | SchemaKind::Alias(_) => TokenStream::new(),
    }
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
