//! A sandbox before it starts.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use client_runtime::{Clock, SystemClock};

use super::{
    behaviours::Behaviours,
    settings::{Limits, Settings},
};

/// A sandbox that has not started yet, of the vendor `V`.
#[derive(Clone)]
#[must_use = "a sandbox does nothing before it is started"]
pub struct Sandbox<V> {
    pub(crate) settings: Settings,
    pub(crate) vendor: V,
}

impl<V: Behaviours> Sandbox<V> {
    /// The sandbox of a vendor, or of a contract of which nothing else is known.
    ///
    /// ```
    /// use sandbox::{AnyContract, Sandbox};
    /// use validator::Validator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let text = "
    /// # openapi: 3.0.3
    /// # info: {title: Lamp, version: '1'}
    /// # paths: {/lamp: {get: {operationId: get_lamp, responses: {'204': {description: It is on.}}}}}
    /// # ";
    /// let contract = AnyContract::new(Validator::read("lamp.yaml", text)?);
    /// let sandbox = Sandbox::of(contract).start().await?;
    /// for (scheme, secret) in sandbox.credentials().all() {
    ///     println!("{scheme}: {secret}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(vendor: V) -> Self {
        let settings = Settings {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            public_url: None,
            seed: None,
            clock: Arc::new(SystemClock),
            token_lifetime: V::TOKEN_LIFETIME,
            keep_bodies: false,
            limits: Limits::default(),
            log: None,
        };
        Self { settings, vendor }
    }

    /// The address to listen on; the loopback address unless set. On any other address,
    /// everybody who can reach this machine can reach the sandbox.
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.settings.address = address.into();
        self
    }

    /// The port to listen on; one that is free unless set.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// The base URL under which others reach the sandbox, for what it writes into
    /// tokens and links; made of address and port unless set.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.settings.public_url = Some(url.into().trim_end_matches('/').to_owned());
        self
    }

    /// The number from which ids, scores, keys and secrets are derived. The same seed and
    /// the same calls give the same responses. Random unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// The clock by which tokens expire and slow responses wait; the system's unless
    /// set. A [`ManualClock`](super::ManualClock) never waits.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// How long tokens live; as long as the vendor's unless set.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// Whether the journal keeps bodies, with the secrets and media in them; it does
    /// not unless told so.
    pub fn keep_bodies(mut self, keep: bool) -> Self {
        self.settings.keep_bodies = keep;
        self
    }

    /// Receives one log line for each request, without query, headers and body. There is no
    /// log unless set.
    pub fn log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.settings.log = Some(Arc::new(log));
        self
    }

    /// How much to keep and to accept.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }
}
