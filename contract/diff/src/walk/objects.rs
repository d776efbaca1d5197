//! Members of objects.

use codegen::takes_null;

use super::{Directions, Reached, Verdict, Walk, became, misread, perhaps};
use crate::{
    change::{Rust, Wire},
    model::{Property, Schema},
    names, rust_types,
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn object(
        &mut self,
        schema: &Schema<'a>,
        before: &[Property<'a>],
        after: &[Property<'a>],
        reached: &Reached,
    ) {
        let owner = schema.name.as_str();
        let fresh: Vec<&Property<'a>> =
            after.iter().filter(|new| !before.iter().any(|old| old.wire == new.wire)).collect();
        let gone: Vec<&Property<'a>> =
            before.iter().filter(|old| !after.iter().any(|new| old.wire == new.wire)).collect();
        for old in before {
            if let Some(new) = after.iter().find(|new| old.wire == new.wire) {
                self.property(owner, old, new, reached);
            }
        }
        // Two wire names of one Rust name: the program sees no difference.
        let twin = |old: &Property<'_>, new: &Property<'_>| names::snake(old.wire) == names::snake(new.wire);
        for old in &gone {
            match fresh.iter().find(|new| twin(old, new)) {
                Some(new) => self.property_renamed(owner, old, new, reached),
                None => self.property_gone(owner, old, self.likely_name(old, &gone, &fresh), reached),
            }
        }
        let lost_default = rust_types::has_default(before) && !rust_types::has_default(after);
        for new in fresh.iter().filter(|new| !gone.iter().any(|old| twin(old, new))) {
            self.property_new(owner, new, lost_default, reached);
        }
    }

    /// The name that a member may have now: that of the only new one of its type, of
    /// which no other may have been the old one.
    fn likely_name(&self, old: &Property<'a>, gone: &[&Property<'a>], fresh: &[&Property<'a>]) -> Option<&'a str> {
        let alike = |old: &Property<'_>, new: &Property<'_>| {
            self.pairs.same(&old.ty, &new.ty) && (old.required, old.nullable) == (new.required, new.nullable)
        };
        let mut heirs = fresh.iter().filter(|new| alike(old, new));
        let (heir, others) = (heirs.next()?, heirs.next());
        let rivals = gone.iter().filter(|gone| alike(gone, heir)).count();
        (others.is_none() && rivals == 1).then_some(heir.wire)
    }

    fn property_gone(&mut self, owner: &str, old: &Property<'a>, heir: Option<&str>, reached: &Reached) {
        let Directions { sent, answered } = reached.shared;
        let wire = Verdict::default()
            .old_client(answered && old.is_strict(), "an old client cannot read an answer without it")
            .new_client(sent && old.required, "an old server refuses a request without it")
            .or("it could be missing before");
        let rust = Rust::breaks(format!("`types::{owner}` has no `{}`", names::snake(old.wire)));
        let what = format!("{} is gone{}", member(owner, old), perhaps(heir));
        self.push(what, self.in_old(&old.at), reached.by.clone(), wire, rust);
    }

    fn property_new(&mut self, owner: &str, new: &Property<'a>, lost_default: bool, reached: &Reached) {
        let Directions { sent, answered } = reached.shared;
        let field = names::snake(new.wire);
        let wire = Verdict::default()
            .old_client(sent && new.required, "an old client does not send it and a new server demands it")
            .new_client(
                answered && new.is_strict(),
                "a rebuilt client cannot read an answer without it, as an old server sends it",
            )
            .or("who does not know it does without it");
        let rust = if new.required && sent {
            Rust::breaks(format!("the builder of `types::{owner}` refuses to build without `{field}`"))
        } else if lost_default && new.required {
            Rust::breaks(format!("`types::{owner}` is no longer `Default`"))
        } else {
            Rust::adds(format!("`types::{owner}` has `{field}`"))
        };
        let required = if new.required { " and required" } else { "" };
        let what = format!("{} is new{required}", member(owner, new));
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
    }

    fn property_renamed(&mut self, owner: &str, old: &Property<'a>, new: &Property<'a>, reached: &Reached) {
        let Directions { sent, answered } = reached.shared;
        let wire = Verdict::default()
            .old_client(sent || answered && old.is_strict(), "an old client knows it by its old name only")
            .new_client(sent || answered && new.is_strict(), "a rebuilt client knows it by its new name only")
            .or("who does not know the name does without it");
        let rust = self.field(owner, old, new);
        let what = format!("{} is now called `{}`", member(owner, old), new.wire);
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
    }

    fn property(&mut self, owner: &str, old: &Property<'a>, new: &Property<'a>, reached: &Reached) {
        let Directions { sent, answered } = reached.shared;
        let name = member(owner, new);
        let field = self.field(owner, old, new);
        if !self.pairs.same(&old.ty, &new.ty) {
            let (was, is) = (rust_types::value(self.old, &old.ty), rust_types::value(self.new, &new.ty));
            let wire = misread(self.misfits(&old.ty, &new.ty, reached.shared));
            let what = became(&name, &is, &was);
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, field.clone());
        } else {
            self.limits(&old.at, &new.at, &name, reached);
        }
        if old.required != new.required {
            let strict = (old.is_strict(), new.is_strict());
            let wire = Verdict::default()
                .old_client(sent && new.required, "an old client may leave it out")
                .old_client(answered && strict.0 && !strict.1, "an old client cannot read an answer without it")
                .new_client(answered && strict.1 && !strict.0, "a rebuilt client cannot read an answer without it")
                .or("a client that sends it may go on doing so, one that reads it does without it");
            let rust = match (super::is_break(&field), new.required, sent) {
                (false, true, true) => Rust::breaks(format!(
                    "the builder of `types::{owner}` refuses to build without `{}`",
                    names::snake(new.wire)
                )),
                _ => field.clone(),
            };
            let what = format!("{name} is now {}", if new.required { "required" } else { "optional" });
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
        if old.nullable != new.nullable && takes_null(old.at.value) != takes_null(new.at.value) {
            let wire = Verdict::default()
                .old_client(answered && old.is_strict() && new.nullable, "an old client does not read null")
                .old_client(sent && old.nullable, "a new server does not take null")
                .new_client(
                    answered && new.is_strict() && old.nullable,
                    "a rebuilt client does not read null, which an old server may answer",
                )
                .or("a client reads null as if the member were missing");
            let what = format!("{name} may {} be null", if new.nullable { "now" } else { "no longer" });
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, field);
        }
    }

    /// What became of the field.
    fn field(&self, owner: &str, old: &Property<'a>, new: &Property<'a>) -> Rust {
        let (was, is) = (rust_types::field(self.old, old), rust_types::field(self.new, new));
        match self.renamed(&was) == is {
            true => Rust::none(),
            false => {
                Rust::breaks(format!("`{}` of `types::{owner}` is `{is}` instead of `{was}`", names::snake(new.wire)))
            }
        }
    }

    /// Whether members that the contract does not know are welcome.
    pub(super) fn closed(&mut self, old: &codegen::At<'a>, new: &codegen::At<'a>, name: &str, reached: &Reached) {
        let (was, is) = (old.value.get("additionalProperties"), new.value.get("additionalProperties"));
        if was == is {
            return;
        }
        let closed = is.and_then(serde_json::Value::as_bool) == Some(false);
        let wire = match closed && reached.shared.sent {
            true => Wire::of(true, false, "a new server refuses members that it does not know"),
            false => Wire::works("clients neither send nor refuse members that they do not know"),
        };
        let what = format!("{name} takes other members than before");
        self.push(what, self.in_new(new), reached.by.clone(), wire, Rust::none());
    }
}

fn member(owner: &str, property: &Property<'_>) -> String {
    format!("`{}` of `{owner}`", property.wire)
}
