//! The keywords that restrict a value by itself, each prepared for use.

use jsonschema::{Draft, Validator, options};
use serde_json::{Map, Value, json};

use super::{demand::Demand, format::Format, scalar::Scalar};

/// A keyword and its demand.
pub(super) struct Limit {
    scope: Scope,
    test: Test,
    pub demand: Demand,
    /// How a value fails, in words that follow the description of the value.
    pub miss: &'static str,
}

/// The values to which a keyword applies; all others fit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Numbers,
    Texts,
    /// Applies to any value; lists and objects never fit: a list of allowed scalars.
    Listed,
    /// It can only be checked on the whole value.
    Whole,
}

enum Test {
    Engine(Box<Validator>),
    Format(Format),
}

/// The number of items or members that a list or an object must have.
pub(super) struct Count {
    pub least: Option<(usize, Demand)>,
    pub most: Option<(usize, Demand)>,
}

impl Count {
    /// The limit that a number does not meet.
    pub fn missed(&self, count: usize) -> Option<&Demand> {
        let least = self.least.iter().filter(|(least, _)| count < *least);
        let most = self.most.iter().filter(|(most, _)| count > *most);
        least.chain(most).map(|(_, demand)| demand).next()
    }
}

impl Limit {
    pub fn scalar_fits(&self, value: Scalar<'_>) -> bool {
        let asked = match self.scope {
            Scope::Numbers => value.is_number(),
            Scope::Texts => matches!(value, Scalar::Text(_)),
            Scope::Listed | Scope::Whole => true,
        };
        !asked
            || match &self.test {
                Test::Engine(engine) => engine.is_valid(&value.to_value()),
                Test::Format(format) => format.fits(value),
            }
    }

    /// Whether no list and no object fits.
    pub fn takes_scalars_alone(&self) -> bool {
        self.scope == Scope::Listed
    }

    pub fn needs_whole_value(&self) -> bool {
        self.scope == Scope::Whole
    }

    pub fn whole_fits(&self, value: &Value) -> bool {
        match &self.test {
            Test::Engine(engine) => engine.is_valid(value),
            Test::Format(_) => true,
        }
    }
}

/// Every such keyword of one schema; `components` is what its references lead to.
/// `parent` is its pointer.
///
/// An error is the reason for which a keyword cannot be used.
pub(super) fn limits(schema: &Map<String, Value>, parent: &str, components: &Value) -> Result<Vec<Limit>, String> {
    let mut limits = Vec::new();
    for (keyword, value) in schema {
        let (scope, expected, miss) = match keyword.as_str() {
            "minimum" if is_true(schema, "exclusiveMinimum") => {
                (Scope::Numbers, format!("more than {value}"), " below that")
            }
            "minimum" => (Scope::Numbers, format!("{value} or more"), " below that"),
            "maximum" if is_true(schema, "exclusiveMaximum") => {
                (Scope::Numbers, format!("less than {value}"), " above that")
            }
            "maximum" => (Scope::Numbers, format!("{value} or less"), " above that"),
            "multipleOf" => (Scope::Numbers, format!("a multiple of {value}"), ""),
            "minLength" => (Scope::Texts, format!("{value} characters or more"), ""),
            "maxLength" => (Scope::Texts, format!("{value} characters or fewer"), ""),
            "pattern" => (Scope::Texts, format!("text that matches {}", value.as_str().unwrap_or_default()), ""),
            "enum" => (scope_of_enum(value), "one of the listed values".to_owned(), ""),
            "uniqueItems" if *value == json!(true) => (Scope::Whole, "no item twice".to_owned(), ""),
            "not" => (Scope::Whole, format!("what `{keyword}` says"), ""),
            "anyOf" | "oneOf" => (Scope::Whole, "one of the forms".to_owned(), ""),
            "format" => {
                let format = Format::named(value.as_str().unwrap_or_default());
                let Some(expected) = format.expected() else { continue };
                let (scope, miss) = match format.is_of_text() {
                    true => (Scope::Texts, " in another format"),
                    false => (Scope::Numbers, " out of range"),
                };
                let demand = Demand::new(expected, format!("{parent}/{keyword}"));
                limits.push(Limit { scope, test: Test::Format(format), demand, miss });
                continue;
            }
            _ => continue,
        };
        let test = Test::Engine(Box::new(engine(schema, keyword, value, components)?));
        let demand = Demand::new(expected, format!("{parent}/{keyword}"));
        limits.push(Limit { scope, test, demand, miss });
    }
    Ok(limits)
}

/// How many items or members one schema demands.
pub(super) fn count(schema: &Map<String, Value>, parent: &str, what: &str) -> Option<Count> {
    let keyword = |start: &str| format!("{start}{}{}", what[..1].to_uppercase(), &what[1..]);
    let find = |start: &str, sense: &str, words: &str| {
        let keyword = keyword(start);
        let limit = schema.get(&keyword)?.as_u64()?;
        let limit = usize::try_from(limit).ok()?;
        Some((limit, Demand::new(format!("{limit} {words} or {sense}"), format!("{parent}/{keyword}"))))
    };
    let words = if what == "properties" { "members" } else { what };
    let (least, most) = (find("min", "more", words), find("max", "fewer", words));
    (least.is_some() || most.is_some()).then_some(Count { least, most })
}

fn engine(schema: &Map<String, Value>, keyword: &str, value: &Value, components: &Value) -> Result<Validator, String> {
    let mut root = json!({ "$schema": "http://json-schema.org/draft-04/schema#", keyword: value });
    let exclusive = match keyword {
        "minimum" => Some("exclusiveMinimum"),
        "maximum" => Some("exclusiveMaximum"),
        "anyOf" | "oneOf" | "not" => {
            root["components"] = components.clone();
            None
        }
        _ => None,
    };
    if let Some((name, value)) = exclusive.and_then(|name| schema.get_key_value(name)) {
        root[name] = value.clone();
    }
    let options = options().with_draft(Draft::Draft4).with_keyword("format", super::format::keyword);
    options.build(&root).map_err(|error| format!("`{keyword}`: {error}"))
}

fn is_true(schema: &Map<String, Value>, keyword: &str) -> bool {
    schema.get(keyword) == Some(&json!(true))
}

fn scope_of_enum(listed: &Value) -> Scope {
    let compound = |value: &Value| value.is_array() || value.is_object();
    match listed.as_array() {
        Some(listed) if listed.iter().any(compound) => Scope::Whole,
        _ => Scope::Listed,
    }
}
