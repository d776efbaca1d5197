//! A sandbox that answers.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use serving::{Bounds, Server};
use tokio::{net::TcpListener, sync::watch};

use super::{
    behaviours::{Behaviours, Core},
    builder::Sandbox,
    clock::Shifted,
    journal::Exchange,
    scenario::Scenario,
    seed::Seed,
    server,
    shared::Shared,
};

/// A sandbox that answers. Dropping it stops it as well, without waiting.
pub struct RunningSandbox<V: Behaviours> {
    credentials: V::Credentials,
    base_url: String,
    seed: u64,
    shared: Arc<Shared>,
    server: Server,
}

impl<V: Behaviours> fmt::Debug for RunningSandbox<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningSandbox").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The contract could not be read.
    #[error("the contract cannot be used:\n{0}")]
    Contract(String),
    /// The sandbox's own keys could not be read.
    #[error("the keys of the sandbox cannot be read")]
    Keys,
    /// The address could not be listened on.
    #[error("cannot listen on {address}; is something else listening there?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason.
        #[source]
        source: io::Error,
    },
}

impl<V: Behaviours> Sandbox<V> {
    /// Starts the sandbox. When this returns, it can be called.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on.
    pub async fn start(self) -> Result<RunningSandbox<V>, StartError> {
        let mut settings = self.settings;
        let validator = self.vendor.validator()?;
        let address = SocketAddr::new(settings.address, settings.port);
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let bound = listener.local_addr().map_err(listen)?;
        let base_url = settings.public_url.clone().unwrap_or_else(|| format!("http://{}", reachable(bound)));
        let seed = *settings.seed.get_or_insert_with(Seed::any);

        let clock = Shifted::new(Arc::clone(&settings.clock));
        settings.clock = Arc::new(clock.clone());
        let (stop, stopping) = watch::channel(false);
        let core = Core {
            settings: settings.clone(),
            base_url: base_url.clone(),
            seed: Seed::new(seed),
            validator: Arc::clone(&validator),
        };
        let (credentials, service) = self.vendor.serve(core)?;
        let shared = Arc::new(Shared::new(service, validator, &settings, clock, base_url.clone(), stopping));
        let bounds = Bounds { connections: settings.limits.connections, patience: settings.limits.patience };
        let server = Server::start(listener, server::router(Arc::clone(&shared)), bounds, stop);
        Ok(RunningSandbox { credentials, base_url, seed, shared, server })
    }
}

/// An address of this machine in place of the unspecified address.
fn reachable(bound: SocketAddr) -> SocketAddr {
    match bound.ip() {
        ip if !ip.is_unspecified() => bound,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, bound.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, bound.port()).into(),
    }
}

impl<V: Behaviours> RunningSandbox<V> {
    /// What the sandbox takes to prove who is calling.
    pub fn credentials(&self) -> &V::Credentials {
        &self.credentials
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The number from which all random-looking values are derived.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The exchanges so far, the oldest first.
    pub fn journal(&self) -> Vec<Exchange> {
        self.shared.journal().all()
    }

    /// Empties the journal.
    pub fn clear_journal(&self) {
        self.shared.journal().clear();
    }

    /// Chooses what happens to a user from now on: to a user id or an e-mail address
    /// (Alice), a user name or an e-mail address (AwareID), or to every call, with
    /// [`EVERYONE`](super::EVERYONE). The user need not exist yet.
    ///
    /// The scores of a face are fixed when it is sent, so choose before that.
    pub fn scenario(&self, user: &str, scenario: Scenario) {
        self.shared.scenarios().choose(user, scenario);
    }

    /// Removes the scenario that was chosen for a user.
    pub fn forget_scenario(&self, user: &str) {
        self.shared.scenarios().forget(user);
    }

    /// Stops: accepts no more connections, responds to the accepted requests for five
    /// seconds at most, ends every connection and frees the address.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}
