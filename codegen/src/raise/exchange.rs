//! What an answer becomes: outcomes by status, and how each type is read.

use indexmap::IndexSet;
use openapi::model::{Content, Contract, Type};
use proc_macro2::TokenStream;
use quote::quote;

use super::outcomes;
use crate::{
    source::{Source, Surprise},
    tokens,
};

/// Writes the outcomes, and how each type is decoded from a response.
pub(super) fn answers(contract: &Contract, exchange: &mut Source) -> Result<(), Surprise> {
    outcomes::all(contract).try_for_each(|outcome| exchange.tokens(outcome))?;
    json_answers(contract).iter().try_for_each(|name| exchange.tokens(json_answer(contract, name)))
}

/// The generated types that arrive as a JSON response, each once, in order.
fn json_answers(contract: &Contract) -> IndexSet<String> {
    let mut seen = IndexSet::new();
    for operation in &contract.operations {
        for response in operation.answers() {
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
    let decode = tokens::ident(if quick { "json_quickly" } else { "json" });
    let name = tokens::ident(name);
    quote! {
        impl ::client_runtime::FromResponse for types::#name {
            fn from_response(response: &::client_runtime::RawResponse) -> Result<Self, ::client_runtime::DecodeError> {
                response.#decode(super::MEMBERS)
            }
        }
    }
}
