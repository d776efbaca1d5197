//! Keeps a copy of an exchange while it streams through, and checks it when it is over.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts};
use tokio::{runtime::Handle, task::spawn_blocking};
use validator::{
    message::{Request, Response, is_preflight},
    report::{Exchange, Row, Side},
};

use super::Shared;

/// Exchanges with bodies of up to this size are checked on the thread where they end.
const SMALL: usize = 64 * 1024;

/// One exchange. It is over when nobody streams its bodies any more, which is when the last
/// owner drops this.
pub(super) struct Recorder {
    shared: Arc<Shared>,
    began: Instant,
    state: Mutex<State>,
}

/// A finished exchange that is not checked yet. Dropping this counts it as checked.
struct Over {
    shared: Arc<Shared>,
    time: Duration,
    exchange: Exchange,
    /// Counts bytes of the copies; dropping it gives their room back.
    kept: usize,
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
    lost: Option<Lost>,
    ended: bool,
}

/// Why a copy was not kept.
#[derive(Clone, Copy)]
enum Lost {
    TooLong,
    NoRoom,
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
            // Nobody reads the body of these responses, not even to find that there is
            // none.
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
        self.change(|state| state.copy(side).add(bytes, self.shared.copy_limit, &self.shared.room));
    }

    fn over(&mut self) -> Over {
        let shared = Arc::clone(&self.shared);
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let kept = state.request_copy.bytes.len() + state.answer_copy.bytes.len();
        let exchange = state.exchange(shared.copy_limit);
        Over { time: self.began.elapsed(), exchange, kept, shared }
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

    fn add(&mut self, bytes: &Bytes, limit: usize, room: &AtomicUsize) {
        self.length += bytes.len() as u64;
        if self.lost.is_some() {
            return;
        }
        let taken = |free: usize| free.checked_sub(bytes.len());
        if self.length > limit as u64 {
            self.lost = Some(Lost::TooLong);
        } else if room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_err() {
            self.lost = Some(Lost::NoRoom);
        } else {
            self.bytes.extend_from_slice(bytes);
            return;
        }
        room.fetch_add(std::mem::take(&mut self.bytes).len(), Ordering::Relaxed);
    }

    /// The body, or why it is not at hand.
    fn take(&mut self, limit: usize) -> (Bytes, Option<String>) {
        // When the length is known, nobody polls for the end of the body.
        let whole = self.ended || self.stated == Some(self.length);
        let missing = match (self.lost, whole) {
            (Some(Lost::TooLong), _) => Some(format!("it is longer than {limit} bytes")),
            (Some(Lost::NoRoom), _) => Some("there was no room for a copy beside those of other bodies".to_owned()),
            (None, false) => Some("it was cut off".to_owned()),
            (None, true) => None,
        };
        (std::mem::take(&mut self.bytes).freeze(), missing)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let over = self.over();
        match Handle::try_current() {
            Ok(runtime) if over.kept > SMALL => drop(runtime.spawn(over.check_elsewhere())),
            _ => over.check(),
        }
    }
}

impl Over {
    /// Runs on another thread than the server's, and only a few at once.
    async fn check_elsewhere(self) {
        // The semaphore is never closed.
        let place = Arc::clone(&self.shared.checks).acquire_owned().await;
        // It fails when the check has panicked, which standard error shows.
        let _ = spawn_blocking(|| {
            self.check();
            drop(place);
        })
        .await;
    }

    fn check(self) {
        let request = &self.exchange.request;
        if is_preflight(request.method.as_str(), request.headers.keys().map(HeaderName::as_str)) {
            return;
        }
        let row = Row::check(&self.shared.validator, &self.exchange);
        if let Some(log) = &self.shared.log {
            let time = self.time.as_millis();
            log(&format!("{} {} {} {} {time} ms", row.method, row.path, row.status_text(), row.result()));
        }
        self.shared.report.lock().unwrap_or_else(PoisonError::into_inner).add(row);
    }
}

impl Drop for Over {
    fn drop(&mut self) {
        self.shared.room.fetch_add(self.kept, Ordering::Relaxed);
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
