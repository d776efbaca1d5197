//! Members that an object does not name.

use openapi::At;

use super::{Directions, Reached, Verdict, Walk, twins::Twin};
use crate::{
    change::{Rust, Wire},
    fit::Fit,
    model::{Others, Schema, Type},
    rust_types,
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn others(
        &mut self,
        (old, new): (&Schema<'a>, &Schema<'a>),
        (before, after): (&Others, &Others),
        twins: &[Twin],
        reached: &Reached,
    ) {
        let name = format!("`{}`", new.name);
        let rust = self.others_field((before, after), twins);
        let same = match (before, after) {
            (Others::Kept { ty: was, .. }, Others::Kept { ty: is, .. }) => self.pairs.same(was, is),
            (was, is) => was == is,
        };
        let member = |at: &At<'a>| at.get("additionalProperties").filter(|others| others.value.is_object());
        if let (true, Some(old), Some(new)) = (same, member(&old.at), member(&new.at)) {
            self.limits(&old, &new, &format!("another member of {name}"), reached);
        }
        // The field has another name when a member took the one that it had.
        if same && rust == Rust::none() {
            return;
        }
        let wire = match same {
            true => Wire::same(),
            false => self.others_on_the_wire(before, after, reached.shared),
        };
        let what = match same {
            true => format!("other members of {name} have another name"),
            false => format!("{name} takes other members than before"),
        };
        let at = new.at.get("additionalProperties").unwrap_or_else(|| new.at.clone());
        self.push(what, self.in_new(&at), reached.by.clone(), wire, rust);
    }

    fn others_on_the_wire(&self, before: &Others, after: &Others, shared: Directions) -> Wire {
        let Directions { sent, answered } = shared;
        let fits = |forward, tolerant| {
            let fit = Fit::new(self.old, self.new, self.pairs, forward, tolerant);
            if forward { fit.others(before, after) } else { fit.others(after, before) }
        };
        let closed = *after == Others::Closed;
        // A program that could not send such members still sends none.
        let sends = sent && before.kept().is_some();
        Verdict::default()
            .old_client(sent && closed, "a new server refuses members that it does not know")
            .old_client(
                sends && !closed && !fits(true, false),
                "a new server may refuse those that an old client sends",
            )
            .old_client(
                answered && !fits(false, true),
                "an old client may fail to read those that a new server answers",
            )
            .new_client(sends && !fits(false, false), "an old server may refuse those that a rebuilt client sends")
            .new_client(
                answered && !fits(true, true),
                "a rebuilt client may fail to read those that an old server answers",
            )
            .or(match (before.kept(), after.kept()) {
                (None, None) => "clients neither send nor refuse members that they do not know",
                _ => "who does not keep them does without them",
            })
    }

    /// What happened to the field that keeps them.
    fn others_field(&self, (before, after): (&Others, &Others), twins: &[Twin]) -> Rust {
        let map = |ty: &Type| Type::Map(Box::new(ty.clone()));
        twins.iter().fold(Rust::none(), |rust, twin| {
            let name = &twin.name;
            rust.and(match (before, after) {
                (Others::Kept { ty: was, field: old }, Others::Kept { ty: is, field: new }) => {
                    let was = rust_types::value(self.old, &map(was), twin.was);
                    let is = rust_types::value(self.new, &map(is), twin.is);
                    match self.renamed(&was) == is {
                        true if old == new => Rust::none(),
                        true => Rust::breaks(format!("`{old}` of `types::{name}` is now `{new}`")),
                        false => Rust::breaks(format!("`{new}` of `types::{name}` is `{is}` instead of `{was}`")),
                    }
                }
                (Others::Kept { field, .. }, _) => Rust::breaks(format!("`types::{name}` has no `{field}`")),
                (_, Others::Kept { field, .. }) => Rust::adds(format!("`types::{name}` has `{field}`")),
                _ => Rust::none(),
            })
        })
    }
}
