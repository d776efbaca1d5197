//! Both vendors as servers that keep state, for tests against their contracts.
//!
//! ```
//! use contract::sandbox::{Sandbox, Scenario};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::alice().start().await?;
//! println!("{} {}", sandbox.base_url(), sandbox.api_key());
//! sandbox.scenario("user@example.com", Scenario::Spoof);
//! // ... the code under test talks to the base URL with the API key ...
//! assert!(sandbox.journal().iter().all(|exchange| exchange.conforms()));
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//!
//! Every operation of the contract is there, with tokens that live as long as the
//! vendor's and open only what the vendor's open. Every request is compared with
//! the contract and refused as the vendor would refuse it; every response is compared
//! before it is sent, and one that does not conform is a status 500 that says so.
//! State is in memory and bounded, by number and by bytes: when there is too much, the
//! oldest goes. [`Limits`] says how much, and how long a request may take to arrive.
//!
//! # What it is not
//!
//! No picture is looked at: what a face is worth is chosen by a [`Scenario`]. Where
//! the vendor's behaviour is not known, the simplest is done that the contract
//! allows. Its keys protect nothing; the one for session links is checked in and
//! named as being for sandboxes only.
//!
//! # Any contract
//!
//! [`Sandbox::of`] serves a contract that nothing else here knows. It answers with the
//! contract's examples, or with what fits the schema where there is none, and keeps no
//! state. A caller chooses by the header `Prefer: code=404, example=name`.
//!
//! # Over HTTP
//!
//! Beside the vendor's paths there are these, so that a test in any language can
//! do the same:
//!
//! | call | what |
//! | --- | --- |
//! | `GET /__sandbox` | a page that lists what there is, with a command for each |
//! | `GET /__sandbox/journal` | the journal; `DELETE` empties it |
//! | `PUT /__sandbox/scenario/{user}` | chooses a scenario: `{"scenario": "spoof"}`, or `spoof`; `DELETE` takes it back |
//! | `GET /__sandbox/time` | the sandbox's time; `PUT` lets so many seconds pass: `3600`; `DELETE` takes them back |
//! | `GET /__sandbox/keys` | the keys that open session links (AwareID) |
//!
//! `POST` does what `PUT` does. These paths answer only to a `Host` that names this
//! machine (`localhost`, an address of the loopback), what the sandbox was bound to, or
//! the host of its [`public_url`](Sandbox::public_url): so no web page can read them by
//! letting its own name lead here.

mod admin;
mod alice;
mod any;
mod awareid;
mod bounded;
mod call;
mod clock;
mod drift;
mod exchange;
mod form;
mod hosts;
mod journal;
mod jwt;
mod link;
mod qr;
mod resemblance;
mod room;
mod running;
mod scenario;
mod scenarios;
mod seed;
mod server;
mod settings;
mod time;
mod vendor;

pub use alice::Alice;
pub use any::AnyContract;
pub use awareid::{AwareId, ClientCredentials};
pub use client_runtime::{Clock, SystemClock};
pub use clock::ManualClock;
pub use journal::{Bodies, Exchange};
pub use link::LinkKeys;
pub use running::{RunningSandbox, StartError};
pub use scenario::{Scenario, UnknownScenario};
pub use scenarios::EVERYONE;
pub use settings::{Limits, Sandbox};
pub use vendor::Kind;
