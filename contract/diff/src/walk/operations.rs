//! Operations: come, gone, renamed, moved.

use std::collections::BTreeSet;

use openapi::names;

use super::{Directions, Reached, Walk};
use crate::{
    change::{Rust, Use, Wire},
    model::Operation,
    pairs::without_names,
};

impl<'m, 'a> Walk<'m, 'a> {
    pub(super) fn operations(&mut self) {
        let (old_model, new_model): (&'m _, &'m _) = (self.old, self.new);
        let pairs = &self.pairs.operations;
        for old in &old_model.operations {
            let partner = pairs.iter().find(|(before, _)| *before == old.id);
            match partner.and_then(|(_, after)| new_model.operation(after)) {
                Some(new) => self.operation(old, new),
                None => {
                    let wire = Wire::of(true, false, "an old client calls what is not there");
                    let rust = Rust::breaks(format!("`{}()` is gone", names::snake(&old.id)));
                    let what = format!("the operation `{}` is gone", old.id);
                    self.push(what, self.in_old(&old.at), by(old), wire, rust);
                }
            }
        }
        let known: BTreeSet<&String> = pairs.iter().map(|(_, after)| after).collect();
        for new in new_model.operations.iter().filter(|operation| !known.contains(&operation.id)) {
            let wire = Wire::works("only a program that was changed calls it");
            let rust = Rust::adds(format!("`{}()`", names::snake(&new.id)));
            self.push(format!("the operation `{}` is new", new.id), self.in_new(&new.at), by(new), wire, rust);
        }
        self.path_items();
    }

    fn operation(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        if old.id != new.id {
            let (before, after) = (names::snake(&old.id), names::snake(&new.id));
            let rust = match before == after {
                true => Rust::none(),
                false => Rust::breaks(format!("`{before}()` is now `{after}()`, and so are the types named after it")),
            };
            let at = new.at.get("operationId").unwrap_or_else(|| new.at.clone());
            let what = format!("the operation `{}` is now called `{}`", old.id, new.id);
            self.push(what, self.in_new(&at), by(new), Wire::works("the name is not sent"), rust);
        }
        if old.method != new.method || without_names(old.path) != without_names(new.path) {
            let place = |operation: &Operation<'_>| format!("`{} {}`", operation.method.to_uppercase(), operation.path);
            let what = format!("`{}` is {} instead of {}", new.id, place(new), place(old));
            let wire = Wire::of(true, true, "each client calls where its own contract says");
            self.push(what, self.in_new(&new.at), by(new), wire, Rust::same("the call is written as before"));
        }
        if old.idempotent != new.idempotent {
            let may = if new.idempotent { "may now" } else { "must no longer" };
            let what = format!("`{}` {may} be repeated when its outcome is unknown", new.id);
            let at = new.at.get("x-idempotent").unwrap_or_else(|| new.at.clone());
            let rust = Rust::same("the client repeats calls by it");
            self.push(what, self.in_new(&at), by(new), Wire::same(), rust);
        }
        self.security(old, new);
        self.parameters(old, new);
        self.body(old, new);
        self.answers(old, new);
        let seen = ["operationId", "x-idempotent", "security", "parameters", "requestBody", "responses"];
        let reached = Reached::one(&new.id, Directions::SENT);
        self.rest(&old.at, &new.at, &seen, &format!("`{}`", new.id), &reached);
    }

    /// Members of paths that are no operations, such as servers of their own.
    fn path_items(&mut self) {
        let (Some(old), Some(new)) =
            (openapi::At::root(self.old.document).get("paths"), openapi::At::root(self.new.document).get("paths"))
        else {
            return;
        };
        let compared = [&openapi::METHODS[..], &["parameters"]].concat();
        for (path, before) in old.members() {
            let Some((_, after)) = new.members().find(|(known, _)| *known == path) else { continue };
            let operations = self.new.operations.iter().filter(|operation| operation.path == path);
            let reached = Reached { by: operations.flat_map(by).collect(), shared: Directions::SENT };
            self.rest(&before, &after, &compared, &format!("the path `{path}`"), &reached);
        }
    }
}

fn by(operation: &Operation<'_>) -> Vec<Use> {
    vec![Use { operation: operation.id.clone(), sent: false, answered: false }]
}
