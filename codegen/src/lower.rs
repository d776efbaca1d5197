//! Rewrites a contract into the part of OpenAPI that progenitor can express.
//!
//! Every object schema stays an object, so that typify makes the struct and its builder.
//! [`rust_types`] decides every other type, which replaces an empty schema. Members and
//! parameters already have their Rust names, and paths are numbered, so that the engine
//! makes no names. Every operation is left with one success and one error response, and a
//! multipart body is lowered to a form; [`crate::raise`] puts back what was lowered.

use std::collections::{HashMap, HashSet};

use openapi::{
    model::{Body, BodyEncoding, Contract, Location, Operation, Property, Type},
    names,
};
use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, HooksMode, InterfaceStyle};
use serde_json::{Map, Value, json};

use crate::rust_types::{self, Statuses};

/// What progenitor is given.
pub(crate) struct Lowered {
    pub spec: OpenAPI,
    pub settings: GenerationSettings,
}

/// Lowers the schemas of these names, which are objects.
pub(crate) fn structs(contract: &Contract, names: &[&str]) -> Result<Lowered, serde_json::Error> {
    Lowering::new(contract, names).finish(Map::new())
}

/// Lowers some operations, with the schemas of bodies that have builders.
pub(crate) fn operations(contract: &Contract, operations: &[Operation]) -> Result<Lowered, serde_json::Error> {
    let bodies = operations.iter().filter_map(|operation| operation.body.as_ref());
    let with_builder = bodies.filter(|body| !has_no_builder(contract, body));
    let names: Vec<&str> = with_builder.filter_map(|body| Some(contract.properties(&body.ty)?.0)).collect();
    let mut lowering = Lowering::new(contract, &names);
    let mut paths = Map::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for operation in operations {
        let lowered = lowering.operation(operation);
        let next = numbers.len();
        let number = *numbers.entry(&operation.path).or_insert(next);
        let path = paths.entry(path(operation, number)).or_insert_with(|| json!({}));
        path[operation.method.to_lowercase()] = lowered;
    }
    lowering.finish(paths)
}

/// A path with the same parameters in the same order, under the names that they have in Rust.
fn path(operation: &Operation, number: usize) -> String {
    let mut parameters: Vec<(Option<usize>, &str)> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Path)
        .map(|parameter| (operation.path.find(&format!("{{{}}}", parameter.wire)), parameter.rust.as_str()))
        .collect();
    parameters.sort_unstable();
    parameters.iter().fold(format!("/{number}"), |path, (_, name)| format!("{path}/{{{name}}}"))
}

/// The type of a request body as the operation's builder takes it.
pub(crate) fn body_type(contract: &Contract, body: &Body) -> String {
    let value = rust_types::value(contract, &body.ty);
    if is_wrapped(contract, body) { format!("::client_runtime::OptionalBody<{value}>") } else { value }
}

/// An optional body is wrapped, unless it is a form without required fields. To leave out
/// such a form is to give it no field.
pub(crate) fn is_wrapped(contract: &Contract, body: &Body) -> bool {
    let form = matches!(body.encoding, BodyEncoding::Form | BodyEncoding::Multipart);
    let demands =
        contract.properties(&body.ty).is_none_or(|(_, properties)| properties.iter().any(|property| property.required));
    !body.required && (!form || demands)
}

/// Whether the operation takes only the body itself; the others also take its builder.
pub(crate) fn has_no_builder(contract: &Contract, body: &Body) -> bool {
    body.encoding == BodyEncoding::Text || is_wrapped(contract, body) || !rust_types::is_struct(contract, &body.ty)
}

struct Lowering<'a> {
    contract: &'a Contract,
    /// The schemas from which the engine makes structs. It knows all others only by their
    /// types.
    structs: HashSet<&'a str>,
    /// Schema names and the Rust types that replace them.
    replaced: Vec<(String, String)>,
    /// The name for each of these types.
    by_type: HashMap<String, String>,
    schemas: Map<String, Value>,
}

impl<'a> Lowering<'a> {
    /// With these schemas lowered, which are objects.
    fn new(contract: &'a Contract, names: &[&'a str]) -> Self {
        let structs = names.iter().copied().collect();
        let mut lowering =
            Self { contract, structs, replaced: Vec::new(), by_type: HashMap::new(), schemas: Map::new() };
        for name in names {
            if let Some((docs, properties)) = contract.object(name) {
                let lowered = lowering.object(properties, docs);
                lowering.schemas.insert((*name).to_owned(), lowered);
            }
        }
        lowering
    }

    fn finish(self, paths: Map<String, Value>) -> Result<Lowered, serde_json::Error> {
        let spec = json!({
            "openapi": "3.0.3",
            "info": { "title": self.contract.title, "version": self.contract.version },
            "paths": paths,
            "components": { "schemas": self.schemas },
        });
        let mut settings = GenerationSettings::new();
        settings.with_interface(InterfaceStyle::Builder).with_hooks(HooksMode::Expected);
        for (name, rust) in &self.replaced {
            settings.with_replacement(name, rust, std::iter::empty());
        }
        Ok(Lowered { spec: serde_json::from_value(spec)?, settings })
    }

    fn object(&mut self, properties: &[Property], docs: &str) -> Value {
        let mut required = Vec::new();
        let mut members = Map::new();
        for property in properties {
            // The type of a nullable property has a value for absence, so it needs no
            // `Option`. Nor does a map, which may be empty.
            if property.required || property.nullable || property.others {
                required.push(property.rust.clone());
            }
            let lowered = if property.nullable {
                self.replace(rust_types::property(self.contract, property))
            } else {
                self.value(&property.ty)
            };
            members.insert(property.rust.clone(), lowered);
        }
        json!({ "type": "object", "description": docs, "required": required, "properties": members })
    }

    /// Scalars and structs are left to typify; everything else is replaced.
    fn value(&mut self, ty: &Type) -> Value {
        match self.contract.resolve(ty) {
            Type::Bool => json!({ "type": "boolean" }),
            Type::Int32 => json!({ "type": "integer", "format": "int32" }),
            Type::Int64 => json!({ "type": "integer", "format": "int64" }),
            Type::Float => json!({ "type": "number", "format": "double" }),
            Type::String => json!({ "type": "string" }),
            Type::Named(name) if self.structs.contains(name.as_str()) => reference(name),
            other => {
                let rust = rust_types::value(self.contract, other);
                self.replace(rust)
            }
        }
    }

    /// A reference to an empty schema that the given Rust type replaces.
    fn replace(&mut self, rust: String) -> Value {
        if let Some(name) = self.by_type.get(&rust) {
            return reference(name);
        }
        let mut number = self.replaced.len();
        let mut name = format!("Lowered{number}");
        while self.contract.schemas.contains_key(&name) || self.schemas.contains_key(&name) {
            number += 1;
            name = format!("Lowered{number}");
        }
        self.schemas.insert(name.clone(), json!({}));
        self.by_type.insert(rust.clone(), name.clone());
        let reference = reference(&name);
        self.replaced.push((name, rust));
        reference
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let parameters: Vec<Value> = operation
            .parameters
            .iter()
            .map(|parameter| {
                let location = match parameter.location {
                    Location::Path => "path",
                    Location::Query => "query",
                    Location::Header => "header",
                };
                json!({
                    "name": parameter.rust,
                    "in": location,
                    "required": parameter.required,
                    "schema": self.value(&parameter.ty),
                })
            })
            .collect();
        let success = rust_types::successes(self.contract, operation);
        let error = rust_types::errors(self.contract, operation);
        let mut lowered = json!({
            "operationId": operation.id,
            "parameters": parameters,
            "responses": {
                "2XX": self.response(success, names::outcome(operation)),
                "default": self.response(error, names::error(operation)),
            },
        });
        if let Some(body) = &operation.body {
            lowered["requestBody"] = self.body(body);
        }
        lowered
    }

    fn body(&mut self, body: &Body) -> Value {
        let schema = if body.encoding == BodyEncoding::Text && body.required {
            json!({ "type": "string" })
        } else if has_no_builder(self.contract, body) {
            self.replace(body_type(self.contract, body))
        } else {
            self.value(&body.ty)
        };
        // Text is lowered to JSON as well, so that there is one shape; `raise` sets the
        // real encoding.
        let lowered = match body.encoding {
            BodyEncoding::Json | BodyEncoding::Text => "application/json",
            BodyEncoding::Form | BodyEncoding::Multipart => "application/x-www-form-urlencoded",
        };
        json!({ "required": true, "content": { lowered: { "schema": schema } } })
    }

    fn response(&mut self, side: Statuses, enum_name: String) -> Value {
        let rust = match side {
            Statuses::One(unit) if unit == "()" => return json!({ "description": "" }),
            Statuses::One(rust) => rust,
            Statuses::Enum => format!("{}::{enum_name}", rust_types::TYPES),
        };
        json!({ "description": "", "content": { "application/json": { "schema": self.replace(rust) } } })
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
