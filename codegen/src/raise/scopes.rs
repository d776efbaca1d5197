//! One type for each kind of credentials, with the operations that it may call
//! and no others: a call made with the wrong kind of token does not compile.

use openapi::{
    markdown,
    model::{Contract, Operation},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::{deprecated, doc};
use crate::tokens;

/// The module of all scopes that the contract's `security` asks for.
pub(super) fn scopes(contract: &Contract) -> TokenStream {
    let mut by_scope: Vec<(Vec<String>, Vec<&Operation>)> = Vec::new();
    for operation in &contract.operations {
        let open = vec![Vec::new()];
        let alternatives = if operation.security.is_empty() { &open } else { &operation.security };
        for alternative in alternatives {
            match by_scope.iter_mut().find(|(schemes, _)| schemes == alternative) {
                Some((_, operations)) => operations.push(operation),
                None => by_scope.push((alternative.clone(), vec![operation])),
            }
        }
    }
    let scopes = by_scope.iter().map(|(schemes, operations)| scope(contract, schemes, operations));
    let entries = by_scope.iter().map(|(schemes, _)| entry(schemes));
    let docs = doc(&format!(
        "A connection to {}. Credentials make it a scope, and a scope has the operations.\n\n\
         Cheap to clone; clones share their connections. `Debug` shows the origin and nothing else.",
        contract.title
    ));
    quote! {
        #docs
        #[cfg(feature = "client")]
        #[derive(Clone, Debug)]
        pub struct Client {
            connection: ::client_runtime::Client,
        }

        #[cfg(feature = "client")]
        impl From<::client_runtime::Client> for Client {
            fn from(connection: ::client_runtime::Client) -> Self {
                Self { connection }
            }
        }

        #[cfg(feature = "client")]
        impl Client {
            /// Starts a client for a base URL, which nothing overrides: the vendor's, one of your
            /// own such as that of a mock server, or what stands for one.
            pub fn builder(base_url: impl Into<String>) -> ::client_runtime::ClientBuilder<Self> {
                ::client_runtime::ClientBuilder::new(base_url)
                    .product(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            }

            /// The base URL, without a slash at its end.
            pub fn base_url(&self) -> &str {
                self.connection.base_url()
            }

            #(#entries)*
        }

        /// One type for each kind of credentials, with the operations that the
        /// contract allows to it.
        #[cfg(feature = "client")]
        pub mod scopes {
            use super::builder;

            #(#scopes)*
        }
    }
}

/// The method that makes a connection a scope.
fn entry(schemes: &[String]) -> TokenStream {
    let name = names::scope(schemes);
    let scope = tokens::ident(&name);
    let parameters: Vec<_> = schemes.iter().map(|scheme| tokens::ident(&names::snake(scheme))).collect();
    let method = tokens::ident(&names::entry(schemes));
    let docs = match schemes {
        [] => "The operations that need no credentials.".to_owned(),
        _ => format!("The operations that need {}.", list(schemes)),
    };
    quote! {
        #[doc = #docs]
        pub fn #method(&self, #(#parameters: impl Into<::client_runtime::Credential>,)*) -> scopes::#scope {
            scopes::#scope::new(&self.connection, #(#parameters,)*)
        }
    }
}

/// The schemes in a sentence.
fn list(schemes: &[String]) -> String {
    schemes.iter().map(|scheme| markdown::code(scheme)).collect::<Vec<_>>().join(" and ")
}

fn scope(contract: &Contract, schemes: &[String], operations: &[&Operation]) -> TokenStream {
    let name = names::scope(schemes);
    let ident = tokens::ident(&name);
    let parameters: Vec<_> = schemes.iter().map(|scheme| tokens::ident(&names::snake(scheme))).collect();
    let statics: Vec<_> = schemes.iter().map(|scheme| tokens::ident(&names::snake(scheme).to_uppercase())).collect();
    let needs: Vec<String> = schemes
        .iter()
        .filter_map(|name| contract.schemes.iter().find(|scheme| scheme.name == *name))
        .map(|scheme| markdown::first_paragraph(&scheme.docs))
        .collect();
    let docs = if schemes.is_empty() {
        "Operations that need no credentials.".to_owned()
    } else {
        format!("Operations that need {}.\n\n{}", list(schemes), needs.join("\n\n"))
    };
    let docs = doc(&docs);
    let methods = operations.iter().map(|operation| {
        let method = tokens::ident(&operation.rust);
        let builder = tokens::ident(&names::pascal(&operation.id));
        let docs = doc(&operation_docs(operation));
        let deprecated = deprecated(&operation.deprecated);
        quote! {
            #docs
            #deprecated
            pub fn #method(&self) -> builder::#builder<'_> {
                builder::#builder::new(&self.client)
            }
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #ident {
            client: ::client_runtime::Client,
        }

        impl #ident {
            /// Calls through `client` with these credentials.
            pub fn new(
                client: &::client_runtime::Client,
                #(#parameters: impl Into<::client_runtime::Credential>,)*
            ) -> Self {
                let client = client.clone()#(.with_credential(&super::schemes::#statics, #parameters.into()))*;
                Self { client }
            }

            #(#methods)*
        }
    }
}

/// What a person wants to know before calling.
pub(super) fn operation_docs(operation: &Operation) -> String {
    let mut docs = format!("{}.", operation.summary.trim_end_matches('.'));
    if operation.summary.is_empty() {
        docs = format!("{}.", operation.request_line());
    } else {
        docs.push_str(&format!("\n\n{}", operation.request_line()));
    }
    if !operation.description.is_empty() {
        docs.push_str(&format!("\n\n{}", operation.description));
    }
    if let Some(source) = &operation.source {
        docs.push_str(&format!("\n\nSource: {source}."));
    }
    docs
}
