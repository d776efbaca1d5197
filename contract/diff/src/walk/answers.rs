//! Responses by status.

use openapi::names;

use super::{Directions, Reached, Verdict, Walk, became, called};
use crate::{
    change::{Rust, Side, Wire},
    model::{Direction, Operation, Response},
    rust_types::{self, Statuses as Returned},
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn answers(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let reached = Reached::one(&new.id, Directions::ANSWERED);
        for before in &old.responses {
            match new.responses.iter().find(|after| after.status == before.status) {
                Some(after) => self.answer((old, new), before, after, &reached),
                None => {
                    let stands = stands_for(new, before);
                    let misread = stands.is_some_and(|after| self.misread(before, after).1);
                    let wire = Verdict::default()
                        .new_client(stands.is_none(), "an old server sends it and a rebuilt client does not expect it")
                        .new_client(misread, "a rebuilt client reads its body as that of another status")
                        .or("another status of the contract stands for it");
                    let rust = self.returned((old, new), Some(before), None).or(self.mocked(new, Some(before), None));
                    let what = format!("`{}` no longer answers {}", new.id, status(before));
                    self.push(what, self.place(Side::Old, &before.listed_at), reached.by.clone(), wire, rust);
                }
            }
        }
        for after in &new.responses {
            if old.responses.iter().any(|before| before.status == after.status) {
                continue;
            }
            let stands = stands_for(old, after);
            let misread = stands.is_some_and(|before| self.misread(before, after).0);
            let wire = Verdict::default()
                .old_client(after.is_success() && stands.is_none(), "an old client takes it for no success")
                .old_client(misread, "an old client reads its body as that of another status")
                .or(match after.is_success() {
                    true => "an old client expects it",
                    false => "an old client takes it for an error, which it is",
                });
            let rust = self.returned((old, new), None, Some(after)).or(self.mocked(new, None, Some(after)));
            let what = format!("`{}` now answers {}", new.id, status(after));
            self.push(what, self.place(Side::New, &after.listed_at), reached.by.clone(), wire, rust);
        }
    }

    fn answer(
        &mut self,
        operations: (&Operation<'a>, &Operation<'a>),
        old: &Response<'a>,
        new: &Response<'a>,
        reached: &Reached,
    ) {
        let rust = self.returned(operations, Some(old), Some(new)).or(self.mocked(operations.1, Some(old), Some(new)));
        let own = format!("the answer {} of `{}`", status(new), operations.1.id);
        let name = called(&new.at.pointer, "responses", "response", own);
        if old.rust != new.rust {
            let what = format!("{name} is called `{}` instead of `{}`", new.rust, old.rust);
            let at = new.at.get("x-outcome").unwrap_or_else(|| new.at.clone());
            let wire = Wire::works("the name is not sent");
            self.push(what, self.in_new(&at), reached.by.clone(), wire, rust.clone());
        }
        if old.optional != new.optional {
            let wire = Verdict::default()
                .old_client(
                    !spare(old) && new.optional && old.content.is_some(),
                    "an old client cannot do without the body",
                )
                .new_client(
                    !spare(new) && old.optional && new.content.is_some(),
                    "a rebuilt client cannot do without the body, which an old server need not send",
                )
                .or("a client reads the answer with the body and without");
            let what = format!("the body of {name} is {} promised", if new.optional { "no longer" } else { "now" });
            let at = new.at.get("x-optional-body").unwrap_or_else(|| new.at.clone());
            self.push(what, self.in_new(&at), reached.by.clone(), wire, rust.clone());
        }
        match (&old.content, &new.content) {
            (None, None) => {}
            (Some(before), None) => {
                let wire = Verdict::default()
                    .old_client(!spare(old), "an old client cannot do without the body")
                    .or("a client does without the body");
                self.push(format!("{name} has no body"), self.in_old(&before.at), reached.by.clone(), wire, rust);
            }
            (None, Some(after)) => {
                let wire = Verdict::default()
                    .new_client(
                        !spare(new),
                        "a rebuilt client cannot do without the body, which an old server does not send",
                    )
                    .or("a client does without the body");
                self.push(format!("{name} has a body"), self.in_new(&after.at), reached.by.clone(), wire, rust);
            }
            (Some(_), Some(_)) => self.content(&name, old, new, reached, rust),
        }
        self.headers(&name, &old.at, &new.at, reached);
        let seen = ["x-outcome", "x-optional-body", "content", "headers"];
        self.rest(&old.at, &new.at, &seen, &name, reached);
    }

    fn content(&mut self, name: &str, old: &Response<'a>, new: &Response<'a>, reached: &Reached, rust: Rust) {
        let (Some(before), Some(after)) = (&old.content, &new.content) else { return };
        if before.media_type != after.media_type {
            let other = before.is_text() != after.is_text();
            let wire = match other {
                true => Wire::of(true, true, "each client decodes as its own contract says"),
                false => Wire::works("both are read as the same encoding"),
            };
            let what = format!("{name} is `{}` instead of `{}`", after.media_type, before.media_type);
            self.push(what, self.in_new(&after.media), reached.by.clone(), wire, rust.clone());
        }
        if before.schema.is_some() != after.schema.is_some() {
            return self.rest(&before.media, &after.media, &[], name, reached);
        }
        if let (Some(before_schema), Some(after_schema)) = (&before.schema, &after.schema) {
            if before.is_text() && after.is_text() {
                self.rest(before_schema, after_schema, &[], &format!("the text of {name}"), reached);
            } else if self.pairs.same(&before.ty, &after.ty) {
                self.limits(before_schema, after_schema, name, reached);
            } else if before.is_text() == after.is_text() {
                let way = Some(Direction::Received);
                let (was, is) =
                    (rust_types::value(self.old, &before.ty, way), rust_types::value(self.new, &after.ty, way));
                let (old_client, new_client) = self.misfits(&before.ty, &after.ty, reached.shared);
                let wire = Verdict::default()
                    .old_client(old_client, "an old client cannot read what a new server answers")
                    .new_client(new_client, "a rebuilt client cannot read what an old server answers")
                    .or("it reads alike");
                let what = became(name, &is, &was);
                self.push(what, self.in_new(after_schema), reached.by.clone(), wire, rust);
            }
        }
        self.rest(&before.media, &after.media, &["schema"], name, reached);
    }

    /// Whether an old client and a rebuilt one fail when one response is read as the other.
    fn misread(&self, old: &Response<'a>, new: &Response<'a>) -> (bool, bool) {
        match (&old.content, &new.content) {
            (Some(before), Some(after)) if before.is_text() != after.is_text() => (true, true),
            (Some(before), Some(_)) if before.is_text() => (false, false),
            (Some(before), Some(after)) => self.misfits(&before.ty, &after.ty, Directions::ANSWERED),
            (before, after) => (before.is_some() && !spare(old), after.is_some() && !spare(new)),
        }
    }

    /// What a status' change does to the type that a call returns.
    fn returned(
        &self,
        (old, new): (&Operation<'a>, &Operation<'a>),
        before: Option<&Response<'a>>,
        after: Option<&Response<'a>>,
    ) -> Rust {
        let is_success = before.or(after).is_some_and(Response::is_success);
        let (was, is, suffix, what) = match is_success {
            true => (
                rust_types::successes(self.old, old),
                rust_types::successes(self.new, new),
                "Outcome",
                "a call returns",
            ),
            false => {
                (rust_types::errors(self.old, old), rust_types::errors(self.new, new), "Error", "its error carries")
            }
        };
        let name = |operation: &Operation<'_>| format!("{}{suffix}", names::pascal(&operation.id));
        let instead = |is: &str, was: &str| Rust::breaks(format!("{what} `{is}` instead of `{was}`"));
        match (&was, &is) {
            (Returned::One(was), Returned::One(is)) if self.renamed(was) == *is => Rust::none(),
            (Returned::One(was), Returned::One(is)) => instead(is, was),
            (Returned::One(was), Returned::Enum(_)) => instead(&name(new), was),
            (Returned::Enum(_), Returned::One(is)) => instead(is, &name(old)),
            (Returned::Enum(was), Returned::Enum(is)) => {
                let find = |all: &[(String, String)], response: Option<&Response<'_>>| {
                    response.and_then(|response| all.iter().find(|(variant, _)| *variant == response.rust).cloned())
                };
                match (find(was, before), find(is, after)) {
                    (Some((was, _)), None) => Rust::breaks(format!("`{}::{was}` is gone", name(new))),
                    (None, Some((is, _))) => Rust::adds(format!("`{}::{is}`", name(new))),
                    (Some((was, _)), Some((is, _))) if was != is => {
                        Rust::breaks(format!("`{0}::{was}` is now `{0}::{is}`", name(new)))
                    }
                    (Some((variant, was)), Some((_, is))) if self.renamed(&was) != is => {
                        Rust::breaks(format!("`{}::{variant}` carries `{is}` instead of `{was}`", name(new)))
                    }
                    _ => Rust::none(),
                }
            }
        }
    }
}

fn status<'a>(response: &Response<'a>) -> &'a str {
    if response.status == "default" { "any other status" } else { response.status }
}

/// The body of an error may always be missing.
fn spare(response: &Response<'_>) -> bool {
    response.optional || !response.is_success()
}

/// The response under which a client of the operation knows the status if not under its own.
fn stands_for<'o, 'a>(operation: &'o Operation<'a>, response: &Response<'_>) -> Option<&'o Response<'a>> {
    let range = response.status.get(..1).map(|digit| format!("{digit}XX"));
    let find = |status: &str| operation.responses.iter().find(|other| other.status == status);
    range.and_then(|range| find(&range)).or_else(|| find("default").filter(|_| !response.is_success()))
}
