//! A proxy between any client and a vendor: it forwards everything unchanged and reports
//! afterwards where the exchanges deviate from the contract.
//!
//! Bodies stream through in both directions; a copy of limited size is kept for the check,
//! and all copies together are limited, too. The log shows only those parts of a message
//! that the contract names.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
    time::Duration,
};

use axum::Router;
use reqwest::Url;
use serving::{Bounds, Server};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use validator::{Validator, report::Report};

mod forward;
mod patient;
mod recorder;

/// How much of each body is kept for the check, unless the caller says otherwise.
pub const COPY_LIMIT: usize = 32 << 20;

/// How much of all bodies together is kept, unless the caller says otherwise.
pub const COPIES_LIMIT: usize = 256 << 20;

/// How many connections there are at once, and how long an idle one is kept. A body that
/// passes through may make no progress for the same time.
const BOUNDS: Bounds = Bounds { connections: 512, patience: Duration::from_secs(60) };

/// How long the checks of finished exchanges may take after [`Proxy::stop`].
const GRACE: Duration = Duration::from_secs(5);

/// How many exchanges are checked at once. A check takes time, and memory of a multiple of
/// their size.
const CHECKS_AT_ONCE: usize = 2;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Takes one line for each exchange.
pub type Log = Box<dyn Fn(&str) + Send + Sync>;

/// What a proxy is to do.
pub struct Options {
    /// The contract.
    pub validator: Validator,
    /// Where requests go: scheme, host and base path.
    pub upstream: String,
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// The longest body that is checked; a longer one is only forwarded.
    pub copy_limit: usize,
    /// How many bytes of all bodies under way are kept together. A body for which there is
    /// no room is only forwarded and not checked.
    pub copies_limit: usize,
    /// How long a connection may be idle, and how long a request's body may make no
    /// progress.
    pub patience: Duration,
    /// Where to say what happens, if anywhere.
    pub log: Option<Log>,
}

impl Options {
    /// A proxy on the loopback interface, at any free port.
    pub fn new(validator: Validator, upstream: impl Into<String>) -> Self {
        Self {
            validator,
            upstream: upstream.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            copy_limit: COPY_LIMIT,
            copies_limit: COPIES_LIMIT,
            patience: BOUNDS.patience,
            log: None,
        }
    }
}

/// Why a proxy does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The upstream is no URL, or not one of HTTP.
    #[error("the upstream must be a URL such as https://host/base")]
    Upstream,
    /// The upstream is the proxy itself, which would call itself for ever.
    #[error("the upstream is the address that the proxy listens on")]
    Itself,
    /// The address could not be listened on.
    #[error("cannot listen on {address}; is something else listening there?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// TLS is not available.
    #[error("cannot make a client")]
    Client(#[from] reqwest::Error),
}

/// A proxy that runs until it is stopped or dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: Server,
}

/// What all exchanges share.
struct Shared {
    validator: Validator,
    upstream: Url,
    client: reqwest::Client,
    copy_limit: usize,
    /// Bytes that may still be kept.
    room: AtomicUsize,
    patience: Duration,
    checks: Arc<Semaphore>,
    log: Option<Log>,
    report: Mutex<Report>,
    /// Why the last exchange has no response of the vendor's, if it has none.
    unanswered: Mutex<Option<&'static str>>,
    /// How many exchanges are not over yet.
    open: watch::Sender<usize>,
}

impl Proxy {
    /// Starts a proxy.
    ///
    /// # Errors
    ///
    /// When the upstream is no URL or the address is not free.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let upstream: Url = options.upstream.parse().map_err(|_| Error::Upstream)?;
        if !matches!(upstream.scheme(), "http" | "https") || upstream.query().is_some() {
            return Err(Error::Upstream);
        }
        // Whatever the client and the vendor agree on goes through as it is.
        let client = client_runtime::http_builder(&upstream)
            .connect_timeout(CONNECT_TIMEOUT)
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .build()?;
        let listen = |source| Error::Listen { address: options.listen, source };
        let listener = TcpListener::bind(options.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        if is_itself(&upstream, address) {
            return Err(Error::Itself);
        }
        let shared = Arc::new(Shared {
            report: Mutex::new(Report::new(&options.validator)),
            unanswered: Mutex::default(),
            validator: options.validator,
            upstream,
            client,
            copy_limit: options.copy_limit,
            room: AtomicUsize::new(options.copies_limit),
            patience: options.patience,
            checks: Arc::new(Semaphore::new(CHECKS_AT_ONCE)),
            log: options.log,
            open: watch::Sender::new(0),
        });
        let router = Router::new().fallback(forward::forward).with_state(Arc::clone(&shared));
        let bounds = Bounds { patience: options.patience, ..BOUNDS };
        let server = Server::start(listener, router, bounds, watch::Sender::new(false));
        Ok(Self { address, shared, server })
    }

    /// Where clients are to send their requests.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was found out so far, once every exchange that has begun is over.
    pub async fn report(&self) -> Report {
        self.shared.quiet().await;
        self.shared.report()
    }

    /// Why the proxy had to answer the last request itself, if it had to. Said once.
    pub fn unanswered(&self) -> Option<&'static str> {
        self.shared.unanswered().take()
    }

    /// Takes no more connections, lets open exchanges end for a few seconds, and reports.
    pub async fn stop(self) -> Report {
        let Self { shared, server, .. } = self;
        server.stop().await;
        // Exchanges that do not end are left out of the report.
        let _ = tokio::time::timeout(GRACE, shared.quiet()).await;
        shared.report()
    }
}

/// Whether a URL leads to the address, by IP address or by a name of this machine.
fn is_itself(upstream: &Url, address: SocketAddr) -> bool {
    let Some(host) = upstream.host_str() else { return false };
    let here = match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(ip) => is_same(ip, address.ip()),
        Err(_) => host.trim_end_matches('.') == "localhost" && is_local(address.ip()),
    };
    here && upstream.port_or_known_default() == Some(address.port())
}

fn is_same(asked: IpAddr, listening: IpAddr) -> bool {
    asked == listening || is_local(asked) && listening.is_unspecified() || asked.is_unspecified() && is_local(listening)
}

fn is_local(ip: IpAddr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}

impl Shared {
    async fn quiet(&self) {
        // An error would mean that the sender is gone, which is in `self`.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }

    fn unanswered(&self) -> MutexGuard<'_, Option<&'static str>> {
        self.unanswered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self) -> Report {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn itself(upstream: &str, address: &str) -> bool {
        is_itself(&upstream.parse().unwrap(), address.parse().unwrap())
    }

    /// It would call itself until no connection is left, and hang.
    #[test]
    fn an_upstream_that_is_the_proxy_itself_is_known() {
        for upstream in ["http://127.0.0.1:81/base", "http://localhost:81", "http://LOCALHOST.:81", "http://0.0.0.0:81"]
        {
            assert!(itself(upstream, "127.0.0.1:81") && itself(upstream, "0.0.0.0:81"), "{upstream}");
            assert!(!itself(upstream, "127.0.0.1:82") && !itself(upstream, "192.0.2.1:81"), "{upstream}");
        }
        assert!(itself("http://[::1]:81", "[::1]:81") && itself("http://[::1]:81", "[::]:81"));
        assert!(itself("http://127.0.0.1", "127.0.0.1:80") && itself("https://192.0.2.1", "192.0.2.1:443"));
        assert!(!itself("http://192.0.2.2:81", "127.0.0.1:81") && !itself("http://host:81", "127.0.0.1:81"));
    }
}
