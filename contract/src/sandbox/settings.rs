//! What can be set before a sandbox starts.

use std::{
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use client_runtime::{Clock, SystemClock};

use super::{alice::Alice, any::AnyContract, awareid::AwareId};
use crate::validator::Validator;

/// How much a sandbox keeps, and accepts at once. When there is too much to keep, the
/// oldest is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Users, and scenarios that are chosen for users.
    pub users: usize,
    /// Selfies that Alice accepts from one user before it refuses more with 422.
    pub selfies: usize,
    /// Authentications of one user (Alice); enrolments, authentications and
    /// sessions of all users, each (AwareID).
    pub processes: usize,
    /// How often a face may fail before AwareID ends the enrolment or the authentication.
    pub attempts: u32,
    /// Exchanges in the journal.
    pub journal: usize,
    /// Bytes of a request's body; more is refused with 413.
    pub body_bytes: usize,
    /// Bytes of all bodies that are under way. A request for which there is no room waits,
    /// and is refused with 503 after [`patience`](Self::patience). Bodies of up to 64 KiB
    /// always have room.
    pub bodies_bytes: usize,
    /// Bytes of all that is kept: about half of it for what is known of users, a
    /// quarter each for scenarios and for the journal.
    pub kept_bytes: usize,
    /// Connections at once. A further client waits until one ends.
    pub connections: usize,
    /// How long the head of a request, and then its body, may take to arrive. An idle
    /// connection is kept for the same time.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            users: 10_000,
            selfies: 100,
            processes: 1_000,
            attempts: 3,
            journal: 1_000,
            body_bytes: 32 << 20,
            bodies_bytes: 128 << 20,
            kept_bytes: 128 << 20,
            connections: 512,
            patience: Duration::from_secs(30),
        }
    }
}

/// A sandbox that has not started yet, of the vendor `V`.
#[derive(Clone)]
#[must_use = "a sandbox does nothing before it is started"]
pub struct Sandbox<V> {
    pub(crate) settings: Settings,
    vendor: PhantomData<fn() -> V>,
}

#[derive(Clone)]
pub(crate) struct Settings {
    pub address: IpAddr,
    pub port: u16,
    pub public_url: Option<String>,
    pub seed: Option<u64>,
    pub clock: Arc<dyn Clock>,
    pub token_lifetime: Duration,
    pub session_lifetime: Duration,
    pub envelope: Option<bool>,
    pub face_only: bool,
    pub face_liveness_results: bool,
    pub keep_bodies: bool,
    pub contract: Option<Arc<Validator>>,
    pub limits: Limits,
    pub log: Option<Log>,
}

/// Takes one line for each request.
pub(crate) type Log = Arc<dyn Fn(&str) + Send + Sync>;

impl Sandbox<Alice> {
    /// Alice Onboarding.
    pub fn alice() -> Self {
        Self::new(Duration::from_secs(60 * 60))
    }

    /// Whether reports come inside an object with the single member `report`.
    ///
    /// Unless set, they are bare as on the vendor's page, except for the vendor's own
    /// Python code, which reads only wrapped ones. The sandbox recognises it by its
    /// `Alice-User-Agent`.
    pub fn envelope(mut self, envelope: bool) -> Self {
        self.settings.envelope = Some(envelope);
        self
    }
}

impl Sandbox<AwareId> {
    /// AwareID.
    pub fn awareid() -> Self {
        Self::new(Duration::from_secs(300))
    }

    /// How long the session of a QR code can be validated; 10 minutes unless set.
    /// The vendor's own limit is not known.
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.session_lifetime = lifetime;
        self
    }

    /// Whether the tenant demands only faces. Then `requiredChecks` names no device, and
    /// nobody needs one to enrol or to authenticate. Unless set, the tenant demands both.
    pub fn face_only(mut self, face_only: bool) -> Self {
        self.settings.face_only = face_only;
        self
    }

    /// Whether `addFace` calls the details of its response `faceLivenessResults`, as newer
    /// servers do, and not `livenessResults`, as on the vendor's page and unless set.
    pub fn face_liveness_results(mut self, newer: bool) -> Self {
        self.settings.face_liveness_results = newer;
        self
    }
}

impl Sandbox<AnyContract> {
    /// A sandbox of any other contract.
    ///
    /// ```
    /// use contract::{sandbox::Sandbox, validator::Validator};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let text = "
    /// # openapi: 3.0.3
    /// # info: {title: Lamp, version: '1'}
    /// # paths: {/lamp: {get: {operationId: get_lamp, responses: {'204': {description: It is on.}}}}}
    /// # ";
    /// let sandbox = Sandbox::of(Validator::read("lamp.yaml", text)?).start().await?;
    /// for (scheme, secret) in sandbox.credentials() {
    ///     println!("{scheme}: {secret}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(contract: Validator) -> Self {
        let mut sandbox = Self::new(Duration::ZERO);
        sandbox.settings.contract = Some(Arc::new(contract));
        sandbox
    }
}

impl<V> Sandbox<V> {
    fn new(token_lifetime: Duration) -> Self {
        let settings = Settings {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            public_url: None,
            seed: None,
            clock: Arc::new(SystemClock),
            token_lifetime,
            session_lifetime: Duration::from_secs(10 * 60),
            envelope: None,
            face_only: false,
            face_liveness_results: false,
            keep_bodies: false,
            contract: None,
            limits: Limits::default(),
            log: None,
        };
        Self { settings, vendor: PhantomData }
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

    /// How long tokens live; as long as the vendor's unless set: 60 minutes (Alice),
    /// 300 seconds (AwareID).
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
