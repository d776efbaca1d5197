//! Rules that need the whole contract. A contract that passes them compiles, and so does
//! its Rust code.

use openapi::model::Contract;

mod cycles;
mod identifiers;
mod shapes;

pub(crate) use cycles::has_circles;

/// Takes a pointer, what is wrong there and what to do about it.
pub(crate) type Report<'a> = dyn FnMut(&str, String, &str) + 'a;

/// Reports everything in the contract that could not become a client.
pub(crate) fn check(contract: &Contract, report: &mut Report<'_>) {
    // The other rules follow aliases, so aliases must not form a circle.
    if cycles::aliases(contract, report) {
        return;
    }
    cycles::values(contract, report);
    shapes::check(contract, report);
    identifiers::check(contract, report);
}
