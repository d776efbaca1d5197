//! Servers.

use std::collections::BTreeSet;

use openapi::{At, names};

use super::{Directions, Reached, Walk};
use crate::{
    change::{Rust, Use, Wire},
    texts,
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn servers(&mut self) {
        let mut fresh: Vec<&At<'a>> = self.new.servers.iter().collect();
        let mut gone: Vec<&At<'a>> = self.old.servers.iter().collect();
        let mut pairs = Vec::new();
        // By environment, by URL, and what is left over by order.
        for key in ["x-environment", "url"] {
            gone.retain(|old| {
                let same = |new: &&At<'_>| old.text(key).is_some() && old.text(key) == new.text(key);
                let Some(index) = fresh.iter().position(same) else { return true };
                pairs.push((*old, fresh.remove(index)));
                false
            });
        }
        let in_order = gone.len().min(fresh.len());
        pairs.extend(gone.drain(..in_order).zip(fresh.drain(..in_order)));
        for (old, new) in pairs {
            self.server(old, new);
        }
        for old in gone {
            let name = old.text("x-environment").is_some();
            let reason = "clients that call it find no server of the contract any more";
            let wire = Wire::of(true, name, reason);
            let rust = self.named().unwrap_or_else(|| Rust::same("`SERVERS` has one entry less"));
            self.push(format!("the server {} is gone", url(old)), self.in_old(old), self.everyone(), wire, rust);
        }
        for new in fresh {
            let rust = self.named().unwrap_or_else(|| Rust::same("`SERVERS` has one entry more"));
            let wire = Wire::same();
            self.push(format!("the server {} is new", url(new)), self.in_new(new), self.everyone(), wire, rust);
        }
    }

    fn server(&mut self, old: &At<'a>, new: &At<'a>) {
        if old.text("url") != new.text("url") {
            let wire = Wire::of(true, true, "each client calls the address that its own contract names");
            let what = format!("the server {} is now {}", url(old), url(new));
            let at = new.get("url").unwrap_or_else(|| new.clone());
            self.push(what, self.in_new(&at), self.everyone(), wire, Rust::same("`SERVERS` has another URL"));
        }
        if old.text("x-environment") != new.text("x-environment") {
            let named = |at: &At<'_>| at.text("x-environment").unwrap_or("none").to_owned();
            let what =
                format!("the server {} is the environment `{}` instead of `{}`", url(new), named(new), named(old));
            let reason = "a rebuilt client calls another server for the environment";
            let wire = Wire::of(false, old.has("x-environment"), reason);
            let rust = self.named().unwrap_or_else(Rust::none);
            self.push(what, self.in_new(new), self.everyone(), wire, rust);
        }
        let variables = |at: &At<'_>| at.get("variables").map(|at| texts::without(at.value));
        if variables(old) != variables(new) {
            let what = format!("the variables of the server {} are different", url(new));
            let wire = Wire::works("a client calls the URL that its caller gives");
            let rust = self.named().unwrap_or_else(|| Rust::same("`SERVERS` may have another URL"));
            self.push(what, self.in_new(new), self.everyone(), wire, rust);
        }
        let reached = Reached { by: self.everyone(), shared: Directions::SENT };
        self.rest(old, new, &["url", "x-environment", "variables"], &format!("the server {}", url(new)), &reached);
    }

    /// What becomes of the types by which callers choose environments and parts of URLs, if
    /// anything does. All servers are looked at, as those without an environment are called
    /// by their number.
    fn named(&self) -> Option<Rust> {
        let (old, new) = (names_of(&self.old.servers), names_of(&self.new.servers));
        let gone: Vec<&str> = old.difference(&new).map(String::as_str).collect();
        let came: Vec<&str> = new.difference(&old).map(String::as_str).collect();
        match (gone.as_slice(), came.as_slice()) {
            ([], []) => None,
            ([], came) => Some(Rust::adds(format!("`{}`", came.join("`, `")))),
            (gone, _) => Some(Rust::breaks(format!("there is no `{}` any more", gone.join("`, `")))),
        }
    }

    /// Every operation of the new contract.
    fn everyone(&self) -> Vec<Use> {
        let ids = self.new.operations.iter().map(|operation| operation.id.clone());
        ids.map(|operation| Use { operation, sent: false, answered: false }).collect()
    }
}

/// The Rust names of environments and of what stands in the module `servers`.
fn names_of(servers: &[At<'_>]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut taken: Vec<String> = Vec::new();
    for (index, at) in servers.iter().enumerate() {
        let usual = match at.text("x-environment") {
            Some(environment) => names::pascal(environment),
            None if servers.len() == 1 => "Server".to_owned(),
            None => format!("Server{}", index + 1),
        };
        let server = names::numbered(&usual, |name| taken.iter().any(|known| known == name));
        taken.push(server.clone());
        if let Some(environment) = at.text("x-environment") {
            all.insert(format!("Environment::{}", names::pascal(environment)));
        }
        for (name, variable) in at.members_of("variables") {
            all.insert(format!("servers::{server}"));
            let setter = format!("servers::{server}::with_{}", names::snake(name));
            if !variable.has("enum") {
                all.insert(format!("{setter}(String)"));
                continue;
            }
            let choice = format!("{server}{}", names::pascal(name));
            all.insert(format!("{setter}({choice})"));
            let choice = format!("servers::{choice}");
            let mut variants: Vec<String> = Vec::new();
            for value in variable.items_of("enum").filter_map(|value| value.value.as_str()) {
                variants
                    .push(names::numbered(&names::pascal(value), |name| variants.iter().any(|known| known == name)));
            }
            all.extend(variants.into_iter().map(|variant| format!("{choice}::{variant}")));
        }
    }
    all
}

fn url(server: &At<'_>) -> String {
    format!("`{}`", server.text("url").unwrap_or_default())
}
