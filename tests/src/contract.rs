//! A contract as the tests see it: the YAML with its references followed. It is
//! read here once more, apart from the compiler, which would otherwise be judged
//! by its own reading.

use std::{fmt, fs, sync::LazyLock};

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value};

/// Whose contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// `specs/alice.yaml`.
    Alice,
    /// `specs/awareid.yaml`.
    Awareid,
}

/// Both vendors.
const VENDORS: [Vendor; 2] = [Vendor::Alice, Vendor::Awareid];

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alice => "alice",
            Self::Awareid => "awareid",
        })
    }
}

/// A contract.
pub struct Contract {
    /// Whose.
    pub vendor: Vendor,
    /// The whole document.
    pub document: Value,
}

/// An operation of a contract.
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its request body.
    pub body: Option<Body>,
    /// Its answers, by status.
    pub answers: Vec<Answer>,
}

/// A parameter of an operation.
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Its one example.
    pub example: Value,
    /// Its schema.
    pub schema: Value,
}

/// A request body.
pub struct Body {
    /// Whether a call without it is refused.
    pub required: bool,
    /// What it is.
    pub content: Content,
}

/// What an operation answers with one status.
pub struct Answer {
    /// A code, or `default`.
    pub status: String,
    /// Whether the body may be left out.
    pub optional: bool,
    /// Its body.
    pub content: Option<Content>,
}

/// A body.
pub struct Content {
    /// Its media type.
    pub media_type: String,
    /// Its schema.
    pub schema: Value,
    /// Its examples by name.
    pub examples: Vec<(String, Value)>,
}

impl Contract {
    /// A contract of the repository, read once in a test run.
    pub fn of(vendor: Vendor) -> &'static Self {
        static ALICE: LazyLock<Contract> = LazyLock::new(|| Contract::read(Vendor::Alice));
        static AWAREID: LazyLock<Contract> = LazyLock::new(|| Contract::read(Vendor::Awareid));
        match vendor {
            Vendor::Alice => &ALICE,
            Vendor::Awareid => &AWAREID,
        }
    }

    /// Both.
    pub fn all() -> [&'static Self; 2] {
        VENDORS.map(Self::of)
    }

    fn read(vendor: Vendor) -> Self {
        let path = format!("{}/../specs/{vendor}.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).unwrap();
        let [document] = Yaml::load_from_str(&text).unwrap().try_into().unwrap();
        Self { vendor, document: to_json(&document) }
    }

    /// The value that a reference points to, or the value itself.
    pub fn follow<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(target) => self.follow(self.document.pointer(target.strip_prefix('#').unwrap()).unwrap()),
            None => value,
        }
    }

    /// The named schemas.
    pub fn schemas(&self) -> &Map<String, Value> {
        self.document["components"]["schemas"].as_object().unwrap()
    }

    /// The path of the first server, below which all operations are.
    pub fn base_path(&self) -> String {
        let url = self.document["servers"][0]["url"].as_str().unwrap();
        let (_, rest) = url.split_once("://").unwrap();
        rest.find('/').map_or_else(String::new, |slash| rest[slash..].to_owned())
    }

    /// Every operation, with everything that one call needs.
    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.document["paths"].as_object().unwrap();
        paths.values().flat_map(|item| item.as_object().unwrap().values()).map(|value| self.operation(value)).collect()
    }

    fn operation(&self, value: &Value) -> Operation {
        let parameters = value["parameters"].as_array().into_iter().flatten().map(|parameter| {
            let parameter = self.follow(parameter);
            Parameter {
                name: text(&parameter["name"]),
                required: is_true(&parameter["required"]),
                example: parameter["example"].clone(),
                schema: parameter["schema"].clone(),
            }
        });
        let body = value.get("requestBody").map(|body| self.follow(body));
        let answers = value["responses"].as_object().unwrap().iter().map(|(status, answer)| {
            let answer = self.follow(answer);
            Answer {
                status: status.clone(),
                optional: is_true(&answer["x-optional-body"]),
                content: self.content(answer),
            }
        });
        Operation {
            id: text(&value["operationId"]),
            parameters: parameters.collect(),
            body: body.map(|body| Body { required: is_true(&body["required"]), content: self.content(body).unwrap() }),
            answers: answers.collect(),
        }
    }

    /// The one media type of a body.
    fn content(&self, holder: &Value) -> Option<Content> {
        let content = holder.get("content")?.as_object().unwrap();
        let [(media_type, media)] = content.iter().collect::<Vec<_>>().try_into().unwrap();
        let examples = media["examples"].as_object().into_iter().flatten();
        Some(Content {
            media_type: media_type.clone(),
            schema: media["schema"].clone(),
            examples: examples.map(|(name, example)| (name.clone(), self.follow(example)["value"].clone())).collect(),
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn is_true(value: &Value) -> bool {
    value == &Value::Bool(true)
}

fn to_json(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => Value::from(*value),
        Yaml::Value(Scalar::Integer(value)) => Value::from(*value),
        Yaml::Value(Scalar::FloatingPoint(value)) => Value::from(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => Value::from(value.as_ref()),
        Yaml::Sequence(items) => items.iter().map(to_json).collect(),
        Yaml::Mapping(members) => members
            .iter()
            .map(|(name, member)| match to_json(name) {
                Value::String(name) => (name, to_json(member)),
                other => (other.to_string(), to_json(member)),
            })
            .collect(),
        other => panic!("YAML that is not JSON: {other:?}"),
    }
}
