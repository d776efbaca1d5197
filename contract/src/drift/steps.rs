//! The calls of a run, of which any may fail.

use std::{error::Error, fmt::Display};

use client_runtime::{ResponseValue, TokenError};

#[derive(Default)]
pub(super) struct Steps {
    pub failed: Vec<String>,
}

impl Steps {
    /// Makes a call; none when it fails.
    pub async fn take<T, E>(&mut self, call: impl Future<Output = Result<ResponseValue<T>, E>>) -> Option<T>
    where
        E: Error + 'static,
    {
        call.await.map(ResponseValue::into_inner).map_err(|error| self.fail(&told(&error))).ok()
    }

    /// Notes that the flow cannot go on as it should.
    pub fn fail(&mut self, reason: &impl Display) {
        self.failed.push(reason.to_string());
    }
}

/// The errors of the clients name the call and show no personal data; what they come
/// from, such as a connection, may. Why a token could not be fetched is an error of theirs too.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(token) = source.and_then(|source| source.downcast_ref::<TokenError>()) {
        told.push_str(&format!(": {}", token.inner()));
        source = token.inner().source();
    }
    told
}
