//! Whose contract a command is about.

use std::{error::Error, fs, path::PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use contract::{Validator, Vendor};

/// A vendor's contract, or any other.
#[derive(clap::Args)]
pub(crate) struct Source {
    /// Whose contract.
    #[arg(long, value_parser = vendors(), conflicts_with = "contract")]
    pub vendor: Option<Vendor>,
    /// An OpenAPI document in place of a vendor's contract.
    #[arg(long, value_name = "FILE")]
    pub contract: Option<PathBuf>,
}

impl Source {
    /// The contract that was named, if one was.
    pub fn validator(&self) -> Result<Option<Validator>, Box<dyn Error>> {
        if let Some(vendor) = self.vendor {
            return Ok(Some(vendor.validator()?));
        }
        let Some(file) = &self.contract else { return Ok(None) };
        let name = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|error| format!("cannot read {name}: {error}"))?;
        Ok(Some(Validator::read(&name, &text)?))
    }
}

/// Takes the name of a vendor, and lists all of them in the help.
pub(crate) fn vendors() -> impl TypedValueParser<Value = Vendor> {
    let names: Vec<&'static str> = Vendor::all().map(Vendor::name).collect();
    PossibleValuesParser::new(names).try_map(|name| Vendor::named(&name).ok_or("there is no such vendor"))
}
