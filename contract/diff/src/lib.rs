//! Compares two versions of a contract: what changed, and what breaks.
//!
//! Each [`Change`] has three verdicts, all about a program that was written for the old
//! contract:
//!
//! - *old client, new server*: the program as it was built, against a server that
//!   follows the new contract;
//! - *new client, old server*: the program rebuilt with the new client, against a server
//!   that still follows the old contract. Items that only a changed program would use, such
//!   as a new operation, do not count;
//! - *Rust*: whether the program compiles with the new client, and whether its
//!   builders still build.
//!
//! Our clients decode responses tolerantly. They accept unknown members and enum values,
//! other versions of a union, and values outside their limits. Null counts as absent where
//! a member is optional or nullable. We assume that servers are strict about what they
//! know, and ignore members, parameters and bodies that they do not know. The body of an
//! error counts like any other when it is present, because a client that cannot decode it
//! loses its information.
//!
//! | change | old client, new server | new client, old server | Rust |
//! |---|---|---|---|
//! | server added | works | works | same |
//! | server removed | breaks | breaks if clients look it up by its environment | same |
//! | server URL | breaks | breaks | same |
//! | server environment renamed | works | breaks | same |
//! | server variables | works | works | same |
//! | security scheme added / removed | see the operations | see the operations | additive / breaks |
//! | security scheme renamed | works | works | breaks |
//! | security scheme goes elsewhere (type, scheme, header) | breaks | breaks | same |
//! | operation asks for other credentials | breaks if the old ones do not do | breaks if the new ones do not do | breaks if a scope lost it, else additive |
//! | operation added | works | works | additive |
//! | operation removed | breaks | works | breaks |
//! | `operationId` | works | works | breaks |
//! | method or path | breaks | breaks | same |
//! | `x-idempotent` | works | works | same |
//! | parameter added, optional / required | works / breaks | works | additive / breaks |
//! | parameter removed | works | breaks if it was required | breaks |
//! | path parameter renamed | works | works | breaks |
//! | query or header parameter renamed | one removed, one added | | |
//! | header parameter in other case | works | works | same |
//! | parameter in another place | breaks | breaks | same |
//! | parameter now required / optional | breaks / works | works | breaks / additive |
//! | body added, optional / required | works / breaks | works | additive / breaks unless it may be empty |
//! | body removed | works | breaks if it was required | breaks |
//! | body now required / optional | breaks / works | works | breaks if its type is another |
//! | media type of a body | breaks | breaks | breaks if files come in |
//! | success status added | breaks unless a range had it that reads alike | works | by the type that a call returns |
//! | error status added | works unless another stood for it that reads otherwise | works | by the type of the error; additive or breaks by the mocks |
//! | status removed | works | breaks unless another stands for it that reads alike | by the types |
//! | `x-outcome` | works | works | breaks: the mocks have it, and an enum may |
//! | answer got a body / lost it | works / breaks unless optional | breaks unless optional / works | by the types |
//! | `x-optional-body` set / taken away | breaks / works | works / breaks | by the types |
//! | JSON response became text, or the other way | breaks | breaks | breaks |
//! | response header removed / added | breaks if it was promised / works | works / breaks if it is promised | same |
//! | response header of another type | breaks | breaks | same |
//! | schema added / removed | see where it is used | | additive / breaks |
//! | schema renamed | works | works | breaks if it is a type of its own |
//! | member added, optional | works | works | additive |
//! | member added, required | breaks in requests | breaks in responses | breaks in requests, additive in responses |
//! | member removed | breaks in responses if required | breaks in requests if required | breaks |
//! | member now required | breaks in requests | breaks in responses | breaks |
//! | member now optional | breaks in responses | works | breaks |
//! | member may now be null | breaks in responses if required | works | breaks |
//! | member may no longer be null | breaks in requests | breaks in responses if required | breaks |
//! | member is now in responses alone (`readOnly`) | breaks in requests | breaks in requests if it was required | breaks in requests |
//! | member is now in requests alone (`writeOnly`) | breaks in responses if required | works | breaks in responses |
//! | member goes both ways again | breaks in requests if required | breaks in responses if required | breaks in requests if required, else additive |
//! | schema gets a type of its own for requests | works | works | breaks if requests had it before, else additive |
//! | schema has no type of its own for requests any more | works | works | breaks |
//! | member renamed, same Rust name | breaks where it is needed | breaks where it is needed | same |
//! | type or format | by whether one fits into the other | the same | breaks if the Rust type is another |
//! | limit tightened / loosened | breaks in requests / works | works | same |
//! | enum value added | works | works | additive |
//! | enum value removed | breaks in requests | works | breaks |
//! | enum value changed under one name | breaks in requests | breaks in requests | same |
//! | `x-enum-varnames` | works | works | breaks |
//! | order of enum values | works | works | same |
//! | range of a score | breaks | breaks | same |
//! | threshold of a score added / changed / removed | works | works | additive / same / breaks |
//! | version of a union added / removed | works / breaks in requests | works | additive / breaks |
//! | version of a union is another schema | breaks | breaks | breaks unless its variant stays |
//! | member that tells a union apart | breaks | breaks | same |
//! | `x-envelope` | breaks | breaks | same |
//! | `nullable` of a named schema | breaks if null is new in responses or refused in requests | breaks if null is gone from responses | same |
//! | object closed to unknown members | breaks in requests | works | breaks if they were kept |
//! | unknown members kept (`additionalProperties`) | works | breaks in responses unless they may be anything | additive |
//! | unknown members no longer kept | breaks in responses unless they could be anything | works | breaks |
//! | unknown members of another type | by whether one fits into the other | the same | breaks if the Rust type is another |
//! | `deprecated` of an operation, parameter, member or schema | works | works | same: a warning comes or goes |
//! | schema of another kind | by whether one fits into the other | the same | breaks |
//! | a member of the standard written out with its default | no change | no change | same |
//! | `default` of a value | works | works | same |
//! | anything that is not listed | breaks | breaks | same |
//!
//! A member with `readOnly` counts in responses alone, in `required` as elsewhere, and one
//! with `writeOnly` in requests alone. A schema with such a member that is used in both
//! directions becomes two types in Rust. So does every schema that contains it and is used
//! in both directions.
//!
//! Texts that only people read (descriptions, examples, sources, units, tags,
//! title and version) are no change; [`texts_changed`] counts them.
//!
//! `tests/diff.rs` checks this table: the Rust column against the source that the compiler
//! makes, the changes that are found against the `drift` crate, and completeness by edits
//! of every member.

use openapi::document::Document;

mod change;
mod defaults;
mod fit;
mod model;
mod pairs;
mod reach;
pub mod render;
mod rust_types;
mod texts;
mod walk;

pub use change::{Change, Class, Place, Rust, Side, Use, Wire};

/// Everything that differs between two versions of a contract, texts aside.
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    let (old, new) = (model::Model::read(old), model::Model::read(new));
    let pairs = pairs::Pairs::of(&old, &new);
    let uses = reach::Uses::of(&old, &new, &pairs);
    walk::Walk::new(&old, &new, &pairs, &uses).run()
}

/// How many texts differ that only people read.
pub fn texts_changed(old: &Document, new: &Document) -> usize {
    texts::changed(&old.value, &new.value)
}
