//! Keeps a copy of an exchange while it streams through, and checks it when it is over.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Instant,
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts};

use super::Shared;
use crate::{
    message::{Request, Response, is_preflight},
    report::{Exchange, Row, Side},
};

/// One exchange. It is over when nobody streams its bodies any more, which is
/// when the last owner of this lets go of it.
pub(super) struct Recorder {
    shared: Arc<Shared>,
    began: Instant,
    state: Mutex<State>,
}

struct State {
    request: Request,
    request_copy: Copy,
    answer: Result<(StatusCode, HeaderMap), &'static str>,
    answer_copy: Copy,
}

/// The copy of a body.
#[derive(Default)]
struct Copy {
    bytes: BytesMut,
    length: u64,
    /// What the header `content-length` states.
    stated: Option<u64>,
    too_long: bool,
    ended: bool,
}

impl Recorder {
    pub fn new(shared: Arc<Shared>, parts: &Parts) -> Self {
        shared.open.send_modify(|open| *open += 1);
        let request = Request {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: Bytes::new(),
        };
        let state = State {
            request_copy: Copy::of(&request.headers),
            request,
            answer: Err("the client went away before the answer"),
            answer_copy: Copy::default(),
        };
        Self { shared, began: Instant::now(), state: Mutex::new(state) }
    }

    pub fn answered(&self, status: StatusCode, headers: &HeaderMap) {
        *self.shared.unanswered() = None;
        self.change(|state| {
            state.answer = Ok((status, headers.clone()));
            state.answer_copy = Copy::of(headers);
            // Of these nobody reads a body, not even to find that there is none.
            state.answer_copy.ended = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        });
    }

    pub fn not_answered(&self, reason: &'static str) {
        *self.shared.unanswered() = Some(reason);
        self.change(|state| state.answer = Err(reason));
    }

    pub fn ended(&self, side: Side) {
        self.change(|state| state.copy(side).ended = true);
    }

    fn passed(&self, side: Side, bytes: &Bytes) {
        let limit = self.shared.copy_limit;
        self.change(|state| state.copy(side).add(bytes, limit));
    }

    fn check(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if is_preflight(state.request.method.as_str(), state.request.headers.keys().map(HeaderName::as_str)) {
            return;
        }
        let row = Row::check(&self.shared.validator, &state.exchange(self.shared.copy_limit));
        if let Some(log) = &self.shared.log {
            let time = self.began.elapsed().as_millis();
            log(&format!("{} {} {} {} {time} ms", row.method, row.path, row.status_text(), row.result()));
        }
        self.shared.report.lock().unwrap_or_else(PoisonError::into_inner).add(row);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl State {
    fn copy(&mut self, side: Side) -> &mut Copy {
        match side {
            Side::Request => &mut self.request_copy,
            Side::Answer => &mut self.answer_copy,
        }
    }

    fn exchange(&mut self, limit: usize) -> Exchange {
        let (request_body, request_body_missing) = self.request_copy.take(limit);
        let (answer_body, answer_body_missing) = self.answer_copy.take(limit);
        let mut request = self.request.clone();
        request.body = request_body;
        let (response, response_body_missing) = match &self.answer {
            Err(reason) => (None, Some((*reason).to_owned())),
            Ok((status, headers)) => {
                let missing = match request.method {
                    Method::HEAD => Some("HEAD asks for none".to_owned()),
                    _ => answer_body_missing,
                };
                (Some(Response { status: *status, headers: headers.clone(), body: answer_body }), missing)
            }
        };
        Exchange { request, request_body_missing, response, response_body_missing }
    }
}

impl Copy {
    fn of(headers: &HeaderMap) -> Self {
        let stated = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        Self { stated, ..Self::default() }
    }

    fn add(&mut self, bytes: &Bytes, limit: usize) {
        self.length += bytes.len() as u64;
        if self.too_long || self.length > limit as u64 {
            self.too_long = true;
            self.bytes = BytesMut::new();
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// The body, or why it is not at hand.
    fn take(&mut self, limit: usize) -> (Bytes, Option<String>) {
        // Nobody asks for the end of a body whose length is known.
        let whole = self.ended || self.stated == Some(self.length);
        let missing = match (self.too_long, whole) {
            (true, _) => Some(format!("it is longer than {limit} bytes")),
            (false, false) => Some("it was cut off".to_owned()),
            (false, true) => None,
        };
        (std::mem::take(&mut self.bytes).freeze(), missing)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.check();
        self.shared.open.send_modify(|open| *open -= 1);
    }
}

/// A body on its way, of which a copy is kept.
pub(super) struct Tee<S> {
    body: S,
    recorder: Arc<Recorder>,
    side: Side,
}

impl<S> Tee<S> {
    pub fn new(body: S, recorder: Arc<Recorder>, side: Side) -> Self {
        Self { body, recorder, side }
    }
}

impl<S: Stream<Item = Result<Bytes, E>> + Unpin, E> Stream for Tee<S> {
    type Item = Result<Bytes, E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.body.poll_next_unpin(cx);
        match &next {
            Poll::Ready(Some(Ok(bytes))) => self.recorder.passed(self.side, bytes),
            Poll::Ready(None) => self.recorder.ended(self.side),
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        next
    }
}
