//! The names of parameters in Rust.

use std::collections::HashSet;

use crate::{
    model::{BodyEncoding, Contract, Location, Operation},
    names,
};

/// The methods that every builder of an operation and its mock have beside those for
/// parameters.
const OURS: [&str; 9] =
    ["body", "body_map", "call_options", "client", "into_inner", "new", "no_body", "send", "with_options"];

/// Names the parameters of each operation. When the name is taken by a method of ours or by
/// another parameter, the parameter's place is added: `query_id`.
pub(super) fn parameters(contract: &mut Contract) {
    let taken: Vec<HashSet<String>> =
        contract.operations.iter().map(|operation| methods(contract, operation).collect()).collect();
    for (operation, mut taken) in contract.operations.iter_mut().zip(taken) {
        // Path parameters come first, because every operation needs them. In the contract
        // they may come last, when the path item states them for all operations.
        for location in [Location::Path, Location::Query, Location::Header] {
            for parameter in operation.parameters.iter_mut().filter(|parameter| parameter.location == location) {
                let mut name = names::snake(&parameter.wire);
                if taken.contains(&name) {
                    name = names::snake(&format!("{}_{name}", place(location)));
                    name = names::unique(&name, |name| taken.contains(name));
                    parameter.docs = names::with_wire(&parameter.docs, &parameter.wire);
                }
                taken.insert(name.clone());
                parameter.rust = name;
            }
        }
    }
}

/// Where a parameter goes, as in OpenAPI.
fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
    }
}

/// The names of our methods in a builder of the operation or its mock.
fn methods<'a>(contract: &'a Contract, operation: &'a Operation) -> impl Iterator<Item = String> + 'a {
    let credentials = operation.security.iter().flatten().map(|name| format!("with_{}", names::snake(name)));
    let form = operation.body.as_ref().filter(|body| body.encoding == BodyEncoding::Multipart);
    let parts = form.and_then(|body| contract.properties(&body.ty)).map(|(_, parts)| parts).unwrap_or_default();
    let parts = parts.iter().filter(|part| !part.others).map(|part| names::part(&part.rust));
    OURS.into_iter().map(str::to_owned).chain(credentials).chain(parts)
}
