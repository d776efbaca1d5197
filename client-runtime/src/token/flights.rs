//! Work that is done once although many wait for it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_core::future::BoxFuture;
use futures_util::{
    FutureExt as _,
    future::{Shared, WeakShared},
};

/// The work under way, by key. It goes on as long as anybody waits for it, no matter who
/// began it. Its result is not kept.
pub(super) struct Flights<K, T>(Arc<Mutex<Board<K, T>>>);

/// Work that has begun.
pub(super) type Flight<T> = Shared<BoxFuture<'static, T>>;

struct Board<K, T> {
    begun: u64,
    flights: HashMap<K, (u64, WeakShared<BoxFuture<'static, T>>)>,
}

impl<K, T> Flights<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Board { begun: 0, flights: HashMap::new() })))
    }

    /// The work under the key, which is begun if it is not under way.
    pub(super) fn join(&self, key: &K, work: impl Future<Output = T> + Send + 'static) -> Flight<T> {
        let mut board = self.board();
        // While the board is locked, nothing may be dropped that could be the last handle
        // of a flight.
        if let Some(flight) = board.flights.get(key).and_then(|(_, flight)| flight.upgrade()) {
            return flight;
        }
        board.begun += 1;
        let landing = Landing { flights: self.clone(), key: key.clone(), number: board.begun };
        let flight = async move {
            let outcome = work.await;
            drop(landing);
            outcome
        };
        let flight = flight.boxed().shared();
        if let Some(weak) = flight.downgrade() {
            let number = board.begun;
            board.flights.insert(key.clone(), (number, weak));
        }
        flight
    }
}

impl<K, T> Flights<K, T> {
    fn board(&self) -> MutexGuard<'_, Board<K, T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, T> Clone for Flights<K, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Removes a flight from the board when it has ended or was abandoned.
struct Landing<K: Eq + Hash, T> {
    flights: Flights<K, T>,
    key: K,
    number: u64,
}

impl<K: Eq + Hash, T> Drop for Landing<K, T> {
    fn drop(&mut self) {
        let mut board = self.flights.board();
        // A newer flight may already have taken the place of an abandoned one.
        if board.flights.get(&self.key).is_some_and(|(number, _)| *number == self.number) {
            board.flights.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn on_board(flights: &Flights<&'static str, u8>) -> usize {
        flights.board().flights.len()
    }

    #[tokio::test]
    async fn what_is_under_way_is_joined_and_what_has_ended_is_not() {
        let flights = Flights::new();
        let (one, other, third) =
            (flights.join(&"a", ready(1)), flights.join(&"a", ready(2)), flights.join(&"b", ready(3)));
        assert_eq!((other.await, one.await, third.await), (1, 1, 3));
        assert_eq!(on_board(&flights), 0);
        assert_eq!(flights.join(&"a", ready(4)).await, 4);
    }

    #[tokio::test]
    async fn what_was_given_up_leaves_nothing_behind() {
        let flights = Flights::new();
        let (one, other) = (flights.join(&"a", pending()), flights.join(&"a", pending()));
        assert!(one.clone().now_or_never().is_none());
        drop(one);
        assert_eq!(on_board(&flights), 1);
        drop(other);
        assert_eq!(on_board(&flights), 0);
    }
}
