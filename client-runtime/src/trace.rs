//! One span for each call, with OpenTelemetry's names and no value that could
//! identify a person: the path is the contract's, with its parameters in braces.

use std::future::Future;

use reqwest::StatusCode;

use crate::{client::Client, error::CallInfo, operation::Operation};

/// The span of one call; nothing without the feature `tracing`.
pub(crate) struct Span {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Span {
    pub(crate) fn of(operation: &'static Operation, client: &Client) -> Self {
        let server = &client.shared.base_url;
        let span = tracing::info_span!(
            "call",
            otel.name = operation.id,
            otel.kind = "client",
            http.request.method = operation.method,
            url.template = operation.path,
            server.address = server.host_str(),
            server.port = server.port_or_known_default(),
            http.response.status_code = tracing::field::Empty,
            http.request.resend_count = tracing::field::Empty,
            error.type = tracing::field::Empty,
            duration_ms = tracing::field::Empty,
        );
        Self { span }
    }

    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        tracing::Instrument::instrument(future, self.span.clone())
    }

    pub(crate) fn finish(&self, call: &CallInfo, status: Option<StatusCode>) {
        self.span.record("http.request.resend_count", call.attempts.saturating_sub(1));
        self.span.record("duration_ms", u64::try_from(call.elapsed.as_millis()).unwrap_or(u64::MAX));
        match status {
            Some(status) => {
                self.span.record("http.response.status_code", status.as_u16());
                if !call.operation.is_success(status.as_u16()) {
                    self.span.record("error.type", status.as_str());
                }
            }
            None => {
                self.span.record("error.type", "no answer");
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn of(_: &'static Operation, _: &Client) -> Self {
        Self {}
    }

    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        future
    }

    pub(crate) fn finish(&self, _: &CallInfo, _: Option<StatusCode>) {}
}
