//! The objects of OpenAPI 3.0: the members of each, what stands under them, and the
//! extensions of ours that mean something there. Data, and nothing that acts on it.

/// An object of the OpenAPI 3.0 standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Document,
    Info,
    Server,
    ServerVariable,
    Tag,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Example,
    Schema,
    Discriminator,
    Components,
    SecurityScheme,
}

/// What stands under a member.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Not looked at: an example's value, or an object nothing here depends on.
    Leaf,
    Text,
    Flag,
    Number,
    /// An integer from 0.
    Count,
    Texts,
    /// A list of anything.
    Values,
    TextMap,
    /// Alternatives of schemes that are needed together.
    Security,
    One(ObjectKind),
    List(ObjectKind),
    Map(ObjectKind),
    /// The same, with extensions among the members.
    Extended(ObjectKind),
    /// A schema or a boolean (`additionalProperties`).
    SchemaOrBool,
}

use ObjectKind::*;
use Shape::{
    Count, Extended, Flag, Leaf, List, Map, Number, One, SchemaOrBool, Security, Text, TextMap, Texts, Values,
};

impl ObjectKind {
    /// Name for messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Document => "the document",
            Info => "`info`",
            Server => "a server",
            ServerVariable => "a server variable",
            Tag => "a tag",
            PathItem => "a path",
            Operation => "an operation",
            Parameter => "a parameter",
            Header => "a header",
            RequestBody => "a request body",
            MediaType => "a media type",
            Encoding => "an encoding",
            Response => "a response",
            Example => "an example",
            Schema => "a schema",
            Discriminator => "a discriminator",
            Components => "`components`",
            SecurityScheme => "a security scheme",
        }
    }

    pub(super) fn members(self) -> &'static [(&'static str, Shape)] {
        match self {
            Document => &[
                ("openapi", Text),
                ("info", One(Info)),
                ("servers", List(Server)),
                ("paths", Extended(PathItem)),
                ("components", One(Components)),
                ("security", Security),
                ("tags", List(Tag)),
                ("externalDocs", Leaf),
            ],
            Info => &[
                ("title", Text),
                ("description", Text),
                ("termsOfService", Text),
                ("contact", Leaf),
                ("license", Leaf),
                ("version", Text),
            ],
            Server => &[("url", Text), ("description", Text), ("variables", Map(ServerVariable))],
            ServerVariable => &[("enum", Texts), ("default", Text), ("description", Text)],
            Tag => &[("name", Text), ("description", Text), ("externalDocs", Leaf)],
            PathItem => &[
                ("summary", Text),
                ("description", Text),
                ("get", One(Operation)),
                ("put", One(Operation)),
                ("post", One(Operation)),
                ("delete", One(Operation)),
                ("options", One(Operation)),
                ("head", One(Operation)),
                ("patch", One(Operation)),
                ("trace", One(Operation)),
                ("servers", List(Server)),
                ("parameters", List(Parameter)),
            ],
            Operation => &[
                ("tags", Texts),
                ("summary", Text),
                ("description", Text),
                ("externalDocs", Leaf),
                ("operationId", Text),
                ("parameters", List(Parameter)),
                ("requestBody", One(RequestBody)),
                ("responses", Extended(Response)),
                ("deprecated", Flag),
                ("security", Security),
                ("servers", List(Server)),
            ],
            Parameter => &[
                ("name", Text),
                ("in", Text),
                ("description", Text),
                ("required", Flag),
                ("deprecated", Flag),
                ("allowEmptyValue", Flag),
                ("style", Text),
                ("explode", Flag),
                ("allowReserved", Flag),
                ("schema", One(Schema)),
                ("example", Leaf),
                ("examples", Map(Example)),
                ("content", Map(MediaType)),
            ],
            Header => &[
                ("description", Text),
                ("required", Flag),
                ("deprecated", Flag),
                ("allowEmptyValue", Flag),
                ("style", Text),
                ("explode", Flag),
                ("allowReserved", Flag),
                ("schema", One(Schema)),
                ("example", Leaf),
                ("examples", Map(Example)),
                ("content", Map(MediaType)),
            ],
            RequestBody => &[("description", Text), ("content", Map(MediaType)), ("required", Flag)],
            MediaType => {
                &[("schema", One(Schema)), ("example", Leaf), ("examples", Map(Example)), ("encoding", Map(Encoding))]
            }
            Encoding => &[
                ("contentType", Text),
                ("headers", Map(Header)),
                ("style", Text),
                ("explode", Flag),
                ("allowReserved", Flag),
            ],
            Response => {
                &[("description", Text), ("headers", Map(Header)), ("content", Map(MediaType)), ("links", Leaf)]
            }
            Example => &[("summary", Text), ("description", Text), ("value", Leaf), ("externalValue", Text)],
            Schema => &[
                ("title", Text),
                ("multipleOf", Number),
                ("maximum", Number),
                ("exclusiveMaximum", Flag),
                ("minimum", Number),
                ("exclusiveMinimum", Flag),
                ("maxLength", Count),
                ("minLength", Count),
                ("pattern", Text),
                ("maxItems", Count),
                ("minItems", Count),
                ("uniqueItems", Flag),
                ("maxProperties", Count),
                ("minProperties", Count),
                ("required", Texts),
                ("enum", Values),
                ("type", Text),
                ("allOf", List(Schema)),
                ("oneOf", List(Schema)),
                ("anyOf", List(Schema)),
                ("not", One(Schema)),
                ("items", One(Schema)),
                ("properties", Map(Schema)),
                ("additionalProperties", SchemaOrBool),
                ("description", Text),
                ("format", Text),
                ("default", Leaf),
                ("nullable", Flag),
                ("discriminator", One(Discriminator)),
                ("readOnly", Flag),
                ("writeOnly", Flag),
                ("xml", Leaf),
                ("externalDocs", Leaf),
                ("example", Leaf),
                ("deprecated", Flag),
            ],
            Discriminator => &[("propertyName", Text), ("mapping", TextMap)],
            Components => &[
                ("schemas", Map(Schema)),
                ("responses", Map(Response)),
                ("parameters", Map(Parameter)),
                ("examples", Map(Example)),
                ("requestBodies", Map(RequestBody)),
                ("headers", Map(Header)),
                ("securitySchemes", Map(SecurityScheme)),
                ("links", Leaf),
                ("callbacks", Leaf),
            ],
            SecurityScheme => &[
                ("type", Text),
                ("description", Text),
                ("name", Text),
                ("in", Text),
                ("scheme", Text),
                ("bearerFormat", Text),
                ("flows", Leaf),
                ("openIdConnectUrl", Text),
            ],
        }
    }

    /// The extensions that mean something here; `specs/README.md` explains each.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        match self {
            Server => &["x-environment"],
            Operation => &["x-source", "x-idempotent"],
            Parameter | Header | RequestBody | SecurityScheme => &["x-source"],
            Response => &["x-source", "x-outcome", "x-optional-body"],
            Schema => &["x-source", "x-score", "x-unit", "x-envelope", "x-enum-varnames", "x-enum-descriptions"],
            _ => &[],
        }
    }

    /// Where a `$ref` to such an object leads, below `components`. None of what must be written out.
    pub(super) fn folder(self) -> Option<&'static str> {
        Some(match self {
            Schema => "schemas",
            Response => "responses",
            Parameter => "parameters",
            Example => "examples",
            RequestBody => "requestBodies",
            Header => "headers",
            SecurityScheme => "securitySchemes",
            _ => return None,
        })
    }

    /// Members without which the object says nothing.
    pub(super) fn required(self) -> &'static [&'static str] {
        match self {
            Document => &["openapi", "info", "paths"],
            Info => &["title", "version"],
            Server => &["url"],
            ServerVariable => &["default"],
            Tag => &["name"],
            Operation => &["responses"],
            RequestBody => &["content"],
            Response => &["description"],
            Discriminator => &["propertyName"],
            _ => &[],
        }
    }
}
