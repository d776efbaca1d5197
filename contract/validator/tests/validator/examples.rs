//! The examples of both contracts as messages.

use http::StatusCode;
use openapi::document::Document;
use serde_json::Value;
use validator::message::{Request, Response};

use crate::support::{MULTIPART, file_part, multipart, request, response, text_part};

pub const CONTRACTS: [(&str, &str); 2] = [
    ("specs/alice.yaml", include_str!("../../../../specs/alice.yaml")),
    ("specs/awareid.yaml", include_str!("../../../../specs/awareid.yaml")),
];

/// An example in a message.
pub struct Sample<M> {
    /// Contract, operation, status, name.
    pub name: String,
    pub operation: String,
    pub message: M,
    /// The schema and value, if the body is JSON.
    pub json: Option<(Value, Value)>,
}

pub struct Samples {
    pub root: Value,
    pub requests: Vec<Sample<Request>>,
    pub responses: Vec<Sample<Response>>,
}

pub fn samples((file, text): (&str, &str)) -> Samples {
    let root = Document::read(file, text).unwrap().value;
    let mut samples = Samples { root: root.clone(), requests: Vec::new(), responses: Vec::new() };
    for (path, item) in root["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            requests(&root, file, path, method, operation, &mut samples.requests);
            for (status, answer) in operation["responses"].as_object().unwrap() {
                responses(&root, file, id, status, follow(&root, answer), &mut samples.responses);
            }
        }
    }
    samples
}

pub fn follow<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(target) => follow(root, root.pointer(&target[1..]).unwrap()),
        None => value,
    }
}

fn requests(root: &Value, file: &str, path: &str, method: &str, operation: &Value, samples: &mut Vec<Sample<Request>>) {
    let id = operation["operationId"].as_str().unwrap().to_owned();
    let mut uri = format!("/base{path}");
    let mut query = Vec::new();
    let mut headers: Vec<(String, String)> = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let parameter = follow(root, parameter);
        let name = parameter["name"].as_str().unwrap();
        let text = plain(&parameter["example"]);
        match parameter["in"].as_str().unwrap() {
            "path" => uri = uri.replace(&format!("{{{name}}}"), &text),
            "query" => query.push(format!("{name}={text}")),
            _ => headers.push((name.to_owned(), text)),
        }
    }
    if !query.is_empty() {
        uri = format!("{uri}?{}", query.join("&"));
    }
    for alternative in operation["security"].as_array().unwrap() {
        for name in alternative.as_object().unwrap().keys() {
            match &root["components"]["securitySchemes"][name]["name"] {
                Value::String(header) => headers.push((header.clone(), "key-1".to_owned())),
                _ => headers.push(("authorization".to_owned(), "Bearer token-1".to_owned())),
            }
        }
    }
    let mut push = |name: &str, media: Option<&str>, body: Vec<u8>, json| {
        let mut headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        headers.extend(media.map(|media| ("content-type", media)));
        samples.push(Sample {
            name: format!("{file} {id} {name}"),
            operation: id.clone(),
            message: request(&method.to_uppercase(), &uri, &headers, body),
            json,
        });
    };
    let body = operation.get("requestBody").map(|body| follow(root, body));
    if body.is_none_or(|body| body["required"] == false) {
        push("without body", None, Vec::new(), None);
    }
    for (media, content) in body.into_iter().flat_map(|body| body["content"].as_object().unwrap()) {
        for (name, value) in values(root, content) {
            match media.as_str() {
                "multipart/form-data" => push(name, Some(MULTIPART), parts(root, content, value), None),
                "application/x-www-form-urlencoded" => {
                    push(name, Some(media), serde_urlencoded::to_string(value).unwrap().into_bytes(), None);
                }
                _ => {
                    let json = Some((content["schema"].clone(), value.clone()));
                    push(name, Some(media), value.to_string().into_bytes(), json);
                }
            }
        }
    }
}

fn responses(root: &Value, file: &str, id: &str, status: &str, answer: &Value, samples: &mut Vec<Sample<Response>>) {
    let code = if status == "default" { 418 } else { status.parse().unwrap() };
    StatusCode::from_u16(code).unwrap();
    let mut push = |name: &str, message, json| {
        let name = format!("{file} {id} {status} {name}");
        samples.push(Sample { name, operation: id.to_owned(), message, json });
    };
    let content = answer.get("content").and_then(Value::as_object);
    if content.is_none() || answer["x-optional-body"] == true {
        push("without body", response(code, &[], ""), None);
    }
    for (media, content) in content.into_iter().flatten() {
        for (name, value) in values(root, content) {
            match media.as_str() {
                "text/plain" => push(name, response(code, &[("content-type", media)], plain(value)), None),
                _ => {
                    let json = Some((content["schema"].clone(), value.clone()));
                    push(name, response(code, &[("content-type", media)], value.to_string()), json);
                }
            }
        }
    }
}

fn values<'a>(root: &'a Value, content: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let named = content["examples"].as_object().into_iter().flatten();
    named.map(|(name, example)| (name.as_str(), &follow(root, example)["value"])).collect()
}

fn parts(root: &Value, content: &Value, value: &Value) -> Vec<u8> {
    let properties = &follow(root, &content["schema"])["properties"];
    let part = |(name, value): (&String, &Value)| match properties[name]["format"].as_str() {
        Some("binary") => file_part(name, b"\x00\xff"),
        _ => text_part(name, &plain(value)),
    };
    multipart(&value.as_object().unwrap().iter().map(part).collect::<Vec<_>>())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
