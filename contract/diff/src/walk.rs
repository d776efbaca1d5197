//! The walk through both contracts, part by part.

use openapi::{At, document::unescape};

use super::{
    change::{Change, Class, Place, Rust, Side, Use, Wire},
    defaults::effective,
    fit::Fit,
    model::{Direction, Model, Type},
    pairs::Pairs,
    reach::{Directions, Uses},
    texts,
};

mod answers;
mod bodies;
mod enums;
mod headers;
mod limits;
mod mocks;
mod objects;
mod operations;
mod others;
mod parameters;
mod schemas;
mod security;
mod servers;
mod shapes;
mod twins;

/// Both contracts, and what was found so far.
pub(super) struct Walk<'m, 'a> {
    pub old: &'m Model<'a>,
    pub new: &'m Model<'a>,
    pub pairs: &'m Pairs,
    pub uses: &'m Uses,
    changes: Vec<Change>,
}

/// The operations that reach a place, and the directions in both contracts.
#[derive(Clone)]
struct Reached {
    by: Vec<Use>,
    shared: Directions,
}

impl<'m, 'a> Walk<'m, 'a> {
    pub fn new(old: &'m Model<'a>, new: &'m Model<'a>, pairs: &'m Pairs, uses: &'m Uses) -> Self {
        Self { old, new, pairs, uses, changes: Vec::new() }
    }

    /// Every change, in the order of the contract's sections.
    pub fn run(mut self) -> Vec<Change> {
        self.servers();
        self.schemes();
        self.operations();
        self.schemas();
        self.document();
        self.changes
    }

    /// Members of the document that no other part of the walk looks at.
    fn document(&mut self) {
        let seen = ["openapi", "info", "servers", "security", "paths", "components"];
        let reached = Reached { by: Vec::new(), shared: Directions::default() };
        self.rest(&At::root(self.old.document), &At::root(self.new.document), &seen, "the contract", &reached);
    }

    fn push(&mut self, what: String, at: Place, used_by: Vec<Use>, mut wire: Wire, rust: Rust) {
        if used_by.is_empty() && !wire.breaks() {
            wire = Wire::works("no operation reaches it");
        }
        // A shared component is seen from each operation; it is one change all the same.
        if let Some(known) = self.changes.iter_mut().find(|known| known.what == what && known.at == at) {
            known.wire.old_client_new_server |= wire.old_client_new_server;
            known.wire.new_client_old_server |= wire.new_client_old_server;
            if known.wire.reason.is_empty() {
                known.wire.reason = wire.reason;
            }
            if rust.class > known.rust.class {
                known.rust = rust;
            } else if rust.class == known.rust.class && !known.rust.reason.contains(&rust.reason) {
                known.rust.reason = format!("{}; {}", known.rust.reason, rust.reason);
            }
            for new in used_by {
                match known.used_by.iter_mut().find(|known| known.operation == new.operation) {
                    Some(known) => {
                        known.sent |= new.sent;
                        known.answered |= new.answered;
                    }
                    None => known.used_by.push(new),
                }
            }
            return;
        }
        self.changes.push(Change { what, at, wire, rust, used_by });
    }

    fn place(&self, side: Side, pointer: &str) -> Place {
        let document = match side {
            Side::Old => self.old.document,
            Side::New => self.new.document,
        };
        let (file, line) = (document.file.clone(), document.line(pointer));
        Place { side, file, line, pointer: pointer.to_owned() }
    }

    fn in_old(&self, at: &At<'_>) -> Place {
        self.place(Side::Old, &at.pointer)
    }

    fn in_new(&self, at: &At<'_>) -> Place {
        self.place(Side::New, &at.pointer)
    }

    /// Whether an old client and a rebuilt one fail when a type became another.
    fn misfits(&self, old: &Type, new: &Type, shared: Directions) -> (bool, bool) {
        let fits = |forward, tolerant| {
            let fit = Fit::new(self.old, self.new, self.pairs, forward, tolerant);
            if forward { fit.fits(old, new) } else { fit.fits(new, old) }
        };
        (
            shared.sent && !fits(true, false) || shared.answered && !fits(false, true),
            shared.sent && !fits(false, false) || shared.answered && !fits(true, true),
        )
    }

    /// A Rust type of the old contract in the new one's names.
    fn renamed(&self, rust: &str) -> String {
        let mut renamed = String::new();
        let mut word = String::new();
        for character in rust.chars().chain([' ']) {
            if character.is_alphanumeric() || character == '_' {
                word.push(character);
                continue;
            }
            renamed.push_str(self.renamed_word(&word));
            word.clear();
            renamed.push(character);
        }
        renamed.pop();
        renamed
    }

    fn renamed_word<'w>(&'w self, word: &'w str) -> &'w str {
        let partner = |schema: &str| self.pairs.schema(schema).filter(|new| self.new.ways(new).request.is_some());
        let request = || Some(self.new.rust_name(partner(self.old.of_request(word)?)?, Some(Direction::Sent)));
        self.pairs.schema(word).or_else(request).unwrap_or(word)
    }

    /// Whether it is deprecated.
    fn deprecated(&mut self, old: &At<'_>, new: &At<'_>, whose: &str, reached: &Reached) {
        let (was, is) = (old.flag("deprecated"), new.flag("deprecated"));
        if was == is {
            return;
        }
        let (what, rust) = match is {
            true => ("now", Rust::same("a program that uses it gets a warning")),
            false => ("no longer", Rust::same("a program that uses it gets no warning")),
        };
        let at = new.get("deprecated").unwrap_or_else(|| new.clone());
        let wire = Wire::works("it does what it did");
        self.push(format!("{whose} is {what} deprecated"), self.in_new(&at), reached.by.clone(), wire, rust);
    }

    /// Reports every member that differs and that no other comparison covers: one change
    /// too many is better than one too few.
    fn rest(&mut self, old: &At<'_>, new: &At<'_>, seen: &[&str], whose: &str, reached: &Reached) {
        self.deprecated(old, new, whose, reached);
        let seen = [seen, &["deprecated"]].concat();
        let names = old.members().chain(new.members()).map(|(name, _)| name);
        let mut names: Vec<&str> = names.filter(|name| !seen.contains(name) && !texts::is_text(name)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (before, after) = (old.get(name), new.get(name));
            let bare = |at: &Option<At<'_>>| at.as_ref().map(|at| texts::without(at.value));
            if bare(&before) == bare(&after) || effective(old.value, name) == effective(new.value, name) {
                continue;
            }
            if name == "default" {
                let wire = Wire::works("a server may do something else for who leaves it out");
                let at = after.as_ref().or(before.as_ref()).unwrap_or(new);
                let place = if after.is_some() { self.in_new(at) } else { self.in_old(at) };
                self.push(format!("`default` of {whose} is different"), place, reached.by.clone(), wire, Rust::none());
                continue;
            }
            let place = match (&after, &before) {
                (Some(at), _) => self.in_new(at),
                (None, Some(at)) => self.in_old(at),
                (None, None) => continue,
            };
            let carried = reached.shared.sent || reached.shared.answered;
            let wire = Wire::of(carried, carried, "what it does is not known here, so it is taken for a break");
            let wire = if carried { wire } else { Wire::same() };
            self.push(format!("`{name}` of {whose} is different"), place, reached.by.clone(), wire, Rust::none());
        }
    }
}

impl Reached {
    fn one(operation: &str, shared: Directions) -> Self {
        let by = vec![Use { operation: operation.to_owned(), sent: shared.sent, answered: shared.answered }];
        Self { by, shared }
    }
}

/// The note about a removed item when a new one may be the same under another name.
fn perhaps(heir: Option<&str>) -> String {
    heir.map_or_else(String::new, |heir| format!("; perhaps it is called `{heir}` now"))
}

/// The wire's verdict, put together from what goes wrong.
#[derive(Default)]
struct Verdict {
    old: bool,
    new: bool,
    reasons: Vec<String>,
}

impl Verdict {
    /// An old client against a new server.
    fn old_client(mut self, fails: bool, reason: impl Into<String>) -> Self {
        if fails {
            self.old = true;
            self.reasons.push(reason.into());
        }
        self
    }

    /// A rebuilt client against an old server.
    fn new_client(mut self, fails: bool, reason: impl Into<String>) -> Self {
        if fails {
            self.new = true;
            self.reasons.push(reason.into());
        }
        self
    }

    /// The note when nothing breaks.
    fn or(mut self, reason: impl Into<String>) -> Wire {
        if self.reasons.is_empty() {
            self.reasons.push(reason.into());
        }
        self.wire()
    }

    fn wire(self) -> Wire {
        Wire::of(self.old, self.new, self.reasons.join("; "))
    }
}

/// The wire's verdict when a type became another.
fn misread((old_client, new_client): (bool, bool)) -> Wire {
    let reason = match (old_client, new_client) {
        (true, true) => "clients and servers of different contracts do not read each other's values",
        (true, false) => "an old client and a new server do not read each other's values",
        (false, true) => "a rebuilt client and an old server do not read each other's values",
        (false, false) => "it reads alike",
    };
    Wire::of(old_client, new_client, reason)
}

/// A type that became another.
fn became(name: &str, is: &str, was: &str) -> String {
    if is == was {
        return format!("the type of {name} is written in another way");
    }
    format!("{name} is `{is}` instead of `{was}`")
}

/// The name of a part: that of its component, or else the caller's.
fn called(pointer: &str, section: &str, kind: &str, otherwise: String) -> String {
    match pointer.strip_prefix(&format!("/components/{section}/")) {
        Some(name) if !name.contains('/') => format!("the {kind} `{}`", unescape(name)),
        _ => otherwise,
    }
}

/// Whether the verdict says that programs break.
fn is_break(rust: &Rust) -> bool {
    rust.class == Class::Breaks
}
