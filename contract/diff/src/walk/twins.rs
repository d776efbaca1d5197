//! The Rust types of a schema before and after the change: one type, or two when requests
//! have other members than responses.

use openapi::names;

use super::{Reached, Walk};
use crate::{
    change::{Rust, Wire},
    model::{Direction, Object, Property, Schema},
    rust_types,
};

/// A Rust type of the old client and the one of the new client that took its place.
pub(super) struct Twin {
    /// The way that the old one goes; None when it has all members.
    pub was: Option<Direction>,
    /// The way that the new one goes.
    pub is: Option<Direction>,
    /// The name of the new one.
    pub name: String,
}

impl Twin {
    /// Whether a request holds it, of a schema that requests hold.
    pub fn is_sent(&self) -> bool {
        self.is != Some(Direction::Received)
    }
}

impl<'a> Walk<'_, 'a> {
    pub(super) fn twins(&self, old: &Schema<'a>, new: &Schema<'a>) -> Vec<Twin> {
        let (was, is) = (self.old.ways(&old.name), self.new.ways(&new.name));
        let mut twins = vec![Twin { was: was.own, is: is.own, name: new.name.clone() }];
        if let (Some(_), Some(name)) = (was.request, is.request) {
            twins.push(Twin { was: Some(Direction::Sent), is: Some(Direction::Sent), name });
        }
        twins
    }

    /// Whether requests have a Rust type of their own.
    pub(super) fn requests(&mut self, old: &Schema<'a>, new: &Schema<'a>, reached: &Reached) {
        let (name, is_type) = (&new.name, old.kind.is_rust_type() && new.kind.is_rust_type());
        let (what, rust) = match (self.old.ways(&old.name).request, self.new.ways(name).request) {
            (None, Some(is)) if is_type => {
                let rust = match reached.shared.sent {
                    true => Rust::breaks(format!("requests hold `types::{is}` instead of `types::{}`", old.name)),
                    false => Rust::adds(format!("`types::{is}`")),
                };
                (format!("`{name}` has a type of its own for requests"), rust)
            }
            (Some(was), None) if is_type => {
                let rust = Rust::breaks(format!("`types::{was}` is gone"));
                (format!("`{name}` has no type of its own for requests any more"), rust)
            }
            (Some(was), Some(is)) if is_type && old.name == new.name && was != is => {
                let rust = Rust::breaks(format!("`types::{was}` is now `types::{is}`"));
                (format!("the type of `{name}` for requests has another name"), rust)
            }
            _ => return,
        };
        let wire = Wire::works("the names of types are not sent");
        self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
    }

    /// What became of the field of a member, in all types together.
    pub(super) fn field(
        &self,
        twins: &[Twin],
        (before, after): (&Object<'a>, &Object<'a>),
        (old, new): (Option<&Property<'a>>, Option<&Property<'a>>),
        sent: bool,
    ) -> Rust {
        twins.iter().fold(Rust::none(), |rust, twin| {
            let old = old.filter(|property| property.is_in(twin.was));
            let new = new.filter(|property| property.is_in(twin.is));
            rust.and(match (old, new) {
                (Some(old), Some(new)) => self.field_pair(twin, old, new),
                (Some(old), None) => {
                    Rust::breaks(format!("`types::{}` has no `{}`", twin.name, names::field(old.wire)))
                }
                (None, Some(new)) => {
                    let lost_default = rust_types::has_default(&before.properties, twin.was)
                        && !rust_types::has_default(&after.properties, twin.is);
                    field_new(twin, new, lost_default, sent)
                }
                (None, None) => Rust::none(),
            })
        })
    }

    fn field_pair(&self, twin: &Twin, old: &Property<'a>, new: &Property<'a>) -> Rust {
        let (was, is) = (rust_types::field(self.old, old, twin.was), rust_types::field(self.new, new, twin.is));
        match self.renamed(&was) == is {
            true => Rust::none(),
            false => {
                let field = names::field(new.wire);
                Rust::breaks(format!("`{field}` of `types::{}` is `{is}` instead of `{was}`", twin.name))
            }
        }
    }

    /// What it does to builders that a member is now required.
    pub(super) fn demand(&self, twins: &[Twin], new: &Property<'a>, sent: bool) -> Rust {
        let demanding = twins.iter().filter(|twin| sent && twin.is_sent() && new.required && new.is_in(twin.is));
        demanding.fold(Rust::none(), |rust, twin| rust.and(refuses(twin, new)))
    }
}

fn field_new(twin: &Twin, new: &Property<'_>, lost_default: bool, sent: bool) -> Rust {
    if new.required && sent && twin.is_sent() {
        refuses(twin, new)
    } else if lost_default && new.required {
        Rust::breaks(format!("`types::{}` is no longer `Default`", twin.name))
    } else {
        Rust::adds(format!("`types::{}` has `{}`", twin.name, names::field(new.wire)))
    }
}

fn refuses(twin: &Twin, new: &Property<'_>) -> Rust {
    let field = names::field(new.wire);
    Rust::breaks(format!("the builder of `types::{}` refuses to build without `{field}`", twin.name))
}
