//! Goes once through a JSON text and its schema together.
//!
//! The text is read as a stream, so that it needs no memory beside the text itself. Only a
//! value of several forms is read twice: first to find its form, then as that form.

mod keys;

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, value::RawValue};

use self::keys::{Key, KeySeed, tag};
use super::{
    checker::{Checker, Place},
    demand::Demand,
    limit::Limit,
    plan::{Node, NodeId, Others, Plan, Rule, Type},
    scalar::{Found, Scalar},
    shapes::{ROOT, ShapeId, Shapes, Step},
};

/// How deep a value may be nested to be looked at. The clients read no deeper than that.
const MOST_LEVELS: usize = 100;

/// serde_json passes numbers under this name when some crate has turned on its feature
/// `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Checks the JSON text `text` against a node of the plan; `root` says where it stands.
///
/// # Errors
///
/// When the text is not JSON. The findings up to that point are in the checker.
pub(super) fn json(checker: &mut Checker<'_>, root: &str, node: NodeId, text: &str) -> serde_json::Result<()> {
    let mut walk = Walk::new(checker, root);
    let mut reader = serde_json::Deserializer::from_str(text);
    walk.seed(node, Spot::ROOT).deserialize(&mut reader)?;
    reader.end()?;
    walk.end();
    Ok(())
}

/// Checks a value without parts.
pub(super) fn scalar(checker: &mut Checker<'_>, root: &str, node: NodeId, value: Scalar<'_>) {
    let mut walk = Walk::new(checker, root);
    walk.scalar(node, &Spot::ROOT, value);
    walk.end();
}

struct Walk<'w, 'a> {
    plan: &'a Plan,
    checker: &'w mut Checker<'a>,
    root: &'w str,
    shapes: Shapes,
}

/// The place of a value, with the indexes of the items that contain it.
struct Spot<'p> {
    above: Option<&'p Spot<'p>>,
    shape: ShapeId,
    last: Last<'p>,
    levels: usize,
}

/// The last step to a spot.
enum Last<'p> {
    None,
    Item(usize),
    Named(&'p str),
    Other,
}

impl Spot<'static> {
    const ROOT: Self = Self { above: None, shape: ROOT, last: Last::None, levels: 0 };
}

impl<'p> Spot<'p> {
    fn below<'q>(&'q self, shape: ShapeId, last: Last<'q>) -> Spot<'q> {
        Spot { above: Some(self), shape, last, levels: self.levels + 1 }
    }

    /// A JSON pointer, with `*` for what is data.
    fn text(&self) -> String {
        let mut text = self.above.map_or_else(String::new, Spot::text);
        match self.last {
            Last::None => {}
            Last::Item(index) => text.push_str(&format!("/{index}")),
            Last::Named(name) => {
                text.push('/');
                text.push_str(&openapi::document::escape(name));
            }
            Last::Other => text.push_str("/*"),
        }
        text
    }
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(checker: &'w mut Checker<'a>, root: &'w str) -> Self {
        Self { plan: &checker.validator.plan, checker, root, shapes: Shapes::new() }
    }

    fn end(self) {
        for (at, there) in self.shapes.members(|node| self.plan.node(node)) {
            *self.checker.checked.members.entry(format!("{}#{at}", self.root)).or_default() |= there;
        }
    }

    fn seed<'s>(&'s mut self, node: NodeId, spot: Spot<'s>) -> Seed<'s, 'w, 'a> {
        Seed { walk: self, node, spot }
    }

    fn node(&self, node: NodeId) -> &'a Node {
        self.plan.node(node)
    }

    fn violation(&mut self, spot: &Spot<'_>, demand: &'a Demand, found: impl FnOnce() -> String) {
        let place = Place { root: self.root, shape: spot.shape, text: &|| spot.text() };
        self.checker.violation_at(place, demand, found);
    }

    fn scalar(&mut self, id: NodeId, spot: &Spot<'_>, value: Scalar<'_>) {
        let node = self.node(id);
        if matches!(value, Scalar::Null) {
            for demand in &node.null {
                self.violation(spot, demand, || value.found().words());
            }
            return;
        }
        if let Some(union) = &node.union {
            let demand = match union.rule {
                Rule::Tag { .. } => &union.no_object,
                Rule::Wrapper { without, .. } => return self.scalar(without, spot, value),
            };
            return self.violation(spot, demand, || value.found().words());
        }
        for (kind, demand) in &node.types {
            if !kind.fits(value) {
                self.violation(spot, demand, || value.found().words());
            }
        }
        for limit in node.limits.iter().filter(|limit| !limit.needs_whole_value() && !limit.scalar_fits(value)) {
            self.violation(spot, &limit.demand, || format!("{}{}", value.found().words(), limit.miss));
        }
        for listed in node.enums.iter().filter(|listed| listed.is_new(value)) {
            let place = Place { root: self.root, shape: spot.shape, text: &|| spot.text() };
            self.checker.new_value(place, self.shapes.text(spot.shape), listed, value);
        }
    }

    /// Checks the demands on a list or an object itself.
    fn compound(&mut self, node: &'a Node, spot: &Spot<'_>, kind: Type, found: Found) {
        if let Some(union) = &node.union {
            return self.violation(spot, &union.no_object, || found.words());
        }
        let types = node.types.iter().filter(|(wanted, _)| *wanted != kind).map(|(_, demand)| demand);
        let listed = node.limits.iter().filter(|limit| limit.takes_scalars_alone()).map(|limit| &limit.demand);
        for demand in types.chain(listed) {
            self.violation(spot, demand, || found.words());
        }
        let (counts, count) = match found {
            Found::List(count) => (&node.item_counts, count),
            Found::Object(count) => (&node.member_counts, count),
            _ => return,
        };
        for demand in counts.iter().filter_map(|limits| limits.missed(count)) {
            self.violation(spot, demand, || found.words());
        }
    }

    /// Checks the demands on a whole value.
    fn whole(&mut self, node: &'a Node, spot: &Spot<'_>, text: &str) -> serde_json::Result<()> {
        if text == "null" {
            return Ok(());
        }
        let value: Value = serde_json::from_str(text)?;
        for limit in node.limits.iter().filter(|limit| limit.needs_whole_value() && !limit.whole_fits(&value)) {
            self.violation(spot, &limit.demand, || Found::of(&value).words());
        }
        Ok(())
    }

    /// Notes a member that no schema names.
    fn unknown(&mut self, node: &'a Node, spot: &Spot<'_>, name: Option<&str>, found: Found) {
        let shape = self.shapes.below(spot.shape, Step::Any, node);
        let last = name.map_or(Last::Other, Last::Named);
        let below = spot.below(shape, last);
        match &node.unknown {
            Others::Free => {}
            Others::Unknown(pointer) => {
                let name = name.map_or_else(|| "*".into(), openapi::document::escape);
                let alike = format!("{}/{name}", self.shapes.text(spot.shape));
                let place = Place { root: self.root, shape, text: &|| below.text() };
                self.checker.unknown_at(place, &alike, found, pointer);
            }
            Others::Forbidden(demand) => self.violation(&below, demand, || found.words()),
        }
    }
}

/// Reads one value.
struct Seed<'s, 'w, 'a> {
    walk: &'s mut Walk<'w, 'a>,
    node: NodeId,
    spot: Spot<'s>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let node = self.walk.node(self.node);
        if self.spot.levels > MOST_LEVELS {
            self.walk.checker.too_deep(self.walk.root, MOST_LEVELS);
            return IgnoredAny::deserialize(reader).map(drop);
        }
        if node.union.is_some() || node.limits.iter().any(Limit::needs_whole_value) {
            let raw = <&RawValue>::deserialize(reader)?;
            return self.of_many_forms(raw.get()).map_err(serde::de::Error::custom);
        }
        reader.deserialize_any(self)
    }
}

impl Seed<'_, '_, '_> {
    /// Reads a value that must be looked at twice.
    fn of_many_forms(self, text: &str) -> serde_json::Result<()> {
        let Seed { walk, node: id, spot } = self;
        let node = walk.node(id);
        let mut reader = serde_json::Deserializer::from_str(text);
        let Some(union) = &node.union else {
            walk.whole(node, &spot, text)?;
            return reader.deserialize_any(Seed { walk, node: id, spot });
        };
        let is_object = text.starts_with('{');
        let form = match &union.rule {
            Rule::Tag { member, branches } if is_object => {
                let tag = tag(text, member)?;
                let branch = tag.as_ref().and_then(|(tag, _)| branches.get(tag.as_deref()?));
                if branch.is_none() {
                    let found = || match tag {
                        None => "nothing".to_owned(),
                        Some((Some(_), found)) => format!("{} of another value", found.words()),
                        Some((None, found)) => found.words(),
                    };
                    let shape = walk.shapes.below(spot.shape, Step::Any, node);
                    walk.violation(&spot.below(shape, Last::Named(member)), &union.demand, found);
                }
                branch.copied().unwrap_or(union.none)
            }
            // Null may be allowed; nothing else is.
            Rule::Tag { .. } => return reader.deserialize_any(Seed { walk, node: id, spot }),
            Rule::Wrapper { member, with, without } => {
                if is_object && tag(text, member)?.is_some() {
                    *with
                } else {
                    *without
                }
            }
        };
        Seed { walk, node: form, spot }.deserialize(&mut reader)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.walk.scalar(self.node, &self.spot, Scalar::Boolean(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.walk.scalar(self.node, &self.spot, Scalar::Integer(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        let value = i64::try_from(value).map_or(Scalar::Large(value), Scalar::Integer);
        self.walk.scalar(self.node, &self.spot, value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.walk.scalar(self.node, &self.spot, Scalar::Float(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.walk.scalar(self.node, &self.spot, Scalar::Text(value));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.walk.scalar(self.node, &self.spot, Scalar::Null);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Seed { walk, node, spot } = self;
        let node = walk.node(node);
        let mut count = 0;
        loop {
            let read = match node.items {
                Some(item) => {
                    let shape = walk.shapes.below(spot.shape, Step::Any, node);
                    let spot = spot.below(shape, Last::Item(count));
                    list.next_element_seed(Seed { walk, node: item, spot })?.is_some()
                }
                None => list.next_element::<IgnoredAny>()?.is_some(),
            };
            if !read {
                break;
            }
            count += 1;
        }
        walk.compound(node, &spot, Type::Array, Found::List(count));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Seed { walk, node: id, spot } = self;
        let node = walk.node(id);
        let mut present = vec![false; node.members.len()];
        let mut count = 0;
        while let Some(key) = map.next_key_seed(KeySeed { node, show: walk.checker.validator.show_unknown })? {
            if let Key::Known(index, _) | Key::Banned(index, _) = key {
                present[index] = true;
            }
            match key {
                Key::Banned(index, demand) => {
                    let name = node.members.get_index(index).map_or("", |(name, _)| name);
                    let shape = walk.shapes.below(spot.shape, Step::Member(id, index), node);
                    let found: Found = map.next_value()?;
                    walk.violation(&spot.below(shape, Last::Named(name)), demand, || found.words());
                }
                Key::Known(index, Some(member)) => {
                    let name = node.members.get_index(index).map_or("", |(name, _)| name);
                    let shape = walk.shapes.below(spot.shape, Step::Member(id, index), node);
                    let spot = spot.below(shape, Last::Named(name));
                    map.next_value_seed(Seed { walk, node: member, spot })?;
                }
                Key::Known(_, None) | Key::Other(_) if node.others.is_some() => {
                    let other = node.others.unwrap_or(id);
                    let shape = walk.shapes.below(spot.shape, Step::Any, node);
                    let spot = spot.below(shape, Last::Other);
                    map.next_value_seed(Seed { walk, node: other, spot })?;
                }
                Key::Known(_, None) => {
                    map.next_value::<IgnoredAny>()?;
                }
                Key::Other(name) => {
                    let found = map.next_value()?;
                    walk.unknown(node, &spot, name.as_deref(), found);
                }
                Key::Number if count == 0 => {
                    let number: Value = map.next_value()?;
                    if let Some(number) = number.as_str().and_then(|text| text.parse().ok()) {
                        let number = Scalar::of_number(&number).unwrap_or(Scalar::Float(f64::INFINITY));
                        walk.scalar(id, &spot, number);
                        return Ok(());
                    }
                    walk.unknown(node, &spot, None, Found::of(&number));
                }
                Key::Number => walk.unknown(node, &spot, None, map.next_value()?),
            }
            count += 1;
        }
        for (index, (name, member)) in node.members.iter().enumerate().filter(|(index, _)| !present[*index]) {
            for demand in &member.required {
                let shape = walk.shapes.below(spot.shape, Step::Member(id, index), node);
                walk.violation(&spot.below(shape, Last::Named(name)), demand, || "nothing".to_owned());
            }
        }
        walk.shapes.had(spot.shape, id, &present);
        walk.compound(node, &spot, Type::Object, Found::Object(count));
        Ok(())
    }
}
