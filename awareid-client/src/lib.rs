//! stub
#![forbid(unsafe_code)]

#[cfg(not(feature = "build-codegen"))]
#[rustfmt::skip]
#[allow(missing_docs, clippy::all, reason = "generated")]
mod generated;
#[cfg(feature = "build-codegen")]
#[allow(missing_docs, clippy::all, reason = "generated")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
pub use generated::*;
