//! Why a call failed. Errors show no value that was sent or received.

use std::{error::Error as StdError, fmt};

use reqwest::StatusCode;

use crate::{
    call_info::CallInfo,
    decode::DecodeError,
    operation::Operation,
    part::PartError,
    response::{RawResponse, ResponseValue},
    retry,
    token::TokenError,
    transport::TransportError,
};

/// Why a call failed. `E` is the vendor's own error body for the operation.
///
/// Neither `Display` nor `Debug` shows a token, a parameter or any text of the
/// vendor's; look at [`Error::vendor`] and [`Error::raw_body`] for those.
///
/// ```
/// use client_runtime::Error;
///
/// /// What to tell the user.
/// fn advice<E>(error: &Error<E>) -> &'static str {
///     match error {
///         Error::Vendor { .. } if error.status().is_some_and(|status| status == 401) => "sign in again",
///         error if error.is_retryable() => "try again later",
///         _ => "this is our mistake",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// A parameter is missing or cannot be used; nothing was sent.
    #[non_exhaustive]
    InvalidRequest {
        /// The call.
        call: CallInfo,
        /// Which parameter, and what is wrong with it.
        reason: String,
    },
    /// A part of a multipart body cannot be sent; nothing was sent.
    #[non_exhaustive]
    Part {
        /// The call.
        call: CallInfo,
        /// Which part, and what is wrong with it.
        source: PartError,
    },
    /// The credentials that the contract asks for were not given; nothing was sent.
    #[non_exhaustive]
    Credentials {
        /// The call.
        call: CallInfo,
        /// The missing security scheme.
        scheme: &'static str,
    },
    /// The token for the call could not be fetched; the call itself was not sent.
    #[non_exhaustive]
    Token {
        /// The call.
        call: CallInfo,
        /// Why not.
        source: TokenError,
    },
    /// No response arrived, or only part of it.
    #[non_exhaustive]
    Transport {
        /// The call.
        call: CallInfo,
        /// What happened.
        source: TransportError,
    },
    /// The vendor responded with an error that the contract knows.
    #[non_exhaustive]
    Vendor {
        /// The call.
        call: CallInfo,
        /// The response. Its value is None when the body is absent or does not fit the
        /// contract, which happens when a gateway responds for the vendor.
        response: Box<ResponseValue<Option<E>>>,
    },
    /// The vendor responded with a status that the contract does not know.
    #[non_exhaustive]
    Undocumented {
        /// The call.
        call: CallInfo,
        /// The response.
        response: Box<RawResponse>,
    },
    /// The vendor responded with a success status and a body that does not fit the
    /// contract.
    #[non_exhaustive]
    Decode {
        /// The call.
        call: CallInfo,
        /// The response.
        response: Box<RawResponse>,
        /// What is wrong with the body.
        source: DecodeError,
    },
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.call())?;
        match self {
            Self::InvalidRequest { reason, .. } => write!(f, "the request was not sent: {reason}"),
            Self::Part { source, .. } => write!(f, "the request was not sent: {source}"),
            Self::Credentials { scheme, .. } => write!(f, "the request was not sent: this scope has no `{scheme}`"),
            Self::Token { source, .. } => write!(f, "the request was not sent: {source}"),
            Self::Transport { source, .. } => write!(f, "{source}"),
            Self::Vendor { response, .. } => write!(f, "the vendor answered {}", response.status()),
            Self::Undocumented { response, .. } => {
                write!(f, "the vendor answered {}, which its contract does not know", response.status())
            }
            Self::Decode { response, source, .. } => {
                write!(f, "the vendor answered {} with a body that cannot be read: {source}", response.status())
            }
        }
    }
}

/// What [`Display`](fmt::Display) says already is not said again by the source.
impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Part { source, .. } => source.source(),
            Self::Token { source, .. } => source.source(),
            Self::Transport { source, .. } => source.source(),
            _ => None,
        }
    }
}

impl<E> Error<E> {
    #[doc(hidden)]
    pub fn invalid_request(operation: &'static Operation, reason: String) -> Self {
        Self::InvalidRequest { call: CallInfo::unsent(operation), reason }
    }

    /// The call: its operation, how many attempts and how long.
    pub fn call(&self) -> &CallInfo {
        match self {
            Self::InvalidRequest { call, .. }
            | Self::Part { call, .. }
            | Self::Credentials { call, .. }
            | Self::Token { call, .. }
            | Self::Transport { call, .. }
            | Self::Vendor { call, .. }
            | Self::Undocumented { call, .. }
            | Self::Decode { call, .. } => call,
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.call().operation
    }

    /// The status of the response, if one arrived. When the token could not be fetched, it
    /// is that of the response to the call that fetches it.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Vendor { response, .. } => Some(response.status()),
            Self::Undocumented { response, .. } | Self::Decode { response, .. } => Some(response.status()),
            Self::Token { source, .. } => source.status(),
            _ => None,
        }
    }

    /// The bytes of the response, if one arrived. They may hold personal data. When the token
    /// could not be fetched, they are those of the response to the call that fetches it.
    pub fn raw_body(&self) -> Option<&bytes::Bytes> {
        match self {
            Self::Vendor { response, .. } => Some(response.raw_body()),
            Self::Undocumented { response, .. } | Self::Decode { response, .. } => Some(response.body()),
            Self::Token { source, .. } => source.raw_body(),
            _ => None,
        }
    }

    /// Whether the same call may be made again later: it may succeed then, and it does no
    /// harm if the vendor carried out this one after all.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { call, source } => retry::after_failure(call.operation, source),
            Self::Token { source, .. } => source.is_retryable(),
            _ => self.status().is_some_and(|status| retry::after_status(self.operation(), status)),
        }
    }
}

impl<E: fmt::Debug + 'static> Error<E> {
    /// The vendor's own error body, if one arrived that the contract knows. When the token
    /// could not be fetched, it is that of the call that fetches it.
    pub fn vendor(&self) -> Option<&E> {
        match self {
            Self::Vendor { response, .. } => response.as_ref().as_ref(),
            Self::Token { source, .. } => source.inner().downcast_ref::<Self>()?.vendor(),
            _ => None,
        }
    }
}

impl<E> From<Error<E>> for TokenError
where
    Error<E>: StdError + Send + Sync + 'static,
{
    fn from(error: Error<E>) -> Self {
        let call = match &error {
            Error::Token { source, call } => *source.call().unwrap_or(call),
            error => *error.call(),
        };
        let answer = error.status().zip(error.raw_body().cloned());
        Self::of_call(call, answer, error.is_retryable(), Box::new(error))
    }
}
