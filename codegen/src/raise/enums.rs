//! Enums that survive values nobody knew when they were compiled, and scores.

use openapi::{
    markdown,
    model::{IntegerVariant, StringVariant},
};
use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use crate::tokens;

/// A string enum: unknown values are kept and go back out as they came.
pub(super) fn string(name: &str, docs: &str, variants: &[StringVariant]) -> TokenStream {
    let ident = tokens::ident(name);
    let docs = doc(docs);
    let wires: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
    let rust: Vec<_> = variants.iter().map(|variant| tokens::ident(&variant.rust)).collect();
    let variant_docs = variants.iter().map(|variant| doc(&with_wire(&variant.wire, &variant.docs)));
    let labels = variants.iter().map(|variant| &variant.rust);
    quote! {
        #docs
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variant_docs #rust,)*
            /// A value that the contract does not name, kept as it came.
            Unknown(String),
        }

        impl #ident {
            /// The values that the contract names.
            pub const KNOWN: &'static [&'static str] = &[#(#wires),*];

            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#rust => #wires,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl ::std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(match self {
                    #(Self::#rust => #labels,)*
                    Self::Unknown(_) => "Unknown([hidden])",
                })
            }
        }

        impl From<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #(#wires => Self::#rust,)*
                    _ => Self::Unknown(value.to_owned()),
                }
            }
        }

        ::client_runtime::string_enum!(#ident);
    }
}

/// An integer enum: unknown numbers are kept and go back out as they came.
pub(super) fn integer(name: &str, docs: &str, variants: &[IntegerVariant]) -> TokenStream {
    let ident = tokens::ident(name);
    let docs = doc(docs);
    let wires: Vec<_> = variants.iter().map(|variant| proc_macro2::Literal::i64_unsuffixed(variant.wire)).collect();
    let rust: Vec<_> = variants.iter().map(|variant| tokens::ident(&variant.rust)).collect();
    let variant_docs = variants.iter().map(|variant| doc(&with_wire(&variant.wire.to_string(), &variant.docs)));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variant_docs #rust,)*
            /// A number that the contract does not name, kept as it came.
            Unknown(i64),
        }

        impl #ident {
            /// The numbers that the contract names.
            pub const KNOWN: &'static [i64] = &[#(#wires),*];

            /// The number as it stands on the wire.
            pub fn as_i64(self) -> i64 {
                match self {
                    #(Self::#rust => #wires,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<i64> for #ident {
            fn from(value: i64) -> Self {
                match value {
                    #(#wires => Self::#rust,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        ::client_runtime::integer_enum!(#ident);
    }
}

/// A number on one scale, with the threshold documented for it, if any.
pub(super) fn score(name: &str, docs: &str, minimum: f64, maximum: f64, threshold: Option<f64>) -> TokenStream {
    let ident = tokens::ident(name);
    let docs = doc(docs);
    let verdict = threshold.map(|threshold| {
        quote! {
            /// The least score that passes.
            pub const THRESHOLD: Self = Self(#threshold);

            /// Compares the score with its own threshold. A score outside its
            /// range never passes.
            pub fn verdict(self) -> ::client_runtime::Verdict {
                ::client_runtime::Verdict::of(self.0, Self::MINIMUM.0, Self::MAXIMUM.0, Self::THRESHOLD.0)
            }
        }
    });
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, ::serde::Deserialize, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct #ident(f64);

        impl #ident {
            /// The lower end of the scale.
            pub const MINIMUM: Self = Self(#minimum);
            /// The upper end of the scale.
            pub const MAXIMUM: Self = Self(#maximum);

            #verdict

            /// The number as it stands on the wire, which may be outside the range.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl From<f64> for #ident {
            fn from(value: f64) -> Self {
                Self(value)
            }
        }

        ::client_runtime::score!(#ident);
    }
}

fn with_wire(wire: &str, docs: &str) -> String {
    let value = markdown::code(wire);
    if docs.is_empty() { value } else { format!("{value}: {docs}") }
}
