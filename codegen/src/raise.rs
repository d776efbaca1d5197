//! Puts back into progenitor's output what was lowered away, and takes the
//! structs, builders and parameters that it made.
//!
//! The engine's `Client`, its hooks and the tail of each `send` are replaced by
//! one call into `client_runtime`, so that a generated operation is its
//! parameters and nothing else.

use std::thread;

use proc_macro2::{LexError, TokenStream};
use quote::quote;
use syn::parse_quote;

use crate::{
    compile::joined,
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
    // Tokens cannot leave the thread that made them. Their text can.
    let builders = builders.to_string();
    let (structs, rest) = thread::scope(|scope| {
        let rest = scope.spawn(|| Rest::raise(contract, &builders));
        (structs::raise(contract, types), joined(rest))
    });
    let ((mut types, forms), rest) = (structs?, rest?);
    types.append(rest.types);
    let exchange = exchange::exchange(contract, forms, &mut types)?;

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
        rest.builders,
    );
    client.append(rest.items);
    Ok(client.into_text())
}

/// All that needs no struct of the engine's.
struct Rest {
    /// The types of `types` that are not the engine's.
    types: Source,
    /// The content of `builder`.
    builders: Source,
    /// What stands beside the modules.
    items: Source,
}

impl Rest {
    /// Takes the engine's builders as text.
    fn raise(contract: &Contract, builders: &str) -> Result<Self, Surprise> {
        let builders = builders.parse().map_err(|error: LexError| Surprise(error.to_string()))?;
        let builders = operations::raise(contract, builders)?;
        let mut types = Source::new(1, Prefix::Types, &[]);
        for (name, schema) in &contract.schemas {
            types.tokens(own(contract, name, schema))?;
        }
        let mut items = Source::new(0, Prefix::Beside, &[]);
        items.tokens(scopes::scopes(contract))?;
        items.tokens(operations::tables(contract))?;
        Ok(Self { types, builders, items })
    }
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
