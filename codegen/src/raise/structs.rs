//! The structs of `types` and their builders. The structs keep the wire exactly and
//! print no value.

use std::collections::{BTreeSet, HashSet};

use openapi::{
    markdown,
    model::{BodyEncoding, Contract, Property, Type},
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, Fields, ImplItem, Item, ItemImpl, ItemStruct, parse_quote, visit_mut::VisitMut};

use super::{Modules, deprecated, engine::pieces};
use crate::{source::Surprise, tokens};

/// Rewrites the engine's `types`.
pub(super) fn raise(contract: &Contract, engine: TokenStream, modules: &mut Modules) -> Result<(), Surprise> {
    let (multipart, sent) = (forms(contract), contract.sent());
    for piece in pieces(engine) {
        if piece.is_module("builder") {
            raise_builders(contract, piece.content(), (&multipart, &sent), modules)?;
            continue;
        }
        let mut item = piece.parse()?;
        if let Item::Impl(implementation) = &mut item
            && !is_sent(implementation, &sent)
        {
            implementation.attrs.push(for_mocks());
        }
        let (mut parts, mut table) = (None, Vec::new());
        if let Item::Struct(structure) = &mut item {
            let name = structure.ident.to_string();
            if let Some((docs, properties)) = contract.object(&name) {
                let is_multipart = multipart.contains(name.as_str());
                let why = contract.schemas.get(&name).map_or(&None, |schema| &schema.deprecated);
                raise_struct(structure, docs, why, properties, is_multipart)?;
                match is_multipart {
                    true => parts = Some(form(contract, &name, properties)),
                    false => table = record(contract, &name, properties),
                }
            }
        }
        let place = match &item {
            Item::Mod(_) => &mut modules.shared,
            item if is_of(item, &multipart) => &mut modules.forms,
            _ => &mut modules.structs,
        };
        place.item(item);
        place.tokens(parts.unwrap_or_default())?;
        place.lines(table.iter().map(String::as_str));
    }
    Ok(())
}

/// Whether the item is one of these structs, or an implementation for one.
fn is_of(item: &Item, structs: &BTreeSet<&str>) -> bool {
    let ident = match item {
        Item::Struct(structure) => Some(&structure.ident),
        Item::Impl(implementation) => match implementation.self_ty.as_ref() {
            syn::Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
            _ => None,
        },
        _ => None,
    };
    ident.is_some_and(|ident| structs.contains(ident.to_string().as_str()))
}

/// Whether an implementation is for a struct that is sent, or for none at all.
fn is_sent(implementation: &ItemImpl, sent: &HashSet<&str>) -> bool {
    let syn::Type::Path(path) = implementation.self_ty.as_ref() else { return true };
    path.path.segments.last().is_none_or(|last| sent.contains(last.ident.to_string().as_str()))
}

/// What only builds responses is for mocks.
fn for_mocks() -> Attribute {
    parse_quote! { #[cfg(feature = "mock")] }
}

/// The schemas that are sent as multipart forms, in order; they are never JSON.
pub(super) fn forms(contract: &Contract) -> BTreeSet<&str> {
    let bodies = contract.operations.iter().filter_map(|operation| operation.body.as_ref());
    bodies
        .filter(|body| body.encoding == BodyEncoding::Multipart)
        .filter_map(|body| contract.properties(&body.ty).map(|(name, _)| name))
        .collect()
}

fn raise_struct(
    structure: &mut ItemStruct,
    docs: &str,
    why: &Option<String>,
    properties: &[Property],
    multipart: bool,
) -> Result<(), Surprise> {
    let default = properties.iter().all(|property| !property.required).then(|| quote! { , Default });
    // A form holds files, of which nobody knows whether they are the same.
    let equal = (!multipart).then(|| quote! { , PartialEq });
    let mut attributes: Vec<Attribute> = Vec::new();
    if !docs.is_empty() {
        attributes.push(parse_quote! { #[doc = #docs] });
    }
    attributes.push(parse_quote! { #[derive(Clone #default #equal)] });
    if !multipart {
        attributes.push(parse_quote! {
            #[cfg_attr(
                feature = "schemars",
                derive(::schemars::JsonSchema),
                schemars(transform = ::client_runtime::record::schema::<Self>)
            )]
        });
    }
    attributes.push(parse_quote! { #[non_exhaustive] });
    attributes.extend(attribute(why));
    structure.attrs = attributes;

    let Fields::Named(fields) = &mut structure.fields else {
        return Err(Surprise(format!("`{}` has no named fields", structure.ident)));
    };
    for field in &mut fields.named {
        let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let Some(property) = properties.iter().find(|property| property.rust == ident) else {
            return Err(Surprise(format!("`{}` has the field `{ident}` of no property", structure.ident)));
        };
        field.attrs.clear();
        if !property.docs.is_empty() {
            let docs = &property.docs;
            field.attrs.push(parse_quote! { #[doc = #docs] });
        }
        field.attrs.extend(attribute(&property.deprecated));
        field.attrs.extend((!multipart).then(|| schema_of(property)).flatten());
    }
    Ok(())
}

/// `#[deprecated]` for what is.
fn attribute(reason: &Option<String>) -> Option<Attribute> {
    deprecated(reason).map(|reason| parse_quote! { #reason })
}

/// What schemars learns about a member. It learns the range as well, although decoding does
/// not check it and accepts what the vendor sends.
fn schema_of(property: &Property) -> Option<Attribute> {
    let mut metas: Vec<TokenStream> = Vec::new();
    if property.others {
        metas.push(quote! { flatten });
    } else if property.rust != property.wire {
        let wire = &property.wire;
        metas.push(quote! { rename = #wire });
    }
    let [least, greatest] = property.range;
    let limit = |name: &str, value: Option<i64>| {
        let (name, value) = (tokens::ident(name), value?);
        Some(quote! { #name = #value })
    };
    let limits: Vec<TokenStream> = [limit("min", least), limit("max", greatest)].into_iter().flatten().collect();
    if !limits.is_empty() {
        metas.push(quote! { range(#(#limits),*) });
    }
    (!metas.is_empty()).then(|| parse_quote! { #[cfg_attr(feature = "schemars", schemars(#(#metas),*))] })
}

/// The lines of `record!`, with the members in the order of the fields.
fn record(contract: &Contract, name: &str, properties: &[Property]) -> Vec<String> {
    let member = |property: &&Property| {
        let need = if property.required && !property.nullable { "required" } else { "optional" };
        let show = if is_printable(contract, &property.ty) { "shown" } else { "hidden" };
        format!("    {}: {need} {show} {},", property.rust, tokens::literal(&property.wire))
    };
    let mut lines = vec![String::new(), format!("::client_runtime::record! {{ {name} {{")];
    let (others, named): (Vec<&Property>, _) = sorted(properties).into_iter().partition(|property| property.others);
    lines.extend(named.iter().map(member));
    lines.extend(others.iter().map(|others| format!("    ..{}", others.rust)));
    lines.push("} }".to_owned());
    lines
}

fn sorted(properties: &[Property]) -> Vec<&Property> {
    let mut properties: Vec<&Property> = properties.iter().collect();
    properties.sort_by_key(|property| &property.rust);
    properties
}

/// Text from a vendor or a user is never printed, only its presence and length.
fn debug(contract: &Contract, name: &str, properties: &[Property]) -> TokenStream {
    let ident = tokens::ident(name);
    let fields = sorted(properties).into_iter().map(|property| {
        let field = tokens::ident(&property.rust);
        let label = &property.rust;
        if is_printable(contract, &property.ty) {
            quote! { .field(#label, &self.#field) }
        } else {
            quote! { .field(#label, &::client_runtime::redact::hidden(&self.#field)) }
        }
    });
    quote! {
        impl ::std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#name)#(#fields)*.finish()
            }
        }
    }
}

/// Whether `Debug` of the type shows nothing but numbers, known names and structure.
fn is_printable(contract: &Contract, ty: &Type) -> bool {
    match contract.resolve(ty) {
        Type::String | Type::Any | Type::FreeObject | Type::Map(_) => false,
        Type::List(item) | Type::Nullable(item) => is_printable(contract, item),
        _ => true,
    }
}

/// A form is sent part by part, and never read.
fn form(contract: &Contract, name: &str, properties: &[Property]) -> TokenStream {
    let debug = debug(contract, name, properties);
    let ident = tokens::ident(name);
    let parts = properties.iter().map(|property| {
        let field = tokens::ident(&property.rust);
        let wire = &property.wire;
        match property.others {
            true => quote! { form.others(&self.#field); },
            false => quote! { form.part(#wire, &self.#field); },
        }
    });
    quote! {
        #debug

        impl ::client_runtime::MultipartBody for #ident {
            fn parts(&self, form: &mut ::client_runtime::Multipart) {
                #(#parts)*
            }
        }
    }
}

/// Rewrites the builders; those of the `multipart` structs go to the forms.
fn raise_builders(
    contract: &Contract,
    engine: TokenStream,
    (multipart, sent): (&BTreeSet<&str>, &HashSet<&str>),
    modules: &mut Modules,
) -> Result<(), Surprise> {
    for piece in pieces(engine) {
        let mut item = piece.parse()?;
        let mut opaque = None;
        match &mut item {
            Item::Struct(structure) => {
                let name = structure.ident.to_string();
                let docs = format!("Builds [`{name}`](super::{name}).");
                structure.attrs = vec![parse_quote! { #[doc = #docs] }, parse_quote! { #[derive(Clone)] }];
                let ident = &structure.ident;
                let condition = (!sent.contains(name.as_str())).then(for_mocks);
                structure.attrs.extend(condition.clone());
                opaque = Some(quote! { #condition ::client_runtime::opaque_debug!(#ident); });
            }
            Item::Impl(implementation) => {
                raise_builder_impl(contract, implementation);
                implementation.attrs.extend((!is_sent(implementation, sent)).then(for_mocks));
            }
            _ => {}
        }
        let place = if is_of(&item, multipart) { &mut modules.form_builders } else { &mut modules.struct_builders };
        place.item(item);
        place.tokens(opaque.unwrap_or_default())?;
    }
    Ok(())
}

fn raise_builder_impl(contract: &Contract, implementation: &mut ItemImpl) {
    let syn::Type::Path(path) = implementation.self_ty.as_ref() else { return };
    let Some(name) = path.path.get_ident().map(ToString::to_string) else { return };
    let Some((_, properties)) = contract.object(&name) else { return };
    let ident = tokens::ident(&name);
    let of = |ident: &syn::Ident| properties.iter().find(|property| *ident == property.rust);
    // A member may have the name of a trait's method, such as `default` or `from`.
    let of_trait = implementation.trait_.as_ref().and_then(|(path, ..)| path.segments.last());
    let of_trait = of_trait.map(|last| last.ident.to_string());
    if of_trait.is_none() && properties.iter().all(|property| property.rust != "build") {
        implementation.items.push(parse_quote! {
            /// The value. An error names the member that was left out or does not fit.
            pub fn build(self) -> Result<super::#ident, super::error::ConversionError> {
                super::#ident::try_from(self)
            }
        });
    }
    for item in &mut implementation.items {
        let ImplItem::Fn(function) = item else { continue };
        if of_trait.as_deref() == Some("Default") {
            struct Absent<'a>(Vec<&'a Property>);
            impl VisitMut for Absent<'_> {
                fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
                    let syn::Member::Named(name) = &field.member else { return };
                    if self.0.iter().any(|property| *name == property.rust) {
                        field.expr = parse_quote! { Ok(Default::default()) };
                    }
                }
            }
            let absent = properties
                .iter()
                .filter(|property| !property.required && (property.nullable || property.others))
                .collect();
            Absent(absent).visit_impl_item_fn_mut(function);
        } else if let (None, Some(property)) = (&of_trait, of(&function.sig.ident)) {
            let docs = markdown::first_paragraph(&property.docs);
            function.attrs = Vec::new();
            if !docs.is_empty() {
                function.attrs.push(parse_quote! { #[doc = #docs] });
            }
            function.attrs.extend(attribute(&property.deprecated));
            shorten_setter(function, &property.rust);
        }
    }
}

/// One generic helper instead of a formatting closure in every setter. The helper of an
/// optional field also takes types that convert into a text but not into `Option<String>`.
fn shorten_setter(function: &mut syn::ImplItemFn, field: &str) {
    let ident = tokens::ident(field);
    let value: Expr = match optional(&function.sig.generics) {
        Some(value) => {
            function.sig.generics = syn::Generics::default();
            function.sig.inputs = parse_quote! { mut self, value: impl ::client_runtime::IntoOptional<#value> };
            parse_quote! { ::client_runtime::optional(value) }
        }
        None => parse_quote! { ::client_runtime::convert(value, #field) },
    };
    function.block = parse_quote! {{
        self.#ident = #value;
        self
    }};
}

/// The `X` of `where T: TryInto<Option<X>>`.
fn optional(generics: &syn::Generics) -> Option<syn::Type> {
    let syn::WherePredicate::Type(predicate) = generics.where_clause.as_ref()?.predicates.first()? else { return None };
    let syn::TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
    let syn::Type::Path(value) = argument(&bound.path, "TryInto")? else { return None };
    argument(&value.path, "Option").cloned()
}

/// The type in the angle brackets of a path that ends with this name.
fn argument<'a>(path: &'a syn::Path, name: &str) -> Option<&'a syn::Type> {
    let last = path.segments.last().filter(|last| last.ident == name)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(of) => Some(of),
        _ => None,
    }
}
