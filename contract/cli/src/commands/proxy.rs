//! `contract proxy`: live traffic.

use std::net::SocketAddr;

use contract::{
    proxy::{COPIES_LIMIT, COPY_LIMIT, Options, Proxy},
    validator::report::Format,
};

use super::{Outcome, base_url, interrupt, print, source::Source};
use crate::tell::complain;

/// Forward requests to a vendor and check each exchange against its contract.
/// The report is printed on Ctrl-C or SIGTERM.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    source: Source,
    /// Where requests go, such as https://host/base.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    upstream: String,
    /// Where to listen; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Treat what the contract does not know as a deviation.
    #[arg(long)]
    strict: bool,
    /// Show names, paths and values that the contract does not know. They may be personal data.
    #[arg(long)]
    show_unknown: bool,
    /// Longer bodies are forwarded, but not checked.
    #[arg(long, value_name = "BYTES", default_value_t = COPY_LIMIT)]
    copy_limit: usize,
    /// Of all bodies that are under way, so much is kept to be checked; others are forwarded alone.
    #[arg(long, value_name = "BYTES", default_value_t = COPIES_LIMIT)]
    copies_limit: usize,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    interrupt::run(async {
        // Set up before the output says that the proxy is running.
        let stop = interrupt::interrupted()?;
        let validator = args.source.validator()?.ok_or("say --vendor or --contract")?;
        let validator = if args.strict { validator.strict() } else { validator };
        let validator = if args.show_unknown { validator.show_unknown() } else { validator };
        let mut options = Options::new(validator, args.upstream.as_str());
        options.listen = args.listen;
        options.copy_limit = args.copy_limit;
        options.copies_limit = args.copies_limit;
        options.log = Some(Box::new(|line| complain(line)));
        let proxy = Proxy::start(options).await?;
        complain(format_args!("listening on {}", proxy.base_url()));
        stop.await;
        // The report is printed inside this block, so that a second interrupt ends the
        // program even when nobody reads the output.
        print(&proxy.stop().await, args.format)
    })?
}
