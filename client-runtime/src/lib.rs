//! What the generated vendor clients need while they run.
//!
//! A generated client is parameters and types; how a call is sent, how an answer
//! is decoded, what may be printed and what must not, is here, once for all
//! vendors. Applications use the vendors' crates, which re-export what they need.

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
