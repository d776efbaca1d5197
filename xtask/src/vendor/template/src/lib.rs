#![cfg_attr(feature = "client", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "client"),
    doc = "The types of the contract, without the client. See the features in `README.md`."
)]
#![forbid(unsafe_code)]

#[cfg(not(feature = "build-codegen"))]
#[rustfmt::skip]
#[allow(missing_docs, clippy::all, reason = "generated from the contract")]
#[deny(clippy::incompatible_msrv)]
mod generated;
#[cfg(feature = "build-codegen")]
#[allow(missing_docs, clippy::all, reason = "generated from the contract")]
#[deny(clippy::incompatible_msrv)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

#[doc = "Typed `httpmock` helpers: one method on the mock server for each operation."]
#[cfg(all(feature = "mock", not(feature = "build-codegen")))]
#[rustfmt::skip]
#[allow(missing_docs, clippy::all, reason = "generated from the contract")]
#[deny(clippy::incompatible_msrv)]
#[path = "generated_mock.rs"]
pub mod mock;
#[doc = "Typed `httpmock` helpers: one method on the mock server for each operation."]
#[cfg(all(feature = "mock", feature = "build-codegen"))]
#[allow(missing_docs, clippy::all, reason = "generated from the contract")]
#[deny(clippy::incompatible_msrv)]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/generated_mock.rs"));
}

#[cfg(feature = "client")]
pub use client_runtime::{
    Attempt, AttemptEnd, BuildError, CallInfo, CallOptions, ClientBuilder, Clock, Credential, Error, FilePart,
    Operation, PartError, RawResponse, ResponseValue, RetryBudget, RetryPolicy, SchemeKind, SecurityScheme, Server,
    Status, SystemClock, Text, TlsFault, Token, TokenError, TokenKey, TokenStore, Tokens, TokensBuilder,
    TransportError, reqwest,
};
pub use client_runtime::{Base64, DecodeError, Nullable, Secret, Timestamp, UnknownVersion, Verdict, redact};
pub use generated::*;
