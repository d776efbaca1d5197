//! Why a call failed, said without any value that was sent or received.

use reqwest::StatusCode;

use crate::{
    operation::Operation,
    response::{DecodeError, RawResponse, ResponseValue},
};

/// Why a call failed. `E` is the vendor's own error body for the operation.
///
/// Neither `Display` nor `Debug` shows a token, a parameter or any text of the
/// vendor's; look at [`Error::vendor`] and [`Error::raw_body`] for those.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E> {
    /// A parameter is missing or cannot be used; nothing was sent.
    #[error("{operation}: the request was not sent: {reason}")]
    #[non_exhaustive]
    InvalidRequest {
        /// The operation that was called.
        operation: &'static Operation,
        /// Which parameter, and what is wrong with it.
        reason: String,
    },
    /// A part of a multipart body cannot be sent; nothing was sent.
    #[error("{operation}: the request was not sent")]
    #[non_exhaustive]
    Part {
        /// The operation that was called.
        operation: &'static Operation,
        /// Which part, and what is wrong with it.
        source: crate::part::PartError,
    },
    /// The credentials that the contract asks for were not given; nothing was sent.
    #[error("{operation}: the request was not sent: this scope has no `{scheme}`")]
    #[non_exhaustive]
    Credentials {
        /// The operation that was called.
        operation: &'static Operation,
        /// The missing security scheme.
        scheme: &'static str,
    },
    /// No answer, or not all of it.
    #[error("{operation}: no complete answer arrived")]
    #[non_exhaustive]
    Transport {
        /// The operation that was called.
        operation: &'static Operation,
        /// What happened.
        source: TransportError,
    },
    /// The vendor answered with an error that the contract knows.
    #[error("{operation}: the vendor answered {}", response.status())]
    #[non_exhaustive]
    Vendor {
        /// The operation that was called.
        operation: &'static Operation,
        /// The answer; its value is None when the body is absent or not what the
        /// contract says, which happens when a gateway answers for the vendor.
        response: Box<ResponseValue<Option<E>>>,
    },
    /// The vendor answered with a status that the contract does not know.
    #[error("{operation}: the vendor answered {}, which its contract does not know", response.status())]
    #[non_exhaustive]
    Undocumented {
        /// The operation that was called.
        operation: &'static Operation,
        /// The answer.
        response: Box<RawResponse>,
    },
    /// The vendor answered with success and a body that is not what the contract says.
    #[error("{operation}: the vendor answered {} with a body that cannot be read: {source}", response.status())]
    #[non_exhaustive]
    Decode {
        /// The operation that was called.
        operation: &'static Operation,
        /// The answer.
        response: Box<RawResponse>,
        /// What is wrong with the body.
        source: DecodeError,
    },
}

impl<E> Error<E> {
    #[doc(hidden)]
    pub fn invalid_request(operation: &'static Operation, reason: String) -> Self {
        Self::InvalidRequest { operation, reason }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        match self {
            Self::InvalidRequest { operation, .. }
            | Self::Part { operation, .. }
            | Self::Credentials { operation, .. }
            | Self::Transport { operation, .. }
            | Self::Vendor { operation, .. }
            | Self::Undocumented { operation, .. }
            | Self::Decode { operation, .. } => operation,
        }
    }

    /// The status of the answer, if one arrived.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Vendor { response, .. } => Some(response.status()),
            Self::Undocumented { response, .. } | Self::Decode { response, .. } => Some(response.status()),
            _ => None,
        }
    }

    /// The vendor's own error body, if one arrived that the contract knows.
    pub fn vendor(&self) -> Option<&E> {
        match self {
            Self::Vendor { response, .. } => response.as_ref().as_ref(),
            _ => None,
        }
    }

    /// The bytes of the answer, if one arrived. They may hold personal data.
    pub fn raw_body(&self) -> Option<&bytes::Bytes> {
        match self {
            Self::Vendor { response, .. } => Some(response.raw_body()),
            Self::Undocumented { response, .. } | Self::Decode { response, .. } => Some(response.body()),
            _ => None,
        }
    }
}

/// Why no complete answer arrived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection to the server could be made.
    #[error("no connection could be made; check the base URL and the network")]
    Connect(#[source] reqwest::Error),
    /// The time for the call ran out.
    #[error("the time for the call ran out")]
    Timeout(#[source] reqwest::Error),
    /// The request could not be built or sent.
    #[error("the request could not be sent")]
    Send(#[source] reqwest::Error),
    /// The connection broke while the answer was read.
    #[error("the connection broke while the answer was read")]
    Read(#[source] reqwest::Error),
    /// The answer is larger than the client accepts.
    #[error("the answer is larger than {limit} bytes; raise `max_answer_bytes` if that is expected")]
    TooLarge {
        /// The most bytes that the client accepts.
        limit: usize,
    },
}

impl TransportError {
    /// The URL is left out: it may hold the id of a person.
    pub(crate) fn sending(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_timeout() {
            Self::Timeout(error)
        } else if error.is_connect() {
            Self::Connect(error)
        } else {
            Self::Send(error)
        }
    }

    pub(crate) fn reading(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_timeout() { Self::Timeout(error) } else { Self::Read(error) }
    }
}
