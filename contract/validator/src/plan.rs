//! The schemas of a contract, prepared once: all demands on each value, no matter where the
//! contract states them.

mod enums;
mod forms;

use std::collections::HashMap;

use indexmap::IndexMap;
use openapi::{
    At,
    document::{Document, last_name},
    is_open_enum, or_null, takes_null,
};
use serde_json::{Value, json};

pub(super) use self::enums::OpenEnum;
use self::forms::{UnionRule, null_demands, union_rule};
use openapi::model::Direction;

use super::{
    demand::Demand,
    direction,
    format::Format,
    limit::{Count, Limit, count, limits},
    scalar::Scalar,
    words,
};

/// All demands on a value in one place.
#[derive(Default)]
pub(super) struct Node {
    /// The demand that null does not meet; None when null is allowed.
    pub null: Vec<Demand>,
    pub types: Vec<(Type, Demand)>,
    pub limits: Vec<Limit>,
    pub enums: Vec<OpenEnum>,
    pub items: Option<NodeId>,
    pub item_counts: Vec<Count>,
    pub members: IndexMap<String, Member>,
    pub member_counts: Vec<Count>,
    /// The rule for other members, if the contract has one.
    pub others: Option<NodeId>,
    pub unknown: Others,
    pub union: Option<Union>,
}

/// The place of a node in the plan.
pub(super) type NodeId = usize;

/// A type, as `type` names it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

/// A member that the contract names.
#[derive(Default)]
pub(super) struct Member {
    /// None for a name that occurs only in `required`.
    pub node: Option<NodeId>,
    pub required: Vec<Demand>,
    /// What says that it only goes the other way.
    pub banned: Option<Demand>,
}

/// What follows when a member is not named and there is no rule in `others`.
#[derive(Default)]
pub(super) enum Others {
    /// Any member is allowed.
    #[default]
    Free,
    /// The contract does not know it. The pointer leads to the schema that does not name
    /// it.
    Unknown(String),
    /// The contract forbids it.
    Forbidden(Demand),
}

/// A choice between several forms, and how to distinguish them.
pub(super) struct Union {
    pub rule: Rule,
    /// What applies to a value of no branch.
    pub none: NodeId,
    /// The demand that a value of no branch does not meet.
    pub demand: Demand,
    /// The demand that a value other than an object does not meet.
    pub no_object: Demand,
}

pub(super) enum Rule {
    /// By the value of a member.
    Tag { member: String, branches: HashMap<String, NodeId> },
    /// By whether a member is there.
    Wrapper { member: String, with: NodeId, without: NodeId },
}

/// All schemas of a contract.
#[derive(Default)]
pub(super) struct Plan {
    nodes: Vec<Node>,
    /// By the pointer of the schema.
    by_pointer: HashMap<String, NodeId>,
}

/// A schema that cannot be used: its pointer and the reason.
pub(super) type Unusable = (String, String);

impl Plan {
    /// Prepares the schemas at `pointers`, each for the direction of its values, and
    /// everything below them.
    pub fn new<'a>(
        document: &Document,
        pointers: impl Iterator<Item = (&'a str, Direction)>,
    ) -> Result<Self, Unusable> {
        let mut maker = Maker {
            plan: Self::default(),
            made: HashMap::new(),
            document,
            sent: direction::components(document, Direction::Sent),
            answered: direction::components(document, Direction::Received),
        };
        for (pointer, way) in pointers {
            if let Some(schema) = At::find(document, pointer) {
                let id = maker.node(vec![schema], &Sense::of(way))?;
                maker.plan.by_pointer.insert(pointer.to_owned(), id);
            }
        }
        Ok(maker.plan)
    }

    /// What applies to a value whose schema stands at the pointer.
    pub fn find(&self, pointer: &str) -> Option<NodeId> {
        self.by_pointer.get(pointer).copied()
    }

    pub fn node(&self, id: NodeId) -> &Node {
        // Ids come from this plan alone.
        &self.nodes[id]
    }
}

/// The context in which schemas are read.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Sense {
    way: Direction,
    /// Unions whose branch is chosen already, by pointer.
    chosen: Vec<String>,
    /// The branch cannot be determined, so members may belong to a branch that is not
    /// checked.
    free: bool,
}

impl Sense {
    fn of(way: Direction) -> Self {
        Self { way, chosen: Vec::new(), free: false }
    }
}

struct Maker<'d> {
    plan: Plan,
    document: &'d Document,
    made: HashMap<(Vec<String>, Sense), NodeId>,
    /// The components of the contract, as they are in requests.
    sent: Value,
    /// As they are in responses.
    answered: Value,
}

impl Maker<'_> {
    /// The demands of all `roots` together.
    fn node(&mut self, roots: Vec<At<'_>>, sense: &Sense) -> Result<NodeId, Unusable> {
        let mut all: Vec<At<'_>> = Vec::new();
        for schema in roots.iter().flat_map(At::expanded) {
            if !all.iter().any(|known| known.pointer == schema.pointer) {
                all.push(schema);
            }
        }
        let key = (all.iter().map(|schema| schema.pointer.clone()).collect(), sense.clone());
        if let Some(id) = self.made.get(&key) {
            return Ok(*id);
        }
        // The node's index is reserved first, because a schema may contain itself.
        let id = self.plan.nodes.len();
        self.plan.nodes.push(Node::default());
        self.made.insert(key, id);
        let mut node = Node { null: null_demands(&roots), ..Node::default() };
        for schema in &all {
            self.keywords(schema, &mut node, sense)?;
        }
        self.parts(&all, &mut node, sense)?;
        self.plan.nodes[id] = node;
        Ok(id)
    }

    /// The demands of one schema on the value itself.
    fn keywords(&mut self, schema: &At<'_>, node: &mut Node, sense: &Sense) -> Result<(), Unusable> {
        let Some(object) = schema.value.as_object() else { return Ok(()) };
        let unusable = |reason| (schema.pointer.clone(), reason);
        if let Some(kind) = schema.text("type").and_then(Type::named) {
            node.types.push((kind, Demand::new(expectation(schema), format!("{}/type", schema.pointer))));
        }
        // Keywords that are not checked by the engine.
        let mut rest = object.clone();
        if is_open_enum(schema.value) {
            node.enums.push(OpenEnum::new(schema));
            rest.remove("enum");
        }
        if or_null(schema.value).is_some() {
            rest.remove("anyOf");
        }
        if union_rule(schema).is_some() || sense.chosen.contains(&schema.pointer) {
            rest.remove("oneOf");
        }
        for keyword in ["oneOf", "anyOf", "not"] {
            if let Some(value) = rest.get_mut(keyword) {
                let mut whole = openapi::open_json_schema(&json!({ keyword: value.take() }));
                direction::turn(self.document, &mut whole, sense.way);
                *value = whole[keyword].take();
            }
        }
        let components = match sense.way {
            Direction::Sent => &self.sent,
            Direction::Received => &self.answered,
        };
        node.limits.extend(limits(&rest, &schema.pointer, components).map_err(unusable)?);
        node.item_counts.extend(count(object, &schema.pointer, "items"));
        node.member_counts.extend(count(object, &schema.pointer, "properties"));
        Ok(())
    }

    /// The demands of schemas on the parts of a value, and on its form.
    fn parts(&mut self, all: &[At<'_>], node: &mut Node, sense: &Sense) -> Result<(), Unusable> {
        let open = |schema: &&At<'_>| schema.has("oneOf") && !sense.chosen.contains(&schema.pointer);
        if let Some(schema) = all.iter().find(|schema| open(schema) && union_rule(schema).is_some()) {
            node.union = self.union(all, schema, sense)?;
        }
        let below = Sense::of(sense.way);
        let items: Vec<At<'_>> = all.iter().filter_map(|schema| schema.get("items")).collect();
        node.items = if items.is_empty() { None } else { Some(self.node(items, &below)?) };
        let mut members: IndexMap<&str, Vec<At<'_>>> = IndexMap::new();
        for (name, member) in all.iter().flat_map(|schema| schema.members_of("properties")) {
            members.entry(name).or_default().push(member);
        }
        for (name, schemas) in members {
            let banned = schemas.iter().find_map(|schema| direction::ban(schema, sense.way));
            let member = Member { node: Some(self.node(schemas, &below)?), required: Vec::new(), banned };
            node.members.insert(name.to_owned(), member);
        }
        for schema in all {
            for required in schema.items_of("required") {
                let Some(name) = required.value.as_str() else { continue };
                let own = schema.get("properties").and_then(|members| members.get(name));
                let expected = own.map_or_else(|| "a value".to_owned(), |member| expectation(&member));
                let demand = Demand::new(expected, required.pointer.clone());
                let member = node.members.entry(name.to_owned()).or_default();
                // A member that never goes this way is not required.
                if member.banned.is_none() {
                    member.required.push(demand);
                }
            }
        }
        let additional = || all.iter().filter_map(|schema| schema.get("additionalProperties"));
        let others: Vec<At<'_>> = additional().filter(|others| others.value.is_object()).collect();
        node.others = if others.is_empty() { None } else { Some(self.node(others, &below)?) };
        let forbidden = additional().find(|others| others.value == &Value::Bool(false));
        let properties = all.iter().find_map(|schema| schema.get("properties"));
        // When nothing distinguishes the forms of a value, it may have any of them.
        let unclear = all.iter().any(|schema| {
            schema.has("anyOf") && or_null(schema.value).is_none() || open(&schema) && union_rule(schema).is_none()
        });
        let allowed = additional().any(|others| others.value == &Value::Bool(true));
        node.unknown = match (forbidden, properties) {
            _ if sense.free || unclear || allowed => Others::Free,
            // A vendor may know members that our contract does not, so in a response they
            // are unknown and not forbidden.
            (Some(forbidden), _) if sense.way == Direction::Received => Others::Unknown(forbidden.pointer),
            (Some(forbidden), _) => Others::Forbidden(Demand::new(words::ONLY_KNOWN, forbidden.pointer)),
            (None, Some(properties)) => Others::Unknown(properties.pointer),
            (None, None) => Others::Free,
        };
        Ok(())
    }

    fn union(&mut self, all: &[At<'_>], schema: &At<'_>, sense: &Sense) -> Result<Option<Union>, Unusable> {
        let mut chosen = sense.clone();
        chosen.chosen.push(schema.pointer.clone());
        let unclear = Sense { free: true, ..chosen.clone() };
        let none = self.node(all.to_vec(), &unclear)?;
        let pointer = format!("{}/oneOf", schema.pointer);
        let mut with = |branch: At<'_>| {
            let mut schemas = all.to_vec();
            schemas.push(branch);
            self.node(schemas, &chosen)
        };
        let (rule, expected) = match union_rule(schema) {
            Some(UnionRule::Tag { member, mapping }) => {
                let mut branches = HashMap::new();
                for (tag, target) in mapping {
                    // A target may be the name of a schema alone.
                    let target = target.as_str().map(last_name);
                    let leads = |branch: &At<'_>| target.is_some() && branch.text("$ref").map(last_name) == target;
                    let branch = schema.items_of("oneOf").find(leads);
                    if let Some(branch) = branch {
                        branches.insert(tag.clone(), with(branch)?);
                    }
                }
                let tags: Vec<&str> = mapping.iter().map(|(tag, _)| tag.as_str()).collect();
                (Rule::Tag { member: member.to_owned(), branches }, words::alternatives(&tags))
            }
            Some(UnionRule::Wrapper { member, with: wrapper, without }) => {
                let (wrapper, plain) = (with(wrapper)?, with(without)?);
                let rule = Rule::Wrapper { member: member.to_owned(), with: wrapper, without: plain };
                (rule, "one of the forms".to_owned())
            }
            None => return Ok(None),
        };
        let no_object = Demand::new("an object", pointer.clone());
        Ok(Some(Union { rule, none, demand: Demand::new(expected, pointer), no_object }))
    }
}

/// The type that a schema demands, and whether null is allowed too.
pub(super) fn expectation(schema: &At<'_>) -> String {
    let all = schema.expanded();
    let kind = match schema.kind() {
        Some("string") => {
            let formats = all.iter().filter_map(|node| node.text("format"));
            formats.map(Format::named).find_map(Format::expected).unwrap_or("a string")
        }
        Some("integer") => "an integer",
        Some("number") => "a number",
        Some("boolean") => "a boolean",
        Some("array") => "a list",
        Some("object") => "an object",
        _ if all.iter().any(|node| node.has("oneOf")) => "an object",
        _ => "a value",
    };
    let null = if takes_null(schema.value) { " or null" } else { "" };
    format!("{kind}{null}")
}

impl Type {
    /// Whether a value without parts is of the type.
    pub fn fits(self, value: Scalar<'_>) -> bool {
        match self {
            Self::String => matches!(value, Scalar::Text(_)),
            Self::Integer => value.is_integer(),
            Self::Number => value.is_number(),
            Self::Boolean => matches!(value, Scalar::Boolean(_)),
            Self::Array | Self::Object => false,
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }
}
