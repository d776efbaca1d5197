//! The operations of a contract, in the form that the checks need.

use http::Method;
pub(super) use openapi::model::{Direction, Location, Status};
use openapi::{At, METHODS, document::Document};

use super::{
    Credential,
    demand::Demand,
    direction,
    media::MediaType,
    path::{Template, segments},
};

pub(super) struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub template: Template,
    /// Where the operation stands; its parts have pointers of their own.
    pub pointer: String,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub responses: Vec<Response>,
    pub security: Vec<Alternative>,
}

/// A named value that travels as text: a parameter, or a header of a response.
pub(super) struct Parameter {
    pub name: String,
    pub location: Location,
    pub required: bool,
    pub list: bool,
    pub schema: Option<String>,
    pub pointer: String,
}

pub(super) struct Body {
    pub required: bool,
    pub content: Vec<Media>,
    pub pointer: String,
}

pub(super) struct Media {
    /// As the contract writes it.
    pub name: String,
    pub media: MediaType,
    pub shape: Shape,
    pub pointer: String,
}

/// The content of a body.
pub(super) enum Shape {
    /// The pointer of its schema.
    Json(String),
    Form(Fields),
    Multipart(Fields),
    Text(Option<String>),
    Bytes,
}

/// The fields of a form, or the parts of a multipart body.
pub(super) struct Fields {
    pub named: Vec<Field>,
    pub others: OtherFields,
}

/// The contract's rule for fields that it does not name.
pub(super) enum OtherFields {
    Unknown,
    Free,
    /// The pointer of their schema.
    Schema(String),
}

/// A field of a form, or a part of a multipart body.
pub(super) struct Field {
    pub name: String,
    pub required: bool,
    pub list: bool,
    pub binary: bool,
    pub schema: String,
    /// The member of `required` for a required field, else its schema.
    pub pointer: String,
    /// The pointer that excludes it from this direction.
    pub banned: Option<Demand>,
}

pub(super) struct Response {
    pub status: Status,
    pub content: Vec<Media>,
    /// The vendor does not promise the body.
    pub optional: bool,
    pub headers: Vec<Parameter>,
    pub pointer: String,
}

/// Security schemes that are needed together.
pub(super) struct Alternative {
    pub schemes: Vec<Scheme>,
}

pub(super) struct Scheme {
    pub name: String,
    pub kind: SchemeKind,
    pub pointer: String,
}

pub(super) enum SchemeKind {
    Bearer,
    Header(String),
    /// A credential that cannot be seen in a message.
    Other,
}

/// Reads the operations of a contract that is known to be well-formed.
pub(super) fn operations(document: &Document) -> Vec<Operation> {
    let root = At::root(document);
    let mut operations = Vec::new();
    for (path, item) in root.members_of("paths") {
        for method in METHODS {
            if let Some(node) = item.get(method) {
                operations.extend(operation(&root, path, method, &item, &node));
            }
        }
    }
    operations
}

/// The paths of the servers' URLs, cut into segments; variables stand for their defaults.
pub(super) fn bases(document: &Document) -> Vec<Vec<String>> {
    let base = |server: At<'_>| {
        let mut url = server.text("url")?.to_owned();
        for (name, variable) in server.members_of("variables") {
            url = url.replace(&format!("{{{name}}}"), variable.text("default").unwrap_or_default());
        }
        let after_scheme =
            url.split_once("://").map_or(url.as_str(), |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let path = after_scheme.trim_end_matches('/');
        (!path.is_empty()).then(|| segments(path))
    };
    At::root(document).items_of("servers").filter_map(base).collect()
}

fn operation(root: &At<'_>, path: &str, method: &str, item: &At<'_>, node: &At<'_>) -> Option<Operation> {
    let mut parameters: Vec<Parameter> = Vec::new();
    // An operation's own parameter takes the place of a shared one.
    for own in node.items_of("parameters").chain(item.items_of("parameters")) {
        let own = own.follow();
        let location = match own.text("in") {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            _ => continue,
        };
        let Some(name) = own.text("name") else { continue };
        if !parameters.iter().any(|known| known.name == name && known.location == location) {
            parameters.push(parameter(name, location, &own));
        }
    }
    let body = node.get("requestBody").map(At::follow).map(|body| Body {
        required: body.flag("required"),
        content: content(&body, Direction::Sent),
        pointer: body.pointer,
    });
    Some(Operation {
        id: node.text("operationId")?.to_owned(),
        method: Method::from_bytes(method.to_uppercase().as_bytes()).ok()?,
        path: path.to_owned(),
        template: Template::parse(path),
        parameters,
        body,
        responses: node.members_of("responses").filter_map(|(status, at)| response(status, at)).collect(),
        security: security(root, node),
        pointer: node.pointer.clone(),
    })
}

fn parameter(name: &str, location: Location, node: &At<'_>) -> Parameter {
    let schema = node.get("schema");
    Parameter {
        name: name.to_owned(),
        location,
        required: node.flag("required"),
        list: schema.as_ref().and_then(At::kind) == Some("array"),
        schema: schema.map(|schema| schema.pointer),
        pointer: node.pointer.clone(),
    }
}

fn content(node: &At<'_>, way: Direction) -> Vec<Media> {
    let media = |(name, at): (&str, At<'_>)| {
        let media = MediaType::parse(name)?;
        let schema = at.get("schema");
        let shape = match (media.essence.as_str(), &schema) {
            ("application/x-www-form-urlencoded", Some(schema)) => Shape::Form(fields(schema, way)),
            ("multipart/form-data", Some(schema)) => Shape::Multipart(fields(schema, way)),
            (json, Some(schema)) if json == "application/json" || json.ends_with("+json") => {
                Shape::Json(schema.pointer.clone())
            }
            (text, schema) if text.starts_with("text/") => {
                Shape::Text(schema.as_ref().map(|schema| schema.pointer.clone()))
            }
            _ => Shape::Bytes,
        };
        Some(Media { name: name.to_owned(), media, shape, pointer: at.pointer })
    };
    node.members_of("content").filter_map(media).collect()
}

fn fields(schema: &At<'_>, way: Direction) -> Fields {
    let all = schema.expanded();
    let required: Vec<(&str, At<'_>)> = all
        .iter()
        .flat_map(|node| node.items_of("required"))
        .filter_map(|item| Some((item.value.as_str()?, item)))
        .collect();
    let field = |(name, at): (&str, At<'_>)| {
        let list = at.kind() == Some("array");
        let item = if list { at.expanded().iter().find_map(|node| node.get("items")) } else { None };
        let item = item.unwrap_or_else(|| at.clone());
        let banned = direction::ban(&at, way);
        let demand = required.iter().find(|(needed, _)| *needed == name && banned.is_none());
        Field {
            name: name.to_owned(),
            required: demand.is_some(),
            list,
            binary: item.expanded().iter().any(|node| node.text("format") == Some("binary")),
            pointer: demand.map_or_else(|| at.pointer.clone(), |(_, demand)| demand.pointer.clone()),
            schema: item.pointer,
            banned,
        }
    };
    let others = match all.iter().find_map(|node| node.get("additionalProperties")) {
        Some(others) if others.value.is_object() => OtherFields::Schema(others.pointer),
        Some(others) if *others.value == true => OtherFields::Free,
        _ => OtherFields::Unknown,
    };
    Fields { named: all.iter().flat_map(|node| node.members_of("properties")).map(field).collect(), others }
}

fn response(status: &str, node: At<'_>) -> Option<Response> {
    let status = Status::parse(status)?;
    let node = node.follow();
    let headers = node
        .members_of("headers")
        .map(|(name, at)| parameter(name, Location::Header, &at.follow()))
        // OpenAPI says that a definition of this header is to be ignored.
        .filter(|header| !header.name.eq_ignore_ascii_case("content-type"))
        .collect();
    Some(Response {
        status,
        content: content(&node, Direction::Received),
        optional: node.flag("x-optional-body"),
        headers,
        pointer: node.pointer,
    })
}

fn security(root: &At<'_>, node: &At<'_>) -> Vec<Alternative> {
    let owner = if node.value.get("security").is_some() { node } else { root };
    let scheme = |name: &str, at: &At<'_>| {
        let known = root.get("components").and_then(|all| all.get("securitySchemes")?.get(name)).map(At::follow);
        let kind = match &known {
            Some(known) => match (known.text("type"), known.text("scheme"), known.text("in"), known.text("name")) {
                (Some("http"), Some(scheme), ..) if scheme.eq_ignore_ascii_case("bearer") => SchemeKind::Bearer,
                (Some("apiKey"), _, Some("header"), Some(header)) => SchemeKind::Header(header.to_owned()),
                _ => SchemeKind::Other,
            },
            None => SchemeKind::Other,
        };
        Scheme { name: name.to_owned(), kind, pointer: at.pointer.clone() }
    };
    let alternative = |at: At<'_>| {
        let names = at.value.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        Alternative { schemes: names.filter_map(|name| Some(scheme(name, &at.get(name)?))).collect() }
    };
    owner.items_of("security").map(alternative).collect()
}

impl SchemeKind {
    pub fn credential(&self) -> Credential<'_> {
        match self {
            Self::Bearer => Credential::Bearer,
            Self::Header(name) => Credential::Header(name),
            Self::Other => Credential::Other,
        }
    }
}

impl Operation {
    /// Every schema that a value of a message is checked against, with the direction.
    pub fn schemas(&self) -> impl Iterator<Item = (&str, Direction)> {
        let bodies = self.body.iter().flat_map(|body| &body.content).flat_map(Media::schemas);
        let sent = texts(&self.parameters).chain(bodies).map(|schema| (schema, Direction::Sent));
        let answered = self
            .responses
            .iter()
            .flat_map(|response| texts(&response.headers).chain(response.content.iter().flat_map(Media::schemas)));
        sent.chain(answered.map(|schema| (schema, Direction::Received)))
    }
}

/// The schemas of what travels as text.
fn texts(all: &[Parameter]) -> impl Iterator<Item = &str> {
    all.iter().filter_map(|parameter| parameter.schema.as_deref())
}

impl Fields {
    /// The number of the field of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.named.iter().position(|field| field.name == name)
    }
}

impl Media {
    fn schemas(&self) -> Vec<&str> {
        match &self.shape {
            Shape::Json(schema) | Shape::Text(Some(schema)) => vec![schema],
            Shape::Form(fields) | Shape::Multipart(fields) => {
                let others = match &fields.others {
                    OtherFields::Schema(schema) => Some(schema.as_str()),
                    OtherFields::Unknown | OtherFields::Free => None,
                };
                fields.named.iter().map(|field| field.schema.as_str()).chain(others).collect()
            }
            Shape::Text(None) | Shape::Bytes => Vec::new(),
        }
    }
}
