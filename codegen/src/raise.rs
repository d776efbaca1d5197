//! Puts back into progenitor's output what was lowered, around the structs, builders and
//! parameters that progenitor made.
//!
//! The engine's `Client`, its hooks and the tail of each `send` are replaced by
//! one call into `client_runtime`, so that a generated operation is its
//! parameters and nothing else.

use openapi::{
    model::{Contract, Operation, Schema, SchemaKind},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::{
    source::{Source, Surprise},
    tidy::Prefix,
    tokens,
};

mod engine;
mod enums;
mod exchange;
mod operations;
mod outcomes;
mod scopes;
mod servers;
mod structs;
mod tables;
mod unions;

/// What stands in the modules of a client, or some of it.
pub(crate) struct Modules {
    /// In `types`, made of the engine's.
    structs: Source,
    /// In `types::builder`.
    struct_builders: Source,
    /// Modules that the engine puts into `types`, the same whatever the structs.
    shared: Source,
    /// In `types`, made by us alone.
    own: Source,
    /// The structs that can only be sent, as they carry files. In `exchange`.
    forms: Source,
    /// In `exchange::builder`.
    form_builders: Source,
    /// In `exchange` as well: outcomes, and how answers are read.
    answers: Source,
    /// In `builder`.
    builders: Source,
    /// Beside the modules.
    items: Source,
}

impl Modules {
    /// Without anything in them.
    pub fn new() -> Self {
        let types = || Source::new(1, Prefix::Types, &[]);
        let exchange = || Source::new(1, Prefix::Beside, &["super::types", "super::types::error"]);
        Self {
            structs: types(),
            struct_builders: Source::new(2, Prefix::TypesBuilder, &[]),
            shared: types(),
            own: types(),
            forms: exchange(),
            form_builders: Source::new(2, Prefix::Beside, &["super::types"]),
            answers: exchange(),
            builders: Source::new(1, Prefix::Beside, &["super::types"]),
            items: Source::new(0, Prefix::Beside, &[]),
        }
    }

    /// Adds what the engine made of some schemas.
    pub fn structs(&mut self, contract: &Contract, engine: TokenStream) -> Result<(), Surprise> {
        structs::raise(contract, engine::module(engine, "types")?, self)
    }

    /// Adds what the engine made of some operations.
    pub fn builders(&mut self, contract: &Contract, some: &[Operation], engine: TokenStream) -> Result<(), Surprise> {
        operations::raise(contract, some, engine::module(engine, "builder")?, &mut self.builders)
    }

    /// Adds the types of some schemas that are not the engine's.
    pub fn own(&mut self, contract: &Contract, names: &[&str]) -> Result<(), Surprise> {
        let mut schemas = names.iter().filter_map(|name| contract.schemas.get_key_value(*name));
        schemas.try_for_each(|(name, schema)| self.own.tokens(own(contract, name, schema)))
    }

    /// Adds how answers are read.
    pub fn answers(&mut self, contract: &Contract) -> Result<(), Surprise> {
        exchange::answers(contract, &mut self.answers)
    }

    /// Adds what stands beside the modules.
    pub fn items(&mut self, contract: &Contract) -> Result<(), Surprise> {
        self.items.tokens(scopes::scopes(contract))?;
        self.items.tokens(servers::servers(contract))?;
        self.items.tokens(tables::tables(contract))
    }

    /// Adds what is in others.
    pub fn append(&mut self, others: Self) {
        self.structs.append(others.structs);
        self.struct_builders.append(others.struct_builders);
        if self.shared.is_empty() {
            self.shared = others.shared;
        }
        self.own.append(others.own);
        self.forms.append(others.forms);
        self.form_builders.append(others.form_builders);
        self.answers.append(others.answers);
        self.builders.append(others.builders);
        self.items.append(others.items);
    }

    /// The whole client.
    pub fn compose(self, contract: &Contract) -> String {
        let Self { structs, mut struct_builders, shared, own, forms, form_builders, answers, builders, items } = self;
        let (mut types, mut exchange) = (structs, forms);
        let forms: Vec<_> = structs::forms(contract).into_iter().map(tokens::ident).collect();
        if !forms.is_empty() {
            struct_builders.first(parse_quote! {
                #[cfg(feature = "client")]
                pub use super::super::exchange::builder::{#(#forms),*};
            });
            exchange.module(
                parse_quote! {
                    /// Builders of the structs above.
                    pub mod builder {}
                },
                form_builders,
            );
        }
        if !struct_builders.is_empty() {
            types.module(
                parse_quote! {
                    /// Builders of the structs above.
                    pub mod builder {}
                },
                struct_builders,
            );
        }
        types.append(shared);
        types.append(own);
        exchange.append(answers);
        let names: Vec<_> = forms.into_iter().chain(outcomes::names(contract)).collect();
        if !names.is_empty() {
            types.first(parse_quote! {
                #[cfg(feature = "client")]
                pub use super::exchange::{#(#names),*};
            });
        }

        let mut client = Source::new(0, Prefix::Beside, &[]);
        let allow = allow_deprecated(contract);
        client.module(
            parse_quote! {
                /// What goes over the wire.
                #allow
                pub mod types {}
            },
            types,
        );
        if !exchange.is_empty() {
            client.module(
                parse_quote! {
                    /// What only a call needs. Its types are those of `types`.
                    #[cfg(feature = "client")]
                    #allow
                    mod exchange {}
                },
                exchange,
            );
        }
        client.module(
            parse_quote! {
                #[cfg(feature = "client")]
                /// One builder for each operation: its parameters, then `send`.
                #allow
                pub mod builder {}
            },
            builders,
        );
        client.append(items);
        client.into_text()
    }
}

/// A schema whose type is not the engine's.
fn own(contract: &Contract, name: &str, schema: &Schema) -> TokenStream {
    let docs = &schema.docs;
    let item = match &schema.kind {
        SchemaKind::StringEnum(variants) => enums::string(name, docs, variants),
        SchemaKind::IntegerEnum(variants) => enums::integer(name, docs, variants),
        SchemaKind::Score { minimum, maximum, threshold } => enums::score(name, docs, *minimum, *maximum, *threshold),
        SchemaKind::Union { tag, variants } => unions::union(contract, name, docs, tag, variants),
        SchemaKind::Envelope { member, inner } => unions::envelope(contract, name, docs, member, inner),
        SchemaKind::Object(_) | SchemaKind::Alias(_) => return TokenStream::new(),
    };
    // The type is the first of the items.
    let deprecated = deprecated(&schema.deprecated);
    quote! { #deprecated #item }
}

/// `#[deprecated]` for what is, with the reason.
pub(crate) fn deprecated(reason: &Option<String>) -> Option<TokenStream> {
    Some(match reason.as_deref()? {
        "" => quote! { #[deprecated] },
        note => quote! { #[deprecated(note = #note)] },
    })
}

/// The attribute that allows generated code to use its own deprecated items.
pub(crate) fn allow_deprecated(contract: &Contract) -> Option<TokenStream> {
    contract.has_deprecated().then(|| quote! { #[allow(deprecated, reason = "what is deprecated is sent and read")] })
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
        let name = tokens::ident(&names::pascal(text));
        quote! { #name }
    })
}
