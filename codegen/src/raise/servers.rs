//! Servers whose URL has parts that a caller chooses.

use openapi::{
    markdown,
    model::{Contract, Server, ServerVariable},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use crate::tokens;

/// The environments that servers belong to, by their names in the contract.
fn environments(contract: &Contract) -> TokenStream {
    let named = || contract.servers.iter().filter_map(|server| Some((server, server.environment.as_ref()?)));
    if named().next().is_none() {
        return TokenStream::new();
    }
    let wires: Vec<_> = named().map(|(_, name)| name).collect();
    let rust: Vec<_> = wires.iter().map(|name| tokens::ident(&names::pascal(name))).collect();
    let urls = named().map(|(server, _)| &server.url);
    let docs = named().map(|(server, _)| doc(&markdown::shown(&server.description)));
    quote! {
        /// An environment of the vendor's. A client is built for one, or for a URL.
        #[cfg(feature = "client")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Environment {
            #(#docs #rust,)*
        }

        #[cfg(feature = "client")]
        impl Environment {
            /// All of them, in the order of the contract.
            pub const ALL: &[Self] = &[#(Self::#rust),*];

            /// The base URL.
            pub fn base_url(self) -> &'static str {
                match self {
                    #(Self::#rust => #urls,)*
                }
            }

            /// The name in the contract.
            pub fn as_str(self) -> &'static str {
                match self {
                    #(Self::#rust => #wires,)*
                }
            }
        }

        #[cfg(feature = "client")]
        ::client_runtime::environment!(Environment);
    }
}

/// A type for each server that has variables, and one for all environments.
pub(super) fn servers(contract: &Contract) -> TokenStream {
    let environments = environments(contract);
    let servers = with_variables(contract);
    quote! { #environments #servers }
}

fn with_variables(contract: &Contract) -> TokenStream {
    let servers: Vec<TokenStream> =
        contract.servers.iter().filter(|server| !server.variables.is_empty()).map(server).collect();
    if servers.is_empty() {
        return TokenStream::new();
    }
    quote! {
        /// The servers whose URL has parts to choose. Each becomes the URL that a client takes.
        #[cfg(feature = "client")]
        pub mod servers {
            #(#servers)*
        }
    }
}

fn server(server: &Server) -> TokenStream {
    let ident = tokens::ident(&server.rust);
    let docs = doc(&format!("{}\n\n{}", markdown::code(&server.template), markdown::shown(&server.description)));
    let choices = server.variables.iter().filter(|variable| !variable.values.is_empty());
    let choices = choices.map(|variable| choice(server, variable));
    let of = |variable: &ServerVariable| match variable.values.is_empty() {
        true => tokens::ident("String"),
        false => tokens::ident(&choice_name(server, variable)),
    };
    let fields = server.variables.iter().map(|variable| {
        let (field, of) = (tokens::ident(&variable.rust), of(variable));
        quote! { #field: #of, }
    });
    let setters = server.variables.iter().map(|variable| {
        let (field, of) = (tokens::ident(&variable.rust), of(variable));
        let setter = tokens::ident(&names::snake(&format!("with_{}", variable.rust)));
        let docs = doc(&variable.docs);
        quote! {
            #docs
            pub fn #setter(mut self, value: impl Into<#of>) -> Self {
                self.#field = value.into();
                self
            }
        }
    });
    let defaults = server.variables.iter().map(|variable| {
        let field = tokens::ident(&variable.rust);
        let default = &variable.default;
        match variable.values.iter().find(|(value, _)| value == default) {
            Some((_, rust)) => {
                let (choice, rust) = (tokens::ident(&choice_name(server, variable)), tokens::ident(rust));
                quote! { #field: #choice::#rust }
            }
            None => quote! { #field: #default.to_owned() },
        }
    });
    let template = &server.template;
    let values = server.variables.iter().map(|variable| {
        let (wire, field) = (&variable.wire, tokens::ident(&variable.rust));
        match variable.values.is_empty() {
            true => quote! { (#wire, &self.#field) },
            false => quote! { (#wire, self.#field.as_str()) },
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct #ident {
            #(#fields)*
        }

        /// What the contract chooses.
        impl Default for #ident {
            fn default() -> Self {
                Self { #(#defaults,)* }
            }
        }

        impl #ident {
            #(#setters)*

            /// The base URL with these parts. A text is percent-encoded, so that it stays in its place.
            pub fn url(&self) -> String {
                ::client_runtime::server_url(#template, &[#(#values),*])
            }
        }

        impl From<#ident> for String {
            fn from(server: #ident) -> Self {
                server.url()
            }
        }

        #(#choices)*
    }
}

/// The name of the type of a variable with known values.
fn choice_name(server: &Server, variable: &ServerVariable) -> String {
    format!("{}{}", server.rust, names::pascal(&variable.rust))
}

fn choice(server: &Server, variable: &ServerVariable) -> TokenStream {
    let ident = tokens::ident(&choice_name(server, variable));
    let docs = doc(&format!("The values of {}.", markdown::code(&variable.wire)));
    let (wires, rust): (Vec<&String>, Vec<_>) =
        variable.values.iter().map(|(wire, rust)| (wire, tokens::ident(rust))).unzip();
    let variant_docs = wires.iter().map(|wire| doc(&markdown::code(wire)));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variant_docs #rust,)*
        }

        impl #ident {
            /// The value as it stands in the URL.
            pub fn as_str(self) -> &'static str {
                match self {
                    #(Self::#rust => #wires,)*
                }
            }
        }
    }
}
