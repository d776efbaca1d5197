//! `contract demo`: both vendors' flows against their sandboxes.

use std::io;

use tokio::runtime::Runtime;

use super::Outcome;

pub(crate) fn run() -> Outcome {
    Runtime::new()?.block_on(live::demo::run(&mut io::stdout().lock()))?;
    Ok(true)
}
