//! A contract as its clients see it: operations and named schemas.
//!
//! The counterpart of the compiler's own model, which is not there without the
//! compiler's engine; here every part knows where it stands.

use std::collections::HashMap;

use codegen::document::Document;

use codegen::At;

mod operations;
mod schemas;

/// One contract.
pub(super) struct Model<'a> {
    pub document: &'a Document,
    pub servers: Vec<At<'a>>,
    pub schemes: Vec<(&'a str, At<'a>)>,
    pub operations: Vec<Operation<'a>>,
    /// Component schemas, then inline ones under the names that they get.
    pub schemas: Vec<Schema<'a>>,
    index: HashMap<String, usize>,
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
    pub kind: Kind<'a>,
}

pub(super) enum Kind<'a> {
    Object(Vec<Property<'a>>),
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

impl Kind<'_> {
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
}

impl Property<'_> {
    /// Whether an answer without it, or with null in its place, cannot be read.
    pub fn is_strict(&self) -> bool {
        self.required && !self.nullable
    }
}

/// The type of a value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Bool,
    Int32,
    Int64,
    Float,
    String,
    Secret,
    Base64,
    Timestamp,
    File,
    Any,
    FreeObject,
    List(Box<Type>),
    Map(Box<Type>),
    Nullable(Box<Type>),
    Named(String),
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
        Self {
            document,
            servers: root.get("servers").iter().flat_map(|all| all.items()).collect(),
            schemes: schemes.iter().flat_map(|all| all.members()).collect(),
            operations,
            schemas,
            index,
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
                Some(Kind::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// The properties of an object schema.
    pub fn properties<'t>(&'t self, ty: &'t Type) -> Option<&'t [Property<'a>]> {
        let Type::Named(name) = self.resolve(ty) else { return None };
        match &self.schema(name)?.kind {
            Kind::Object(properties) => Some(properties),
            _ => None,
        }
    }
}
