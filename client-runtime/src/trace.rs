//! One span for each call, with OpenTelemetry's names and no value that could
//! identify a person: the path is the contract's, with its parameters in braces.

use std::future::Future;

use crate::{call::Failure, call_info::CallInfo, client::Client, operation::Operation, response::RawResponse};

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
            token.operation = tracing::field::Empty,
            duration_ms = tracing::field::Empty,
        );
        Self { span }
    }

    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        tracing::Instrument::instrument(future, self.span.clone())
    }

    /// When the token could not be fetched, the span describes the call that fetches it.
    pub(crate) fn finish(&self, call: &CallInfo, outcome: &Result<RawResponse, Failure>) {
        self.span.record("http.request.resend_count", call.attempts.saturating_sub(1));
        self.span.record("duration_ms", u64::try_from(call.elapsed.as_millis()).unwrap_or(u64::MAX));
        let status = match outcome {
            Ok(response) => Some(response.status()),
            Err(Failure::Token(source)) => {
                self.span.record("token.operation", source.call().map(|call| call.operation.id));
                source.status()
            }
            Err(_) => None,
        };
        if let Some(status) = status {
            self.span.record("http.response.status_code", status.as_u16());
        }
        match (outcome, status) {
            (Ok(_), Some(status)) if call.operation.is_success(status.as_u16()) => {}
            (_, Some(status)) => drop(self.span.record("error.type", status.as_str())),
            (Err(failure), None) => drop(self.span.record("error.type", failure.kind())),
            (Ok(_), None) => {}
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

    pub(crate) fn finish(&self, _: &CallInfo, _: &Result<RawResponse, Failure>) {}
}
