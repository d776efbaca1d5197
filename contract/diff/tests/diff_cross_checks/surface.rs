//! What a program can name in a generated client.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, TraitItem, Visibility};

/// The private module whose types are those of `types`.
const EXCHANGE: &str = "exchange";

/// What a client offers, and what it asks for in return.
#[derive(Default)]
pub struct Surface {
    /// Every public name with its type.
    pub names: BTreeSet<String>,
    /// Every builder with each field that it does not do without.
    pub demands: BTreeSet<(String, String)>,
}

/// Reads a generated file.
pub fn surface(source: &str) -> Surface {
    let file = syn::parse_file(source).unwrap();
    let mut surface = Surface::default();
    items(&file.items, "", &mut surface);
    surface
}

fn items(all: &[Item], path: &str, surface: &mut Surface) {
    for item in all {
        match item {
            Item::Mod(module) if is_public(&module.vis) || module.ident == EXCHANGE => {
                let inner = module.content.iter().flat_map(|(_, items)| items).cloned().collect::<Vec<_>>();
                let shown = if module.ident == EXCHANGE { "types".to_owned() } else { module.ident.to_string() };
                items(&inner, &format!("{path}::{shown}"), surface);
            }
            Item::Struct(structure) if is_public(&structure.vis) => {
                let name = format!("{path}::{}", structure.ident);
                for attribute in structure.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
                    attribute
                        .parse_nested_meta(|meta| {
                            surface.names.insert(format!("{name}: {}", text(&meta.path)));
                            Ok(())
                        })
                        .unwrap();
                }
                if let Fields::Named(fields) = &structure.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let ident = field.ident.as_ref().unwrap();
                        surface.names.insert(format!("{name}.{ident}: {}", text(&field.ty)));
                    }
                }
                surface.names.insert(name);
            }
            Item::Enum(enumeration) if is_public(&enumeration.vis) => {
                let name = format!("{path}::{}", enumeration.ident);
                for variant in &enumeration.variants {
                    surface.names.insert(format!("{name}::{}{}", variant.ident, text(&variant.fields)));
                }
                surface.names.insert(name);
            }
            Item::Impl(implementation) if implementation.trait_.is_none() => {
                let name = format!("{path}::{}", text(&implementation.self_ty));
                for item in &implementation.items {
                    members(item, &name, surface);
                }
            }
            // What a builder holds before anything is set: what it does without.
            Item::Impl(implementation) if path.ends_with("builder") => {
                let name = format!("{path}::{}", text(&implementation.self_ty));
                for item in &implementation.items {
                    if let ImplItem::Fn(function) = item
                        && function.sig.ident == "default"
                    {
                        demands(&text(&function.block), &name, surface);
                    }
                }
            }
            Item::Trait(item) if is_public(&item.vis) => {
                for function in item.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(function) => Some(function),
                    _ => None,
                }) {
                    surface.names.insert(format!("{path}::{}::{}", item.ident, text(&function.sig)));
                }
            }
            Item::Static(item) if is_public(&item.vis) => drop(surface.names.insert(format!("{path}::{}", item.ident))),
            _ => {}
        }
    }
}

fn members(item: &ImplItem, name: &str, surface: &mut Surface) {
    match item {
        ImplItem::Const(constant) if is_public(&constant.vis) => {
            surface.names.insert(format!("{name}::{}: {}", constant.ident, text(&constant.ty)));
        }
        ImplItem::Fn(function) if is_public(&function.vis) => {
            let inputs = function.sig.inputs.iter().map(|input| match input {
                FnArg::Receiver(receiver) => text(receiver),
                FnArg::Typed(typed) => text(&typed.ty),
            });
            let inputs: Vec<String> = inputs.collect();
            let (output, generics) = (text(&function.sig.output), text(&function.sig.generics.where_clause));
            surface.names.insert(format!("{name}::{}({}) {output} {generics}", function.sig.ident, inputs.join(", ")));
        }
        ImplItem::Fn(function) if function.sig.ident == "new" && name.starts_with("::builder") => {
            demands(&text(&function.block), name, surface);
        }
        _ => {}
    }
}

/// Fields that start as `Err("no value supplied for ...")` or the like.
fn demands(block: &str, name: &str, surface: &mut Surface) {
    for field in block.split(',') {
        if let Some((field, value)) = field.split_once(':')
            && value.trim().starts_with("Err (")
        {
            let field = field.trim().trim_start_matches("{ Self {").trim();
            surface.demands.insert((name.to_owned(), field.to_owned()));
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
