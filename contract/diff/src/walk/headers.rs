//! Headers of responses. Clients hand them on as text and decode none.

use openapi::At;

use super::{Reached, Verdict, Walk};
use crate::{change::Rust, texts};

impl<'a> Walk<'_, 'a> {
    pub(super) fn headers(&mut self, name: &str, old: &At<'a>, new: &At<'a>, reached: &Reached) {
        let all = |at: &At<'a>| -> Vec<(&'a str, At<'a>)> {
            at.get("headers").iter().flat_map(|all| all.members()).map(|(name, at)| (name, at.follow())).collect()
        };
        let (before, after) = (all(old), all(new));
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        for (header, old) in &before {
            match after.iter().find(|(other, _)| same(header, other)) {
                Some((_, new)) => self.header(&format!("the header `{header}` of {name}"), old, new, reached),
                None => {
                    let wire = Verdict::default()
                        .old_client(old.flag("required"), "a program may count on it")
                        .or("it was never promised");
                    let what = format!("the header `{header}` of {name} is gone");
                    self.push(what, self.in_old(old), reached.by.clone(), wire, Rust::none());
                }
            }
        }
        for (header, new) in &after {
            if !before.iter().any(|(other, _)| same(header, other)) {
                let wire = Verdict::default()
                    .new_client(new.flag("required"), "a program that counts on it gets none from an old server")
                    .or("it is not promised");
                let what = format!("the header `{header}` of {name} is new");
                self.push(what, self.in_new(new), reached.by.clone(), wire, Rust::none());
            }
        }
    }

    fn header(&mut self, name: &str, old: &At<'a>, new: &At<'a>, reached: &Reached) {
        let (was, is) = (old.flag("required"), new.flag("required"));
        if was != is {
            let wire = Verdict::default()
                .old_client(was, "a program may count on it")
                .new_client(is, "a program that counts on it may get none from an old server")
                .wire();
            let what = format!("{name} is {} promised", if is { "now" } else { "no longer" });
            self.push(what, self.in_new(new), reached.by.clone(), wire, Rust::none());
        }
        let schema = |at: &At<'_>| at.get("schema").map(|at| texts::without(at.value));
        if schema(old) != schema(new) {
            let wire = Verdict::default()
                .old_client(true, "a program that reads it reads another type")
                .new_client(true, "and so does a rebuilt one from an old server")
                .wire();
            let what = format!("{name} is of another type");
            let at = new.get("schema").unwrap_or_else(|| new.clone());
            self.push(what, self.in_new(&at), reached.by.clone(), wire, Rust::same("headers are handed on as text"));
        }
        self.rest(old, new, &["required", "schema"], name, reached);
    }
}
