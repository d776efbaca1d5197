//! Scores, unions, envelopes, and names for plain types.

use serde_json::Value;

use super::{Reached, Verdict, Walk};
use crate::diff::{
    at::At,
    change::{Rust, Wire},
    model::{Kind, Mapped, Schema, Type},
    rust_types,
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn score(&mut self, name: &str, old: &At<'a>, new: &At<'a>, reached: &Reached) {
        let carried = reached.shared.sent || reached.shared.answered;
        let range = |at: &At<'_>| {
            let bound = |name: &str| at.value.get(name).and_then(Value::as_f64).unwrap_or_default();
            (bound("minimum"), bound("maximum"))
        };
        let (was, is) = (range(old), range(new));
        if was != is {
            let what = format!("{name} goes from {} to {} instead of from {} to {}", is.0, is.1, was.0, was.1);
            let wire = Verdict::default()
                .old(carried, "an old client judges by the old scale")
                .new(carried, "a rebuilt client judges by the new scale")
                .wire();
            let rust = Rust::same("`MINIMUM` and `MAXIMUM` have other values");
            self.push(what, self.in_new(new), reached.by.clone(), wire, rust);
        }
        let threshold = |at: &At<'_>| at.value.pointer("/x-score/threshold").and_then(Value::as_f64);
        let at = new.get("x-score").unwrap_or_else(|| new.clone());
        let (what, rust) = match (threshold(old), threshold(new)) {
            (Some(was), Some(is)) if was == is => return,
            (None, None) => return self.whole(name, old, new, reached),
            (Some(was), Some(is)) => (
                format!("{name} passes from {is} instead of from {was}"),
                Rust::same("`THRESHOLD` and `verdict()` decide otherwise"),
            ),
            (Some(was), None) => (
                format!("{name} has no threshold; it was {was}"),
                Rust::breaks("`THRESHOLD` and `verdict()` are gone"),
            ),
            (None, Some(is)) => {
                (format!("{name} has the threshold {is}"), Rust::adds("`THRESHOLD` and `verdict()`"))
            }
        };
        let wire = Wire::works("the number is sent as before; who judges it by itself decides otherwise");
        self.push(what, self.in_new(&at), reached.by.clone(), wire, rust);
    }

    /// Anything else in `x-score`.
    fn whole(&mut self, name: &str, old: &At<'a>, new: &At<'a>, reached: &Reached) {
        if let (Some(before), Some(after)) = (old.get("x-score"), new.get("x-score")) {
            self.rest(&before, &after, &["threshold"], name, reached);
        }
    }

    pub(super) fn union(
        &mut self,
        schema: &Schema<'a>,
        (old_tag, before): (&str, &[Mapped<'a>]),
        (new_tag, after): (&str, &[Mapped<'a>]),
        reached: &Reached,
    ) {
        let owner = schema.name.as_str();
        let carried = reached.shared.sent || reached.shared.answered;
        if old_tag != new_tag {
            let what = format!("`{owner}` is told apart by `{new_tag}` instead of `{old_tag}`");
            let wire = Wire::of(carried, carried, "each client looks at the member that its own contract names");
            let at = schema.at.get("discriminator").unwrap_or_else(|| schema.at.clone());
            self.push(what, self.in_new(&at), reached.by.clone(), wire, Rust::none());
        }
        for old in before {
            let Some(new) = after.iter().find(|new| new.value == old.value) else {
                let wire = Verdict::default()
                    .old(reached.shared.sent, "an old client may send it")
                    .or("a client keeps a version that it does not know as `Unknown`");
                let rust = Rust::breaks(format!("`types::{owner}::{}` is gone", old.rust));
                let what = format!("the version {} of `{owner}` is gone", old.value);
                self.push(what, self.in_old(&old.at), reached.by.clone(), wire, rust);
                continue;
            };
            if self.pairs.schema(&old.schema) != Some(&new.schema) {
                let what = format!("the version {} of `{owner}` is `{}` instead of `{}`", new.value, new.schema, old.schema);
                let types = (Type::Named(old.schema.clone()), Type::Named(new.schema.clone()));
                let (old_client, new_client) = self.misfits(&types.0, &types.1, reached.shared);
                let wire = Verdict::default()
                    .old(old_client, "an old client and a new server do not read each other's values")
                    .new(new_client, "a rebuilt client and an old server do not read each other's values")
                    .or("it reads alike");
                let rust = Rust::breaks(format!("`types::{owner}::{}` carries `{}`", new.rust, new.schema));
                self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
            } else if old.rust != new.rust {
                let what = format!("the version {} of `{owner}` is called `{}`", new.value, new.rust);
                let rust = Rust::breaks(format!("`types::{owner}::{}` is now `{}`", old.rust, new.rust));
                self.push(what, self.in_new(&new.at), reached.by.clone(), Wire::same(), rust);
            }
        }
        for new in after.iter().filter(|new| !before.iter().any(|old| old.value == new.value)) {
            let what = format!("the version {} of `{owner}` is new", new.value);
            let wire = Wire::works("a client keeps a version that it does not know as `Unknown`");
            let rust = Rust::adds(format!("`types::{owner}::{}`", new.rust));
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
    }

    pub(super) fn envelope(&mut self, old: &Schema<'a>, new: &Schema<'a>, reached: &Reached) {
        let (Kind::Envelope { member: was, inner: before }, Kind::Envelope { member: is, inner: after }) =
            (&old.kind, &new.kind)
        else {
            return;
        };
        let carried = reached.shared.sent || reached.shared.answered;
        if was != is {
            let what = format!("`{}` comes inside `{is}` instead of `{was}`", new.name);
            let wire = Wire::of(carried, carried, "each client unwraps the member that its own contract names");
            let at = new.at.get("x-envelope").unwrap_or_else(|| new.at.clone());
            self.push(what, self.in_new(&at), reached.by.clone(), wire, Rust::none());
        }
        if !self.pairs.same(before, after) {
            self.stands_for(old, new, (before, after), reached);
        }
    }

    pub(super) fn alias(&mut self, old: &Schema<'a>, new: &Schema<'a>, types: (&Type, &Type), reached: &Reached) {
        if self.pairs.same(types.0, types.1) {
            self.limits(&old.at, &new.at, &format!("`{}`", new.name), reached);
        } else {
            self.stands_for(old, new, types, reached);
        }
    }

    fn stands_for(&mut self, old: &Schema<'a>, new: &Schema<'a>, types: (&Type, &Type), reached: &Reached) {
        let (was, is) = (rust_types::value(self.old, types.0), rust_types::value(self.new, types.1));
        let (old_client, new_client) = self.misfits(types.0, types.1, reached.shared);
        let wire = Verdict::default()
            .old(old_client, "an old client and a new server do not read each other's values")
            .new(new_client, "a rebuilt client and an old server do not read each other's values")
            .or("it reads alike");
        let rust = match self.renamed(&was) == is {
            true => Rust::none(),
            false => Rust::breaks(format!("`{is}` stands where `{was}` stood")),
        };
        let what = format!("`{}` is `{is}` instead of `{was}`", old.name);
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
    }
}
