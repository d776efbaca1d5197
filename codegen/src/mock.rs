//! Typed `httpmock` helpers, one pair for each operation.
//!
//! Progenitor has a generator for these, but it takes forms and text for JSON,
//! knows one answer a side and never looks at credentials; so this one is ours.

use openapi::{
    markdown,
    model::{Body, BodyEncoding, Content, Contract, Location, Operation, Parameter, Response, Scheme, Status, Type},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::{
    raise::{allow_deprecated, doc, ty},
    rust_types,
    source::{Source, Surprise},
    tidy::Prefix,
    tokens,
};

/// Composes the mocks of one client.
pub(crate) fn mock(contract: &Contract) -> Result<String, Surprise> {
    let mut operations = Source::new(1, Prefix::Beside, &["super::super::generated", "super::super::generated::types"]);
    for operation in &contract.operations {
        operations.tokens(pair(contract, operation))?;
    }
    let methods = contract.operations.iter().map(|operation| tokens::ident(&operation.rust));
    let whens = contract.operations.iter().map(|operation| tokens::ident(&when_name(operation)));
    let thens = contract.operations.iter().map(|operation| tokens::ident(&then_name(operation)));
    let docs = contract.operations.iter().map(|operation| doc(&format!("Mocks {}", operation.one_line())));
    let (methods, whens, thens, docs): (Vec<_>, Vec<_>, Vec<_>, Vec<_>) =
        (methods.collect(), whens.collect(), thens.collect(), docs.collect());
    let mut file = Source::new(0, Prefix::Beside, &[]);
    let allow = allow_deprecated(contract);
    file.tokens(quote! {
        /// Adds one method for each operation to an `httpmock` server.
        pub trait MockServerExt {
            #(
                #docs
                fn #methods<F>(&self, configure: F) -> ::httpmock::Mock<'_>
                where
                    F: FnOnce(operations::#whens, operations::#thens);
            )*
        }

        impl MockServerExt for ::httpmock::MockServer {
            #(
                fn #methods<F>(&self, configure: F) -> ::httpmock::Mock<'_>
                where
                    F: FnOnce(operations::#whens, operations::#thens),
                {
                    self.mock(|when, then| configure(operations::#whens::new(when), operations::#thens::new(then)))
                }
            )*
        }
    })?;
    file.module(
        parse_quote! {
            /// What to expect and what to answer, for each operation.
            ///
            /// `into_inner` gives the `httpmock` type, to leave the contract on purpose.
            #allow
            pub mod operations {}
        },
        operations,
    );
    Ok(file.into_text())
}

fn when_name(operation: &Operation) -> String {
    format!("{}When", names::pascal(&operation.id))
}

fn then_name(operation: &Operation) -> String {
    format!("{}Then", names::pascal(&operation.id))
}

fn pair(contract: &Contract, operation: &Operation) -> TokenStream {
    let when = tokens::ident(&when_name(operation));
    let then = tokens::ident(&then_name(operation));
    let table = tokens::ident(&operation.rust.to_uppercase());
    let when_docs = format!("Expects a call of {} with its credentials.", operation.request_line());
    let then_docs = format!("Answers {}.", operation.request_line());
    let parameters = operation.parameters.iter().map(|parameter| parameter_method(contract, parameter, &table));
    let credentials = credential_methods(contract, operation);
    let body = operation.body.as_ref().map(|body| body_methods(contract, body));
    let answers = operation.answers().map(|response| answer_method(contract, response));
    quote! {
        #[doc = #when_docs]
        pub struct #when(::httpmock::When);

        ::client_runtime::opaque_debug!(#when);

        impl #when {
            /// Matches method, path and the presence of the credentials.
            pub fn new(inner: ::httpmock::When) -> Self {
                Self(::client_runtime::mock::expect(inner, &generated::operations::#table, generated::operations::ALL))
            }

            /// The untyped expectation.
            pub fn into_inner(self) -> ::httpmock::When {
                self.0
            }

            #credentials
            #(#parameters)*
            #body
        }

        #[doc = #then_docs]
        pub struct #then(::httpmock::Then);

        ::client_runtime::opaque_debug!(#then);

        impl #then {
            /// Wraps an untyped answer.
            pub fn new(inner: ::httpmock::Then) -> Self {
                Self(inner)
            }

            /// The untyped answer.
            pub fn into_inner(self) -> ::httpmock::Then {
                self.0
            }

            #(#answers)*
        }
    }
}

fn credential_methods(contract: &Contract, operation: &Operation) -> TokenStream {
    let asked = |scheme: &&Scheme| operation.security.iter().flatten().any(|name| *name == scheme.name);
    let methods = contract.schemes.iter().filter(asked).map(|Scheme { name, .. }| {
        let method = tokens::ident(&format!("with_{}", names::snake(name)));
        let table = tokens::ident(&names::snake(name).to_uppercase());
        let docs = format!("Expects exactly this {}.", markdown::code(name));
        quote! {
            #[doc = #docs]
            pub fn #method(self, value: &str) -> Self {
                Self(::client_runtime::mock::credential(self.0, &generated::schemes::#table, value))
            }
        }
    });
    quote! { #(#methods)* }
}

fn parameter_method(contract: &Contract, parameter: &Parameter, table: &syn::Ident) -> TokenStream {
    let method = tokens::ident(&parameter.rust);
    let wire = &parameter.wire;
    let docs = doc(&format!("Expects the parameter {}.\n\n{}", markdown::code(wire), parameter.docs));
    let value = borrowed(contract, &parameter.ty, None);
    let named = borrowed(contract, &parameter.ty, Some(quote! { 'a }));
    let lifetime = named.to_string().starts_with('&').then(|| quote! { <'a> });
    let list = matches!(contract.resolve(&parameter.ty), Type::List(_));
    match (parameter.location, parameter.required) {
        (Location::Path, _) => quote! {
            #docs
            pub fn #method(self, value: #value) -> Self {
                Self(::client_runtime::mock::path(self.0, &generated::operations::#table, #wire, &value))
            }
        },
        (Location::Query, _) if list => quote! {
            #docs
            pub fn #method(self, values: #value) -> Self {
                Self(::client_runtime::mock::query_list(self.0, #wire, values))
            }
        },
        (Location::Query, true) => quote! {
            #docs
            pub fn #method(self, value: #value) -> Self {
                Self(::client_runtime::mock::query(self.0, #wire, Some(value)))
            }
        },
        (Location::Query, false) => quote! {
            #docs
            ///
            /// `None` expects that it is not sent.
            pub fn #method #lifetime(self, value: impl Into<Option<#named>>) -> Self {
                Self(::client_runtime::mock::query(self.0, #wire, value.into()))
            }
        },
        (Location::Header, true) => quote! {
            #docs
            pub fn #method(self, value: #value) -> Self {
                Self(::client_runtime::mock::header(self.0, #wire, Some(value)))
            }
        },
        (Location::Header, false) => quote! {
            #docs
            ///
            /// `None` expects that it is not sent.
            pub fn #method #lifetime(self, value: impl Into<Option<#named>>) -> Self {
                Self(::client_runtime::mock::header(self.0, #wire, value.into()))
            }
        },
    }
}

/// How a mock takes a value of the type.
fn borrowed(contract: &Contract, of: &Type, lifetime: Option<TokenStream>) -> TokenStream {
    match contract.resolve(of) {
        Type::String | Type::Secret => quote! { &#lifetime str },
        Type::Bool | Type::Int32 | Type::Int64 | Type::UInt64 | Type::Integer | Type::Float => {
            ty(&rust_types::value(contract, of))
        }
        Type::List(item) => {
            let item = ty(&rust_types::value(contract, item));
            quote! { &#lifetime [#item] }
        }
        _ => {
            let value = ty(&rust_types::value(contract, of));
            quote! { &#lifetime #value }
        }
    }
}

fn body_methods(contract: &Contract, body: &Body) -> TokenStream {
    let value = ty(&rust_types::value(contract, &body.ty));
    let docs = doc(&format!("Expects this body.\n\n{}", body.docs));
    let whole = match body.encoding {
        BodyEncoding::Json => quote! {
            #docs
            pub fn body(self, value: &#value) -> Self {
                Self(self.0.json_body_obj(value))
            }
        },
        BodyEncoding::Form => quote! {
            #docs
            pub fn body(self, value: &#value) -> Self {
                Self(::client_runtime::mock::form(self.0, value))
            }
        },
        BodyEncoding::Text => quote! {
            #docs
            pub fn body(self, value: &str) -> Self {
                Self(self.0.body(value))
            }
        },
        BodyEncoding::Multipart => {
            let parts = contract.properties(&body.ty).map(|(_, properties)| properties).unwrap_or_default();
            let methods = parts.iter().filter(|property| !property.others).map(|property| {
                let method = tokens::ident(&names::part(&property.rust));
                let wire = &property.wire;
                let docs = doc(&format!(
                    "Expects a part {} for which `check` is true.\n\n{}",
                    markdown::code(wire),
                    property.docs
                ));
                quote! {
                    #docs
                    pub fn #method(
                        self,
                        check: impl Fn(&::client_runtime::mock::ReceivedPart) -> bool + Send + Sync + 'static,
                    ) -> Self {
                        Self(::client_runtime::mock::part(self.0, #wire, check))
                    }
                }
            });
            quote! { #(#methods)* }
        }
    };
    if body.required {
        whole
    } else {
        quote! {
            #whole

            /// Expects that no body is sent.
            pub fn no_body(self) -> Self {
                Self(::client_runtime::mock::no_body(self.0))
            }
        }
    }
}

fn answer_method(contract: &Contract, response: &Response) -> TokenStream {
    let method = tokens::ident(&names::snake(&response.rust));
    let docs = doc(&response.docs);
    let (status_parameter, status) = match response.status {
        Status::Code(code) => (None, quote! { #code }),
        Status::Range(_) | Status::Default => (Some(quote! { status: u16, }), quote! { status }),
    };
    let (value, send) = match &response.content {
        Content::None => (None, quote! { ::client_runtime::mock::answer_empty(self.0, #status) }),
        Content::Text => (Some(quote! { str }), quote! { ::client_runtime::mock::answer_text(self.0, #status, value) }),
        Content::Json(of) => {
            let value = ty(&rust_types::value(contract, of));
            (Some(value), quote! { ::client_runtime::mock::answer_json(self.0, #status, value) })
        }
    };
    match (value, response.optional) {
        (None, _) => quote! {
            #docs
            pub fn #method(self, #status_parameter) -> Self {
                Self(#send)
            }
        },
        (Some(value), false) => quote! {
            #docs
            pub fn #method(self, #status_parameter value: &#value) -> Self {
                Self(#send)
            }
        },
        (Some(value), true) => quote! {
            #docs
            ///
            /// `None` answers without a body.
            pub fn #method<'a>(self, #status_parameter value: impl Into<Option<&'a #value>>) -> Self {
                match value.into() {
                    Some(value) => Self(#send),
                    None => Self(::client_runtime::mock::answer_empty(self.0, #status)),
                }
            }
        },
    }
}
