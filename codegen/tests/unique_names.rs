//! Whatever a contract calls its members, parameters and values: the client is Rust,
//! and nothing in it has the name of something beside it.
//!
//! `any_names` among the golden cases is the same for rustc and on the wire.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use syn::{Fields, ImplItem, Item, TraitItem};

/// Names that mean something to Rust, to the engine or to us, and names of other kinds.
const NAMES: &str = "as async await box break const crate do dyn else enum extern false fn for gen if impl in let loop \
    match mod move mut override priv pub ref return self Self static struct super trait true try type union unsafe use \
    where while yield \
    Option Some None Result Ok Err Vec String Box Default From Into TryFrom ToString Iterator std core serde u8 str \
    client body send new call_options with_options with_key body_map no_body into_inner builder types operations \
    scopes schemes error Unknown Lowered0 Lowered1 \
    from into try_into try_from default clone fmt eq hash drop serialize deserialize value f T s url request response \
    1 12 2fa +1 -1 -60 60 @type $ref a.b a/b a~b _ __ _id id Id ID it's \" < > >= \
    größe ß 日本 名前 имя ² 😀 🦀 kebab-case kebab_case camelCase snake_case snake_case_2 type_ query_id id_part";

/// Numbers that look random and are the same in each run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    /// Some of the names, each once.
    fn some<'a>(&mut self, names: &[&'a str]) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        (0..12).map(|_| names[self.below(names.len())]).filter(|name| seen.insert(*name)).collect()
    }
}

#[test]
fn every_name_in_a_client_is_its_own() {
    let names: Vec<&str> = NAMES.split_whitespace().collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..60 {
        let contract = contract(&mut numbers, &names);
        let compiled = codegen::compile("spec.yaml", &contract.to_string());
        let compiled = compiled.unwrap_or_else(|error| panic!("{contract}\n{error}"));
        for output in compiled.outputs {
            let file = syn::parse_file(&output.contents).unwrap_or_else(|error| panic!("{contract}\n{error}"));
            let mut twice = Vec::new();
            walk(&file.items, &mut twice);
            assert!(twice.is_empty(), "{twice:?} in\n{contract}");
        }
    }
}

/// A contract with some of the names in every place where a vendor chooses them.
fn contract(numbers: &mut Numbers, names: &[&str]) -> Value {
    let mut object = || {
        let members: Vec<&str> = numbers.some(names);
        let kinds = [json!({"type": "string"}), json!({"type": "integer", "nullable": true})];
        let properties: Map<String, Value> = members
            .iter()
            .enumerate()
            .map(|(index, name)| ((*name).to_owned(), kinds[index % kinds.len()].clone()))
            .collect();
        json!({"type": "object", "required": [members[0]], "properties": properties})
    };
    let (answer, form, upload) = (object(), object(), object());
    let mut path = String::from("/a");
    let mut parameters = Vec::new();
    for place in ["path", "query", "header"] {
        for name in numbers.some(names) {
            // Braces enclose no slash, and a header's name is ASCII and no other's in capitals.
            let fits = match place {
                "path" => !name.contains('/'),
                "header" => name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
                _ => true,
            };
            if fits {
                if place == "path" {
                    path.push_str(&format!("/{{{name}}}"));
                }
                let schema = json!({"type": "string"});
                parameters.push(json!({"name": name, "in": place, "required": place == "path", "schema": schema}));
            }
        }
    }
    let value = names[numbers.below(names.len())];
    let operation = |id: &str, media_type: &str, body: &Value| {
        json!({
            "operationId": id,
            "security": [{"key": []}],
            "parameters": parameters,
            "requestBody": {"required": true, "content": {media_type: {"schema": body}}},
            "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": answer}}}},
        })
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Names", "version": "1"},
        "paths": {path: {
            "post": operation("add_a", "multipart/form-data", &upload),
            "put": operation("put_a", "application/x-www-form-urlencoded", &form),
        }},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            "schemas": {"Kind": {"type": "string", "enum": [value]}, "Lowered0": {"type": "string"}},
        },
    })
}

/// Notes what two things beside each other are called.
fn walk(items: &[Item], twice: &mut Vec<String>) {
    let mut types = Vec::new();
    for item in items {
        match item {
            Item::Mod(module) => walk(module.content.as_ref().map_or(&[][..], |(_, items)| items), twice),
            Item::Struct(structure) => {
                types.push(structure.ident.to_string());
                if let Fields::Named(fields) = &structure.fields {
                    note(fields.named.iter().flat_map(|field| &field.ident).map(ToString::to_string), twice);
                }
            }
            Item::Enum(choice) => {
                types.push(choice.ident.to_string());
                note(choice.variants.iter().map(|variant| variant.ident.to_string()), twice);
            }
            Item::Impl(implementation) => note(
                implementation.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }),
                twice,
            ),
            Item::Trait(declared) => note(
                declared.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }),
                twice,
            ),
            _ => {}
        }
    }
    note(types.into_iter(), twice);
}

fn note(names: impl Iterator<Item = String>, twice: &mut Vec<String>) {
    let mut seen = HashSet::new();
    twice.extend(names.filter(|name| !seen.insert(name.clone())));
}
