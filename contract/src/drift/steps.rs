//! The calls of a run, of which any may fail.

use std::fmt::Display;

use client_runtime::ResponseValue;

#[derive(Default)]
pub(super) struct Steps {
    pub failed: Vec<String>,
}

impl Steps {
    /// Makes a call; none when it fails. The errors of the clients name the call
    /// and show no personal data.
    pub async fn take<T, E: Display>(&mut self, call: impl Future<Output = Result<ResponseValue<T>, E>>) -> Option<T> {
        call.await.map(ResponseValue::into_inner).map_err(|error| self.fail(&error)).ok()
    }

    /// Notes that the flow cannot go on as it should.
    pub fn fail(&mut self, reason: &impl Display) {
        self.failed.push(reason.to_string());
    }
}
