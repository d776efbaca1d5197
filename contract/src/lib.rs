//! What the contracts are worth in CI: a validator for real messages, a proxy
//! and a reader of recorded traffic that use it, and the vendors as sandbox
//! servers.
//!
//! ```
//! use contract::{message::Request, validator::Validator};
//!
//! let alice = Validator::alice()?;
//! let checked = alice.request(&Request {
//!     method: http::Method::GET,
//!     uri: http::Uri::from_static("/onboarding/login_token"),
//!     headers: http::HeaderMap::new(),
//!     body: bytes::Bytes::new(),
//! });
//! assert_eq!(checked.operation.as_deref(), Some("get_login_token"));
//! assert_eq!(checked.violations[0].at, "header apikey");
//! # Ok::<(), codegen::Findings>(())
//! ```

#![forbid(unsafe_code)]

pub mod har;
pub mod message;
pub mod proxy;
pub mod report;
pub mod validator;
pub mod vendor;
