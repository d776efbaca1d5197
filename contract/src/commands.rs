//! The commands of the binary, one module each.

use std::error::Error;

pub(crate) mod sandbox;

/// Whether everything conforms; an error when that could not be found out.
pub(crate) type Outcome = Result<bool, Box<dyn Error>>;
