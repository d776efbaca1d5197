//! The contracts at work in a service's tests.
//!
//! ```
//! use contract::{Alice, Scenario};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Alice::sandbox().start().await?;
//! println!("{} {}", sandbox.base_url(), sandbox.credentials().api_key);
//! sandbox.scenario("user@example.com", Scenario::Spoof);
//! // ... the code under test talks to the base URL with the API key ...
//! assert!(sandbox.journal().iter().all(|exchange| exchange.conforms()));
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Each job is a crate of its own, and this one names them all:
//!
//! - [`sandbox`]: a contract as a server, and [`vendors`]: what each vendor does beside it
//! - [`validator`]: messages, exchanges and recordings held against a contract
//! - [`proxy`]: traffic that is going on, held against it on its way

#![forbid(unsafe_code)]

pub use proxy;
pub use sandbox;
pub use validator;
pub use vendors;

pub use sandbox::{AnyContract, RunningSandbox, Sandbox, Scenario};
pub use validator::Validator;
pub use vendors::{Alice, AwareId, Vendor};
