//! Values of several shapes: chosen by a version member, or wrapped or not.

use openapi::{
    markdown,
    model::{Contract, Type, UnionVariant},
};
use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, ty};
use crate::{rust_types, tokens};

/// Decoded by looking at one integer member; other numbers are kept as raw JSON.
pub(super) fn union(contract: &Contract, name: &str, docs: &str, tag: &str, variants: &[UnionVariant]) -> TokenStream {
    let ident = tokens::ident(name);
    let docs = doc(docs);
    let rust: Vec<_> = variants.iter().map(|variant| tokens::ident(&variant.rust)).collect();
    let inner: Vec<_> = variants.iter().map(|variant| tokens::ident(&variant.schema)).collect();
    let values: Vec<_> = variants.iter().map(|variant| proc_macro2::Literal::i64_unsuffixed(variant.value)).collect();
    let variant_docs = variants.iter().map(|variant| format!("{} is {}.", markdown::code(tag), variant.value));
    let members = variants.iter().map(|variant| {
        let properties = contract.object(&variant.schema).map(|(_, properties)| properties).unwrap_or_default();
        let member = properties.iter().find(|property| property.wire == tag && !property.others);
        let ident = tokens::ident(member.map_or(tag, |member| &member.rust));
        let is_enum = member.is_some_and(|member| contract.integers(&member.ty).is_some());
        let number = is_enum.then(|| quote! { .as_i64() });
        quote! { value.#ident #number }
    });
    let quoted = format!("\"{tag}\"");
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #variant_docs] #rust(#inner),)*
            /// A version that the contract does not name, kept as raw JSON.
            Unknown(::client_runtime::UnknownVersion),
        }

        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = ::client_runtime::Versioned::read(deserializer)?;
                if let Some(value) = ::client_runtime::Quick::quick(value.json()) {
                    return Ok(value);
                }
                match value.version(#tag)? {
                    #(Some(#values) => value.decode(super::MEMBERS).map(Self::#rust),)*
                    version => Ok(Self::Unknown(value.into_unknown(version))),
                }
            }
        }

        impl ::client_runtime::Quick for #ident {
            fn quick(json: &str) -> Option<Self> {
                match ::client_runtime::quick::guess_version(json, #quoted)? {
                    #(
                        #values => {
                            let value = ::client_runtime::quick::decode::<#inner>(json)?;
                            (#members == #values).then_some(Self::#rust(value))
                        }
                    )*
                    _ => None,
                }
            }
        }

        impl #ident {
            /// Decodes a whole text, such as a stored one; faster than by serde.
            ///
            /// # Errors
            ///
            /// When the text is not JSON or not of the version that it says; the error
            /// names the member and shows no value.
            pub fn from_json(json: &[u8]) -> Result<Self, ::client_runtime::DecodeError> {
                ::client_runtime::quick::from_json(json, super::MEMBERS)
            }
        }

        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#rust(value) => value.serialize(serializer),)*
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }

        #(
            impl From<#inner> for #ident {
                fn from(value: #inner) -> Self {
                    Self::#rust(value)
                }
            }
        )*

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for #ident {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                #name.into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let members = [#(generator.subschema_for::<#inner>()),*];
                ::schemars::json_schema!({ "oneOf": members })
            }
        }
    }
}

/// A value that arrives bare or as the only member of an object.
pub(super) fn envelope(contract: &Contract, name: &str, docs: &str, member: &str, inner: &Type) -> TokenStream {
    let ident = tokens::ident(name);
    let docs = doc(docs);
    let quick = contract.is_union(inner).then(|| {
        let quoted = format!("\"{member}\"");
        quote! {
            impl ::client_runtime::Quick for #ident {
                fn quick(json: &str) -> Option<Self> {
                    let (json, wrapped) = ::client_runtime::quick::unwrap(json, #quoted);
                    Some(Self { value: ::client_runtime::Quick::quick(json)?, wrapped })
                }
            }

            impl #ident {
                /// Decodes a whole text, such as a stored one; faster than by serde.
                ///
                /// # Errors
                ///
                /// When the text is not JSON or not of the type; the error names the member
                /// and shows no value.
                pub fn from_json(json: &[u8]) -> Result<Self, ::client_runtime::DecodeError> {
                    ::client_runtime::quick::from_json(json, super::MEMBERS)
                }
            }
        }
    });
    let inner = ty(&rust_types::value(contract, inner));
    let wrapped_docs = format!("Whether the value came inside an object, under {}.", markdown::code(member));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #ident {
            value: #inner,
            wrapped: bool,
        }

        impl #ident {
            /// The value as an answer carries it when it is not wrapped.
            pub fn bare(value: #inner) -> Self {
                Self { value, wrapped: false }
            }

            /// The value inside an object.
            pub fn wrapped(value: #inner) -> Self {
                Self { value, wrapped: true }
            }

            #[doc = #wrapped_docs]
            pub fn is_wrapped(&self) -> bool {
                self.wrapped
            }

            /// The value without its wrapper.
            pub fn into_inner(self) -> #inner {
                self.value
            }
        }

        impl ::std::ops::Deref for #ident {
            type Target = #inner;

            fn deref(&self) -> &Self::Target {
                &self.value
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (value, wrapped) = ::client_runtime::envelope::read(deserializer, #member, super::MEMBERS)?;
                Ok(Self { value, wrapped })
            }
        }

        #quick

        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::client_runtime::envelope::write(serializer, #member, &self.value, self.wrapped)
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for #ident {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                #name.into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::client_runtime::envelope::schema::<#inner>(generator, #member)
            }
        }
    }
}
