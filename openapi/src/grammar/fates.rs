//! What becomes of each member of OpenAPI 3.0.3, proven by a case.
//!
//! The compiler drops nothing in silence: a member is compiled, or shown in the docs, or
//! a finding, or tells the reader of the contract something about the contract alone.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use super::standard::{
    ObjectKind::{self, *},
    Shape::{self, *},
};
use crate::document::{Document as Source, escape};

#[derive(Debug, Clone, Copy)]
enum Fate {
    /// The generated code is another without it, as in this golden case.
    Compiled(&'static str),
    /// The docs of the generated code are others without it, as in this golden case.
    Shown(&'static str),
    /// It is a finding, at least where it is wrong, as in this bad case.
    Finding(&'static str),
    /// It describes the contract's examples, which no Rust holds.
    Told,
}

use Fate::*;

const FATES: &[(ObjectKind, &[(&str, Fate)])] = &[
    (
        Document,
        &[
            ("openapi", Finding("openapi_3_1")),
            ("info", Compiled("docs")),
            ("servers", Compiled("servers")),
            ("paths", Compiled("docs")),
            ("components", Compiled("directions")),
            ("security", Compiled("limits")),
            ("tags", Shown("docs")),
            ("externalDocs", Shown("docs")),
        ],
    ),
    (
        Info,
        &[
            ("title", Shown("docs")),
            ("description", Shown("docs")),
            ("termsOfService", Shown("docs")),
            ("contact", Shown("docs")),
            ("license", Shown("docs")),
            ("version", Compiled("docs")),
        ],
    ),
    (Server, &[("url", Compiled("servers")), ("description", Compiled("servers")), ("variables", Compiled("servers"))]),
    (
        ServerVariable,
        &[("enum", Compiled("servers")), ("default", Compiled("servers")), ("description", Shown("servers"))],
    ),
    (Tag, &[("name", Shown("docs")), ("description", Shown("docs")), ("externalDocs", Shown("docs"))]),
    (
        PathItem,
        &[
            ("summary", Shown("docs")),
            ("description", Shown("docs")),
            ("get", Compiled("methods")),
            ("put", Compiled("methods")),
            ("post", Compiled("methods")),
            ("delete", Compiled("methods")),
            ("options", Compiled("methods")),
            ("head", Compiled("methods")),
            ("patch", Compiled("methods")),
            ("trace", Compiled("methods")),
            ("servers", Finding("servers")),
            ("parameters", Compiled("methods")),
        ],
    ),
    (
        Operation,
        &[
            ("tags", Shown("docs")),
            ("summary", Shown("docs")),
            ("description", Shown("docs")),
            ("externalDocs", Shown("docs")),
            ("operationId", Compiled("docs")),
            ("parameters", Compiled("docs")),
            ("requestBody", Compiled("directions")),
            ("responses", Compiled("docs")),
            ("deprecated", Compiled("deprecated")),
            ("security", Compiled("security")),
            ("servers", Finding("servers")),
        ],
    ),
    (
        Parameter,
        &[
            ("name", Compiled("docs")),
            ("in", Compiled("docs")),
            ("description", Shown("docs")),
            ("required", Compiled("servers")),
            ("deprecated", Compiled("deprecated")),
            ("allowEmptyValue", Shown("servers")),
            ("style", Finding("parameter_styles")),
            ("explode", Finding("parameter_styles")),
            ("allowReserved", Compiled("servers")),
            ("schema", Compiled("docs")),
            ("example", Finding("examples")),
            ("examples", Finding("examples")),
            ("content", Finding("no_use")),
        ],
    ),
    (
        Header,
        &[
            ("description", Shown("limits")),
            ("required", Shown("limits")),
            ("deprecated", Shown("deprecated")),
            ("allowEmptyValue", Finding("no_use")),
            ("style", Finding("no_use")),
            ("explode", Finding("no_use")),
            ("allowReserved", Finding("no_use")),
            ("schema", Shown("limits")),
            ("example", Finding("examples")),
            ("examples", Finding("examples")),
            ("content", Finding("no_use")),
        ],
    ),
    (
        RequestBody,
        &[("description", Shown("form")), ("content", Compiled("directions")), ("required", Compiled("directions"))],
    ),
    (
        MediaType,
        &[
            ("schema", Compiled("directions")),
            ("example", Finding("examples")),
            ("examples", Finding("examples")),
            ("encoding", Finding("bodies")),
        ],
    ),
    (
        // No encoding is read, whatever it says.
        Encoding,
        &[
            ("contentType", Finding("bodies")),
            ("headers", Finding("bodies")),
            ("style", Finding("bodies")),
            ("explode", Finding("bodies")),
            ("allowReserved", Finding("bodies")),
        ],
    ),
    (
        Response,
        &[
            ("description", Shown("docs")),
            ("headers", Shown("limits")),
            ("content", Compiled("directions")),
            ("links", Finding("no_use")),
        ],
    ),
    (
        Example,
        &[
            ("summary", Told),
            ("description", Told),
            ("value", Finding("examples")),
            ("externalValue", Finding("no_use")),
        ],
    ),
    (
        Schema,
        &[
            ("title", Shown("limits")),
            ("multipleOf", Shown("limits")),
            ("maximum", Shown("limits")),
            ("exclusiveMaximum", Shown("limits")),
            ("minimum", Shown("limits")),
            ("exclusiveMinimum", Shown("limits")),
            ("maxLength", Shown("limits")),
            ("minLength", Shown("limits")),
            ("pattern", Shown("limits")),
            ("maxItems", Shown("limits")),
            ("minItems", Shown("limits")),
            ("uniqueItems", Shown("limits")),
            ("maxProperties", Shown("limits")),
            ("minProperties", Shown("limits")),
            ("required", Compiled("directions")),
            ("enum", Compiled("directions")),
            ("type", Compiled("directions")),
            ("allOf", Compiled("directions")),
            ("oneOf", Compiled("version_union")),
            ("anyOf", Compiled("nullable")),
            ("not", Finding("no_use")),
            ("items", Compiled("directions")),
            ("properties", Compiled("directions")),
            ("additionalProperties", Compiled("other_members")),
            ("description", Shown("directions")),
            ("format", Compiled("directions")),
            ("default", Shown("limits")),
            ("nullable", Compiled("nullable")),
            ("discriminator", Compiled("version_union")),
            ("readOnly", Compiled("directions")),
            ("writeOnly", Compiled("directions")),
            ("xml", Finding("no_use")),
            ("externalDocs", Shown("limits")),
            ("example", Finding("examples")),
            ("deprecated", Compiled("deprecated")),
        ],
    ),
    (Discriminator, &[("propertyName", Compiled("version_union")), ("mapping", Compiled("version_union"))]),
    (
        Components,
        &[
            ("schemas", Compiled("directions")),
            ("responses", Compiled("spellings")),
            ("parameters", Compiled("spellings")),
            ("examples", Finding("examples")),
            ("requestBodies", Compiled("spellings")),
            ("headers", Shown("limits")),
            ("securitySchemes", Compiled("security")),
            ("links", Finding("no_use")),
            ("callbacks", Finding("no_use")),
        ],
    ),
    (
        SecurityScheme,
        &[
            ("type", Compiled("security")),
            ("description", Shown("security")),
            ("name", Compiled("security")),
            ("in", Compiled("security")),
            ("scheme", Compiled("security")),
            ("bearerFormat", Shown("limits")),
            ("flows", Finding("scheme_kinds")),
            ("openIdConnectUrl", Finding("scheme_kinds")),
        ],
    ),
];

fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}

/// Visits each place where the member stands on an object of the kind.
fn places(kind: ObjectKind, value: &Value, pointer: &str, sought: (ObjectKind, &str), found: &mut Vec<String>) {
    let Some(object) = value.as_object() else { return };
    if kind == sought.0 && object.contains_key(sought.1) && !object.contains_key("$ref") {
        found.push(format!("{pointer}/{}", escape(sought.1)));
    }
    for (name, shape) in kind.members() {
        let Some(member) = object.get(*name) else { continue };
        let at = format!("{pointer}/{name}");
        let mut all = |kind: ObjectKind| {
            for (name, item) in member.as_object().into_iter().flatten() {
                places(kind, item, &format!("{at}/{}", escape(name)), sought, found);
            }
        };
        match *shape {
            Map(kind) | Extended(kind) => all(kind),
            One(kind) => places(kind, member, &at, sought, found),
            Shape::SchemaOrBool => places(Schema, member, &at, sought, found),
            List(kind) => {
                for (index, item) in member.as_array().into_iter().flatten().enumerate() {
                    places(kind, item, &format!("{at}/{index}"), sought, found);
                }
            }
            _ => {}
        }
    }
}

/// What a contract becomes, without the hash of its text. Nothing where it is refused.
fn compiled(spec: &Value) -> Option<String> {
    let compiled = codegen::compile("spec.yaml", &spec.to_string()).ok()?;
    let code = |text: &str| text.lines().filter(|line| !line.starts_with("// (sha256")).collect::<Vec<_>>().join("\n");
    Some(compiled.outputs.iter().map(|output| code(&output.contents)).collect())
}

fn without_docs(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("///")).collect::<Vec<_>>().join("\n")
}

fn without(spec: &Value, pointer: &str) -> Value {
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    let mut spec = spec.clone();
    spec.pointer_mut(holder).and_then(Value::as_object_mut).unwrap().remove(&crate::document::unescape(name));
    spec
}

#[test]
fn every_member_of_the_standard_has_one_fate() {
    for (kind, fates) in FATES {
        let known: BTreeSet<&str> = kind.members().iter().map(|(name, _)| *name).collect();
        let decided: BTreeSet<&str> = fates.iter().map(|(name, _)| *name).collect();
        assert_eq!(decided, known, "{kind:?}");
        assert_eq!(fates.len(), decided.len(), "{kind:?} has a member twice");
    }
    let mut open = vec![Document];
    let mut seen: Vec<ObjectKind> = Vec::new();
    while let Some(kind) = open.pop() {
        if !seen.contains(&kind) {
            seen.push(kind);
            open.extend(kind.members().iter().filter_map(|(_, shape)| match shape {
                One(kind) | List(kind) | Map(kind) | Extended(kind) => Some(*kind),
                _ => None,
            }));
        }
    }
    let missing: Vec<&ObjectKind> = seen.iter().filter(|kind| !FATES.iter().any(|(known, _)| known == *kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Without the member the client is another, or refused; a shown one changes docs alone.
#[test]
fn what_is_compiled_or_shown_makes_a_difference() {
    let mut wrong = Vec::new();
    for (kind, fates) in FATES {
        for (name, fate) in *fates {
            let (Compiled(case) | Shown(case)) = fate else { continue };
            let spec = Source::parse("spec.yaml", &read(&format!("golden/cases/{case}/spec.yaml"))).unwrap().value;
            let whole = compiled(&spec).unwrap();
            let mut at = Vec::new();
            places(Document, &spec, "", (*kind, name), &mut at);
            let differs = |pointer: &String| match (compiled(&without(&spec, pointer)), fate) {
                (None, Compiled(_)) => true,
                (Some(other), Compiled(_)) => without_docs(&other) != without_docs(&whole),
                // Without these the contract is none, or has a reference that leads nowhere.
                (None, _) => matches!(
                    (kind, *name),
                    (Info, "title")
                        | (Response, "description")
                        | (Tag, "name")
                        | (Header, "schema")
                        | (Components, "headers")
                ),
                (Some(other), _) => other != whole,
            };
            if !at.iter().any(differs) {
                wrong.push(format!("{kind:?}.{name} makes no difference in `{case}`, at {at:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A bad case has the member, and a finding at or below it.
#[test]
fn what_is_a_finding_is_found() {
    let mut wrong = Vec::new();
    for (kind, fates) in FATES {
        for (name, fate) in *fates {
            let Finding(case) = fate else { continue };
            // The bad case of `encoding` stands for all that is in one.
            let (kind, name) = if *kind == Encoding { (MediaType, "encoding") } else { (*kind, *name) };
            let spec = read(&format!("bad/{case}.yaml"));
            let found = read(&format!("bad/{case}.txt"));
            let at = match Source::parse("spec.yaml", &spec) {
                Ok(document) => {
                    let mut at = Vec::new();
                    places(Document, &document.value, "", (kind, name), &mut at);
                    at
                }
                Err(_) => vec![format!("/{name}")],
            };
            let is_found = |pointer: &String| {
                let holder = pointer.rsplit_once('/').map_or("", |(holder, _)| holder);
                let lines = [format!("at: #{pointer}\n"), format!("at: #{pointer}/"), format!("at: #{holder}\n")];
                // An example of a component is found where it stands.
                lines.iter().any(|line| found.contains(line.as_str()))
            };
            if !at.iter().any(is_found) {
                wrong.push(format!("{kind:?}.{name} is no finding in `{case}`, at {at:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
