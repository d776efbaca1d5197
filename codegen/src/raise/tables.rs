//! The tables that say what each operation needs.

use openapi::{
    markdown,
    model::{Content, Contract, Operation, Response, Schema, SchemaKind, SchemeKind, Status},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use crate::tokens;

/// The contract's facts about operations, schemes and servers, as data.
pub(super) fn tables(contract: &Contract) -> TokenStream {
    let operations = contract.operations.iter().map(table);
    let all = contract.operations.iter().map(|operation| tokens::ident(&operation.rust.to_uppercase()));
    let schemes = contract.schemes.iter().map(|scheme| {
        let ident = tokens::ident(&names::snake(&scheme.name).to_uppercase());
        let name = &scheme.name;
        let docs = doc(&scheme.docs);
        let kind = match &scheme.kind {
            SchemeKind::Bearer => quote! { ::client_runtime::SchemeKind::Bearer },
            SchemeKind::Header(header) => quote! { ::client_runtime::SchemeKind::Header(#header) },
        };
        quote! {
            #docs
            pub static #ident: ::client_runtime::SecurityScheme =
                ::client_runtime::SecurityScheme { name: #name, kind: #kind };
        }
    });
    let servers = contract.servers.iter().map(|server| {
        let (url, description) = (&server.url, &server.description);
        let environment = match &server.environment {
            Some(environment) => quote! { Some(#environment) },
            None => quote! { None },
        };
        quote! { ::client_runtime::Server { url: #url, description: #description, environment: #environment } }
    });
    let mut members: Vec<&str> = Vec::new();
    for schema in contract.schemas.values() {
        match &schema.kind {
            SchemaKind::Object(properties) => {
                let named = properties.iter().filter(|property| !property.others);
                members.extend(named.map(|property| property.wire.as_str()));
            }
            SchemaKind::Envelope { member, .. } => members.push(member),
            _ => {}
        }
    }
    members.sort_unstable();
    members.dedup();
    // Errors about decoding use this list. Without the client, only unions and envelopes
    // decode.
    let decodes = |schema: &Schema| matches!(schema.kind, SchemaKind::Union { .. } | SchemaKind::Envelope { .. });
    let members_condition = (!contract.schemas.values().any(decodes)).then(|| quote! { #[cfg(feature = "client")] });
    let any_secured = contract.operations.iter().any(|operation| operation.security.iter().any(|way| !way.is_empty()));
    let use_schemes = any_secured.then(|| quote! { use super::schemes; });
    let version = &contract.version;
    let title = markdown::code(&contract.title);
    let texts = [format!("What {title}'s contract says about each operation."), contract.description.clone()];
    let texts = texts.into_iter().chain([contract.about.clone()]).filter(|text| !text.is_empty());
    let about = doc(&texts.collect::<Vec<_>>().join("\n\n"));
    quote! {
        #about
        #[cfg(feature = "client")]
        pub mod operations {
            use ::client_runtime::{Operation, Status};
            #use_schemes

            #(#operations)*

            /// Every operation of the contract.
            pub static ALL: &[&Operation] = &[#(&#all),*];
        }

        /// The ways to prove who calls.
        #[cfg(feature = "client")]
        pub mod schemes {
            #(#schemes)*
        }

        /// The servers that the contract names.
        #[cfg(feature = "client")]
        pub static SERVERS: &[::client_runtime::Server] = &[#(#servers),*];

        /// The version of the contract.
        pub const CONTRACT_VERSION: &str = #version;

        /// Every member name of the contract, sorted: the only names that an
        /// error about an answer may show.
        #members_condition
        pub(crate) static MEMBERS: &[&str] = &[#(#members),*];
    }
}

fn table(operation: &Operation) -> TokenStream {
    let ident = tokens::ident(&operation.rust.to_uppercase());
    let docs = doc(&operation.one_line());
    let (id, method, path, idempotent) = (&operation.id, &operation.method, &operation.path, operation.idempotent);
    let statuses = |responses: &[Response]| -> Vec<TokenStream> {
        responses
            .iter()
            .map(|response| match response.status {
                Status::Code(code) => quote! { Status::Code(#code) },
                Status::Range(range) => quote! { Status::Range(#range) },
                Status::Default => quote! { Status::Default },
            })
            .collect()
    };
    let (successes, errors) = (statuses(&operation.successes), statuses(&operation.errors));
    let security = operation.security.iter().map(|schemes| {
        let schemes = schemes.iter().map(|scheme| tokens::ident(&names::snake(scheme).to_uppercase()));
        quote! { &[#(&schemes::#schemes),*] }
    });
    let accept = accept(operation);
    quote! {
        #docs
        pub static #ident: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            idempotent: #idempotent,
            accept: #accept,
            successes: &[#(#successes),*],
            errors: &[#(#errors),*],
            security: &[#(#security),*],
        };
    }
}

/// The media types that the operation answers with, those of successes first.
fn accept(operation: &Operation) -> String {
    if operation.answers().any(|answer| answer.content == Content::Text) {
        return "*/*".to_owned();
    }
    let mut types: Vec<String> = Vec::new();
    for answer in operation.answers().filter(|answer| answer.content != Content::None) {
        // JSON is UTF-8, whatever a contract says of it.
        let parts = answer.media_type.split(';').map(str::trim);
        let parts: Vec<&str> = parts.filter(|part| !part.to_ascii_lowercase().starts_with("charset=")).collect();
        let media_type = parts.join("; ");
        if !types.contains(&media_type) {
            types.push(media_type);
        }
    }
    if types.is_empty() { "application/json".to_owned() } else { types.join(", ") }
}
