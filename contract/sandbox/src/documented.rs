//! What the contract says of an operation's responses.

use openapi::At;
use validator::Validator;

/// Where an operation stands.
pub(crate) fn operation<'a>(contract: &'a Validator, id: &str) -> Option<At<'a>> {
    let operation = contract.operations().find(|operation| operation.id == id)?;
    let root = At::root(contract.document());
    root.get("paths")?.get(operation.path)?.get(&operation.method.as_str().to_ascii_lowercase())
}

/// The lowest status of success that the contract names, or what stands for one.
pub(crate) fn success<'a>(operation: &At<'a>) -> Option<(u16, At<'a>)> {
    let named = |(status, response): (&str, At<'a>)| Some((status.parse().ok()?, response.follow()));
    let all = || operation.members_of("responses").filter_map(named);
    let lowest = all().filter(|(status, _)| (200..300).contains(status)).min_by_key(|(status, _)| *status);
    let listed = |name: &str| operation.get("responses")?.get(name).map(At::follow);
    lowest
        .or_else(|| listed("2XX").map(|response| (200, response)))
        .or_else(|| all().next())
        .or_else(|| listed("default").map(|response| (200, response)))
}

/// What the contract says of a status: under its own name, that of its range, or `default`.
pub(crate) fn response<'a>(operation: &At<'a>, status: u16) -> Option<At<'a>> {
    listed(operation, status).or_else(|| {
        let responses = operation.get("responses")?;
        responses.get(&format!("{}XX", status / 100)).or_else(|| responses.get("default")).map(At::follow)
    })
}

/// What the contract says of a status under its own name.
pub(crate) fn listed<'a>(operation: &At<'a>, status: u16) -> Option<At<'a>> {
    operation.get("responses")?.get(&status.to_string()).map(At::follow)
}
