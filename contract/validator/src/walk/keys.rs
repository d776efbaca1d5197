//! Names of members: as they are read, and one that is searched beforehand.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::NUMBER;
use crate::{
    demand::Demand,
    plan::{Member, Node, NodeId},
    scalar::Found,
    words,
};

/// Reads the name of a member.
pub(super) struct KeySeed<'n> {
    pub node: &'n Node,
    /// Whether a name that the contract does not know is kept.
    pub show: bool,
}

pub(super) enum Key<'n> {
    /// A member that the contract names: its index and its node.
    Known(usize, Option<NodeId>),
    /// A member that the contract allows only in the other direction.
    Banned(usize, &'n Demand),
    Other(Option<String>),
    Number,
}

impl<'de, 'n> DeserializeSeed<'de> for KeySeed<'n> {
    type Value = Key<'n>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Key<'n>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'n> Visitor<'_> for KeySeed<'n> {
    type Value = Key<'n>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key<'n>, E> {
        Ok(match self.node.members.get_full(name) {
            Some((index, _, Member { banned: Some(demand), .. })) => Key::Banned(index, demand),
            Some((index, _, member)) => Key::Known(index, member.node),
            None if name == NUMBER => Key::Number,
            None => Key::Other(self.show.then(|| words::shown(name))),
        })
    }
}

/// The value of a member of an object, as text if it is a text or a number; None when it is
/// absent. Of repeated members the last counts, as for every decoder.
pub(super) fn tag(text: &str, member: &str) -> serde_json::Result<Option<(Option<String>, Found)>> {
    struct Tag<'m>(&'m str);

    impl<'de> Visitor<'de> for Tag<'_> {
        type Value = Option<&'de RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut tag = None;
            while let Some(is_tag) = map.next_key_seed(Is(self.0))? {
                if is_tag {
                    tag = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(tag)
        }
    }

    struct Is<'m>(&'m str);

    impl<'de> DeserializeSeed<'de> for Is<'_> {
        type Value = bool;

        fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<bool, D::Error> {
            reader.deserialize_str(self)
        }
    }

    impl Visitor<'_> for Is<'_> {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name")
        }

        fn visit_str<E>(self, name: &str) -> Result<bool, E> {
            Ok(name == self.0)
        }
    }

    let raw = serde_json::Deserializer::from_str(text).deserialize_map(Tag(member))?;
    let Some(raw) = raw.map(RawValue::get) else { return Ok(None) };
    let found: Found = serde_json::from_str(raw)?;
    let text = match found {
        Found::Text(_) => Some(serde_json::from_str(raw)?),
        Found::Integer | Found::Number => Some(raw.to_owned()),
        _ => None,
    };
    Ok(Some((text, found)))
}
