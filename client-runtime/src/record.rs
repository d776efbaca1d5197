//! How a generated object is read, written and printed: once, for all of them.
//!
//! [`record!`](macro@crate::record) takes a table of the members and replaces serde's
//! derive. The derive would accept a list as an object, and it keeps other members only
//! through a copy from which unions cannot be read.

use std::{fmt, marker::PhantomData};

use serde::{
    Serialize, Serializer,
    de::{DeserializeSeed, Deserializer, Error, Expected, IgnoredAny, SeqAccess, Unexpected, Visitor},
    ser::SerializeMap,
};

use crate::{
    Nullable,
    redact::{self, Hidden},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// Reads the name of a member and finds it among the known names.
///
/// Members mostly arrive in the order of the contract's names, so the name after the last
/// match is tried first.
#[derive(Debug)]
pub struct Names<M: 'static> {
    known: &'static [(&'static str, M)],
    next: usize,
}

impl<M: Copy> Names<M> {
    /// With these known.
    pub fn new(known: &'static [(&'static str, M)]) -> Self {
        Self { known, next: 0 }
    }

    fn find(&mut self, name: &str) -> Option<M> {
        let is_it = |at: &usize| self.known.get(*at).is_some_and(|(known, _)| *known == name);
        let found = Some(self.next).filter(is_it).or_else(|| (0..self.known.len()).find(is_it))?;
        self.next = found + 1;
        self.known.get(found).map(|(_, member)| *member)
    }

    /// For the next name, where others are skipped.
    pub fn known(&mut self) -> Name<'_, M, ()> {
        Name { names: self, other: PhantomData }
    }

    /// For the next name, where others are kept.
    pub fn any(&mut self) -> Name<'_, M, String> {
        Name { names: self, other: PhantomData }
    }
}

/// One name that is read: a known member, or what is kept of another name.
#[derive(Debug)]
pub struct Name<'a, M: 'static, O> {
    names: &'a mut Names<M>,
    other: PhantomData<O>,
}

/// What is kept of the name of another member.
pub trait Other {
    /// From the name.
    fn of(name: &str) -> Self;
}

impl Other for () {
    fn of(_: &str) {}
}

impl Other for String {
    fn of(name: &str) -> Self {
        name.to_owned()
    }
}

impl<'de, M: Copy, O: Other> DeserializeSeed<'de> for Name<'_, M, O> {
    type Value = Result<M, O>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<M: Copy, O: Other> Visitor<'_> for Name<'_, M, O> {
    type Value = Result<M, O>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.names.find(name).ok_or_else(|| O::of(name)))
    }
}

/// The value of a member that is always there.
///
/// # Errors
///
/// When it is not.
pub fn required<T, E: Error>(value: Option<T>, wire: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(wire))
}

/// The value of a member that may be left out.
///
/// # Errors
///
/// None.
pub fn optional<T: Default, E: Error>(value: Option<T>, _: &'static str) -> Result<T, E> {
    Ok(value.unwrap_or_default())
}

/// Checks that a member comes only once.
///
/// # Errors
///
/// When it was there before.
pub fn once<T, E: Error>(value: &Option<T>, wire: &'static str) -> Result<(), E> {
    match value {
        None => Ok(()),
        Some(_) => Err(E::duplicate_field(wire)),
    }
}

/// Refuses a list in place of an object. The list is read first, so that the error is
/// reported after it, like that of any other wrong value.
///
/// # Errors
///
/// Always.
pub fn list<'de, T, A: SeqAccess<'de>>(mut list: A, expected: &dyn Expected) -> Result<T, A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Err(A::Error::invalid_type(Unexpected::Seq, expected))
}

/// An object whose members have names and needs.
#[cfg(feature = "schemars")]
pub trait Record {
    /// The name of each member, and whether it may be left out.
    const MEMBERS: &'static [(&'static str, bool)];
}

/// Whether a member may be left out, by the word for it in [`record!`](macro@crate::record).
#[cfg(feature = "schemars")]
#[allow(non_upper_case_globals, reason = "called as in the macro")]
pub mod may_be_absent {
    /// It is always there.
    pub const required: bool = false;
    /// It may be left out.
    pub const optional: bool = true;
}

/// Removes the optional members from those that a schema requires. schemars itself
/// recognises only an `Option`, and only in schemas for reading.
#[cfg(feature = "schemars")]
pub fn schema<R: Record>(schema: &mut schemars::Schema) {
    let is_optional = |name: &serde_json::Value| R::MEMBERS.iter().any(|(known, optional)| *optional && name == known);
    if let Some(serde_json::Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !is_optional(name));
        if required.is_empty() {
            schema.remove("required");
        }
    }
}

/// A member that may be left out.
pub trait Optional {
    /// Whether it is.
    fn is_absent(&self) -> bool;
}

impl<T> Optional for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// An optional member of an object that contains itself.
impl<T: Optional> Optional for Box<T> {
    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T> Optional for Nullable<T> {
    fn is_absent(&self) -> bool {
        Nullable::is_absent(self)
    }
}

/// How a member is written.
pub mod write {
    use std::collections::BTreeMap;

    use serde::ser::Error as _;

    use super::{Optional, Serialize, SerializeMap};

    /// One that is always there.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn required<T: Serialize, O: SerializeMap>(value: &T, wire: &str, output: &mut O) -> Result<(), O::Error> {
        output.serialize_entry(wire, value)
    }

    /// One that may be left out.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn optional<T: Serialize + Optional, O: SerializeMap>(
        value: &T,
        wire: &str,
        output: &mut O,
    ) -> Result<(), O::Error> {
        if value.is_absent() { Ok(()) } else { output.serialize_entry(wire, value) }
    }

    /// The members that have no field.
    ///
    /// # Errors
    ///
    /// When one of them has one, and those of the output.
    pub fn others<T: Serialize, O: SerializeMap>(
        others: &BTreeMap<String, T>,
        known: &[&str],
        output: &mut O,
    ) -> Result<(), O::Error> {
        others.iter().try_for_each(|(name, value)| match known.iter().find(|known| **known == name) {
            Some(known) => Err(O::Error::custom(format_args!("`{known}` is among the other members, but has a field"))),
            None => output.serialize_entry(name, value),
        })
    }
}

/// Begins an object.
///
/// # Errors
///
/// Those of the output.
pub fn begin<S: Serializer>(serializer: S) -> Result<S::SerializeMap, S::Error> {
    serializer.serialize_map(None)
}

/// A value that `Debug` shows.
pub fn shown<T: fmt::Debug>(value: &T) -> impl fmt::Debug + '_ {
    value
}

/// A value of which `Debug` shows only that it is there.
pub fn hidden<T: Hidden>(value: &T) -> impl fmt::Debug + '_ {
    redact::hidden(value)
}

/// What every generated object has beside its members.
///
/// Takes for each member its field, `required` or `optional`, `shown` or `hidden`, and its
/// name on the wire; then the field with the other members, if they are kept.
///
/// Names of types are not hygienic in macros: those here begin as no schema's can.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    (
        $name:ident {
            $($field:ident: $need:ident $show:ident $wire:literal,)*
            $(..$others:ident)?
        }
    ) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &$crate::record::$show(&self.$field)))*
                    $(.field(stringify!($others), &$crate::record::hidden(&self.$others)))?
                    .finish()
            }
        }

        #[cfg(feature = "schemars")]
        #[doc(hidden)]
        impl $crate::record::Record for $name {
            const MEMBERS: &'static [(&'static str, bool)] = &[$(($wire, $crate::record::may_be_absent::$need)),*];
        }

        impl ::serde::Serialize for $name {
            fn serialize<__S: ::serde::Serializer>(&self, serializer: __S) -> ::std::result::Result<__S::Ok, __S::Error> {
                let mut output = $crate::record::begin(serializer)?;
                $($crate::record::write::$need(&self.$field, $wire, &mut output)?;)*
                let known: &[&str] = &[$($wire),*];
                $crate::record!(@write known self output $($others)?);
                ::serde::ser::SerializeMap::end(output)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<__D: ::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                #[allow(non_camel_case_types, reason = "called as the fields")]
                #[derive(Clone, Copy)]
                enum __Member {
                    $($field,)*
                }
                struct __Object;
                impl<'de> ::serde::de::Visitor<'de> for __Object {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("struct ", stringify!($name)))
                    }

                    fn visit_seq<__A: ::serde::de::SeqAccess<'de>>(
                        self,
                        input: __A,
                    ) -> ::std::result::Result<$name, __A::Error> {
                        $crate::record::list(input, &self)
                    }

                    fn visit_map<__A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut input: __A,
                    ) -> ::std::result::Result<$name, __A::Error> {
                        let mut names = $crate::record::Names::new(&[$(($wire, __Member::$field)),*]);
                        $(let mut $field = None;)*
                        $crate::record!(@others names input $($others)?; $(
                            __Member::$field => {
                                $crate::record::once(&$field, $wire)?;
                                $field = Some(::serde::de::MapAccess::next_value(&mut input)?);
                            }
                        )*);
                        Ok($name { $($field: $crate::record::$need($field, $wire)?,)* $($others)? })
                    }
                }
                deserializer.deserialize_struct(stringify!($name), &[$($wire),*], __Object)
            }
        }
    };
    (@write $known:ident $this:ident $output:ident) => {
        let _ = $known;
    };
    (@write $known:ident $this:ident $output:ident $others:ident) => {
        $crate::record::write::others(&$this.$others, $known, &mut $output)?;
    };
    (@others $names:ident $input:ident; $($known:tt)*) => {
        while let Some(name) = ::serde::de::MapAccess::next_key_seed(&mut $input, $names.known())? {
            match name {
                Ok(member) => match member { $($known)* },
                Err(()) => {
                    ::serde::de::MapAccess::next_value::<::serde::de::IgnoredAny>(&mut $input)?;
                }
            }
        }
    };
    (@others $names:ident $input:ident $others:ident; $($known:tt)*) => {
        let mut $others = ::std::collections::BTreeMap::new();
        while let Some(name) = ::serde::de::MapAccess::next_key_seed(&mut $input, $names.any())? {
            match name {
                Ok(member) => match member { $($known)* },
                Err(name) => {
                    $others.insert(name, ::serde::de::MapAccess::next_value(&mut $input)?);
                }
            }
        }
    };
}
