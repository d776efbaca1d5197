//! A map that holds only so much: when it is full, the oldest entry goes.

use indexmap::IndexMap;

/// Entries by their names, in the order in which they came.
pub(crate) struct Bounded<T> {
    entries: IndexMap<String, T>,
    most: usize,
}

impl<T> Bounded<T> {
    /// An empty map of at most this many entries, at least one.
    pub fn new(most: usize) -> Self {
        Self { entries: IndexMap::new(), most: most.max(1) }
    }

    /// Adds an entry, or puts a new one in the place of the one with this name.
    pub fn insert(&mut self, name: impl Into<String>, entry: T) {
        self.entries.insert(name.into(), entry);
        if self.entries.len() > self.most {
            self.entries.shift_remove_index(0);
        }
    }

    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.entries.get_mut(name)
    }

    pub fn remove(&mut self, name: &str) -> Option<T> {
        self.entries.shift_remove(name)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&String, &T)> + ExactSizeIterator {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_oldest_goes() {
        let mut map = Bounded::new(2);
        for name in ["a", "b", "a", "c"] {
            map.insert(name, ());
        }
        assert_eq!(map.iter().map(|(name, ())| name.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    }
}
