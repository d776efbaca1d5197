//! What the comparison says of Rust source is what the compiler does to it.

use std::{fs, num::NonZero, thread};

use contract_diff::{Class, diff};
use openapi::document::Document;

use super::surface::{Surface, surface};

/// Builders of what requests carry. Other types are built by tests only, and a
/// test that builds an answer has to say all that an answer says.
const SENT: [&str; 5] = [
    "::types::builder::CreateVisitorRequest",
    "::types::builder::AddScanRequest",
    "::types::builder::Badge",
    "::types::builder::KeyRequest",
    "::types::builder::RingRequest",
];

/// Cases that the comparison judges and the compiler refuses: an operation's own servers, a named schema that may be
/// null, and a union that a member chooses which may be missing.
const REFUSED: [&str; 3] = ["operation-servers", "schema-nullable", "union-tag"];

/// A name that is gone breaks programs, and so does a builder that asks for more;
/// a name that came is an addition; nothing else is either.
#[test]
fn names_go_when_it_says_so_and_at_no_other_time() {
    let base = crate::base();
    let text = fs::read_to_string(crate::folder().join("base.yaml")).unwrap();
    let old = compiled("base.yaml", &text);
    let mut cases = crate::cases();
    cases.retain(|(name, _)| !REFUSED.contains(&name.as_str()));
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let wrong: Vec<String> = thread::scope(|scope| {
        let chunks = cases.chunks(cases.len().div_ceil(workers));
        let running: Vec<_> = chunks
            .map(|chunk| {
                let (base, old) = (&base, &old);
                scope.spawn(move || {
                    chunk.iter().filter_map(|(name, new)| contradiction(name, base, new, old)).collect::<Vec<_>>()
                })
            })
            .collect();
        running.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn contradiction(name: &str, base: &Document, new: &Document, old: &Surface) -> Option<String> {
    let surface = compiled(name, &new.value.to_string());
    let gone: Vec<&String> = old.names.difference(&surface.names).collect();
    let came: Vec<&String> = surface.names.difference(&old.names).collect();
    let demanded: Vec<_> = surface
        .demands
        .difference(&old.demands)
        .filter(|(builder, _)| old.names.contains(builder) || old.names.contains(builder.trim_end_matches(" < 'a >")))
        .filter(|(builder, _)| builder.starts_with("::builder") || SENT.contains(&builder.as_str()))
        .collect();
    let fewer = old.demands.difference(&surface.demands).next().is_some();
    let found = match (gone.is_empty() && demanded.is_empty(), came.is_empty() && !fewer) {
        (false, _) => Class::Breaks,
        (true, false) => Class::Additive,
        (true, true) => Class::None,
    };
    let said = diff(base, new).iter().map(|change| change.rust.class).max().unwrap_or(Class::None);
    let contradiction =
        format!("{name}: said {said}, found {found}\n  gone: {gone:#?}\n  came: {came:#?}\n  demanded: {demanded:#?}");
    (said != found).then_some(contradiction)
}

fn compiled(name: &str, text: &str) -> Surface {
    let compiled = codegen::compile(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let [client, mocks] = &compiled.outputs[..] else { panic!("{name}: other files than a client and its mocks") };
    let mut all = surface(&client.contents);
    all.names.extend(surface(&mocks.contents).names.into_iter().map(|name| format!("mock{name}")));
    all
}
