//! Request bodies.

use super::{Directions, Reached, Verdict, Walk, became, called};
use crate::{
    change::{Rust, Wire},
    model::{Body, Direction, Operation},
    rust_types,
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn body(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let reached = Reached::one(&new.id, Directions::SENT);
        match (&old.body, &new.body) {
            (None, None) => {}
            (Some(before), None) => {
                let wire = Verdict::default()
                    .new_client(before.required, "an old server refuses a request without it")
                    .or("a server ignores a body that it does not know");
                let rust = Rust::breaks("the builder has no `body`");
                let what = format!("the request body of `{}` is gone", new.id);
                self.push(what, self.in_old(&before.at), reached.by, wire, rust);
            }
            (None, Some(after)) => {
                let wire = Verdict::default()
                    .old_client(after.required, "an old client does not send it")
                    .or("it may be left out");
                // A struct that needs nothing is sent empty by a builder that was given none.
                let demands = self.new.demands(&after.ty);
                let what = if after.required { " and required" } else { "" };
                let rust = match after.required && demands {
                    true => Rust::breaks("the builder refuses to send without `body`"),
                    false => Rust::adds("the builder has `body`"),
                };
                let what = format!("the request body of `{}` is new{what}", new.id);
                self.push(what, self.in_new(&after.at), reached.by, wire, rust);
            }
            (Some(before), Some(after)) => {
                let types = (rust_types::body(self.old, old), rust_types::body(self.new, new));
                let (was, is) = (types.0.unwrap_or_default(), types.1.unwrap_or_default());
                let rust = match self.renamed(&was) == is {
                    true => Rust::none(),
                    false => Rust::breaks(format!("the builder's `body` takes `{is}` instead of `{was}`")),
                };
                self.body_pair(&new.id, before, after, &reached, &rust);
            }
        }
    }

    fn body_pair(&mut self, id: &str, old: &Body<'a>, new: &Body<'a>, reached: &Reached, rust: &Rust) {
        let name = called(&new.at.pointer, "requestBodies", "request body", format!("the request body of `{id}`"));
        if old.required != new.required {
            let word = if new.required { "required" } else { "optional" };
            let wire = Verdict::default()
                .old_client(new.required, "an old client may leave it out")
                .or("a client that sends it may go on doing so");
            let what = format!("{name} is now {word}");
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust.clone());
        }
        let (Some(old_media), Some(new_media)) = (&old.media, &new.media) else { return };
        if old.media_type != new.media_type {
            let other = !old.essence().eq_ignore_ascii_case(new.essence());
            let wire = match other {
                true => Wire::of(true, true, "each client encodes as its own contract says"),
                false => Wire::works("the parameters of a media type choose no other encoding"),
            };
            let rust = match (old.is_multipart(), new.is_multipart()) {
                (false, true) => Rust::breaks("a form with files is not `Serialize` and `Deserialize`"),
                (true, false) => Rust::adds("the body is `Serialize` and `Deserialize`"),
                _ => rust.clone(),
            };
            let what = format!("{name} is `{}` instead of `{}`", new.media_type, old.media_type);
            self.push(what, self.in_new(new_media), reached.by.clone(), wire, rust);
        }
        if old.schema.is_some() != new.schema.is_some() {
            return self.rest(old_media, new_media, &[], &name, reached);
        }
        if let (Some(before), Some(after)) = (&old.schema, &new.schema) {
            if self.pairs.same(&old.ty, &new.ty) {
                self.limits(before, after, &name, reached);
            } else {
                let way = Some(Direction::Sent);
                let (was, is) = (rust_types::value(self.old, &old.ty, way), rust_types::value(self.new, &new.ty, way));
                let (old_client, new_client) = self.misfits(&old.ty, &new.ty, reached.shared);
                let wire = Verdict::default()
                    .old_client(old_client, "an old client sends what a new server does not take")
                    .new_client(new_client, "a rebuilt client sends what an old server does not take")
                    .or("it reads alike");
                let what = became(&name, &is, &was);
                self.push(what, self.in_new(after), reached.by.clone(), wire, rust.clone());
            }
        }
        self.rest(old_media, new_media, &["schema"], &name, reached);
        self.rest(&old.at, &new.at, &["required", "content"], &name, reached);
    }
}
