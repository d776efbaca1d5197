//! `contract check`: recorded traffic.

use std::path::PathBuf;

use contract::{
    Validator, Vendor,
    validator::{
        har::{self, Recorded, Recording},
        report::{Format, Report, Row},
    },
};

use super::{Outcome, print, source::Source};

/// Check recorded traffic (a HAR file) against a vendor's contract.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The recording.
    file: PathBuf,
    /// By default the vendor's that knows most of the requests.
    #[command(flatten)]
    source: Source,
    /// Only requests to this host (with its port, if the URL has one); may be given several times.
    #[arg(long)]
    host: Vec<String>,
    /// Treat what the contract does not know as a deviation.
    #[arg(long)]
    strict: bool,
    /// Show names, paths and values that the contract does not know. They may be personal data.
    #[arg(long)]
    show_unknown: bool,
    /// Do not ask for credentials; browsers take them out of what they save.
    #[arg(long)]
    without_credentials: bool,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let text = std::fs::read(&args.file).map_err(|error| format!("cannot read {}: {error}", args.file.display()))?;
    let Recording { mut exchanges, unreadable, .. } =
        har::read(&text).map_err(|error| format!("{}: {error}", args.file.display()))?;
    drop(text);
    exchanges
        .retain(|entry| args.host.is_empty() || args.host.iter().any(|host| host.eq_ignore_ascii_case(&entry.host)));
    let nothing = exchanges.is_empty() && unreadable.is_empty();
    // A misspelt host matches no request, which must not count as conforming.
    let which = if args.host.is_empty() { "" } else { " with that host" };
    let validator = args.source.validator()?;
    let nothing = nothing.then(|| format!("the recording has no exchange{which}"));
    if let (Some(reason), None) = (&nothing, &validator) {
        return Err(reason.as_str().into());
    }
    let mut validator = match validator {
        Some(validator) => validator,
        None => choose(&exchanges)?,
    };
    if args.strict {
        validator = validator.strict();
    }
    if args.without_credentials {
        validator = validator.without_credentials();
    }
    if args.show_unknown {
        validator = validator.show_unknown();
    }
    let mut report = Report::new(&validator);
    for entry in unreadable {
        report.add_unread(format!("entry {}: {}", entry.entry, entry.reason));
    }
    for entry in exchanges {
        report.add(Row::check(&validator, &entry.exchange));
    }
    let verdict = print(&report, args.format);
    match nothing {
        Some(reason) => Err(reason.into()),
        None => verdict,
    }
}

/// The contract that knows most of the requests.
fn choose(recorded: &[Recorded]) -> Result<Validator, Box<dyn std::error::Error>> {
    let mut known = Vec::new();
    for vendor in Vendor::all() {
        let validator = vendor.validator()?;
        let requests = recorded.iter().map(|entry| &entry.exchange.request);
        let count = requests.filter(|request| validator.request_head(request).operation.is_some()).count();
        known.push((count, validator));
    }
    known.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match known.as_slice() {
        [(first, _), (second, _), ..] if first == second => {
            let names = Vendor::all().map(Vendor::name).collect::<Vec<_>>().join(" or ");
            Err(format!("cannot tell whose traffic this is; say --vendor {names}").into())
        }
        _ => Ok(known.swap_remove(0).1),
    }
}
