//! The calls of a run, of which any may fail.

use std::fmt::{Debug, Display};

use client_runtime::ResponseValue;

use proxy::Proxy;

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
            // What the client got is no response of the vendor's, whatever its status.
            Some(reason) => self.fail(&format_args!("{}: {reason}", error.operation())),
            None => self.fail(&error),
        }
        None
    }

    /// Notes that the flow cannot go on as it should.
    pub fn fail(&mut self, reason: &impl Display) {
        self.failed.push(reason.to_string());
    }
}
