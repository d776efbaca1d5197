//! What a schema says, member by member and without its descriptions, in one
//! form for the contract's schemas and for those that schemars derives.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value, json};

/// A named schema.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object with these members.
    Object(BTreeMap<String, Member>),
    /// Anything else, such as `string: "a" | "b"`.
    Other(String),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its type, such as `[Check]`, `string(date-time-local)` or `integer(int64) 0..0`.
    pub ty: String,
    /// Whether the object must have it.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let required = if self.required { "required" } else { "optional" };
        let nullable = if self.nullable { ", nullable" } else { "" };
        write!(f, "{}, {required}{nullable}", self.ty)
    }
}

/// What differs between the contract's schemas and those of schemars.
pub struct Reader<'a> {
    /// The schemas that a reference may point to.
    pub named: &'a Map<String, Value>,
    /// Whether these are the contract's.
    pub contract: bool,
}

impl Reader<'_> {
    /// What a schema says.
    pub fn shape(&self, schema: &Value) -> Shape {
        match self.members(schema) {
            Some(members) => Shape::Object(members),
            None => Shape::Other(self.ty(schema).0),
        }
    }

    fn members(&self, schema: &Value) -> Option<BTreeMap<String, Member>> {
        let properties = schema.get("properties")?.as_object().unwrap();
        let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
        let member = |name: &String, schema: &Value| {
            let (ty, nullable) = self.ty(schema);
            Member { ty, required: required.iter().any(|known| *known == name), nullable }
        };
        Some(properties.iter().map(|(name, schema)| (name.clone(), member(name, schema))).collect())
    }

    /// The type, and whether null is one of its values.
    fn ty(&self, schema: &Value) -> (String, bool) {
        let Some(object) = schema.as_object() else {
            assert_eq!(schema, &Value::Bool(true), "no schema");
            return ("any".to_owned(), true);
        };
        if let Some(target) = object.get("$ref") {
            let name = target.as_str().unwrap().rsplit('/').next().unwrap();
            return (self.reference(name), false);
        }
        let nullable = object.get("nullable") == Some(&Value::Bool(true));
        let list = |keyword: &str| object.get(keyword).and_then(Value::as_array);
        if let Some(only) = list("allOf") {
            assert_eq!(only.len(), 1, "`allOf` serves to put something beside one reference");
            return (self.ty(&only[0]).0, nullable);
        }
        if let Some(variants) = list("oneOf") {
            let variants: Vec<_> = variants.iter().map(|variant| self.variant(variant)).collect();
            return (format!("one of {}", variants.join(", ")), nullable);
        }
        if let Some(variants) = list("anyOf") {
            return self.any_of(variants);
        }
        self.plain(object, nullable)
    }

    /// schemars says of an open enumeration that it is the known values or any.
    /// Of a reference that may be null it says that it is either, and so does the
    /// contract, in other words.
    fn any_of(&self, variants: &[Value]) -> (String, bool) {
        let [value, other] = variants else { panic!("no form that the contract has: {variants:?}") };
        if other["type"] == "null" || *other == json!({ "enum": [null] }) {
            (self.ty(value).0, true)
        } else {
            self.ty(value)
        }
    }

    fn plain(&self, object: &Map<String, Value>, nullable: bool) -> (String, bool) {
        let text = |keyword: &str| object.get(keyword).and_then(Value::as_str);
        let (ty, nullable) = match object.get("type") {
            None => return ("any".to_owned(), true),
            Some(Value::Array(types)) => {
                let [Value::String(ty), Value::String(null)] = types.as_slice() else { panic!("{types:?}") };
                assert_eq!(null, "null");
                (ty.as_str(), true)
            }
            Some(ty) => (ty.as_str().unwrap(), nullable),
        };
        let format = match (ty, text("format")) {
            // An enumeration takes any integer, however the contract would store it.
            ("integer", _) if object.contains_key("enum") => String::new(),
            ("integer", None) => "(int64)".to_owned(),
            (_, Some(format)) => format!("({format})"),
            (_, None) => String::new(),
        };
        let ty = match ty {
            "array" => format!("[{}]", self.element(&object["items"])),
            "object" => format!("{{{}}}", self.element(&object["additionalProperties"])),
            ty => format!("{ty}{format}{}{}", range(object), values(object)),
        };
        (ty, nullable)
    }

    fn element(&self, schema: &Value) -> String {
        match self.ty(schema) {
            (ty, nullable) if nullable && ty != "any" => format!("{ty}?"),
            (ty, _) => ty,
        }
    }

    /// The name, or what an object without known members is: it has no type of its own in Rust.
    fn reference(&self, name: &str) -> String {
        let target = &self.named[name];
        let is_map = self.contract && target["type"] == "object" && target.get("properties").is_none();
        if is_map { self.ty(target).0 } else { name.to_owned() }
    }

    /// A variant of a union. An object with one member is shown as it is: in Rust
    /// a wrapper is part of the union.
    fn variant(&self, schema: &Value) -> String {
        let target = schema["$ref"].as_str().map(|target| &self.named[target.rsplit('/').next().unwrap()]);
        match self.members(target.unwrap_or(schema)) {
            Some(members) if members.len() == 1 => {
                let (name, member) = members.into_iter().next().unwrap();
                format!("{{{name}: {member}}}")
            }
            _ => self.ty(schema).0,
        }
    }
}

fn range(object: &Map<String, Value>) -> String {
    let limit = |keyword: &str| object.get(keyword).map(|limit| limit.as_f64().unwrap().to_string());
    match (limit("minimum"), limit("maximum")) {
        (None, None) => String::new(),
        (least, greatest) => format!(" {}..{}", least.unwrap_or_default(), greatest.unwrap_or_default()),
    }
}

fn values(object: &Map<String, Value>) -> String {
    let values = object.get("enum").and_then(Value::as_array);
    let values: Vec<_> = values.into_iter().flatten().map(ToString::to_string).collect();
    if values.is_empty() { String::new() } else { format!(": {}", values.join(" | ")) }
}
