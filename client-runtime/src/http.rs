//! The HTTP client behind a connection: the caller's, or our own.

use std::{
    sync::{Arc, PoisonError, RwLock, Weak},
    time::Duration,
};

use reqwest::{Url, redirect, retry};
use tokio::{runtime, sync::oneshot};

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::secret::Secret;

/// Starts an HTTP client for a base URL with the settings of all our clients: it follows no
/// redirect, retries nothing by itself, and sends nothing in plain text to a proxy that
/// only the environment names.
#[doc(hidden)]
pub fn http_builder(base_url: &Url) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().redirect(redirect::Policy::none()).retry(retry::never());
    if may_use_proxy(base_url) { builder } else { builder.no_proxy() }
}

/// How our own HTTP client is made.
#[derive(Clone)]
pub(crate) struct HttpSettings {
    pub connect_timeout: Duration,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub roots: Vec<reqwest::Certificate>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub identity: Option<reqwest::Identity>,
}

impl HttpSettings {
    pub fn new() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            roots: Vec::new(),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            identity: None,
        }
    }

    fn client(&self, base_url: &Url) -> reqwest::Result<reqwest::Client> {
        let builder = http_builder(base_url).connect_timeout(self.connect_timeout);
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let builder = self.with_tls(builder);
        builder.build()
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    fn with_tls(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        // Another crate may turn on another TLS library in reqwest, which reqwest would
        // then prefer.
        #[cfg(feature = "native-tls")]
        let builder = builder.tls_backend_native();
        #[cfg(not(feature = "native-tls"))]
        let builder = builder.tls_backend_rustls();
        let builder = builder.tls_certs_merge(self.roots.iter().cloned());
        match &self.identity {
            Some(identity) => builder.identity(identity.clone()),
            None => builder,
        }
    }
}

/// A client's certificate and key, for the TLS library that our client uses.
#[cfg(feature = "native-tls")]
pub(crate) fn identity(certificates: &[u8], key: &Secret) -> reqwest::Result<reqwest::Identity> {
    reqwest::Identity::from_pkcs8_pem(certificates, key.expose().as_bytes())
}

/// A client's certificate and key, for the TLS library that our client uses.
#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
pub(crate) fn identity(certificates: &[u8], key: &Secret) -> reqwest::Result<reqwest::Identity> {
    reqwest::Identity::from_pem(&[certificates, b"\n", key.expose().as_bytes()].concat())
}

/// Whether requests may go through the proxy that the environment names. With https the
/// proxy only passes encrypted bytes on. With http it would read the credentials, although
/// the caller never named it. A loopback host is on this machine and needs no proxy.
fn may_use_proxy(base_url: &Url) -> bool {
    base_url.scheme() == "https" && !is_loopback(base_url)
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    address.map_or_else(
        |_| {
            let name = host.strip_suffix('.').unwrap_or(host);
            name == "localhost" || name.ends_with(".localhost")
        },
        |address| address.to_canonical().is_loopback(),
    )
}

/// The HTTP client of a connection.
pub(crate) enum Http {
    /// The caller's own.
    Given(reqwest::Client),
    /// Ours, one for each tokio runtime.
    Own(Arc<Own>),
}

/// A connection runs on the runtime that opened it: it breaks when that runtime ends, and
/// makes no progress while the runtime stands still. So runtimes share no connections. The
/// client of a runtime is dropped when the runtime ends.
pub(crate) struct Own {
    settings: HttpSettings,
    base_url: Url,
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    /// Made before the first call, so that wrong settings fail early. The first runtime
    /// takes it.
    first: Option<reqwest::Client>,
    /// Dropping the sender ends the task that waits for the end of the runtime.
    clients: Vec<(runtime::Id, reqwest::Client, oneshot::Sender<()>)>,
}

impl Http {
    pub fn own(settings: HttpSettings, base_url: Url) -> reqwest::Result<Self> {
        let first = Some(settings.client(&base_url)?);
        let kept = RwLock::new(Kept { first, clients: Vec::new() });
        Ok(Self::Own(Arc::new(Own { settings, base_url, kept })))
    }

    /// The client to use on this runtime, on which the call is made.
    pub fn on(&self, runtime: &runtime::Handle) -> reqwest::Result<reqwest::Client> {
        match self {
            Self::Given(client) => Ok(client.clone()),
            Self::Own(own) => own.on(runtime),
        }
    }
}

impl Own {
    fn on(self: &Arc<Self>, runtime: &runtime::Handle) -> reqwest::Result<reqwest::Client> {
        let id = runtime.id();
        if let Some(client) = self.kept.read().unwrap_or_else(PoisonError::into_inner).find(id) {
            return Ok(client);
        }
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread of the runtime may have made the client in the meantime.
        if let Some(client) = kept.find(id) {
            return Ok(client);
        }
        let client = match kept.first.take() {
            Some(first) => first,
            None => self.settings.client(&self.base_url)?,
        };
        let (alive, ended) = oneshot::channel();
        kept.clients.push((id, client.clone(), alive));
        drop(kept);
        // This task waits only to be dropped together with the runtime.
        let stay = Stay { own: Arc::downgrade(self), runtime: id };
        runtime.spawn(async move {
            let _ = ended.await;
            drop(stay);
        });
        Ok(client)
    }
}

impl Kept {
    fn find(&self, runtime: runtime::Id) -> Option<reqwest::Client> {
        self.clients.iter().find(|(id, ..)| *id == runtime).map(|(_, client, _)| client.clone())
    }
}

/// Takes a client back when its runtime ends.
struct Stay {
    own: Weak<Own>,
    runtime: runtime::Id,
}

impl Drop for Stay {
    fn drop(&mut self) {
        let Some(own) = self.own.upgrade() else { return };
        let mut kept = own.kept.write().unwrap_or_else(PoisonError::into_inner);
        let gone = kept.clients.iter().position(|(id, ..)| *id == self.runtime).map(|at| kept.clients.swap_remove(at));
        // Dropping a client may take time, so it happens after the lock is released.
        drop(kept);
        drop(gone);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_https_to_another_machine_may_go_through_a_proxy() {
        for direct in [
            "http://vendor.example.com",
            "http://127.0.0.1:80",
            "https://127.9.9.9",
            "https://[::1]:8443",
            "https://[::ffff:127.0.0.1]",
            "https://localhost",
            "https://LOCALHOST.",
            "https://a.localhost/b",
        ] {
            assert!(!may_use_proxy(&url(direct)), "{direct}");
        }
        for proxied in ["https://vendor.example.com", "https://localhost.example.com", "https://10.0.0.1"] {
            assert!(may_use_proxy(&url(proxied)), "{proxied}");
        }
    }

    #[test]
    fn each_runtime_has_a_client_of_its_own_as_long_as_it_lives() {
        let http = Http::own(HttpSettings::new(), url("http://127.0.0.1:9")).unwrap();
        let Http::Own(own) = &http else { unreachable!() };
        let kept = || own.kept.read().unwrap().clients.len();
        let runtime = || runtime::Builder::new_current_thread().build().unwrap();
        let (one, other) = (runtime(), runtime());
        for handle in [one.handle(), other.handle(), one.handle()] {
            http.on(handle).unwrap();
        }
        assert_eq!(kept(), 2);
        drop(one);
        assert_eq!(kept(), 1);
        drop(other);
        assert_eq!(kept(), 0);
    }

    #[test]
    fn what_waits_for_the_end_of_a_runtime_goes_with_the_client() {
        let runtime = runtime::Builder::new_current_thread().build().unwrap();
        let http = Http::own(HttpSettings::new(), url("http://127.0.0.1:9")).unwrap();
        runtime.block_on(async {
            http.on(&runtime::Handle::current()).unwrap();
            assert_eq!(runtime.metrics().num_alive_tasks(), 1);
            drop(http);
            while runtime.metrics().num_alive_tasks() > 0 {
                tokio::task::yield_now().await;
            }
        });
    }
}
