//! Why a call failed. Errors show no value that was sent or received.

use std::{error::Error as StdError, fmt, time::Duration};

use reqwest::StatusCode;

use crate::{
    cause::{self, TlsFault},
    decode::DecodeError,
    operation::Operation,
    part::PartError,
    response::{RawResponse, ResponseValue},
    retry,
    token::TokenError,
};

/// The call that failed. `Debug` and `Display` show the operation's id, not its table row.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How many requests were sent or tried; 0 when none was.
    pub attempts: usize,
    /// How long the call took, pauses included.
    pub elapsed: Duration,
    /// How much of that time were pauses: between attempts, and before the first one when
    /// the vendor had asked other calls to wait.
    pub waited: Duration,
    /// Whether a retry was left out because the client's
    /// [`RetryBudget`](crate::RetryBudget) was spent.
    pub retry_budget_spent: bool,
}

impl CallInfo {
    /// A call for which nothing was sent.
    pub(crate) fn unsent(operation: &'static Operation) -> Self {
        Self { operation, attempts: 0, elapsed: Duration::ZERO, waited: Duration::ZERO, retry_budget_spent: false }
    }
}

impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        if self.attempts > 1 {
            write!(f, " (attempt {}, after {:.1} s)", self.attempts, self.elapsed.as_secs_f64())?;
        }
        if self.retry_budget_spent {
            f.write_str(" (not tried again, as too many calls were)")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallInfo")
            .field("operation", &format_args!("{}", self.operation))
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("waited", &self.waited)
            .field("retry_budget_spent", &self.retry_budget_spent)
            .finish()
    }
}

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
