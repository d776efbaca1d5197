//! Values of enums. To a client every enum is open.

use super::{Reached, Verdict, Walk};
use crate::{
    change::{Rust, Wire},
    model::{Schema, Variant},
};

impl<'a> Walk<'_, 'a> {
    pub(super) fn enumeration(
        &mut self,
        schema: &Schema<'a>,
        before: &[Variant<'a>],
        after: &[Variant<'a>],
        reached: &Reached,
    ) {
        let owner = schema.name.as_str();
        let sent = reached.shared.sent;
        let mut fresh: Vec<&Variant<'a>> =
            after.iter().filter(|new| !before.iter().any(|old| old.wire == new.wire)).collect();
        for old in before {
            if let Some(new) = after.iter().find(|new| old.wire == new.wire) {
                self.variant(owner, old, new, reached);
                continue;
            }
            let Some(twin) = fresh.iter().position(|new| new.rust == old.rust) else {
                let wire =
                    Verdict::default().old_client(sent, "an old client may send it").or("it does not come any more");
                let rust = Rust::breaks(format!("`types::{owner}::{}` is gone", old.rust));
                let what = format!("the value `{}` of `{owner}` is gone", old.wire);
                self.push(what, self.in_old(&old.at), reached.by.clone(), wire, rust);
                continue;
            };
            let new = fresh.remove(twin);
            let wire = Verdict::default()
                .old_client(sent, "an old client sends the old value")
                .new_client(sent, "a rebuilt client sends the new value")
                .or("a client reads the value that it does not know as `Unknown`");
            let what = format!("the value `{}` of `{owner}` is now `{}`", old.wire, new.wire);
            let rust = Rust::same(format!("`types::{owner}::{}` stands for the new value", new.rust));
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
        for new in fresh {
            let what = format!("the value `{}` of `{owner}` is new", new.wire);
            let wire = Wire::works("an old client reads it as `Unknown`");
            let wire =
                if reached.shared.answered { wire } else { Wire::works("only a program that was changed sends it") };
            let rust = Rust::adds(format!("`types::{owner}::{}`", new.rust));
            self.push(what, self.in_new(&new.at), reached.by.clone(), wire, rust);
        }
        self.order(schema, before, after, reached);
    }

    fn variant(&mut self, owner: &str, old: &Variant<'a>, new: &Variant<'a>, reached: &Reached) {
        if old.rust != new.rust {
            let what =
                format!("the value `{}` of `{owner}` has the name `{}` instead of `{}`", new.wire, new.rust, old.rust);
            let rust = Rust::breaks(format!("`types::{owner}::{}` is now `{}`", old.rust, new.rust));
            self.push(what, self.in_new(&new.at), reached.by.clone(), Wire::works("the name is not sent"), rust);
        }
    }

    /// The order of an enum's values is the order of its variants.
    fn order(&mut self, schema: &Schema<'a>, before: &[Variant<'a>], after: &[Variant<'a>], reached: &Reached) {
        let common = |one: &[Variant<'a>], other: &[Variant<'a>]| -> Vec<String> {
            let kept = one.iter().filter(|value| other.iter().any(|known| known.wire == value.wire));
            kept.map(|value| value.wire.clone()).collect()
        };
        if common(before, after) != common(after, before) {
            let what = format!("the values of `{}` stand in another order", schema.name);
            let at = schema.at.get("enum").unwrap_or_else(|| schema.at.clone());
            let wire = Wire::works("the order is not sent");
            self.push(what, self.in_new(&at), reached.by.clone(), wire, Rust::same("variants compare by their order"));
        }
    }
}
