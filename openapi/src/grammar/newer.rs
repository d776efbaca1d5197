//! What OpenAPI 3.1 and JSON Schema spell in another way than OpenAPI 3.0, and what 3.0
//! has but a client has no use for.

use serde_json::Value;

use super::ObjectKind::{self, *};

/// What is wrong with such a member, and how to write it.
pub(super) fn spelling(kind: ObjectKind, name: &str, value: &Value) -> Option<(String, String)> {
    let later = || format!("`{name}` is not of OpenAPI 3.0: later versions have it");
    let help = match (kind, name, value) {
        (Operation, "callbacks", _) => {
            let message = "`callbacks` are not supported: a client answers no requests".to_owned();
            return Some((message, "remove them, and say in the description what the vendor calls".to_owned()));
        }
        (Schema, "xml", _) => {
            let message = "`xml` is not supported: a client sends and reads no XML".to_owned();
            return Some((message, "remove it".to_owned()));
        }
        (Response | Components, "links", _) | (Components, "callbacks", _) => {
            let message = format!("`{name}` is not supported: nothing of it reaches a client");
            return Some((message, "remove it, and say in the description what leads where".to_owned()));
        }
        (Parameter | Header, "content", _) => {
            let message = "a value that is a text of another media type is not supported".to_owned();
            return Some((
                message,
                "write `schema: {type: string}` in place of `content`, and say what the text is".to_owned(),
            ));
        }
        (Example, "externalValue", _) => {
            let message = "an example of another file is not looked at".to_owned();
            return Some((message, "write it out as `value`".to_owned()));
        }
        (Header, "style" | "explode" | "allowReserved" | "allowEmptyValue", _) => {
            let message = format!("`{name}` says nothing of a header");
            return Some((message, "remove it".to_owned()));
        }
        (Schema, "exclusiveMinimum" | "exclusiveMaximum", Value::Number(limit)) => {
            let inclusive = name.replace("exclusiveM", "m");
            let help = format!("write `{inclusive}: {limit}` and `{name}: true`");
            return Some((format!("`{name}` as a number is of later versions than OpenAPI 3.0"), help));
        }
        (Schema, "type", Value::Array(types)) => {
            let message = "several types are of later versions than OpenAPI 3.0".to_owned();
            return Some((message, one_type(types)));
        }
        (Schema, "type", Value::String(text)) if text == "null" => {
            let message = "the type `null` is of later versions than OpenAPI 3.0".to_owned();
            return Some((message, "write the type of the values that are not null, and `nullable: true`".to_owned()));
        }
        (Document, "webhooks", _) => "remove it: a client answers no requests",
        (Document, "jsonSchemaDialect", _) | (Schema, "$schema" | "$id" | "$comment" | "$anchor", _) => "remove it",
        (Info, "summary", _) => "begin the `description` with it",
        (Components, "pathItems", _) => "write each under `paths`, where it is used",
        (Schema, "const", _) => "write `enum` with this one value",
        (Schema, "examples", _) => "write one of them as `example`",
        (Schema, "$defs" | "definitions", _) => "move each schema into `components`, `schemas`",
        (Schema, "prefixItems" | "contains", _) => "describe all elements with one schema, `items`",
        (Schema, "patternProperties", _) => "describe all other members with one schema, `additionalProperties`",
        (Schema, "contentEncoding", _) => "write `format: byte` for base64; say others in the description",
        (
            Schema,
            "contentMediaType"
            | "contentSchema"
            | "dependentRequired"
            | "dependentSchemas"
            | "else"
            | "if"
            | "maxContains"
            | "minContains"
            | "propertyNames"
            | "then"
            | "unevaluatedItems"
            | "unevaluatedProperties",
            _,
        ) => "remove it, and say in the description what it means",
        _ => return None,
    };
    Some((later(), help.to_owned()))
}

fn one_type(types: &[Value]) -> String {
    let named: Vec<&str> = types.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect();
    match named.as_slice() {
        [only] if types.len() == 1 => format!("write `type: {only}`"),
        [only] => format!("write `type: {only}` and `nullable: true`"),
        _ => "remove `type`, and say in the description what the value may be".to_owned(),
    }
}
