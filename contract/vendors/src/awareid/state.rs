//! What the service remembers.

use std::time::SystemTime;

use sandbox::{
    Limits,
    behaviours::{Bounded, Weigh},
};

pub(super) struct State {
    /// By user name.
    pub users: Bounded<User>,
    /// By registration code.
    pub registrations: Bounded<Registration>,
    /// By enrolment token.
    pub enrollments: Bounded<Enrollment>,
    /// By authentication token.
    pub authentications: Bounded<Authentication>,
    /// By session token.
    pub sessions: Bounded<Session>,
    count: u64,
}

impl State {
    pub fn new(limits: Limits) -> Self {
        // Five maps, each with the same share.
        let bytes = limits.kept_bytes / 2 / 5;
        Self {
            users: Bounded::new(limits.users, bytes),
            registrations: Bounded::new(limits.users, bytes),
            enrollments: Bounded::new(limits.processes, bytes),
            authentications: Bounded::new(limits.processes, bytes),
            sessions: Bounded::new(limits.processes, bytes),
            count: 0,
        }
    }

    /// The number of the next item, for its id.
    pub fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// The finished enrolment of a user, and its code.
    pub fn registration_of(&self, username: &str) -> Option<(&str, &Registration)> {
        let code = self.users.get(username)?.registration_code.as_deref()?;
        Some((code, self.registrations.get(code)?))
    }
}

pub(super) struct User {
    pub email: String,
    pub registration_code: Option<String>,
}

pub(super) struct Registration {
    pub username: String,
    /// The device, if one was enrolled.
    pub device: Option<String>,
}

/// How far an enrolment or an authentication has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Failed = 0,
    Pending = 1,
    Complete = 2,
}

impl Progress {
    pub fn number(self) -> u8 {
        self as u8
    }
}

pub(super) struct Enrollment {
    pub username: String,
    pub device: Option<String>,
    pub face: bool,
    pub failures: u32,
    pub progress: Progress,
}

pub(super) struct Authentication {
    pub username: String,
    /// The device that was enrolled, if one was.
    pub device: Option<String>,
    /// Whether the device is still to be verified.
    pub device_wanted: bool,
    /// Whether the face is still to be verified.
    pub face_wanted: bool,
    pub failures: u32,
    pub progress: Progress,
}

/// What the QR code of a trigger call leads to.
pub(super) struct Session {
    pub username: String,
    pub email: String,
    pub method: &'static str,
    pub begun_at: SystemTime,
}

fn length(text: &Option<String>) -> usize {
    text.as_ref().map_or(0, String::len)
}

impl Weigh for User {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.email.len() + length(&self.registration_code)
    }
}

impl Weigh for Registration {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.username.len() + length(&self.device)
    }
}

impl Weigh for Enrollment {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.username.len() + length(&self.device)
    }
}

impl Weigh for Authentication {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.username.len() + length(&self.device)
    }
}

impl Weigh for Session {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.username.len() + self.email.len()
    }
}
