//! Members of objects.

use openapi::{names, takes_null};

use super::{Directions, Reached, Verdict, Walk, became, misread, perhaps, twins::Twin};
use crate::{
    change::{Rust, Use, Wire},
    model::{Direction, Object, Property, Schema},
    rust_types,
};

/// An object of both contracts.
struct Pair<'w, 'a> {
    /// The schema's name.
    owner: &'w str,
    before: &'w Object<'a>,
    after: &'w Object<'a>,
    twins: Vec<Twin>,
    reached: &'w Reached,
}

impl Pair<'_, '_> {
    /// The directions in which both contracts carry a member.
    fn carried(&self, old: &Property<'_>, new: &Property<'_>) -> Directions {
        self.reached.shared.of(old).of(new)
    }

    /// Who reaches a member, which one of the contracts may not have.
    fn by(&self, old: Option<&Property<'_>>, new: Option<&Property<'_>>) -> Vec<Use> {
        let goes = |way| old.into_iter().chain(new).any(|property| property.goes(way));
        let (sent, answered) = (goes(Direction::Sent), goes(Direction::Received));
        let each = self.reached.by.iter().filter(|by| by.sent && sent || by.answered && answered);
        each.map(|by| Use { sent: by.sent && sent, answered: by.answered && answered, ..by.clone() }).collect()
    }
}

impl<'a> Walk<'_, 'a> {
    pub(super) fn object(
        &mut self,
        (old, new): (&Schema<'a>, &Schema<'a>),
        before: &Object<'a>,
        after: &Object<'a>,
        reached: &Reached,
    ) {
        let pair = Pair { owner: &new.name, before, after, twins: self.twins(old, new), reached };
        let (olds, news) = (&before.properties, &after.properties);
        let fresh: Vec<&Property<'a>> =
            news.iter().filter(|new| !olds.iter().any(|old| old.wire == new.wire)).collect();
        let gone: Vec<&Property<'a>> = olds.iter().filter(|old| !news.iter().any(|new| old.wire == new.wire)).collect();
        for old in olds {
            if let Some(new) = news.iter().find(|new| old.wire == new.wire) {
                self.property(&pair, old, new);
            }
        }
        // Two wire names of one Rust name: the program sees no difference.
        let twin = |old: &Property<'_>, new: &Property<'_>| names::field(old.wire) == names::field(new.wire);
        for old in &gone {
            match fresh.iter().find(|new| twin(old, new)) {
                Some(new) => self.property_renamed(&pair, old, new),
                None => self.property_gone(&pair, old, self.likely_name(old, &gone, &fresh)),
            }
        }
        for new in fresh.iter().filter(|new| !gone.iter().any(|old| twin(old, new))) {
            self.property_new(&pair, new);
        }
        self.others((old, new), (&before.others, &after.others), &pair.twins, reached);
    }

    /// The new name that a removed member may have: that of the only new member of its
    /// type, if no other removed member fits it.
    fn likely_name(&self, old: &Property<'a>, gone: &[&Property<'a>], fresh: &[&Property<'a>]) -> Option<&'a str> {
        let traits = |property: &Property<'_>| (property.required, property.nullable, property.way);
        let alike =
            |old: &Property<'_>, new: &Property<'_>| self.pairs.same(&old.ty, &new.ty) && traits(old) == traits(new);
        let mut heirs = fresh.iter().filter(|new| alike(old, new));
        let (heir, others) = (heirs.next()?, heirs.next());
        let rivals = gone.iter().filter(|gone| alike(gone, heir)).count();
        (others.is_none() && rivals == 1).then_some(heir.wire)
    }

    /// What became of the field of a member.
    fn field_of(&self, pair: &Pair<'_, 'a>, old: Option<&Property<'a>>, new: Option<&Property<'a>>) -> Rust {
        self.field(&pair.twins, (pair.before, pair.after), (old, new), pair.reached.shared.sent)
    }

    fn property_gone(&mut self, pair: &Pair<'_, 'a>, old: &Property<'a>, heir: Option<&str>) {
        let Directions { sent, answered } = pair.reached.shared;
        let wire = Verdict::default()
            .old_client(answered && old.is_strict(), "an old client cannot read an answer without it")
            .new_client(sent && old.is_demanded(), "an old server refuses a request without it")
            .or("it could be missing before");
        let rust = self.field_of(pair, Some(old), None);
        let what = format!("{} is gone{}", member(pair.owner, old), perhaps(heir));
        self.push(what, self.in_old(&old.at), pair.by(Some(old), None), wire, rust);
    }

    fn property_new(&mut self, pair: &Pair<'_, 'a>, new: &Property<'a>) {
        let Directions { sent, answered } = pair.reached.shared;
        let wire = Verdict::default()
            .old_client(sent && new.is_demanded(), "an old client does not send it and a new server demands it")
            .new_client(
                answered && new.is_strict(),
                "a rebuilt client cannot read an answer without it, as an old server sends it",
            )
            .or("who does not know it does without it");
        let rust = self.field_of(pair, None, Some(new));
        let required = if new.required { " and required" } else { "" };
        let what = format!("{} is new{required}", member(pair.owner, new));
        self.push(what, self.in_new(&new.at), pair.by(None, Some(new)), wire, rust);
    }

    fn property_renamed(&mut self, pair: &Pair<'_, 'a>, old: &Property<'a>, new: &Property<'a>) {
        let Directions { sent, answered } = pair.carried(old, new);
        let wire = Verdict::default()
            .old_client(sent || answered && old.is_strict(), "an old client knows it by its old name only")
            .new_client(sent || answered && new.is_strict(), "a rebuilt client knows it by its new name only")
            .or("who does not know the name does without it");
        let rust = self.field_of(pair, Some(old), Some(new));
        let what = format!("{} is now called `{}`", member(pair.owner, old), new.wire);
        self.push(what, self.in_new(&new.at), pair.by(Some(old), Some(new)), wire, rust);
    }

    fn property(&mut self, pair: &Pair<'_, 'a>, old: &Property<'a>, new: &Property<'a>) {
        let reached = &Reached { by: pair.by(Some(old), Some(new)), shared: pair.carried(old, new) };
        let Directions { sent, answered } = reached.shared;
        let name = member(pair.owner, new);
        let field = self.field_of(pair, Some(old), Some(new));
        if !self.pairs.same(&old.ty, &new.ty) {
            let (was, is) = (rust_types::value(self.old, &old.ty, None), rust_types::value(self.new, &new.ty, None));
            let wire = misread(self.misfits(&old.ty, &new.ty, reached.shared));
            let what = became(&name, &is, &was);
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, field.clone());
            self.deprecated(&old.at, &new.at, &name, reached);
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
            let rust = match super::is_break(&field) {
                true => field.clone(),
                false => self.demand(&pair.twins, new, pair.reached.shared.sent),
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
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, field.clone());
        }
        self.way(pair, old, new, field);
    }

    /// The directions of a member.
    fn way(&mut self, pair: &Pair<'_, 'a>, old: &Property<'a>, new: &Property<'a>, field: Rust) {
        let name = member(pair.owner, new);
        if old.way == new.way {
            // The types may have become others by what requests and responses hold.
            let comes = |twin: &Twin| !old.is_in(twin.was) && new.is_in(twin.is);
            let goes = |twin: &Twin| old.is_in(twin.was) && !new.is_in(twin.is);
            if pair.twins.iter().any(|twin| comes(twin) || goes(twin)) {
                let what = format!("{name} is in other Rust types");
                let wire = Wire::works("it goes the way that it went");
                self.push(what, self.in_new(&new.at), pair.by(Some(old), Some(new)), wire, field);
            }
            return;
        }
        let Directions { sent, answered } = pair.reached.shared;
        let is_sent = (old.goes(Direction::Sent), new.goes(Direction::Sent));
        let is_answered = (old.goes(Direction::Received), new.goes(Direction::Received));
        let wire = Verdict::default()
            .old_client(sent && is_sent == (true, false), "a new server may refuse what an old client sends")
            .old_client(
                sent && is_sent == (false, true) && new.required,
                "an old client does not send it and a new server demands it",
            )
            .old_client(
                answered && is_answered == (true, false) && old.is_strict(),
                "an old client cannot read an answer without it",
            )
            .new_client(sent && is_sent == (true, false) && old.required, "an old server refuses a request without it")
            .new_client(
                answered && is_answered == (false, true) && new.is_strict(),
                "a rebuilt client cannot read an answer without it, as an old server sends it",
            )
            .or("each side does without it where it no longer goes");
        let what = match new.way {
            Some(Direction::Sent) => format!("{name} is now in requests alone"),
            Some(Direction::Received) => format!("{name} is now in answers alone"),
            None => format!("{name} is now in requests and answers"),
        };
        self.push(what, self.in_new(&new.at), pair.by(Some(old), Some(new)), wire, field);
    }

    /// Whether members that the contract does not know are welcome.
    pub(super) fn closed(&mut self, old: &openapi::At<'a>, new: &openapi::At<'a>, name: &str, reached: &Reached) {
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
