//! Schemas and the types of values.

/// A schema of `components/schemas`, or an inline one under a name of ours.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it stands in the document.
    pub pointer: String,
    /// What the contract says of it.
    pub docs: String,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    /// What its values are.
    pub kind: SchemaKind,
}

/// What the values of a schema are.
#[derive(Debug, Clone)]
pub enum SchemaKind {
    /// An object with members that the contract names.
    Object(Vec<Property>),
    /// One of some texts; others are kept.
    StringEnum(Vec<StringVariant>),
    /// One of some numbers; others are kept.
    IntegerEnum(Vec<IntegerVariant>),
    /// A number on a scale (`x-score`).
    Score {
        /// The least score.
        minimum: f64,
        /// The greatest score.
        maximum: f64,
        /// The least score that passes, where the vendor names one.
        threshold: Option<f64>,
    },
    /// Chosen by the integer member `tag`.
    Union {
        /// The wire name of that member.
        tag: String,
        /// The schemas that it chooses from.
        variants: Vec<UnionVariant>,
    },
    /// `inner`, bare or as the only member of an object.
    Envelope {
        /// The wire name of that member.
        member: String,
        /// The value inside.
        inner: Type,
    },
    /// Another name for a type.
    Alias(Type),
}

/// One text of an enumeration.
#[derive(Debug, Clone)]
pub struct StringVariant {
    /// The text on the wire.
    pub wire: String,
    /// The name of the variant.
    pub rust: String,
    /// What the contract says of it.
    pub docs: String,
}

/// One number of an enumeration.
#[derive(Debug, Clone)]
pub struct IntegerVariant {
    /// The number on the wire.
    pub wire: i64,
    /// The name of the variant.
    pub rust: String,
    /// What the contract says of it.
    pub docs: String,
}

/// One member of a union.
#[derive(Debug, Clone)]
pub struct UnionVariant {
    /// The value of the member that chooses it.
    pub value: i64,
    /// The name of the variant.
    pub rust: String,
    /// The name of its schema.
    pub schema: String,
}

/// A member of an object, or a part of a form.
#[derive(Debug, Clone)]
pub struct Property {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its name on the wire.
    pub wire: String,
    /// The field's name in Rust, which no other member of the object has.
    pub rust: String,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// What its values are.
    pub ty: Type,
    /// The only way that it goes, if it does not go both.
    pub direction: Option<Direction>,
    /// Whether this stands for all members that have no field. It has no name on the wire then.
    pub others: bool,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    /// The least and the greatest value of an integer, where the contract says so.
    pub range: [Option<i64>; 2],
    /// What the contract says of it.
    pub docs: String,
}

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// In a request.
    Sent,
    /// In an answer.
    Received,
}

/// The type of a value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// True or false.
    Bool,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// An integer of 64 bits without a sign.
    UInt64,
    /// An integer of whose size nothing is said.
    Integer,
    /// A number that may have a fraction.
    Float,
    /// Any text.
    String,
    /// `format: password`
    Secret,
    /// `format: byte`
    Base64,
    /// `format: date-time-local`
    Timestamp,
    /// `format: binary`, in multipart bodies only
    File,
    /// Any JSON value, null included.
    Any,
    /// An object whose members nobody knows.
    FreeObject,
    /// A list of such elements.
    List(Box<Type>),
    /// An object of any names with such values.
    Map(Box<Type>),
    /// An element of a list or map that may be null.
    Nullable(Box<Type>),
    /// The schema of this name.
    Named(String),
}
