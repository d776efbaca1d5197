//! A contract as its clients see it: operations and named schemas.
//!
//! The compiler's own model needs the compiler's engine, so this is another one. Here every
//! part knows its place in the contract.

use std::collections::HashMap;

use openapi::{At, document::Document};

mod operations;
mod schemas;
mod ways;

pub(super) use openapi::model::{Direction, Type};
pub(super) use ways::Ways;

/// One contract.
pub(super) struct Model<'a> {
    pub document: &'a Document,
    pub servers: Vec<At<'a>>,
    pub schemes: Vec<(&'a str, At<'a>)>,
    pub operations: Vec<Operation<'a>>,
    /// Component schemas, then inline ones under the names that they get.
    pub schemas: Vec<Schema<'a>>,
    index: HashMap<String, usize>,
    /// Of the schemas that go one way or that are two types in Rust.
    ways: HashMap<String, Ways>,
}

pub(super) struct Operation<'a> {
    pub at: At<'a>,
    pub id: String,
    pub method: &'a str,
    pub path: &'a str,
    pub idempotent: bool,
    /// Where `security` stands, if anywhere, and its alternatives.
    pub security_at: String,
    pub security: Vec<Vec<String>>,
    pub parameters: Vec<Parameter<'a>>,
    pub body: Option<Body<'a>>,
    pub responses: Vec<Response<'a>>,
}

pub(super) struct Parameter<'a> {
    pub at: At<'a>,
    pub wire: &'a str,
    pub location: &'a str,
    pub required: bool,
    pub schema: Option<At<'a>>,
    pub ty: Type,
}

pub(super) struct Body<'a> {
    pub at: At<'a>,
    pub required: bool,
    pub media_type: &'a str,
    pub media: Option<At<'a>>,
    pub schema: Option<At<'a>>,
    pub ty: Type,
}

pub(super) struct Response<'a> {
    /// Where the operation names the status.
    pub listed_at: String,
    /// Where the response itself stands.
    pub at: At<'a>,
    pub status: &'a str,
    /// The variant's name where an operation has several.
    pub rust: String,
    pub optional: bool,
    pub content: Option<Content<'a>>,
}

pub(super) struct Content<'a> {
    pub at: At<'a>,
    pub media_type: &'a str,
    pub media: At<'a>,
    pub schema: Option<At<'a>>,
    pub ty: Type,
}

impl Body<'_> {
    pub fn essence(&self) -> &str {
        operations::essence(self.media_type)
    }

    pub fn is_form(&self) -> bool {
        matches!(self.essence(), "application/x-www-form-urlencoded" | "multipart/form-data")
    }

    pub fn is_multipart(&self) -> bool {
        self.essence() == "multipart/form-data"
    }
}

impl Content<'_> {
    pub fn is_text(&self) -> bool {
        operations::is_text(self.media_type)
    }
}

impl Response<'_> {
    pub fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }
}

pub(super) struct Schema<'a> {
    pub name: String,
    pub at: At<'a>,
    pub kind: SchemaKind<'a>,
}

pub(super) enum SchemaKind<'a> {
    Object(Object<'a>),
    /// Text or integers; the wire values are written as JSON.
    Enum {
        integers: bool,
        variants: Vec<Variant<'a>>,
    },
    Score,
    Union {
        tag: String,
        variants: Vec<Mapped<'a>>,
    },
    Envelope {
        member: String,
        inner: Type,
        /// The object around the value.
        wrapper: Option<Type>,
    },
    Alias(Type),
}

impl SchemaKind<'_> {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Object(_) => "an object",
            Self::Enum { integers: false, .. } => "an enum of texts",
            Self::Enum { integers: true, .. } => "an enum of integers",
            Self::Score => "a score",
            Self::Union { .. } => "a union",
            Self::Envelope { .. } => "an envelope",
            Self::Alias(_) => "a plain type",
        }
    }

    /// Whether the compiler makes a Rust type of this name.
    pub fn is_rust_type(&self) -> bool {
        !matches!(self, Self::Alias(_))
    }
}

pub(super) struct Object<'a> {
    pub properties: Vec<Property<'a>>,
    pub others: Others,
}

/// An object's rule for members that it does not name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Others {
    /// No rule: any member may occur, and no client keeps it.
    Silent,
    /// There are none.
    Closed,
    /// Clients keep them, in a field of this name.
    Kept { ty: Type, field: String },
}

impl Others {
    /// The type of those that clients keep.
    pub fn kept(&self) -> Option<&Type> {
        match self {
            Self::Kept { ty, .. } => Some(ty),
            Self::Silent | Self::Closed => None,
        }
    }
}

pub(super) struct Variant<'a> {
    pub at: At<'a>,
    pub wire: String,
    pub rust: String,
}

/// A version of a union and the schema that it chooses.
pub(super) struct Mapped<'a> {
    pub at: At<'a>,
    pub value: String,
    pub rust: String,
    pub schema: String,
}

pub(super) struct Property<'a> {
    pub at: At<'a>,
    pub wire: &'a str,
    pub required: bool,
    pub nullable: bool,
    pub ty: Type,
    /// The only way that it goes, if it does not go both.
    pub way: Option<Direction>,
}

impl Property<'_> {
    pub fn goes(&self, way: Direction) -> bool {
        self.way.is_none_or(|only| only == way)
    }

    /// Whether a Rust type that goes this way has it; one of no way has all.
    pub fn is_in(&self, way: Option<Direction>) -> bool {
        way.is_none_or(|way| self.goes(way))
    }

    /// Whether a request without it is refused.
    pub fn is_demanded(&self) -> bool {
        self.required && self.goes(Direction::Sent)
    }

    /// Whether a response without it, or with null in its place, cannot be read.
    pub fn is_strict(&self) -> bool {
        self.required && !self.nullable && self.goes(Direction::Received)
    }

    /// The same for whoever reads what goes this way: a server or a client.
    pub fn is_needed(&self, way: Direction) -> bool {
        self.required && !self.nullable && self.goes(way)
    }
}

impl<'a> Model<'a> {
    pub fn read(document: &'a Document) -> Self {
        let root = At::root(document);
        let mut schemas = schemas::Schemas::default();
        if let Some(all) = root.get("components").and_then(|components| components.get("schemas")) {
            for (name, at) in all.members() {
                schemas.named(name, at);
            }
        }
        let operations = operations::read(&root, &mut schemas);
        let schemas = schemas.into_list();
        let index = schemas.iter().enumerate().map(|(index, schema)| (schema.name.clone(), index)).collect();
        let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
        let ways = ways::ways(&schemas, &operations);
        Self {
            document,
            servers: root.get("servers").iter().flat_map(|all| all.items()).collect(),
            schemes: schemes.iter().flat_map(|all| all.members()).collect(),
            operations,
            schemas,
            index,
            ways,
        }
    }

    pub fn schema(&self, name: &str) -> Option<&Schema<'a>> {
        self.schemas.get(*self.index.get(name)?)
    }

    pub fn operation(&self, id: &str) -> Option<&Operation<'a>> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Follows named aliases to what they stand for.
    pub fn resolve<'t>(&'t self, mut ty: &'t Type) -> &'t Type {
        // A chain of aliases is no longer than there are schemas, or it is a circle.
        for _ in 0..=self.schemas.len() {
            let Type::Named(name) = ty else { break };
            match self.schema(name).map(|schema| &schema.kind) {
                Some(SchemaKind::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// Whether a request with such a body needs any member. A body other than an object
    /// counts as one that does.
    pub fn demands(&self, ty: &Type) -> bool {
        let Type::Named(name) = self.resolve(ty) else { return true };
        match self.schema(name).map(|schema| &schema.kind) {
            Some(SchemaKind::Object(object)) => object.properties.iter().any(Property::is_demanded),
            _ => true,
        }
    }

    /// The Rust types of a schema.
    pub fn ways(&self, name: &str) -> Ways {
        self.ways.get(name).cloned().unwrap_or_default()
    }

    /// The name of a schema's Rust type where it goes this way.
    pub fn rust_name<'t>(&'t self, name: &'t str, way: Option<Direction>) -> &'t str {
        let request = self.ways.get(name).and_then(|ways| ways.request.as_deref());
        request.filter(|_| way == Some(Direction::Sent)).unwrap_or(name)
    }

    /// The schema whose Rust type for requests has this name.
    pub fn of_request(&self, rust: &str) -> Option<&str> {
        let found = self.ways.iter().find(|(_, ways)| ways.request.as_deref() == Some(rust));
        found.map(|(name, _)| name.as_str())
    }
}
