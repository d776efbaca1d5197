//! Named schemas: come, gone, renamed, of another kind.

use openapi::takes_null;

use super::{Directions, Reached, Verdict, Walk, limits::MEMBER_COUNTS, misread};
use crate::{
    change::{Rust, Wire},
    fit::Fit,
    model::{Schema, SchemaKind, Type},
    rust_types,
};

impl<'m, 'a> Walk<'m, 'a> {
    pub(super) fn schemas(&mut self) {
        let (old_model, new_model): (&'m _, &'m _) = (self.old, self.new);
        for old in &old_model.schemas {
            match self.pairs.schema(&old.name).and_then(|name| new_model.schema(name)) {
                Some(new) => self.schema(old, new),
                None => {
                    let rust = match old.kind.is_rust_type() {
                        true => Rust::breaks(format!("`types::{}` is gone", old.name)),
                        false => Rust::same("it had no Rust type of its own"),
                    };
                    let by = self.uses.all(Some(&old.name), None);
                    let wire = Wire::works("what refers to it instead is a change of its own");
                    self.push(format!("the schema `{}` is gone", old.name), self.in_old(&old.at), by, wire, rust);
                }
            }
        }
        for new in new_model.schemas.iter().filter(|schema| self.pairs.schema_back(&schema.name).is_none()) {
            let rust = match new.kind.is_rust_type() {
                true => Rust::adds(format!("`types::{}`", new.name)),
                false => Rust::same("it has no Rust type of its own"),
            };
            let by = self.uses.all(None, Some(&new.name));
            self.push(format!("the schema `{}` is new", new.name), self.in_new(&new.at), by, Wire::same(), rust);
        }
    }

    fn schema(&mut self, old: &Schema<'a>, new: &Schema<'a>) {
        let reached = Reached {
            by: self.uses.all(Some(&old.name), Some(&new.name)),
            shared: self.uses.shared(&old.name, &new.name),
        };
        let name = format!("`{}`", new.name);
        if old.name != new.name {
            let rust = match rust_types::is_rust_type(self.old, &old.name) {
                true => Rust::breaks(format!("`types::{}` is now `types::{}`", old.name, new.name)),
                false => Rust::same("it has no Rust type of its own"),
            };
            let what = format!("the schema `{}` is now called {name}", old.name);
            self.push(what, self.in_new(&new.at), reached.by.clone(), Wire::works("the name is not sent"), rust);
        }
        self.requests(old, new, &reached);
        match (&old.kind, &new.kind) {
            (SchemaKind::Object(before), SchemaKind::Object(after)) => self.object((old, new), before, after, &reached),
            (
                SchemaKind::Enum { integers: was, variants: before },
                SchemaKind::Enum { integers: is, variants: after },
            ) if was == is => {
                self.enumeration(new, before, after, &reached);
            }
            (SchemaKind::Score, SchemaKind::Score) => self.score(&name, &old.at, &new.at, &reached),
            (SchemaKind::Union { tag: was, variants: before }, SchemaKind::Union { tag: is, variants: after }) => {
                self.union(new, (was, before), (is, after), &reached);
            }
            (SchemaKind::Envelope { .. }, SchemaKind::Envelope { .. }) => self.envelope(old, new, &reached),
            (SchemaKind::Alias(before), SchemaKind::Alias(after)) => self.alias(old, new, (before, after), &reached),
            _ => return self.kind(old, new, &reached),
        }
        self.named_nullable(old, new, &reached);
        self.named_rest(old, new, &name, &reached);
    }

    /// Members of a named schema that its kind's own comparison does not look at.
    fn named_rest(&mut self, old: &Schema<'a>, new: &Schema<'a>, name: &str, reached: &Reached) {
        // What a schema says of the way that it goes, it says of members that refer to it.
        let mut seen = vec!["nullable", "readOnly", "writeOnly"];
        match new.kind {
            SchemaKind::Object(_) => {
                seen.extend(["properties", "required", "additionalProperties"]);
                seen.extend(MEMBER_COUNTS);
            }
            SchemaKind::Enum { .. } => seen.extend(["enum", "x-enum-varnames"]),
            SchemaKind::Score => seen.extend(["minimum", "maximum", "x-score"]),
            SchemaKind::Union { .. } => seen.extend(["oneOf", "discriminator"]),
            SchemaKind::Envelope { .. } => seen.extend(["oneOf", "x-envelope"]),
            // Its limits are looked at instead.
            SchemaKind::Alias(_) => return,
        }
        self.rest(&old.at, &new.at, &seen, name, reached);
        if let SchemaKind::Object(_) = new.kind {
            self.member_counts(&old.at, &new.at, name, reached);
        }
    }

    /// A schema of one name that is now something else altogether.
    fn kind(&mut self, old: &Schema<'a>, new: &Schema<'a>, reached: &Reached) {
        let (before, after) = (Type::Named(old.name.clone()), Type::Named(new.name.clone()));
        let misfit = |forward, tolerant| {
            let fit = Fit::new(self.old, self.new, self.pairs, forward, tolerant);
            if forward { !fit.fits_inside(&before, &after) } else { !fit.fits_inside(&after, &before) }
        };
        let Directions { sent, answered } = reached.shared;
        let old_client = sent && misfit(true, false) || answered && misfit(false, true);
        let new_client = sent && misfit(false, false) || answered && misfit(true, true);
        let wire = misread((old_client, new_client));
        let (was, is) = (rust_types::value(self.old, &before, None), rust_types::value(self.new, &after, None));
        let rust = match old.kind.is_rust_type() || new.kind.is_rust_type() {
            true if was == is => {
                Rust::breaks(format!("`types::{is}` is {} instead of {}", new.kind.name(), old.kind.name()))
            }
            _ => Rust::breaks(format!("`{is}` stands where `{was}` stood")),
        };
        let what = format!("`{}` is {} instead of {}", new.name, new.kind.name(), old.kind.name());
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
    }

    /// The compiler takes `nullable` from the place of use, yet the wire has it everywhere.
    fn named_nullable(&mut self, old: &Schema<'a>, new: &Schema<'a>, reached: &Reached) {
        let (was, is) = (takes_null(old.at.value), takes_null(new.at.value));
        if was == is {
            return;
        }
        let Directions { sent, answered } = reached.shared;
        let wire = Verdict::default()
            .old_client(answered && is, "an old client does not read null")
            .old_client(sent && was, "a new server does not take null")
            .new_client(answered && was, "a rebuilt client does not read null, which an old server may answer")
            .or("no null is sent that was not sent before");
        let what = format!("`{}` may {} be null", new.name, if is { "now" } else { "no longer" });
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, Rust::none());
    }
}
