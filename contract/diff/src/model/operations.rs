//! Operations, with what they take from their path and from components.

use openapi::{At, METHODS, model::Status, names};

use super::{Body, Content, Operation, Parameter, Response, Type, schemas::Schemas};

pub(super) fn read<'a>(root: &At<'a>, schemas: &mut Schemas<'a>) -> Vec<Operation<'a>> {
    let mut operations = Vec::new();
    for (path, item) in root.get("paths").iter().flat_map(|paths| paths.members()) {
        for (method, at) in item.members().filter(|(method, _)| METHODS.contains(method)) {
            operations.push(operation(root, path, method, &item, at, schemas));
        }
    }
    operations
}

fn operation<'a>(
    root: &At<'a>,
    path: &'a str,
    method: &'a str,
    item: &At<'a>,
    at: At<'a>,
    schemas: &mut Schemas<'a>,
) -> Operation<'a> {
    let id = at.text("operationId").unwrap_or_default().to_owned();
    let security = at.get("security").or_else(|| root.get("security"));
    let responses = at.get("responses");
    Operation {
        method,
        path,
        idempotent: at.value.get("x-idempotent").and_then(|value| value.as_bool()).unwrap_or(method == "get"),
        security_at: security.as_ref().map_or_else(|| at.pointer.clone(), |security| security.pointer.clone()),
        security: security.iter().flat_map(|all| all.items()).map(|one| together(root, &one)).collect(),
        parameters: parameters(&id, item, &at, schemas),
        body: at.get("requestBody").and_then(|body| self::body(&id, body.follow(), schemas)),
        responses: responses
            .iter()
            .flat_map(|all| all.members())
            .map(|(status, response)| self::response(&id, status, response, schemas))
            .collect(),
        id,
        at,
    }
}

/// The schemes that are needed together, in the order of the contract's schemes.
fn together(root: &At<'_>, alternative: &At<'_>) -> Vec<String> {
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    let order: Vec<&str> = schemes.iter().flat_map(|all| all.members()).map(|(name, _)| name).collect();
    let mut names: Vec<String> = alternative.members().map(|(name, _)| name.to_owned()).collect();
    names.sort_by_key(|name| order.iter().position(|known| known == name));
    names
}

fn parameters<'a>(id: &str, item: &At<'a>, at: &At<'a>, schemas: &mut Schemas<'a>) -> Vec<Parameter<'a>> {
    let mut parameters: Vec<Parameter<'a>> = Vec::new();
    for list in [at.get("parameters"), item.get("parameters")].into_iter().flatten() {
        for at in list.items().map(At::follow) {
            let (wire, location) = (at.text("name").unwrap_or_default(), at.text("in").unwrap_or_default());
            if parameters.iter().any(|known| known.wire == wire && known.location == location) {
                continue;
            }
            let schema = at.get("schema");
            let hint = format!("{}{}", names::pascal(id), names::pascal(wire));
            let ty = schema.as_ref().map_or(Type::Any, |schema| schemas.value_type(schema, &hint));
            parameters.push(Parameter { wire, location, required: at.flag("required"), schema, ty, at });
        }
    }
    parameters
}

fn body<'a>(id: &str, at: At<'a>, schemas: &mut Schemas<'a>) -> Option<Body<'a>> {
    let (media_type, media) = at.get("content")?.members().next()?;
    let schema = media.get("schema");
    let ty =
        schema.as_ref().map_or(Type::Any, |schema| schemas.value_type(schema, &format!("{}Body", names::pascal(id))));
    Some(Body { required: at.flag("required"), media_type, media: Some(media), schema, ty, at })
}

fn response<'a>(id: &str, status: &'a str, listed: At<'a>, schemas: &mut Schemas<'a>) -> Response<'a> {
    let listed_at = listed.pointer.clone();
    let at = listed.follow();
    let content = at.get("content").and_then(|all| {
        let (media_type, media) = all.members().next()?;
        let schema = media.get("schema");
        let hint = format!("{}Response", names::pascal(id));
        let ty = match &schema {
            _ if is_text(media_type) => Type::String,
            Some(schema) => schemas.value_type(schema, &hint),
            None => Type::Any,
        };
        Some(Content { at: all, media_type, media, schema, ty })
    });
    let rust = at
        .text("x-outcome")
        .map_or_else(|| Status::parse(status).map(names::status).unwrap_or_default(), names::pascal);
    Response { listed_at, status, rust, optional: at.flag("x-optional-body"), content, at }
}

/// Whether a body is text rather than JSON.
pub(super) fn is_text(media_type: &str) -> bool {
    essence(media_type) == "text/plain"
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
