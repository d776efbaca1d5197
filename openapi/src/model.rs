//! A contract as everybody sees it: operations and named schemas, every
//! reference resolved, every inline schema named.

use indexmap::IndexMap;

mod operations;
pub(crate) mod reach;
mod schemas;

pub use operations::{Body, BodyEncoding, Content, Location, Operation, Parameter, Response, Status, placeholders};
pub use schemas::{Direction, IntegerVariant, Property, Schema, SchemaKind, StringVariant, Type, UnionVariant};

/// One vendor's contract.
#[derive(Debug)]
pub struct Contract {
    /// Its name, from `info`.
    pub title: String,
    /// What it is about, as doc comments show it.
    pub description: String,
    /// What the contract says of itself beside that.
    pub about: String,
    /// Its version, as written.
    pub version: String,
    /// The base URLs, in the order of the contract.
    pub servers: Vec<Server>,
    /// The security schemes.
    pub schemes: Vec<Scheme>,
    /// The operations, path by path.
    pub operations: Vec<Operation>,
    /// The named schemas, then the inline ones under the names that they get.
    pub schemas: IndexMap<String, Schema>,
}

impl Contract {
    /// Follows named aliases (`Timestamp: {type: string, ...}`) to what they stand for.
    /// Aliases that stand for each other end somewhere in their circle.
    pub fn resolve<'a>(&'a self, mut ty: &'a Type) -> &'a Type {
        for _ in 0..=self.schemas.len() {
            let Type::Named(name) = ty else { break };
            match self.schemas.get(name).map(|schema| &schema.kind) {
                Some(SchemaKind::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// Whether the type is chosen by a version.
    pub fn is_union(&self, ty: &Type) -> bool {
        let Type::Named(name) = self.resolve(ty) else { return false };
        matches!(self.schemas.get(name).map(|schema| &schema.kind), Some(SchemaKind::Union { .. }))
    }

    /// Whether the type can be decoded in one pass over its text.
    pub fn is_quick(&self, ty: &Type) -> bool {
        let Type::Named(name) = self.resolve(ty) else { return false };
        match self.schemas.get(name).map(|schema| &schema.kind) {
            Some(SchemaKind::Envelope { inner, .. }) => self.is_union(inner),
            _ => self.is_union(ty),
        }
    }

    /// The properties of the named object schema.
    pub fn properties<'a>(&'a self, ty: &'a Type) -> Option<(&'a str, &'a [Property])> {
        let Type::Named(name) = self.resolve(ty) else { return None };
        Some((name, self.object(name)?.1))
    }

    /// The values of the named enum, if they are integers.
    pub fn integers<'a>(&'a self, ty: &'a Type) -> Option<&'a [IntegerVariant]> {
        let Type::Named(name) = self.resolve(ty) else { return None };
        match &self.schemas.get(name)?.kind {
            SchemaKind::IntegerEnum(variants) => Some(variants),
            _ => None,
        }
    }

    /// Whether anything is deprecated, which the generated code itself uses.
    pub fn has_deprecated(&self) -> bool {
        let of_schema = |schema: &Schema| {
            let properties = match &schema.kind {
                SchemaKind::Object(properties) => properties.as_slice(),
                _ => &[],
            };
            schema.deprecated.is_some() || properties.iter().any(|property| property.deprecated.is_some())
        };
        self.schemas.values().any(of_schema)
    }

    /// The docs and the properties of a schema, if it is an object.
    pub fn object(&self, name: &str) -> Option<(&str, &[Property])> {
        let schema = self.schemas.get(name)?;
        match &schema.kind {
            SchemaKind::Object(properties) => Some((&schema.docs, properties)),
            _ => None,
        }
    }
}

/// One base URL.
#[derive(Debug)]
pub struct Server {
    /// As the contract writes it, with variables in braces.
    pub template: String,
    /// With the default of each variable.
    pub url: String,
    /// The name of its type, if it has variables.
    pub rust: String,
    /// What the contract says of it.
    pub description: String,
    /// The name of the environment (`x-environment`).
    pub environment: Option<String>,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's URL that a caller chooses.
#[derive(Debug)]
pub struct ServerVariable {
    /// Its name between the braces.
    pub wire: String,
    /// Its name in Rust.
    pub rust: String,
    /// The value that it has unless another is chosen.
    pub default: String,
    /// The values that there are, each with its name in Rust; none where any text is one.
    pub values: Vec<(String, String)>,
    /// What the contract says of it.
    pub docs: String,
}

/// One way to prove who calls.
#[derive(Debug)]
pub struct Scheme {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its name under `securitySchemes`.
    pub name: String,
    /// How the credentials are sent.
    pub kind: SchemeKind,
    /// What the contract says of it.
    pub docs: String,
}

impl Scheme {
    /// The header that the credentials go into.
    pub fn header(&self) -> &str {
        match &self.kind {
            SchemeKind::Bearer => "authorization",
            SchemeKind::Header(name) => name,
        }
    }
}

/// How credentials are sent.
#[derive(Debug)]
pub enum SchemeKind {
    /// `Authorization: Bearer ...`
    Bearer,
    /// The secret alone in the named header.
    Header(String),
}
