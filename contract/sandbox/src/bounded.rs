//! A map with a size limit: when it is full, the oldest entries are dropped.

use std::ops::{Deref, DerefMut};

use indexmap::IndexMap;

/// What takes up memory.
pub trait Weigh {
    /// About how many bytes, itself included.
    fn weight(&self) -> usize;
}

/// The cost of an entry beside its name and value: table and allocator.
const ENTRY: usize = 64;

/// Entries by their names, in the order in which they came.
pub struct Bounded<T> {
    entries: IndexMap<String, Weighed<T>>,
    most: usize,
    most_bytes: usize,
    bytes: usize,
}

struct Weighed<T> {
    entry: T,
    /// With the name.
    weight: usize,
}

impl<T: Weigh> Bounded<T> {
    /// An empty map for at most this many entries and bytes. One entry always fits.
    pub fn new(most: usize, most_bytes: usize) -> Self {
        Self { entries: IndexMap::new(), most: most.max(1), most_bytes, bytes: 0 }
    }

    /// Adds an entry, or replaces the one with this name.
    pub fn insert(&mut self, name: impl Into<String>, entry: T) {
        let name = name.into();
        let weight = weight(&name, &entry);
        self.bytes += weight;
        if let Some(old) = self.entries.insert(name, Weighed { entry, weight }) {
            self.bytes -= old.weight;
        }
        self.shrink();
    }

    /// An entry.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.get(name).map(|weighed| &weighed.entry)
    }

    /// An entry to change. Its size is measured again afterwards.
    pub fn get_mut(&mut self, name: &str) -> Option<Changing<'_, T>> {
        let index = self.entries.get_index_of(name)?;
        Some(Changing { map: self, index })
    }

    /// Takes an entry out.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let removed = self.entries.shift_remove(name)?;
        self.bytes -= removed.weight;
        Some(removed.entry)
    }

    /// All entries, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&String, &T)> + ExactSizeIterator {
        self.entries.iter().map(|(name, weighed)| (name, &weighed.entry))
    }

    /// The bytes of all entries.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Drops the oldest entries until the rest fits.
    fn shrink(&mut self) {
        let mut gone = 0;
        while self.entries.len() - gone > 1 && (self.entries.len() - gone > self.most || self.bytes > self.most_bytes) {
            self.bytes -= self.entries[gone].weight;
            gone += 1;
        }
        // Drops them all at once, because each removal moves up the rest.
        self.entries.drain(..gone);
    }
}

fn weight<T: Weigh>(name: &str, entry: &T) -> usize {
    ENTRY + name.len() + entry.weight()
}

/// An entry that is being changed.
pub struct Changing<'a, T: Weigh> {
    map: &'a mut Bounded<T>,
    index: usize,
}

impl<T: Weigh> Deref for Changing<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.map.entries[self.index].entry
    }
}

impl<T: Weigh> DerefMut for Changing<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.map.entries[self.index].entry
    }
}

impl<T: Weigh> Drop for Changing<'_, T> {
    fn drop(&mut self) {
        let Some((name, weighed)) = self.map.entries.get_index_mut(self.index) else { return };
        let before = std::mem::replace(&mut weighed.weight, weight(name, &weighed.entry));
        self.map.bytes = self.map.bytes - before + weighed.weight;
        self.map.shrink();
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounded, ENTRY, Weigh};

    impl Weigh for () {
        fn weight(&self) -> usize {
            0
        }
    }

    impl Weigh for Vec<u8> {
        fn weight(&self) -> usize {
            self.len()
        }
    }

    fn names<T: Weigh>(map: &Bounded<T>) -> Vec<&str> {
        map.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn the_oldest_goes() {
        let mut map = Bounded::new(2, usize::MAX);
        for name in ["a", "b", "a", "c"] {
            map.insert(name, ());
        }
        assert_eq!(names(&map), ["b", "c"]);
    }

    #[test]
    fn bytes_count_as_well_whenever_they_come() {
        let mut map = Bounded::new(100, 4 * (ENTRY + 1 + 10));
        for name in ["a", "b", "c", "d"] {
            map.insert(name, vec![0; 10]);
        }
        assert_eq!(names(&map), ["a", "b", "c", "d"]);
        map.insert("d", vec![0; 11]);
        assert_eq!(names(&map), ["b", "c", "d"]);
        map.get_mut("c").unwrap().extend([0; 100]);
        assert_eq!(names(&map), ["c", "d"]);
        map.remove("c");
        map.insert("e", vec![0; 10]);
        assert_eq!((names(&map), map.bytes()), (vec!["d", "e"], 2 * (ENTRY + 1 + 10) + 1));
        // One entry is always kept, no matter how large.
        map.insert("f", vec![0; 10_000]);
        assert_eq!(names(&map), ["f"]);
    }
}
