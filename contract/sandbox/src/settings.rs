//! What can be set before a sandbox starts.

use std::{net::IpAddr, sync::Arc, time::Duration};

use client_runtime::Clock;

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

#[derive(Clone)]
pub(crate) struct Settings {
    pub address: IpAddr,
    pub port: u16,
    pub public_url: Option<String>,
    pub seed: Option<u64>,
    pub clock: Arc<dyn Clock>,
    pub token_lifetime: Duration,
    pub keep_bodies: bool,
    pub limits: Limits,
    pub log: Option<Log>,
}

/// Takes one line for each request.
pub(crate) type Log = Arc<dyn Fn(&str) + Send + Sync>;
