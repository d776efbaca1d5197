//! The places in a value, with `*` for data: a key of a map, the index of an item, a name
//! that the contract does not know. A contract has few of them, however large the value is.

use std::collections::{BTreeMap, HashMap};

use openapi::document::escape;

use super::plan::{Node, NodeId};

/// More places than this are not distinguished. Only schemas that contain themselves have
/// so many.
const MOST: usize = 10_000;

/// A place.
pub(super) type ShapeId = usize;

/// The place of the value itself.
pub(super) const ROOT: ShapeId = 0;

/// Every place beyond [`MOST`].
const ELSEWHERE: ShapeId = 1;

/// The step from a place to the one below it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// A member that the contract names: the node that names it and its number there.
    Member(NodeId, usize),
    /// An item, or another member.
    Any,
}

/// The places that were visited.
pub(super) struct Shapes {
    texts: Vec<String>,
    below: HashMap<(ShapeId, Step), ShapeId>,
    /// For each object in the message and each of its members in the contract: whether the
    /// member was present.
    seen: HashMap<(ShapeId, NodeId), Vec<bool>>,
}

impl Shapes {
    pub fn new() -> Self {
        Self { texts: vec![String::new(), "/…".to_owned()], below: HashMap::new(), seen: HashMap::new() }
    }

    /// The place below another.
    pub fn below(&mut self, shape: ShapeId, step: Step, node: &Node) -> ShapeId {
        if shape == ELSEWHERE {
            return ELSEWHERE;
        }
        if let Some(known) = self.below.get(&(shape, step)) {
            return *known;
        }
        if self.texts.len() >= MOST {
            return ELSEWHERE;
        }
        let last = match step {
            Step::Member(_, index) => node.members.get_index(index).map(|(name, _)| escape(name)).unwrap_or_default(),
            Step::Any => "*".into(),
        };
        let text = format!("{}/{last}", self.texts[shape]);
        // Branches of a union may have members of one name.
        let id = self.texts.len();
        self.texts.push(text);
        self.below.insert((shape, step), id);
        id
    }

    pub fn text(&self, shape: ShapeId) -> &str {
        &self.texts[shape]
    }

    /// Notes which members an object had.
    pub fn had(&mut self, shape: ShapeId, node: NodeId, present: &[bool]) {
        if shape == ELSEWHERE {
            return;
        }
        let seen = self.seen.entry((shape, node)).or_insert_with(|| vec![false; present.len()]);
        seen.iter_mut().zip(present).for_each(|(seen, present)| *seen |= present);
    }

    /// Every member that the contract has for an object that was there, by its place, and
    /// whether it was there, too. `named` returns the members of a node, without those that
    /// only go the other way.
    pub fn members<'a>(&self, named: impl Fn(NodeId) -> &'a Node) -> BTreeMap<String, bool> {
        let mut all = BTreeMap::new();
        for ((shape, node), seen) in &self.seen {
            let members = named(*node).members.iter().zip(seen);
            for ((name, _), seen) in members.filter(|((_, member), _)| member.banned.is_none()) {
                *all.entry(format!("{}/{}", self.texts[*shape], escape(name))).or_default() |= seen;
            }
        }
        all
    }
}
