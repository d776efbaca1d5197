#![cfg_attr(feature = "client", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "client"),
    doc = "The types of the contract, without the client. See the features in `README.md`."
)]
#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod session;
mod verdict;
#[cfg(feature = "webhook")]
pub mod webhook;

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

#[doc = include_str!("mock.md")]
#[cfg(all(feature = "mock", not(feature = "build-codegen")))]
#[rustfmt::skip]
#[allow(missing_docs, clippy::all, reason = "generated from the contract")]
#[deny(clippy::incompatible_msrv)]
#[path = "generated_mock.rs"]
pub mod mock;
#[doc = include_str!("mock.md")]
#[cfg(all(feature = "mock", feature = "build-codegen"))]
#[allow(missing_docs, clippy::all, reason = "generated from the contract")]
#[deny(clippy::incompatible_msrv)]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/generated_mock.rs"));
}

#[cfg(feature = "client")]
#[doc = include_str!("../GUIDE.md")]
pub mod guide {}

#[cfg(feature = "client")]
pub use client_runtime::{
    Attempt, AttemptEnd, BuildError, CallInfo, CallOptions, ClientBuilder, Clock, Credential, Error, FilePart,
    Operation, PartError, RawResponse, ResponseValue, RetryBudget, RetryPolicy, SchemeKind, SecurityScheme, Server,
    Status, SystemClock, Text, TlsFault, Token, TokenError, TokenKey, TokenStore, Tokens, TokensBuilder,
    TransportError, UnknownEnvironment, reqwest,
};
pub use client_runtime::{Base64, DecodeError, Nullable, Secret, Timestamp, UnknownVersion, Verdict, redact};
pub use generated::{CONTRACT_VERSION, types};
#[cfg(feature = "client")]
pub use generated::{Client, Environment, SERVERS, builder, operations, schemes, scopes};
#[cfg(feature = "client")]
pub use session::Session;
pub use verdict::LoginVerdict;

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_ends_with_the_date_of_the_contract() {
        assert_eq!(env!("CARGO_PKG_VERSION").split_once('+').map(|(_, date)| date), Some(crate::CONTRACT_VERSION));
    }

    #[cfg(feature = "build-codegen")]
    #[test]
    fn both_ways_to_compile_are_byte_identical() {
        assert_eq!(include_str!("generated.rs"), include_str!(concat!(env!("OUT_DIR"), "/generated.rs")));
        assert_eq!(include_str!("generated_mock.rs"), include_str!(concat!(env!("OUT_DIR"), "/generated_mock.rs")));
    }
}
