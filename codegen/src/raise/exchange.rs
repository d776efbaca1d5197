//! What only a call needs, and so is not there without the feature `client`:
//! requests that carry files, outcomes by status, and how answers are read.

use indexmap::IndexSet;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, ItemMod, parse_quote, visit_mut::VisitMut};

use super::{Surprise, outcomes, paths, structs::Forms};
use crate::{
    contract::{Content, Contract, Type},
    names,
};

/// Composes the module and makes its types those of `types`. None if a contract
/// has nothing of the kind.
pub(super) fn exchange(contract: &Contract, forms: Forms, types: &mut ItemMod) -> Result<Option<ItemMod>, Surprise> {
    let Forms { names: requests, items, builders } = forms;
    let (outcome_names, outcomes) = outcomes::all(contract);
    let answers = json_answers(contract);
    let answers = answers.iter().map(|name| json_answer(contract, name));
    let builder = (!requests.is_empty()).then(|| {
        quote! {
            /// Builders of the structs above.
            pub mod builder {
                use super::types;
                #(#builders)*
            }
        }
    });
    let module = quote! {
        /// What only a call needs. Its types are those of `types`.
        #[cfg(feature = "client")]
        mod exchange {
            use super::types;
            use super::types::error;
            #(#items)*
            #builder
            #(#outcomes)*
            #(#answers)*
        }
    };
    let mut module: ItemMod = syn::parse2(module).map_err(|error| Surprise(error.to_string()))?;
    paths::Shorten { prefix: paths::Prefix::Builder }.visit_item_mod_mut(&mut module);

    let Some((_, in_types)) = &mut types.content else { return Err(Surprise("an empty `types`".to_owned())) };
    if !requests.is_empty() {
        let builder = in_types.iter_mut().find_map(|item| match item {
            Item::Mod(module) if module.ident == "builder" => module.content.as_mut(),
            _ => None,
        });
        let Some((_, in_builder)) = builder else { return Err(Surprise("`types` has no `builder`".to_owned())) };
        in_builder.insert(
            0,
            parse_quote! {
                #[cfg(feature = "client")]
                pub use super::super::exchange::builder::{#(#requests),*};
            },
        );
    }
    let names: Vec<_> = requests.into_iter().chain(outcome_names).collect();
    if !names.is_empty() {
        in_types.insert(
            0,
            parse_quote! {
                #[cfg(feature = "client")]
                pub use super::exchange::{#(#names),*};
            },
        );
    }
    let is_empty =
        module.content.as_ref().is_none_or(|(_, items)| items.iter().all(|item| matches!(item, Item::Use(_))));
    Ok((!is_empty).then_some(module))
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
