//! The comparison held against what it did not come from: the drift crate, the
//! compiler, and edits that nobody chose.

mod compiler;
mod drift;
mod edits;
mod surface;
