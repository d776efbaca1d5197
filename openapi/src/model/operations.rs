//! Operations, and what is sent and comes back.

use super::Type;
use crate::markdown;

/// One method of one path.
#[derive(Debug)]
pub struct Operation {
    /// Where it stands in the document.
    pub pointer: String,
    /// The `operationId` as written.
    pub id: String,
    /// The method's name in Rust.
    pub rust: String,
    /// One line about it.
    pub summary: String,
    /// What the contract says of it.
    pub description: String,
    /// The page that its facts come from (`x-source`).
    pub source: Option<String>,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with parameters in braces.
    pub path: String,
    /// Whether it may be repeated without further effect.
    pub idempotent: bool,
    /// The parameters, the shared ones of the path included.
    pub parameters: Vec<Parameter>,
    /// What a request carries, if anything.
    pub body: Option<Body>,
    /// Success statuses in the order of the contract.
    pub successes: Vec<Response>,
    /// Error statuses in the order of the contract.
    pub errors: Vec<Response>,
    /// Alternatives; each names the schemes that are needed together.
    pub security: Vec<Vec<String>>,
}

impl Operation {
    /// Everything that it answers with: the successes, then the errors.
    pub fn answers(&self) -> impl Iterator<Item = &Response> {
        self.successes.iter().chain(&self.errors)
    }

    /// Method, path and what for.
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

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// A value in the path, the query or a header.
#[derive(Debug)]
pub struct Parameter {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its name on the wire.
    pub wire: String,
    /// The setter's name in Rust, which nothing else of the operation has.
    pub rust: String,
    /// Where it goes.
    pub location: Location,
    /// Whether every request has it.
    pub required: bool,
    /// What its values are.
    pub ty: Type,
    /// Reserved characters of a query are sent as they are.
    pub allow_reserved: bool,
    /// What the contract says of it.
    pub docs: String,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
}

/// What a request carries.
#[derive(Debug)]
pub struct Body {
    /// Where it stands in the document.
    pub pointer: String,
    /// Whether every request has it.
    pub required: bool,
    /// How it is written.
    pub encoding: BodyEncoding,
    /// The media type exactly as it goes on the wire.
    pub media_type: String,
    /// What its values are.
    pub ty: Type,
    /// What the contract says of it.
    pub docs: String,
}

/// How the body of a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data`
    Multipart,
    /// `text/plain`
    Text,
}

/// What the vendor sends for one status.
#[derive(Debug)]
pub struct Response {
    /// Where it stands in the document.
    pub pointer: String,
    /// The statuses that it stands for.
    pub status: Status,
    /// Name of the variant when an operation has several.
    pub rust: String,
    /// What its body is.
    pub content: Content,
    /// The media type as the contract writes it; empty where there is no content.
    pub media_type: String,
    /// The vendor does not promise the body.
    pub optional: bool,
    /// What the docs say of each header, as items of a list.
    pub headers: Vec<String>,
    /// What the contract says of it.
    pub docs: String,
}

/// A status, or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// One code.
    Code(u16),
    /// 1 to 5, for 1XX to 5XX.
    Range(u16),
    /// Every status that has no entry of its own.
    Default,
}

impl Status {
    /// What stands under `responses`: a code, a range such as `4XX`, or `default`.
    pub fn parse(key: &str) -> Option<Self> {
        match (key, key.parse::<u16>(), key.strip_suffix("XX").map(str::parse::<u16>)) {
            ("default", ..) => Some(Self::Default),
            (_, Ok(code @ 100..=599), _) => Some(Self::Code(code)),
            (_, _, Some(Ok(range @ 1..=5))) => Some(Self::Range(range)),
            _ => None,
        }
    }
}

/// What the body of a response is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// There is none.
    None,
    /// JSON of this type.
    Json(Type),
    /// Text.
    Text,
}

/// The names between braces in a path, each once. None where the braces enclose no names.
pub fn placeholders(path: &str) -> Option<Vec<&str>> {
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
