//! The commands of the binary, one module each.

use std::{error::Error, io};

use contract::validator::report::{Format, Report};
use reqwest::Url;

pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod drift;
mod interrupt;
pub(crate) mod proxy;
pub(crate) mod sandbox;
mod source;

/// Whether everything conforms; an error when the command could not find that out.
pub(crate) type Outcome = Result<bool, Box<dyn Error>>;

/// Parses the base URL of a flag. The error for a wrong URL names the flag.
fn base_url(text: &str) -> Result<String, &'static str> {
    match text.parse::<Url>() {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.query().is_none() => Ok(text.to_owned()),
        _ => Err("it must be a URL such as https://host/base"),
    }
}

/// Prints a report; whether everything in it conforms.
fn print(report: &Report, format: Format) -> Outcome {
    report.write(format, &mut io::stdout().lock())?;
    if !report.conforms() {
        return Ok(false);
    }
    match report.open_question() {
        None => Ok(true),
        Some(question) => Err(question.into()),
    }
}
