//! What the generated vendor clients need while they run.
//!
//! A generated client is parameters and types; how a call is sent, how an answer
//! is decoded, what may be printed and what must not, is here, once for all
//! vendors. Applications use the vendors' crates, which re-export what they need.
//!
//! What an application meets of it:
//!
//! ```
//! use client_runtime::{Client, Secret, Verdict};
//!
//! // A connection, which shows its origin and nothing else.
//! let client = Client::builder("https://user-data.example.com/v1").build()?;
//! assert_eq!(format!("{client:?}"), r#"Client { origin: "https://user-data.example.com", .. }"#);
//! // A secret, which is never printed.
//! assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret([hidden])");
//! // A score held against its scale and threshold.
//! assert_eq!(Verdict::of(0.7, 0.0, 1.0, 0.7), Verdict::Passed);
//! # Ok::<(), client_runtime::BuildError>(())
//! ```

#![forbid(unsafe_code)]

mod base64;
mod call;
mod client;
mod clock;
mod convert;
pub mod envelope;
mod error;
mod macros;
#[cfg(feature = "mock")]
pub mod mock;
mod nullable;
mod operation;
mod options;
mod part;
#[doc(hidden)]
pub mod quick;
pub mod redact;
mod response;
mod retry;
mod secret;
mod timestamp;
mod token;
mod trace;
mod union;
mod verdict;
mod wire_text;

pub use self::{
    base64::Base64,
    call::{Call, OptionalBody},
    client::{BuildError, Client, ClientBuilder},
    clock::{Clock, SystemClock},
    convert::{convert, convert_any},
    error::{CallInfo, Error, TransportError},
    nullable::Nullable,
    operation::{Operation, SchemeKind, SecurityScheme, Server, Status},
    options::CallOptions,
    part::{FilePart, Multipart, MultipartBody, PartError, ToPart},
    quick::Quick,
    response::{DecodeError, FromResponse, Json, RawResponse, ResponseValue, Text},
    retry::RetryPolicy,
    secret::Secret,
    timestamp::Timestamp,
    token::{Credential, Token, TokenError, TokenKey, TokenStore, Tokens, TokensBuilder},
    union::{UnknownVersion, Versioned},
    verdict::Verdict,
    wire_text::ToWire,
};

// What the macros and the generated code name, and applications meet in signatures.
pub use ::bytes::Bytes;
pub use ::reqwest;
#[doc(hidden)]
pub use ::serde_json;
