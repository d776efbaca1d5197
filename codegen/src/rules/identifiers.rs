//! Names that Rust or the generated client already uses.

use std::collections::HashMap;

use openapi::{
    model::{Contract, Operation, Response, SchemaKind, Status, placeholders},
    names,
};

use super::Report;
use crate::rust_types::{self, Statuses};

/// Names that the generated modules `types` and `builder` use without a path.
const PRELUDE: [&str; 12] = [
    "Default", "From", "Into", "Iterator", "Option", "Result", "String", "ToOwned", "ToString", "TryFrom", "TryInto",
    "Vec",
];

pub(super) fn check(contract: &Contract, report: &mut Report<'_>) {
    let mut types: Names<'_> =
        Names::new(PRELUDE.map(|name| (name, "a type of Rust")), "rename the schema under `components`, `schemas`");
    for (name, schema) in &contract.schemas {
        types.take(name, &format!("the schema `{name}`"), &schema.pointer, report);
        if let SchemaKind::Union { variants, .. } = &schema.kind {
            let mut taken =
                Names::new([("Unknown", "the variant for other versions")], "give each version its own schema");
            for variant in variants {
                let what = format!("version {}", variant.value);
                taken.take(&variant.rust, &what, &schema.pointer, report);
            }
        }
    }
    for operation in &contract.operations {
        let id = &operation.id;
        let ascii = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !ascii || !id.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let message = format!("the `operationId` `{id}` cannot be a method's name");
            report(&operation.pointer, message, "use snake_case: small letters, digits and `_`");
            continue;
        }
        if matches!(operation.rust.as_str(), "new" | "all") {
            let message = format!("the client has a `{}` of its own", operation.rust);
            report(&operation.pointer, message, "say of what, as in `all_users`");
        }
        let builder = names::pascal(id);
        if PRELUDE.contains(&builder.as_str()) {
            let message = format!("the builder of `{id}` and a type of Rust would both be `{builder}` in Rust");
            report(&operation.pointer, message, "say of what, as in `get_result`");
        }
        path(operation, report);
        responses(contract, operation, &mut types, report);
    }
    credentials(contract, report);
}

/// The owner of each name that is taken.
struct Names<'a> {
    taken: HashMap<String, String>,
    help: &'a str,
}

impl<'a> Names<'a> {
    fn new<const N: usize>(taken: [(&str, &str); N], help: &'a str) -> Self {
        Self { taken: taken.into_iter().map(|(name, who)| (name.to_owned(), who.to_owned())).collect(), help }
    }

    fn take(&mut self, name: &str, who: &str, pointer: &str, report: &mut Report<'_>) {
        match self.taken.get(name) {
            Some(other) => {
                report(pointer, format!("{who} and {other} would both be `{name}` in Rust"), self.help);
            }
            None => {
                self.taken.insert(name.to_owned(), who.to_owned());
            }
        }
    }
}

fn path(operation: &Operation, report: &mut Report<'_>) {
    let path = &operation.path;
    let mut say = |message: &str, help: &str| report(&operation.pointer, format!("the path `{path}` {message}"), help);
    if placeholders(path).is_none() {
        return say(
            "has braces that do not enclose a name, or a name twice",
            "write each parameter once, as in `/users/{user_id}`; describe a query as parameters",
        );
    }
    let mut segments = path.split('/').skip(1);
    if !path.starts_with('/') || path.contains(['?', '#']) {
        say("is not one", "begin it with `/`; describe a query as parameters");
    } else if segments.any(|segment| matches!(segment, "." | "..")) {
        say("goes up or nowhere, which no client sends so", "write the path that is meant");
    } else if path.split('/').any(|segment| segment.matches('{').count() > 1) {
        say("has two parameters in one segment", "that is not supported; describe the segment as one parameter");
    }
}

/// The enums by status, and the methods by which a mock answers.
fn responses(contract: &Contract, operation: &Operation, types: &mut Names<'_>, report: &mut Report<'_>) {
    let mut enums = Vec::new();
    if let Statuses::Enum = rust_types::successes(contract, operation) {
        enums.push((names::outcome(operation), "the outcomes"));
    }
    if let Statuses::Enum = rust_types::errors(contract, operation) {
        enums.push((names::error(operation), "the errors"));
    }
    for (name, what) in enums {
        types.take(&name, &format!("{what} of `{}`", operation.id), &operation.pointer, report);
    }
    let mut variants = Names::new(
        [("New", "a method of the mock"), ("IntoInner", "a method of the mock")],
        "name the answers with `x-outcome`",
    );
    let all = || operation.answers();
    for response in all() {
        variants.take(&response.rust, &format!("the answer {}", label(response)), &response.pointer, report);
    }
    let mut statuses: Vec<Status> = Vec::new();
    for response in all() {
        if statuses.contains(&response.status) {
            let message = format!("the answer {} is described twice", label(response));
            report(&response.pointer, message, "keep one of them");
        }
        statuses.push(response.status);
    }
}

fn label(response: &Response) -> String {
    match response.status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => format!("{range}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// The statics of the schemes, and one scope for each kind of credentials.
fn credentials(contract: &Contract, report: &mut Report<'_>) {
    let mut statics = Names::new([], "rename one of the two schemes");
    for scheme in &contract.schemes {
        let who = format!("the security scheme `{}`", scheme.name);
        let name = names::snake(&scheme.name);
        statics.take(&name.to_uppercase(), &who, &scheme.pointer, report);
        // The first parameter of a scope's `new`, and the trait that all others name.
        if matches!(name.as_str(), "client" | "into") {
            let message = format!("{who} has a name that each scope needs for itself");
            report(&scheme.pointer, message, "say of what, as in `client_token`");
        }
    }
    let mut taken: HashMap<String, &[String]> = HashMap::from([("the scope `Unauthenticated`".to_owned(), &[][..])]);
    for operation in &contract.operations {
        for schemes in &operation.security {
            for name in
                [format!("the scope `{}`", names::scope(schemes)), format!("the method `{}`", names::entry(schemes))]
            {
                let other = *taken.entry(name.clone()).or_insert(schemes);
                if other != schemes.as_slice() {
                    let message = format!("`{}` and `{}` would both be {name}", other.join(" + "), schemes.join(" + "));
                    report(&operation.pointer, message, "rename one of the schemes");
                }
            }
        }
    }
}
