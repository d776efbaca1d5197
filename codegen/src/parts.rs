//! The parts in which a contract is compiled. Each part needs memory only for itself, and
//! runs on its own core if there are enough cores.

use std::{
    num::NonZero,
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread::{self, ScopedJoinHandle},
};

use openapi::model::{Contract, Operation, SchemaKind};

use crate::rules;

/// A part of a client that can be made without the other parts.
pub(crate) enum Part<'a> {
    /// Schemas from which the engine makes structs, in the order in which it would write
    /// them.
    Structs(Vec<&'a str>),
    /// Operations from which the engine makes builders.
    Builders(&'a [Operation]),
    /// Schemas whose types are ours.
    Own(Vec<&'a str>),
    /// How answers are read.
    Answers,
    /// The client and the tables, which stand beside the modules.
    Items,
}

/// The number of schemas or operations in a part. It is large enough that the engine's work
/// for each part as such is negligible, and small enough that the part's memory is too.
const SCHEMAS: usize = 256;
const OPERATIONS: usize = 64;

/// All parts of a contract, those that take longest first.
pub(crate) fn of(contract: &Contract) -> Vec<Part<'_>> {
    cut(contract, SCHEMAS, OPERATIONS)
}

/// Parts of so many schemas and operations.
pub(crate) fn cut(contract: &Contract, schemas: usize, operations: usize) -> Vec<Part<'_>> {
    let is_struct = |name: &&str| matches!(contract.schemas[*name].kind, SchemaKind::Object(_));
    let (mut structs, own): (Vec<&str>, Vec<&str>) = contract.schemas.keys().map(String::as_str).partition(is_struct);
    structs.sort_unstable();
    let mut parts = Vec::new();
    // The engine boxes structs that contain each other, and must see the whole cycle. There
    // is always a part for structs, even an empty one, because the engine's error types
    // come with it.
    let most = if rules::has_circles(contract) { usize::MAX } else { schemas };
    let first = structs.len().min(most);
    parts.push(Part::Structs(structs[..first].to_vec()));
    parts.extend(structs[first..].chunks(most).map(|some| Part::Structs(some.to_vec())));
    // The engine sorts the methods of a path.
    let mut rest = contract.operations.as_slice();
    while !rest.is_empty() {
        let least = operations.min(rest.len());
        let same = rest[least..].iter().take_while(|next| next.path == rest[least - 1].path).count();
        let (some, others) = rest.split_at(least + same);
        parts.push(Part::Builders(some));
        rest = others;
    }
    parts.extend(own.chunks(schemas).map(|some| Part::Own(some.to_vec())));
    parts.extend([Part::Answers, Part::Items]);
    parts
}

/// What the work makes of each, in order.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let indices = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        indices.map_while(|index| Some((index, work(items.get(index)?)))).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(items.len())).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        others.into_iter().for_each(|thread| done.extend(joined(thread)));
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}

/// The result of a thread; panics when the thread has panicked.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))
}
