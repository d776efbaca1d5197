//! A contract as the compiler sees it: operations and named schemas, every
//! reference resolved, every inline schema named.

use indexmap::IndexMap;

use crate::markdown;

/// One vendor's contract.
#[derive(Debug)]
pub(crate) struct Contract {
    pub title: String,
    pub description: String,
    /// What else the contract says about itself.
    pub about: String,
    pub version: String,
    pub servers: Vec<Server>,
    pub schemes: Vec<Scheme>,
    pub operations: Vec<Operation>,
    pub schemas: IndexMap<String, Schema>,
}

impl Contract {
    /// Follows named aliases (`Timestamp: {type: string, ...}`) to what they stand for.
    /// Aliases that refer to each other in a circle end at any of them.
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
pub(crate) struct Server {
    /// As the contract writes it, with variables in braces.
    pub template: String,
    /// With the default of each variable.
    pub url: String,
    /// The name of its type, if it has variables.
    pub rust: String,
    pub description: String,
    pub environment: Option<String>,
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's URL that a caller chooses.
#[derive(Debug)]
pub(crate) struct ServerVariable {
    pub wire: String,
    pub rust: String,
    pub default: String,
    /// The values that there are, each with its name in Rust; none where any text is one.
    pub values: Vec<(String, String)>,
    pub docs: String,
}

/// One way to prove who calls.
#[derive(Debug)]
pub(crate) struct Scheme {
    /// Where it stands in the document.
    pub pointer: String,
    pub name: String,
    pub kind: SchemeKind,
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

#[derive(Debug)]
pub(crate) enum SchemeKind {
    /// `Authorization: Bearer ...`
    Bearer,
    /// The secret alone in the named header.
    Header(String),
}

/// A schema of `components/schemas`, or an inline one under a name of ours.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    /// Where it stands in the document.
    pub pointer: String,
    pub docs: String,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    pub kind: SchemaKind,
}

#[derive(Debug, Clone)]
pub(crate) enum SchemaKind {
    Object(Vec<Property>),
    StringEnum(Vec<StringVariant>),
    IntegerEnum(Vec<IntegerVariant>),
    Score {
        minimum: f64,
        maximum: f64,
        threshold: Option<f64>,
    },
    /// Chosen by the integer member `tag`.
    Union {
        tag: String,
        variants: Vec<UnionVariant>,
    },
    /// `inner`, bare or as the only member of an object.
    Envelope {
        member: String,
        inner: Type,
    },
    /// Another name for a type.
    Alias(Type),
}

#[derive(Debug, Clone)]
pub(crate) struct StringVariant {
    pub wire: String,
    pub rust: String,
    pub docs: String,
}

#[derive(Debug, Clone)]
pub(crate) struct IntegerVariant {
    pub wire: i64,
    pub rust: String,
    pub docs: String,
}

#[derive(Debug, Clone)]
pub(crate) struct UnionVariant {
    pub value: i64,
    pub rust: String,
    pub schema: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Property {
    /// Where it stands in the document.
    pub pointer: String,
    pub wire: String,
    /// The field's name in Rust, which no other member of the object has.
    pub rust: String,
    pub required: bool,
    pub nullable: bool,
    pub ty: Type,
    /// The only direction in which it is sent, if not both.
    pub direction: Option<Direction>,
    /// Whether this stands for all members that have no field. It has no name on the wire then.
    pub others: bool,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    /// The least and the greatest value of an integer, where the contract says so.
    pub range: [Option<i64>; 2],
    pub docs: String,
}

/// The direction in which a value is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// In a request.
    Sent,
    /// In a response.
    Received,
}

/// The type of a value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Bool,
    Int32,
    Int64,
    /// An integer of 64 bits without a sign.
    UInt64,
    /// An integer without a stated size.
    Integer,
    Float,
    String,
    /// `format: password`
    Secret,
    /// `format: byte`
    Base64,
    /// `format: date-time-local`
    Timestamp,
    /// `format: binary`, in multipart bodies only
    File,
    /// Any JSON value, null included.
    Any,
    /// An object with unknown members.
    FreeObject,
    List(Box<Type>),
    Map(Box<Type>),
    /// An element of a list or map that may be null.
    Nullable(Box<Type>),
    Named(String),
}

#[derive(Debug)]
pub(crate) struct Operation {
    /// Where it stands in the document.
    pub pointer: String,
    /// The `operationId` as written.
    pub id: String,
    /// The method's name in Rust.
    pub rust: String,
    pub summary: String,
    pub description: String,
    pub source: Option<String>,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    pub method: String,
    pub path: String,
    pub idempotent: bool,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Success statuses in the order of the contract.
    pub successes: Vec<Response>,
    /// Error statuses in the order of the contract.
    pub errors: Vec<Response>,
    /// Alternatives; each names the schemes that are needed together.
    pub security: Vec<Vec<String>>,
}

impl Operation {
    /// All its responses: the successes, then the errors.
    pub fn answers(&self) -> impl Iterator<Item = &Response> {
        self.successes.iter().chain(&self.errors)
    }

    /// Method, path and summary.
    pub fn one_line(&self) -> String {
        match self.summary.trim_end_matches('.') {
            "" => format!("{}.", self.request_line()),
            summary => format!("{}: {summary}.", self.request_line()),
        }
    }

    /// Method and path, as code in docs.
    pub fn request_line(&self) -> String {
        markdown::code(&format!("{} {}", self.method, self.path))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    /// Where it stands in the document.
    pub pointer: String,
    pub wire: String,
    /// The setter's name in Rust, which nothing else of the operation has.
    pub rust: String,
    pub location: Location,
    pub required: bool,
    pub ty: Type,
    /// Reserved characters of a query are sent as they are.
    pub allow_reserved: bool,
    pub docs: String,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Body {
    /// Where it stands in the document.
    pub pointer: String,
    pub required: bool,
    pub encoding: BodyEncoding,
    /// The media type exactly as it goes on the wire.
    pub media_type: String,
    pub ty: Type,
    pub docs: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyEncoding {
    Json,
    Form,
    Multipart,
    Text,
}

#[derive(Debug)]
pub(crate) struct Response {
    /// Where it stands in the document.
    pub pointer: String,
    pub status: Status,
    /// Name of the variant when an operation has several.
    pub rust: String,
    pub content: Content,
    /// The media type as the contract writes it; empty where there is no content.
    pub media_type: String,
    /// The vendor does not promise the body.
    pub optional: bool,
    /// What the docs say of each header, as items of a list.
    pub headers: Vec<String>,
    pub docs: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Code(u16),
    /// 1 to 5, for 1XX to 5XX.
    Range(u16),
    Default,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    None,
    Json(Type),
    Text,
}

/// The names between braces in a path, each once. None where the braces enclose no names.
pub(crate) fn placeholders(path: &str) -> Option<Vec<&str>> {
    let mut rest = path;
    let mut names = Vec::new();
    while let Some(at) = rest.find(['{', '}']) {
        let (name, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || name.contains(['{', '/', '?', '*']) || names.contains(&name) {
            return None;
        }
        names.push(name);
        rest = after;
    }
    Some(names)
}
