//! The commands of the binary, one module each.

use std::{error::Error, io};

use contract::report::{Format, Report};

pub(crate) mod check;
#[cfg(feature = "clients")]
pub(crate) mod demo;
#[cfg(feature = "clients")]
pub(crate) mod drift;
mod interrupt;
pub(crate) mod proxy;
pub(crate) mod sandbox;

/// Whether everything conforms; an error when that could not be found out.
pub(crate) type Outcome = Result<bool, Box<dyn Error>>;

/// Prints a report; whether everything in it conforms.
fn print(report: &Report, format: Format) -> Outcome {
    report.write(format, &mut io::stdout().lock())?;
    Ok(report.conforms())
}
