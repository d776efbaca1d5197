//! What goes wrong on the way to the vendor and back.

use std::time::Duration;

use crate::cause::{self, TlsFault};

/// Why no complete response arrived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection to the server could be made.
    #[error("no connection could be made; check the base URL and the network")]
    Connect(#[source] reqwest::Error),
    /// TLS with the server failed: because of its certificate, of the TLS version, or of a
    /// client certificate that it demands. The client does not retry, because the call
    /// fails again until somebody acts.
    ///
    /// This is known for the TLS libraries of this crate's features. With any other TLS
    /// library of an application the error is [`TransportError::Connect`].
    #[error("{fault}")]
    #[non_exhaustive]
    Tls {
        /// What is wrong.
        fault: TlsFault,
        /// The error of the HTTP library.
        source: reqwest::Error,
    },
    /// The server did not begin to work on the request: it said so, or the connection ended
    /// before the request was written. Any call may be made again.
    #[error("the server did not take the request; it may be sent again")]
    Refused(#[source] reqwest::Error),
    /// The time for the call ran out.
    #[error("the time for the call ran out")]
    Timeout(#[source] reqwest::Error),
    /// The request could not be built or sent.
    #[error("the request could not be sent")]
    Send(#[source] reqwest::Error),
    /// The connection broke while the response was read.
    #[error("the connection broke while the answer was read")]
    Read(#[source] reqwest::Error),
    /// The response is larger than the client accepts.
    #[error("the answer is larger than {limit} bytes; raise `max_answer_bytes` if that is expected")]
    #[non_exhaustive]
    TooLarge {
        /// The most bytes that the client accepts.
        limit: usize,
    },
    /// The time for the call with all its attempts ran out before the request
    /// could be sent.
    #[error("the time for the call ran out before the request could be sent")]
    Budget,
    /// The vendor has asked for a pause (`Retry-After` of a 429 or 503) that is longer than
    /// the call may take. The request was not sent.
    #[error("the vendor asked for {:.0} s more without calls, which is longer than this call may take", left.as_secs_f64().ceil())]
    #[non_exhaustive]
    Held {
        /// How long calls are still held back.
        left: Duration,
    },
    /// The HTTP client followed a redirect to another URL of the same origin. The call was
    /// made there too, perhaps with another method; the response was not read.
    #[error(
        "the HTTP client followed a redirect, so another call was made than the one that was asked for; \
         give this client one that follows none"
    )]
    Redirected,
    /// The HTTP client followed a redirect to another origin. The response was not
    /// read; the credentials may have gone along.
    #[error(
        "the HTTP client followed a redirect to another origin; give this client one that follows none, \
         and replace the credentials"
    )]
    ForeignOrigin,
}

impl TransportError {
    /// The URL is left out: it may hold the id of a person.
    pub(crate) fn sending(error: reqwest::Error) -> Self {
        let error = error.without_url();
        // Tested before the others, because each of these errors also counts as one of
        // them.
        if let Some(fault) = cause::tls_fault(&error) {
            Self::Tls { fault, source: error }
        } else if cause::is_not_begun(&error) {
            Self::Refused(error)
        } else if error.is_connect() {
            Self::Connect(error)
        } else if error.is_timeout() {
            Self::Timeout(error)
        } else {
            Self::Send(error)
        }
    }

    pub(crate) fn reading(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if let Some(fault) = cause::tls_fault(&error) {
            Self::Tls { fault, source: error }
        } else if error.is_timeout() {
            Self::Timeout(error)
        } else {
            Self::Read(error)
        }
    }
}
