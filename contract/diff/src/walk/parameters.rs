//! Parameters of paths, queries and headers.

use openapi::names;

use super::{Directions, Reached, Verdict, Walk, became, perhaps};
use crate::{
    change::{Rust, Wire},
    model::{Direction, Operation, Parameter},
    rust_types,
};

/// Whether an old parameter is a new one, by one of its traits.
type Trait<'w> = &'w dyn Fn(&Parameter<'_>, &Parameter<'_>) -> bool;

impl<'a> Walk<'_, 'a> {
    pub(super) fn parameters(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let mut fresh: Vec<&Parameter<'a>> = new.parameters.iter().collect();
        let mut gone: Vec<&Parameter<'a>> = old.parameters.iter().collect();
        let mut pairs = Vec::new();
        let position = |operation: &Operation<'_>, parameter: &Parameter<'_>| {
            let place = operation.path.find(&format!("{{{}}}", parameter.wire))?;
            Some(operation.path.get(..place)?.matches('{').count())
        };
        let same_place = |before: &Parameter<'_>, after: &Parameter<'_>| {
            before.location == "path" && after.location == "path" && position(old, before) == position(new, after)
        };
        let same_name = |before: &Parameter<'_>, after: &Parameter<'_>| {
            before.location == after.location && before.location != "path" && is_name(before, after)
        };
        let moved = |before: &Parameter<'_>, after: &Parameter<'_>| before.wire == after.wire;
        let ways: [Trait<'_>; 3] = [&same_name, &same_place, &moved];
        for way in ways {
            gone.retain(|before| {
                let Some(index) = fresh.iter().position(|after| way(before, after)) else { return true };
                pairs.push((*before, fresh.remove(index)));
                false
            });
        }
        for (before, after) in pairs {
            self.parameter(new, before, after);
        }
        let reached = Reached::one(&new.id, Directions::SENT);
        let alike = |before: &Parameter<'_>, after: &Parameter<'_>| {
            before.location == after.location && self.pairs.same(&before.ty, &after.ty)
        };
        let heir = |before: &Parameter<'a>| {
            let heirs: Vec<_> = fresh.iter().filter(|after| alike(before, after)).collect();
            let [heir] = heirs.as_slice() else { return None };
            (gone.iter().filter(|gone| alike(gone, heir)).count() == 1).then_some(heir.wire)
        };
        let heirs: Vec<Option<&str>> = gone.iter().map(|before| heir(before)).collect();
        for (before, heir) in gone.into_iter().zip(heirs) {
            let what = format!("{} is gone{}", name(before), perhaps(heir));
            let wire = Verdict::default()
                .new_client(before.required, "an old server refuses a request without it")
                .or("a server ignores what it does not know");
            let rust = Rust::breaks(format!("the builder has no `{}`", names::snake(before.wire)));
            self.push(what, self.in_old(&before.at), reached.by.clone(), wire, rust);
        }
        for after in fresh {
            let setter = names::snake(after.wire);
            let wire = Verdict::default()
                .old_client(after.required, "an old client does not send it")
                .or("it may be left out");
            let (what, rust) = match after.required {
                true => (
                    format!("{} is new and required", name(after)),
                    Rust::breaks(format!("the builder refuses to send without `{setter}`")),
                ),
                false => (format!("{} is new", name(after)), Rust::adds(format!("the builder has `{setter}`"))),
            };
            self.push(what, self.in_new(&after.at), reached.by.clone(), wire, rust);
        }
    }

    fn parameter(&mut self, operation: &Operation<'a>, old: &Parameter<'a>, new: &Parameter<'a>) {
        let reached = Reached::one(&operation.id, Directions::SENT);
        if old.wire != new.wire {
            let setters = (names::snake(old.wire), names::snake(new.wire));
            let rust = match setters.0 == setters.1 {
                true => Rust::none(),
                false => Rust::breaks(format!("the builder has `{}` instead of `{}`", setters.1, setters.0)),
            };
            let wire = match new.location {
                "path" => Wire::works("the name is not sent"),
                _ => Wire::works("names of headers are the same in upper and lower case"),
            };
            let what = format!("{} is now called `{}`", name(old), new.wire);
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
        if old.location != new.location {
            let what =
                format!("the parameter `{}` is in the {} instead of the {}", new.wire, new.location, old.location);
            let wire = Wire::of(true, true, "the server looks for it in another place");
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, Rust::none());
        }
        if old.required != new.required {
            let (what, rust) = match new.required {
                true => ("required", Rust::breaks("the builder refuses to send without it")),
                false => ("optional", Rust::adds("the builder sends without it")),
            };
            let wire = Verdict::default()
                .old_client(new.required, "an old client may leave it out")
                .or("a client that sends it may go on doing so");
            let what = format!("{} is now {what}", name(new));
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
        self.parameter_type(old, new, &reached);
        let seen = ["name", "in", "required", "schema"];
        self.rest(&old.at, &new.at, &seen, &name(new), &reached);
    }

    fn parameter_type(&mut self, old: &Parameter<'a>, new: &Parameter<'a>, reached: &Reached) {
        let (Some(before), Some(after)) = (&old.schema, &new.schema) else {
            return self.rest(&old.at, &new.at, &["name", "in", "required"], &name(new), reached);
        };
        if self.pairs.same(&old.ty, &new.ty) {
            return self.limits(before, after, &name(new), reached);
        }
        let way = Some(Direction::Sent);
        let (was, is) = (rust_types::value(self.old, &old.ty, way), rust_types::value(self.new, &new.ty, way));
        let (old_client, new_client) = self.misfits(&old.ty, &new.ty, reached.shared);
        let wire = Verdict::default()
            .old_client(old_client, "an old client sends what a new server does not take")
            .new_client(new_client, "a rebuilt client sends what an old server does not take")
            .or("it reads alike");
        let rust = match self.renamed(&was) == is {
            true => Rust::none(),
            false => Rust::breaks(format!("the builder takes `{is}` instead of `{was}`")),
        };
        let what = became(&name(new), &is, &was);
        self.push(what, self.in_new(after), reached.by.clone(), wire, rust);
    }
}

fn is_name(before: &Parameter<'_>, after: &Parameter<'_>) -> bool {
    before.wire == after.wire || (before.location == "header" && before.wire.eq_ignore_ascii_case(after.wire))
}

fn name(parameter: &Parameter<'_>) -> String {
    format!("the {} parameter `{}`", parameter.location, parameter.wire)
}
