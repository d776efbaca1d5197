//! The run time of the generated vendor clients.
//!
//! A generated client consists of parameters and types. This crate sends the calls, decodes
//! the responses and decides what may be printed, for all vendors. Applications use the
//! vendors' crates, which re-export what applications need.
//!
//! An application uses these types:
//!
//! ```
//! use client_runtime::{Secret, Verdict};
//!
//! // A secret, which is never printed.
//! assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret([hidden])");
//! // A score held against its scale and threshold.
//! assert_eq!(Verdict::of(0.7, 0.0, 1.0, 0.7), Verdict::Passed);
//! ```
//!
//! The feature `client` adds everything that sends:
//!
#![cfg_attr(feature = "client", doc = "```")]
#![cfg_attr(not(feature = "client"), doc = "```ignore")]
//! use client_runtime::Client;
//!
//! // A connection, which shows its origin and nothing else.
//! let client = Client::builder("https://user-data.example.com/v1").build()?;
//! assert_eq!(format!("{client:?}"), r#"Client { origin: "https://user-data.example.com", .. }"#);
//! # Ok::<(), client_runtime::BuildError>(())
//! ```

#![forbid(unsafe_code)]
#![deny(missing_debug_implementations)]

// Values on the wire, for code that reads or stores them.
mod base64;
mod convert;
mod decode;
pub mod envelope;
mod integer;
mod locate;
mod macros;
mod nullable;
#[doc(hidden)]
pub mod quick;
#[doc(hidden)]
pub mod record;
pub mod redact;
mod secret;
mod timestamp;
mod union;
mod verdict;
mod wire_text;

pub use self::{
    base64::Base64,
    convert::{IntoOptional, convert, convert_any, optional},
    decode::DecodeError,
    integer::Integer,
    nullable::Nullable,
    quick::Quick,
    secret::Secret,
    timestamp::Timestamp,
    union::{UnknownVersion, Versioned},
    verdict::Verdict,
    wire_text::ToWire,
};

// Calls.
#[cfg(feature = "client")]
mod call;
#[cfg(feature = "client")]
mod call_info;
#[cfg(feature = "client")]
mod cause;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
mod environment;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod http;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "client")]
mod observer;
#[cfg(feature = "client")]
mod operation;
#[cfg(feature = "client")]
mod options;
#[cfg(feature = "client")]
mod part;
#[cfg(feature = "client")]
mod response;
#[cfg(feature = "client")]
mod retry;
#[cfg(feature = "client")]
mod segment;
#[cfg(feature = "client")]
mod throttle;
#[cfg(feature = "client")]
mod token;
#[cfg(feature = "client")]
mod trace;
#[cfg(feature = "client")]
mod transport;

#[cfg(feature = "client")]
pub use self::{
    call::{Call, OptionalBody},
    call_info::CallInfo,
    cause::TlsFault,
    client::{BuildError, Client, ClientBuilder},
    clock::{Clock, SystemClock},
    environment::UnknownEnvironment,
    error::Error,
    http::http_builder,
    observer::{Attempt, AttemptEnd},
    operation::{Operation, SchemeKind, SecurityScheme, Server, Status},
    options::CallOptions,
    part::{FilePart, Multipart, MultipartBody, PartError, ToPart},
    response::{FromResponse, Json, RawResponse, ResponseValue, Text},
    retry::RetryPolicy,
    segment::server_url,
    throttle::RetryBudget,
    token::{Credential, Token, TokenError, TokenKey, TokenStore, Tokens, TokensBuilder},
    transport::TransportError,
};

// Used by the macros and the generated code, and visible to applications in signatures.
#[cfg(feature = "client")]
pub use ::bytes::Bytes;
#[cfg(feature = "client")]
pub use ::reqwest;
#[doc(hidden)]
pub use ::serde_json;
