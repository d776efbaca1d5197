//! What only a call needs, and so is not there without the feature `client`:
//! requests that carry files, outcomes by status, and how answers are read.

use indexmap::IndexSet;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::{outcomes, structs::Forms};
use crate::{
    contract::{Content, Contract, Type},
    names,
    source::{Source, Surprise},
};

/// Composes the module and gives its types to `types`.
pub(super) fn exchange(contract: &Contract, forms: Forms, types: &mut Source) -> Result<Source, Surprise> {
    let Forms { names: requests, structs: mut exchange, builders } = forms;
    if !requests.is_empty() {
        exchange.module(
            parse_quote! {
                /// Builders of the structs above.
                pub mod builder {}
            },
            builders,
        );
    }
    let (outcome_names, outcomes) = outcomes::all(contract);
    for outcome in outcomes {
        exchange.tokens(outcome)?;
    }
    for name in json_answers(contract) {
        exchange.tokens(json_answer(contract, &name))?;
    }
    let names: Vec<_> = requests.into_iter().chain(outcome_names).collect();
    if !names.is_empty() {
        types.first(parse_quote! {
            #[cfg(feature = "client")]
            pub use super::exchange::{#(#names),*};
        });
    }
    Ok(exchange)
}

/// The generated types that arrive as a JSON answer, each once, in order.
fn json_answers(contract: &Contract) -> IndexSet<String> {
    let mut seen = IndexSet::new();
    for operation in &contract.operations {
        for response in operation.successes.iter().chain(&operation.errors) {
            let Content::Json(ty) = &response.content else { continue };
            if let Type::Named(name) = contract.resolve(ty) {
                seen.insert(name.clone());
            }
        }
    }
    seen
}

fn json_answer(contract: &Contract, name: &str) -> TokenStream {
    let quick = contract.is_quick(&Type::Named(name.to_owned()));
    let decode = names::ident(if quick { "json_quickly" } else { "json" });
    let name = names::ident(name);
    quote! {
        impl ::client_runtime::FromResponse for types::#name {
            fn from_response(response: &::client_runtime::RawResponse) -> Result<Self, ::client_runtime::DecodeError> {
                response.#decode(super::MEMBERS)
            }
        }
    }
}
