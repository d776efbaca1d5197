//! The calls of a run, of which any may fail.

use std::{
    error::Error,
    fmt::{Debug, Display},
};

use client_runtime::{ResponseValue, TokenError};

use crate::proxy::Proxy;

pub(super) struct Steps<'a> {
    proxy: &'a Proxy,
    pub failed: Vec<String>,
}

impl<'a> Steps<'a> {
    pub fn new(proxy: &'a Proxy) -> Self {
        Self { proxy, failed: Vec::new() }
    }

    /// Makes a call; none when it fails.
    pub async fn take<T, V: Debug + 'static>(
        &mut self,
        call: impl Future<Output = Result<ResponseValue<T>, client_runtime::Error<V>>>,
    ) -> Option<T> {
        let error = match call.await {
            Ok(answer) => return Some(answer.into_inner()),
            Err(error) => error,
        };
        match self.proxy.unanswered() {
            // What the client got is no answer of the vendor's, whatever its status.
            Some(reason) => self.fail(&format_args!("{}: {reason}", error.operation())),
            None => self.fail(&told(&error)),
        }
        None
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
