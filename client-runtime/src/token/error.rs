//! Why there is no token.

use std::{error::Error as StdError, fmt, sync::Arc};

use bytes::Bytes;
use reqwest::StatusCode;

use super::Lost;
use crate::call_info::CallInfo;

/// Why a token, or a secret that may change, could not be obtained. All calls that waited
/// for it share this error.
///
/// `Display`, `Debug` and `source` do not show an error of the caller's own code, as it may
/// hold a secret; [`TokenError::inner`] returns it.
#[derive(Clone)]
pub struct TokenError(Arc<Why>);

enum Why {
    /// The call that fetches the token failed.
    Call(Failed),
    /// The caller's code failed.
    Given(Box<dyn StdError + Send + Sync>),
    /// The caller's code panicked or took too long.
    Lost(Lost),
}

/// What is known of a failed call, whatever the type of its error body.
struct Failed {
    error: Box<dyn StdError + Send + Sync>,
    call: CallInfo,
    answer: Option<(StatusCode, Bytes)>,
    is_retryable: bool,
}

impl TokenError {
    /// Wraps an error of your own. That of an operation is converted with `from`.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Arc::new(Why::Given(error.into())))
    }

    /// The call that fetches the token failed.
    pub(crate) fn of_call(
        call: CallInfo,
        answer: Option<(StatusCode, Bytes)>,
        is_retryable: bool,
        error: Box<dyn StdError + Send + Sync>,
    ) -> Self {
        Self(Arc::new(Why::Call(Failed { error, call, answer, is_retryable })))
    }

    /// The error of the operation that fetches the token, or the one that the caller's own
    /// code gave.
    pub fn inner(&self) -> &(dyn StdError + Send + Sync + 'static) {
        match &*self.0 {
            Why::Call(failed) => failed.error.as_ref(),
            Why::Given(error) => error.as_ref(),
            Why::Lost(lost) => lost,
        }
    }

    fn failed(&self) -> Option<&Failed> {
        if let Why::Call(failed) = &*self.0 { Some(failed) } else { None }
    }

    /// The call that failed, if one did. When that call itself could not get its token,
    /// this is the call that fetches that token.
    pub fn call(&self) -> Option<&CallInfo> {
        self.failed().map(|failed| &failed.call)
    }

    /// The status of the response to that call, if one arrived.
    pub fn status(&self) -> Option<StatusCode> {
        self.failed()?.answer.as_ref().map(|(status, _)| *status)
    }

    /// The bytes of that answer. They may hold personal data.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.failed()?.answer.as_ref().map(|(_, body)| body)
    }

    /// Whether the token may be fetched again later; see [`Error::is_retryable`](crate::Error::is_retryable).
    pub fn is_retryable(&self) -> bool {
        match &*self.0 {
            Why::Call(failed) => failed.is_retryable,
            Why::Given(_) => false,
            Why::Lost(_) => true,
        }
    }
}

impl From<Lost> for TokenError {
    fn from(lost: Lost) -> Self {
        Self(Arc::new(Why::Lost(lost)))
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Why::Call(failed) => fmt::Debug::fmt(&failed.error, f),
            Why::Given(_) => f.write_str("Given"),
            Why::Lost(lost) => fmt::Debug::fmt(lost, f),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its token could not be fetched: ")?;
        match &*self.0 {
            Why::Call(failed) => fmt::Display::fmt(&failed.error, f),
            Why::Given(_) => f.write_str("the code that fetches it failed"),
            Why::Lost(lost) => fmt::Display::fmt(lost, f),
        }
    }
}

/// What [`Display`](fmt::Display) says already is not said again by the source.
impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failed()?.error.source()
    }
}
