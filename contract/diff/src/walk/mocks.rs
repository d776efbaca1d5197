//! What a change does to the mocks, which are part of the public API.

use openapi::names;

use super::Walk;
use crate::{
    change::Rust,
    model::{Direction, Model, Operation, Response},
    rust_types,
};

impl Walk<'_, '_> {
    /// What a status' change does to the method that answers it.
    pub(super) fn mocked(
        &self,
        operation: &Operation<'_>,
        before: Option<&Response<'_>>,
        after: Option<&Response<'_>>,
    ) -> Rust {
        let then = format!("mock::operations::{}Then", names::pascal(&operation.id));
        let name = |response: &Response<'_>| names::snake(&response.rust);
        match (before, after) {
            (Some(before), None) => Rust::breaks(format!("`{then}` has no `{}`", name(before))),
            (None, Some(after)) => Rust::adds(format!("`{then}` has `{}`", name(after))),
            (Some(before), Some(after)) if name(before) != name(after) => {
                Rust::breaks(format!("`{then}` has `{}` instead of `{}`", name(after), name(before)))
            }
            (Some(before), Some(after)) => {
                let (was, is) = (answer(self.old, before), answer(self.new, after));
                match was.map(|value| self.renamed(&value)) == is && spare(before) == spare(after) {
                    true => Rust::none(),
                    false => Rust::breaks(format!("`{then}::{}` takes another answer", name(after))),
                }
            }
            (None, None) => Rust::none(),
        }
    }
}

/// What the method takes as the body, if there is one.
fn answer(model: &Model<'_>, response: &Response<'_>) -> Option<String> {
    let content = response.content.as_ref()?;
    Some(if content.is_text() {
        "str".to_owned()
    } else {
        rust_types::value(model, &content.ty, Some(Direction::Received))
    })
}

/// Whether the method does without the body.
fn spare(response: &Response<'_>) -> bool {
    response.optional && response.content.is_some()
}
