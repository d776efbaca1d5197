//! Collects the findings about one message. It keeps a limited number of them, however long
//! the message is, and counts the others.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
};

use openapi::At;

use super::{
    Checked, NewValue, Unknown, Validator, Violation,
    demand::Demand,
    model::Operation,
    plan::{OpenEnum, expectation},
    scalar::{Found, Scalar},
    shapes::{ROOT, ShapeId},
    walk, words,
};

/// How many violations of a message are listed, and how many other findings of each kind.
const MOST: usize = 100;

/// How many violations are listed that differ only in the index of an item or in a name
/// that the contract does not know.
const MOST_ALIKE: usize = 10;

pub(super) struct Checker<'a> {
    pub validator: &'a Validator,
    pub operation: Option<&'a Operation>,
    pub checked: Checked,
    /// How many violations there were of each demand in each place.
    alike: HashMap<u64, usize>,
    hasher: RandomState,
    unknown: HashSet<Unknown>,
    new_values: HashSet<NewValue>,
}

/// Where a value of a JSON text stands.
pub(super) struct Place<'p> {
    /// What the text is: `body`, `query page`.
    pub root: &'p str,
    /// The place with `*` for all data.
    pub shape: ShapeId,
    /// The place as it is shown, with the numbers of items.
    pub text: &'p dyn Fn() -> String,
}

impl Place<'_> {
    fn shown(&self) -> String {
        join(self.root, &(self.text)())
    }
}

fn join(root: &str, at: &str) -> String {
    if at.is_empty() { root.to_owned() } else { format!("{root}#{at}") }
}

impl<'a> Checker<'a> {
    pub fn new(validator: &'a Validator, operation: Option<&'a Operation>) -> Self {
        let id = operation.map(|operation| operation.id.clone());
        Self {
            validator,
            operation,
            checked: Checked { operation: id, ..Checked::default() },
            alike: HashMap::new(),
            hasher: RandomState::new(),
            unknown: HashSet::new(),
            new_values: HashSet::new(),
        }
    }

    /// Notes a violation; `pointer` is the place in the contract that is violated.
    pub fn violation(
        &mut self,
        at: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
        pointer: &str,
    ) {
        let at = at.into();
        let alike = self.hasher.hash_one((&at, pointer));
        if self.has_room(alike) {
            self.list(at, expected.into(), found.into(), pointer);
        }
    }

    /// Notes that a value does not meet a demand. The text is made only for violations that
    /// are listed.
    pub fn violation_at(&mut self, place: Place<'_>, demand: &Demand, found: impl FnOnce() -> String) {
        let alike = self.hasher.hash_one((place.root, place.shape, &demand.pointer));
        if self.has_room(alike) {
            self.list(place.shown(), demand.expected.clone(), found(), &demand.pointer);
        }
    }

    fn list(&mut self, at: String, expected: String, found: String, pointer: &str) {
        let operation = self.operation.map(|operation| operation.id.clone());
        let line = self.validator.document.line(pointer);
        let violation = Violation { operation, at, expected, found, line };
        // When names are hidden, different findings may look the same.
        if self.checked.violations.contains(&violation) {
            self.checked.more_violations += 1;
        } else {
            self.checked.violations.push(violation);
        }
    }

    /// Counts a violation; true when it is to be listed.
    fn has_room(&mut self, alike: u64) -> bool {
        let full = self.checked.violations.len() >= MOST;
        let known = self.alike.get_mut(&alike);
        let room = match known {
            _ if full => false,
            Some(count) => {
                *count += 1;
                *count <= MOST_ALIKE
            }
            None => {
                self.alike.insert(alike, 1);
                true
            }
        };
        self.checked.more_violations += usize::from(!room);
        room
    }

    /// Notes something that the contract at `pointer` does not describe: its place, its
    /// kind, and what exactly was found.
    pub fn unknown(&mut self, at: impl Into<String>, kind: impl Into<String>, found: String, pointer: &str) {
        let at = at.into();
        if self.validator.strict {
            self.violation(at.clone(), words::ONLY_KNOWN, found, pointer);
        }
        self.add_unknown(Unknown { at, found: kind.into() });
    }

    /// Notes a member that the contract at `pointer` does not describe. `alike` is its
    /// place with `*` for the numbers of items.
    pub fn unknown_at(&mut self, place: Place<'_>, alike: &str, found: Found, pointer: &str) {
        if self.validator.strict {
            let key = self.hasher.hash_one((place.root, alike, pointer));
            if self.has_room(key) {
                self.list(place.shown(), words::ONLY_KNOWN.to_owned(), found.words(), pointer);
            }
        }
        self.add_unknown(Unknown { at: join(place.root, alike), found: found.kind().to_owned() });
    }

    fn add_unknown(&mut self, unknown: Unknown) {
        if self.unknown.contains(&unknown) {
            return;
        }
        if self.unknown.len() < MOST {
            self.checked.unknown.push(unknown.clone());
            self.unknown.insert(unknown);
        } else {
            self.checked.more_unknown += 1;
        }
    }

    /// Notes a value that an open enum does not list.
    pub fn new_value(&mut self, place: Place<'_>, alike: &str, listed: &OpenEnum, value: Scalar<'_>) {
        if self.validator.strict {
            self.violation_at(Place { root: place.root, shape: place.shape, text: place.text }, &listed.demand, || {
                value.found().words()
            });
        }
        let shown = self.validator.show_unknown.then(|| match value.to_value() {
            serde_json::Value::String(text) => words::shown(&text),
            other => other.to_string(),
        });
        let new = NewValue { at: join(place.root, alike), schema: listed.schema.clone(), value: shown };
        if self.new_values.contains(&new) {
            return;
        }
        if self.new_values.len() < MOST {
            self.checked.new_values.push(new.clone());
            self.new_values.insert(new);
        } else {
            self.checked.more_unknown += 1;
        }
    }

    /// Notes that a value is nested too deep to be looked at.
    pub fn too_deep(&mut self, root: &str, levels: usize) {
        let reason = format!("{root}: what is nested more than {levels} levels deep is not looked at");
        if !self.checked.unchecked.contains(&reason) {
            self.checked.unchecked.push(reason);
        }
    }

    /// A name that the contract does not know, if the caller asked to see such; `*` otherwise.
    pub fn unknown_name(&self, name: &str) -> String {
        if self.validator.show_unknown { words::shown(name) } else { "*".to_owned() }
    }

    /// Checks a JSON text against the schema at `pointer`; `root` says what the text is.
    ///
    /// # Errors
    ///
    /// When it is not JSON; then nothing else is reported about it.
    pub fn json(&mut self, root: &str, pointer: &str, text: &str) -> serde_json::Result<()> {
        let Some(node) = self.validator.plan.find(pointer) else { return Ok(()) };
        // Findings about the beginning of a broken text would mislead.
        let mut inner = Checker::new(self.validator, self.operation);
        walk::json(&mut inner, root, node, text)?;
        self.take(inner.checked);
        Ok(())
    }

    /// Adds the findings about a part of the message.
    pub fn take(&mut self, other: Checked) {
        let checked = &mut self.checked;
        checked.violations.extend(other.violations);
        checked.more_violations += other.more_violations;
        checked.unknown.extend(other.unknown);
        checked.new_values.extend(other.new_values);
        checked.more_unknown += other.more_unknown;
        checked.unchecked.extend(other.unchecked);
        checked.members.extend(other.members);
    }

    /// Checks a value that travels as text.
    pub fn text(&mut self, root: &str, pointer: &str, text: &str) {
        let Some(schema) = At::find(&self.validator.document, pointer) else { return };
        match (Scalar::of_text(schema.kind(), text), self.validator.plan.find(pointer)) {
            (Some(value), Some(node)) => walk::scalar(self, root, node, value),
            (Some(_), None) => {}
            (None, _) => {
                let all = schema.expanded();
                let stated =
                    all.iter().find_map(|node| node.get("type")).map_or(schema.pointer.clone(), |at| at.pointer);
                let demand = Demand::new(expectation(&schema), stated);
                let place = Place { root, shape: ROOT, text: &String::new };
                self.violation_at(place, &demand, || crate::scalar::found_text(text));
            }
        }
    }
}
