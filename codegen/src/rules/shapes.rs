//! Which types can go where.

use std::collections::HashSet;

use openapi::model::{BodyEncoding, Content, Contract, Location, Operation, Property, SchemaKind, Type, UnionVariant};

use super::Report;

pub(super) fn check(contract: &Contract, report: &mut Report<'_>) {
    let uploads: HashSet<&str> = contract
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref())
        .filter(|body| body.encoding == BodyEncoding::Multipart)
        .filter_map(|body| contract.properties(&body.ty).map(|(name, _)| name))
        .collect();
    let json = Json { contract, uploads: &uploads };
    for operation in &contract.operations {
        parameters(contract, operation, report);
        body(contract, operation, &json, report);
        for response in operation.answers() {
            if let Content::Json(ty) = &response.content {
                json.check(ty, &response.pointer, report);
            }
        }
    }
    for (name, schema) in &contract.schemas {
        match &schema.kind {
            SchemaKind::Object(properties) if !uploads.contains(name.as_str()) => {
                for property in properties {
                    json.check(&property.ty, &property.pointer, report);
                }
            }
            SchemaKind::Envelope { member, inner } => {
                json.check(inner, &schema.pointer, report);
                let own = contract.properties(inner).is_some_and(|(_, own)| own.iter().any(|own| own.wire == *member));
                if own {
                    let message = format!("the value has a member `{member}` of its own, like the envelope");
                    report(&schema.pointer, message, "the two spellings cannot be told apart; describe only one");
                }
            }
            SchemaKind::Union { tag, variants } => {
                for variant in variants {
                    json.check(&Type::Named(variant.schema.clone()), &schema.pointer, report);
                    chosen_by(contract, tag, variant, &schema.pointer, report);
                }
            }
            _ => {}
        }
    }
}

/// Each variant of a union must always state which one it is.
fn chosen_by(contract: &Contract, tag: &str, variant: &UnionVariant, union: &str, report: &mut Report<'_>) {
    let (name, value) = (&variant.schema, variant.value);
    let Some((_, own)) = contract.object(name) else {
        let message = format!("`{name}` is not an object");
        return report(union, message, "every member of the union needs the one that chooses");
    };
    let Some(found) = own.iter().find(|own| own.wire == tag) else {
        let message = format!("`{name}` has no member `{tag}`");
        return report(union, message, "every member of the union needs the one that chooses, an integer");
    };
    match contract.resolve(&found.ty) {
        Type::Int32 | Type::Int64 | Type::UInt64 | Type::Integer => {}
        named if contract.integers(named).is_some_and(|all| all.iter().any(|known| known.wire == value)) => {}
        named if contract.integers(named).is_some() => {
            let message = format!("the mapping leads from {value} to `{name}`, whose `{tag}` is never {value}");
            report(&found.pointer, message, "correct the mapping, or add the value to the member's `enum`");
        }
        _ => {
            let message = format!("the member `{tag}` of `{name}` is not an integer");
            report(&found.pointer, message, "it chooses a member of the union: write `type: integer`");
        }
    }
    if !found.required || found.nullable {
        let message = format!("the member `{tag}` of `{name}` may be missing or null");
        let help = "it chooses a member of the union: make it `required`, and not `nullable`";
        report(&found.pointer, message, help);
    }
}

fn parameters(contract: &Contract, operation: &Operation, report: &mut Report<'_>) {
    for parameter in &operation.parameters {
        let ty = match contract.resolve(&parameter.ty) {
            Type::List(item) if parameter.location == Location::Query => item,
            other => other,
        };
        if !is_text(contract, ty) {
            let message = format!("the parameter `{}` cannot be sent as text", parameter.wire);
            report(
                &parameter.pointer,
                message,
                "give it a string, a number, a boolean or an enum; in a query also a list of one of them",
            );
        }
        if parameter.location == Location::Header && http::HeaderName::try_from(&parameter.wire).is_err() {
            report(&parameter.pointer, format!("`{}` is not a header name", parameter.wire), "correct the name");
        }
    }
}

fn body(contract: &Contract, operation: &Operation, json: &Json<'_>, report: &mut Report<'_>) {
    let Some(body) = &operation.body else { return };
    match body.encoding {
        BodyEncoding::Json => json.check(&body.ty, &body.pointer, report),
        BodyEncoding::Text => {
            if *contract.resolve(&body.ty) != Type::String {
                report(&body.pointer, "a text body must be a string".to_owned(), "write `schema: {type: string}`");
            }
        }
        BodyEncoding::Form | BodyEncoding::Multipart => {
            let Some((_, properties)) = contract.properties(&body.ty) else {
                return report(
                    &body.pointer,
                    "a form must be an object".to_owned(),
                    "give the body `type: object` and `properties`",
                );
            };
            for property in properties {
                field(contract, body.encoding, property, report);
            }
        }
    }
}

fn field(contract: &Contract, encoding: BodyEncoding, property: &Property, report: &mut Report<'_>) {
    let ty = contract.resolve(&property.ty);
    if let (true, Type::Map(value)) = (property.others, ty) {
        if !is_text(contract, value) {
            let message = "the other members cannot be sent in a form".to_owned();
            let help = "give `additionalProperties` a string, a number, a boolean or an enum";
            report(&property.pointer, message, help);
        }
        return;
    }
    if encoding == BodyEncoding::Form {
        // A file is reported by the rule for what is not multipart.
        if !is_text(contract, ty) && *ty != Type::File {
            let message = format!("the field `{}` cannot be sent in a form", property.wire);
            report(&property.pointer, message, "give it a string, a number, a boolean or an enum");
        }
        return;
    }
    let item = match ty {
        Type::List(item) => contract.resolve(item),
        other => other,
    };
    if !is_text(contract, item) && *item != Type::File {
        let message = format!("the part `{}` cannot be sent in a form", property.wire);
        report(
            &property.pointer,
            message,
            "give it a file (`format: binary`), a string, a number, a boolean or an enum, or a list of one of them",
        );
    }
}

/// Whether a value of the type is one text outside of JSON.
fn is_text(contract: &Contract, ty: &Type) -> bool {
    match contract.resolve(ty) {
        Type::Bool | Type::Int32 | Type::Int64 | Type::UInt64 | Type::Integer | Type::Float => true,
        Type::String | Type::Secret | Type::Base64 | Type::Timestamp => true,
        Type::Named(name) => matches!(
            contract.schemas.get(name).map(|schema| &schema.kind),
            Some(SchemaKind::StringEnum(_) | SchemaKind::IntegerEnum(_) | SchemaKind::Score { .. })
        ),
        Type::File | Type::Any | Type::FreeObject | Type::List(_) | Type::Map(_) | Type::Nullable(_) => false,
    }
}

/// What stands in JSON can be neither a file nor a multipart body.
struct Json<'a> {
    contract: &'a Contract,
    uploads: &'a HashSet<&'a str>,
}

impl Json<'_> {
    fn check(&self, ty: &Type, pointer: &str, report: &mut Report<'_>) {
        match self.contract.resolve(ty) {
            Type::File => {
                let message = "a file (`format: binary`) is outside a multipart body".to_owned();
                report(pointer, message, "send it as `multipart/form-data`, or as base64 with `format: byte`");
            }
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => self.check(item, pointer, report),
            Type::Named(name) if self.uploads.contains(name.as_str()) => {
                let message = format!("`{name}` is a multipart body elsewhere");
                report(pointer, message, "give the two a schema each");
            }
            _ => {}
        }
    }
}
