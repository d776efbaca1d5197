//! Rules that need the whole contract: what passes them compiles, as Rust too.

use openapi::model::Contract;

mod cycles;
mod identifiers;
mod shapes;

pub(crate) use cycles::has_circles;

/// Takes a pointer, what is wrong there and what to do about it.
pub(crate) type Report<'a> = dyn FnMut(&str, String, &str) + 'a;

/// Reports everything in the contract that could not become a client.
pub(crate) fn check(contract: &Contract, report: &mut Report<'_>) {
    // The other rules follow aliases, which must come to an end for that.
    if cycles::aliases(contract, report) {
        return;
    }
    cycles::values(contract, report);
    shapes::check(contract, report);
    identifiers::check(contract, report);
}
