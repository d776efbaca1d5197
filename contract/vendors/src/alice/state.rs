//! What the service remembers.

use std::{collections::BTreeMap, time::SystemTime};

use sandbox::{
    Limits,
    behaviours::{Bounded, Weigh},
};

pub(super) struct State {
    pub users: Bounded<User>,
    /// How many things have been made, for their ids.
    pub count: u64,
}

impl State {
    pub fn new(limits: Limits) -> Self {
        Self { users: Bounded::new(limits.users, limits.kept_bytes / 2), count: 0 }
    }
}

pub(super) struct User {
    pub id: String,
    /// What was given when the user was created, by the names of the form.
    pub given: BTreeMap<String, String>,
    pub created_at: SystemTime,
    pub updated_at: SystemTime,
    pub authorized: bool,
    pub selfies: Vec<Selfie>,
    /// How many selfies were sent, valid or not.
    pub selfies_sent: usize,
    /// The selfie that counts.
    pub active: Option<String>,
    pub logins: Bounded<Login>,
}

impl User {
    pub fn active(&self) -> Option<&Selfie> {
        let id = self.active.as_ref()?;
        self.selfies.iter().find(|selfie| selfie.id == *id)
    }
}

/// A selfie. The media is not kept.
pub(super) struct Selfie {
    pub id: String,
    pub created_at: SystemTime,
    /// From 0 to 1.
    pub liveness: f64,
    /// The other user who this seems to be.
    pub duplicate_of: Option<String>,
    pub voided: bool,
}

/// An attempt to log in.
pub(super) struct Login {
    pub created_at: SystemTime,
    /// From 0 to 1.
    pub liveness: f64,
    /// From 0 to 1; None when there was no selfie to compare with.
    pub face_match: Option<f64>,
    pub media_id: String,
}

impl Weigh for User {
    fn weight(&self) -> usize {
        let given: usize = self.given.iter().map(|(name, value)| 64 + name.len() + value.len()).sum();
        let selfies: usize = self.selfies.iter().map(Selfie::weight).sum();
        size_of::<Self>() + self.id.len() + given + selfies + self.logins.bytes()
    }
}

impl Weigh for Selfie {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.id.len() + self.duplicate_of.as_ref().map_or(0, String::len)
    }
}

impl Weigh for Login {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.media_id.len()
    }
}
