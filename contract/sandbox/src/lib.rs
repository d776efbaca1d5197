//! A contract as a server, for tests against it: alone, or with a vendor's behaviours.
//!
//! # What it does
//!
//! A sandbox has every operation of the contract. Its tokens live as long as the vendor's
//! and allow the same calls. Every request is compared with the contract and refused as the
//! vendor would refuse it; every response is compared before it is sent, and a response
//! that does not conform is replaced by a status 500 that says so. State is in memory, and
//! limited in number and in bytes: when there is too much, the oldest is dropped.
//! [`Limits`] says how much, and how long a request may take to arrive.
//!
//! # What it is not
//!
//! A sandbox looks at no picture: a [`Scenario`] chooses the scores of a face. Where the
//! vendor's behaviour is not known, it does the simplest thing that the contract allows.
//! Its keys protect nothing; the key for session links is checked in, and its name says
//! that it is for sandboxes only.
//!
//! # Any contract
//!
//! [`Sandbox::of`] serves any other contract. It responds with the contract's examples or,
//! when there is none, with values that fit the schema, and keeps no state. A caller
//! chooses the response with the header `Prefer: code=404, example=name`.
//!
//! # Over HTTP
//!
//! Beside the vendor's paths the sandbox has these, so that tests in any language can use
//! it:
//!
//! | call | what |
//! | --- | --- |
//! | `GET /__sandbox` | a page that lists what there is, with a command for each |
//! | `GET /__sandbox/journal` | the journal; `DELETE` empties it |
//! | `PUT /__sandbox/scenario/{user}` | chooses a scenario: `{"scenario": "spoof"}`, or `spoof`; `DELETE` takes it back |
//! | `GET /__sandbox/time` | the sandbox's time; `PUT` lets so many seconds pass: `3600`; `DELETE` takes them back |
//! | `GET /__sandbox/keys` | the keys that open session links (AwareID) |
//!
//! `POST` does what `PUT` does. These paths respond only when `Host` names this machine
//! (`localhost` or a loopback address), the address that the sandbox listens on, or the
//! host of its [`public_url`](Sandbox::public_url). So a web page cannot read them by
//! pointing its own host name to this machine.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod admin;
mod any;
pub mod behaviours;
mod bounded;
mod builder;
mod call;
mod clock;
mod documented;
mod drift;
mod exchange;
mod form;
mod hosts;
mod journal;
mod jwt;
mod lock;
mod resemblance;
mod room;
mod running;
mod scenario;
mod scenarios;
mod seed;
mod server;
mod settings;
mod shared;
mod time;

pub use any::{AnyContract, Credentials};
pub use behaviours::Behaviours;
pub use builder::Sandbox;
pub use client_runtime::{Clock, SystemClock};
pub use clock::ManualClock;
pub use journal::{Bodies, Exchange};
pub use running::{RunningSandbox, StartError};
pub use scenario::{Scenario, UnknownScenario};
pub use scenarios::EVERYONE;
pub use settings::Limits;
