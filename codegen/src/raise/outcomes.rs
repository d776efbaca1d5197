//! Enums by status, for operations that answer in more than one way.

use openapi::{
    model::{Content, Contract, Operation, Response, Status},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, ty};
use crate::{
    rust_types::{self, Statuses},
    tokens,
};

/// The enums of all operations that need one.
pub(super) fn all(contract: &Contract) -> impl Iterator<Item = TokenStream> {
    needed(contract).map(|(operation, name, docs, responses)| by_status(contract, operation, &name, &docs, responses))
}

/// Their names.
pub(super) fn names(contract: &Contract) -> impl Iterator<Item = syn::Ident> {
    needed(contract).map(|(_, name, ..)| tokens::ident(&name))
}

/// The operation, the enum's name and docs, and the responses that become its variants.
fn needed(contract: &Contract) -> impl Iterator<Item = (&Operation, String, String, &[Response])> {
    contract.operations.iter().flat_map(|operation| {
        let success = matches!(rust_types::successes(contract, operation), Statuses::Enum).then(|| {
            let docs = format!("How `{}` can succeed, by status.", operation.rust);
            (operation, names::outcome(operation), docs, operation.successes.as_slice())
        });
        let error = matches!(rust_types::errors(contract, operation), Statuses::Enum).then(|| {
            let docs = format!("How `{}` can fail, by status.", operation.rust);
            (operation, names::error(operation), docs, operation.errors.as_slice())
        });
        success.into_iter().chain(error)
    })
}

fn by_status(
    contract: &Contract,
    operation: &Operation,
    name: &str,
    docs: &str,
    responses: &[Response],
) -> TokenStream {
    let ident = tokens::ident(name);
    let is_error = std::ptr::eq(responses, operation.errors.as_slice());
    let variants = responses.iter().map(|response| {
        let docs = doc(&format!("{}: {}", status_text(response.status), response.docs));
        let variant = tokens::ident(&response.rust);
        match content(contract, response, is_error) {
            Some(content) => quote! { #docs #variant(#content), },
            None => quote! { #docs #variant, },
        }
    });
    let mut sorted: Vec<&Response> = responses.iter().collect();
    sorted.sort_by_key(|response| match response.status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    let arms = sorted.iter().map(|response| {
        let variant = tokens::ident(&response.rust);
        let pattern = match response.status {
            Status::Code(code) => quote! { #code },
            Status::Range(range) => {
                let (first, last) = (range * 100, range * 100 + 99);
                quote! { #first..=#last }
            }
            Status::Default => quote! { _ },
        };
        match content(contract, response, is_error) {
            Some(_) => {
                quote! { #pattern => ::client_runtime::FromResponse::from_response(response).map(Self::#variant), }
            }
            None => quote! { #pattern => Ok(Self::#variant), },
        }
    });
    let rest = (!responses.iter().any(|response| response.status == Status::Default)).then(|| {
        quote! { _ => Err(::client_runtime::DecodeError::undocumented_status()), }
    });
    quote! {
        #[doc = #docs]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
        }

        impl ::client_runtime::FromResponse for #ident {
            fn from_response(response: &::client_runtime::RawResponse) -> Result<Self, ::client_runtime::DecodeError> {
                match response.status().as_u16() {
                    #(#arms)*
                    #rest
                }
            }
        }
    }
}

fn content(contract: &Contract, response: &Response, is_error: bool) -> Option<TokenStream> {
    match response.content {
        Content::None => None,
        _ if is_error => Some(ty(&rust_types::promised(contract, response))),
        _ => Some(ty(&rust_types::answer(contract, response))),
    }
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => format!("{range}XX"),
        Status::Default => "Any other status".to_owned(),
    }
}
