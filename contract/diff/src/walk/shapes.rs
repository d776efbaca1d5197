//! Scores, unions, envelopes, and names for plain types.

use openapi::{At, document::last_name};
use serde_json::Value;

use super::{Reached, Verdict, Walk, became, misread};
use crate::{
    change::{Rust, Wire},
    model::{Mapped, Schema, SchemaKind, Type},
    rust_types,
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn score(&mut self, name: &str, old: &At<'a>, new: &At<'a>, reached: &Reached) {
        let carried = reached.shared.sent || reached.shared.answered;
        let range = |at: &At<'_>| {
            let bound = |name: &str| at.value.get(name).and_then(Value::as_f64);
            (bound("minimum"), bound("maximum"))
        };
        let (was, is) = (range(old), range(new));
        if was != is {
            let say = |bound: Option<f64>| bound.map_or_else(|| "nothing".to_owned(), |bound| bound.to_string());
            let what = format!(
                "{name} goes from {} to {} instead of from {} to {}",
                say(is.0),
                say(is.1),
                say(was.0),
                say(was.1)
            );
            let wire = Verdict::default()
                .old_client(carried, "an old client judges by the old scale")
                .new_client(carried, "a rebuilt client judges by the new scale")
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
            (Some(was), None) => {
                (format!("{name} has no threshold; it was {was}"), Rust::breaks("`THRESHOLD` and `verdict()` are gone"))
            }
            (None, Some(is)) => (format!("{name} has the threshold {is}"), Rust::adds("`THRESHOLD` and `verdict()`")),
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
                    .old_client(reached.shared.sent, "an old client may send it")
                    .or("a client keeps a version that it does not know as `Unknown`");
                let rust = Rust::breaks(format!("`types::{owner}::{}` is gone", old.rust));
                let what = format!("the version {} of `{owner}` is gone", old.value);
                self.push(what, self.in_old(&old.at), reached.by.clone(), wire, rust);
                continue;
            };
            if self.pairs.schema(&old.schema) != Some(&new.schema) {
                let what =
                    format!("the version {} of `{owner}` is `{}` instead of `{}`", new.value, new.schema, old.schema);
                let wire = Wire::of(carried, carried, "each client takes it for what its own contract says");
                let kept =
                    |one: &Mapped<'_>| one.rust == old.rust && self.pairs.schema(&old.schema) == Some(&one.schema);
                let rust = match after.iter().any(kept) {
                    true => Rust::same(format!("`types::{owner}::{}` stands for another version", old.rust)),
                    false => Rust::breaks(format!("`types::{owner}::{}` is now `{}`", old.rust, new.rust)),
                };
                self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
            } else if old.rust != new.rust {
                let what = format!("the version {} of `{owner}` is called `{}`", new.value, new.rust);
                let rust = Rust::breaks(format!("`types::{owner}::{}` is now `{}`", old.rust, new.rust));
                self.push(what, self.in_new(&new.at), reached.by.clone(), Wire::same(), rust);
            }
        }
        self.members(schema, before, after, reached);
        for new in after.iter().filter(|new| !before.iter().any(|old| old.value == new.value)) {
            let what = format!("the version {} of `{owner}` is new", new.value);
            let wire = Wire::works("a client keeps a version that it does not know as `Unknown`");
            let rust = Rust::adds(format!("`types::{owner}::{}`", new.rust));
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
    }

    /// Members of a union that no version chooses, and versions that choose no member.
    fn members(&mut self, schema: &Schema<'a>, before: &[Mapped<'a>], after: &[Mapped<'a>], reached: &Reached) {
        let stray = |at: &At<'_>, mapped: &[Mapped<'_>]| -> Vec<String> {
            let list = at.get("oneOf");
            let members = list.iter().flat_map(|list| list.items());
            let members: Vec<String> = members.map(|one| last_name(one.text("$ref").unwrap_or_default())).collect();
            let unchosen = members.iter().filter(|name| !mapped.iter().any(|one| one.schema == **name));
            let missing = mapped.iter().map(|one| &one.schema).filter(|name| !members.contains(name));
            unchosen.chain(missing).map(|name| self.renamed(name)).collect()
        };
        let Some(old) = self.pairs.schema_back(&schema.name).and_then(|name| self.old.schema(name)) else { return };
        if stray(&old.at, before) != stray(&schema.at, after) {
            let carried = reached.shared.sent || reached.shared.answered;
            let what = format!("the members of `{}` are not those of its mapping", schema.name);
            let wire = Wire::of(carried, carried, "what it does is not known here, so it is taken for a break");
            self.push(what, self.in_new(&schema.at), reached.by.clone(), wire, Rust::none());
        }
    }

    pub(super) fn envelope(&mut self, old: &Schema<'a>, new: &Schema<'a>, reached: &Reached) {
        let (
            SchemaKind::Envelope { member: was, inner: before, wrapper: old_wrapper },
            SchemaKind::Envelope { member: is, inner: after, wrapper: new_wrapper },
        ) = (&old.kind, &new.kind)
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
            self.stands_for((old, new), (before, after), reached);
        }
        let same = match (old_wrapper, new_wrapper) {
            (Some(before), Some(after)) => self.pairs.same(before, after),
            (before, after) => before == after,
        };
        if !same {
            let what = format!("`{}` is wrapped in another schema", new.name);
            let wire = Wire::works("a client looks at the member, not at the wrapper");
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, Rust::none());
        }
    }

    pub(super) fn alias(&mut self, old: &Schema<'a>, new: &Schema<'a>, types: (&Type, &Type), reached: &Reached) {
        if self.pairs.same(types.0, types.1) {
            self.limits(&old.at, &new.at, &format!("`{}`", new.name), reached);
        } else {
            self.stands_for((old, new), types, reached);
        }
    }

    fn stands_for(&mut self, (old, new): (&Schema<'a>, &Schema<'a>), types: (&Type, &Type), reached: &Reached) {
        let wire = misread(self.misfits(types.0, types.1, reached.shared));
        let value = |was, is| (rust_types::value(self.old, types.0, was), rust_types::value(self.new, types.1, is));
        let rust = self.twins(old, new).iter().fold(Rust::none(), |rust, twin| {
            let (was, is) = value(twin.was, twin.is);
            match self.renamed(&was) == is {
                true => rust,
                false => rust.and(Rust::breaks(format!("`{is}` stands where `{was}` stood"))),
            }
        });
        let (was, is) = value(None, None);
        let what = became(&format!("`{}`", new.name), &is, &was);
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
    }
}
