//! Security schemes, and what each operation asks for.

use openapi::{At, names};

use super::{Directions, Reached, Verdict, Walk, is_break};
use crate::{
    change::{Rust, Side, Use, Wire},
    model::{Model, Operation},
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn schemes(&mut self) {
        for (name, old) in &self.old.schemes {
            let partner = self.pairs.schemes.get(*name);
            let partner = partner.and_then(|new| self.new.schemes.iter().find(|(known, _)| known == new));
            match partner {
                Some((new_name, new)) => {
                    if name != new_name {
                        self.scheme_renamed(name, new_name, new);
                    }
                    self.scheme(new_name, old, new);
                }
                None => {
                    let rust = Rust::breaks(format!("`schemes::{}` is gone", names::snake(name).to_uppercase()));
                    let wire = Wire::works("what the operations ask for instead is a change of its own");
                    let by = opened(self.old, name);
                    self.push(format!("the security scheme `{name}` is gone"), self.in_old(old), by, wire, rust);
                }
            }
        }
        for (name, new) in &self.new.schemes {
            if !self.pairs.schemes.values().any(|known| known == name) {
                let rust = Rust::adds(format!("`schemes::{}`", names::snake(name).to_uppercase()));
                let by = opened(self.new, name);
                let what = format!("the security scheme `{name}` is new");
                self.push(what, self.in_new(new), by, Wire::same(), rust);
            }
        }
    }

    fn scheme_renamed(&mut self, old: &str, new: &str, at: &At<'a>) {
        let name = |scheme: &str| names::scope(&[scheme.to_owned()]);
        let rust = if names::snake(old) == names::snake(new) {
            Rust::none()
        } else {
            Rust::breaks(format!("`scopes::{}` is now `scopes::{}`", name(old), name(new)))
        };
        let what = format!("the security scheme `{old}` is now called `{new}`");
        self.push(what, self.in_new(at), opened(self.new, new), Wire::works("the name is not sent"), rust);
    }

    fn scheme(&mut self, name: &str, old: &At<'a>, new: &At<'a>) {
        let by = opened(self.new, name);
        if carrier(old) != carrier(new) {
            let what = format!("the security scheme `{name}` goes into {} instead of {}", carrier(new), carrier(old));
            let wire = Wire::of(true, true, "the server looks for the secret in another place");
            self.push(what, self.in_new(new), by, wire, Rust::same("the caller gives the same secret"));
            return;
        }
        let reached = Reached { by, shared: Directions::SENT };
        self.rest(old, new, &["type", "scheme", "in", "name"], &format!("the security scheme `{name}`"), &reached);
    }

    /// What an operation asks for.
    pub(super) fn security(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let open = |alternatives: &[Vec<String>]| match alternatives {
            [] => vec![Vec::new()],
            some => some.to_vec(),
        };
        let before: Vec<Vec<String>> =
            open(&old.security).iter().map(|schemes| self.pairs.alternative(schemes)).collect();
        let after = open(&new.security);
        let gone: Vec<&Vec<String>> = before.iter().filter(|one| !after.iter().any(|other| same(one, other))).collect();
        let fresh: Vec<&Vec<String>> =
            after.iter().filter(|one| !before.iter().any(|other| same(one, other))).collect();
        if gone.is_empty() && fresh.is_empty() {
            return;
        }
        let accepted = |given: &[String], by: &[Vec<String>]| {
            by.iter().any(|asked| asked.iter().all(|scheme| given.contains(scheme)))
        };
        let refused = gone.iter().any(|given| !accepted(given, &after));
        let lost = !gone.is_empty() && !after.iter().any(|given| accepted(given, &before));
        let wire = Verdict::default()
            .old_client(refused, "an old client's credentials are refused")
            .new_client(lost, "no credentials of a rebuilt client satisfy an old server")
            .or("the old credentials still open the operation");
        let method = names::snake(&new.id);
        let rust = match (gone.first(), fresh.first()) {
            (Some(gone), Some(fresh)) => Rust::breaks(format!(
                "`{method}()` is on `scopes::{}` instead of `scopes::{}`",
                names::scope(fresh),
                names::scope(gone)
            )),
            (Some(gone), None) => Rust::breaks(format!("`scopes::{}` has no `{method}()`", names::scope(gone))),
            (None, Some(fresh)) => Rust::adds(format!("`{method}()` on `scopes::{}`", names::scope(fresh))),
            (None, None) => Rust::none(),
        };
        debug_assert!(gone.is_empty() || is_break(&rust));
        let what = format!("`{}` asks for {} instead of {}", new.id, list(&after), list(&before));
        let by = vec![Use { operation: new.id.clone(), sent: false, answered: false }];
        self.push(what, self.place(Side::New, &new.security_at), by, wire, rust);
    }
}

fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|scheme| other.contains(scheme))
}

/// Where the secret goes.
fn carrier(scheme: &At<'_>) -> String {
    match (scheme.text("type"), scheme.text("in"), scheme.text("name")) {
        (Some("http"), ..) => match scheme.text("scheme") {
            Some(kind) => format!("`Authorization` as `{}`", kind.to_lowercase()),
            None => "`Authorization`".to_owned(),
        },
        (Some("apiKey"), Some("header"), Some(name)) => format!("the header `{}`", name.to_lowercase()),
        (Some("apiKey"), Some(place), Some(name)) => format!("the {place} `{name}`"),
        (kind, ..) => format!("`{}`", kind.unwrap_or("nothing")),
    }
}

fn opened(model: &Model<'_>, scheme: &str) -> Vec<Use> {
    let asks = |operation: &&Operation<'_>| operation.security.iter().flatten().any(|known| known == scheme);
    let ids = model.operations.iter().filter(asks).map(|operation| operation.id.clone());
    ids.map(|operation| Use { operation, sent: false, answered: false }).collect()
}

fn list(alternatives: &[Vec<String>]) -> String {
    let each = alternatives.iter().map(|schemes| match schemes.as_slice() {
        [] => "no credentials".to_owned(),
        some => some.iter().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" and "),
    });
    each.collect::<Vec<_>>().join(" or ")
}
