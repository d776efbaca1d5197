//! The attempts of one call, the same for every type.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{TryFutureExt as _, future::BoxFuture};
use reqwest::{
    Response, StatusCode, Url,
    header::{AUTHORIZATION, HeaderName, HeaderValue},
};
use tokio::runtime;

use super::{Body, Call};
use crate::{
    call_info::CallInfo,
    clock::Clock,
    observer::{AttemptEnd, Watched},
    operation::{Operation, SchemeKind, SecurityScheme},
    options::Limits,
    part::PartError,
    response::RawResponse,
    retry,
    secret::Secret,
    throttle::Throttle,
    token::{Credential, CredentialKind, TokenError},
    trace::Span,
    transport::TransportError,
};

/// Why there is no response: [`crate::Error`] without the vendor's type.
pub(crate) enum Failure {
    Invalid(String),
    Part(PartError),
    Credentials(&'static str),
    Token(TokenError),
    Transport(TransportError),
}

impl Failure {
    /// A short name that does not depend on what was sent.
    #[cfg(feature = "tracing")]
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) | Self::Part(_) => "invalid request",
            Self::Credentials(_) => "no credentials",
            Self::Token(_) => "no token",
            Self::Transport(source) => kind(source),
        }
    }
}

/// A short name of what went wrong on the way, which does not depend on what was sent.
fn kind(failure: &TransportError) -> &'static str {
    match failure {
        TransportError::Connect(_) => "no connection",
        TransportError::Tls { .. } => "tls",
        TransportError::Refused(_) => "not taken",
        TransportError::Timeout(_) | TransportError::Budget => "timeout",
        TransportError::Held { .. } => "held back",
        TransportError::Send(_) => "not sent",
        TransportError::Read(_) => "broken response",
        TransportError::TooLarge { .. } => "too large",
        TransportError::Redirected | TransportError::ForeignOrigin => "redirected",
    }
}

/// Sends the call, and retries where that does no harm, until there is a final response or
/// a limit is reached.
///
/// The future is boxed, because the compiler generates the code of a future where it is
/// polled. So this one, which contains all of HTTP, is generated once here and not in every
/// crate that makes calls. The box stays below a kibibyte, where allocation is cheapest:
/// rare steps of a call have boxes of their own, and nothing large is held across an await.
pub(super) fn exchange(mut call: Call<'_>) -> BoxFuture<'_, (CallInfo, Result<RawResponse, Failure>)> {
    let mut options = std::mem::take(&mut call.options).over(&call.client.shared.options);
    call.extra(options.take_extras());
    let limits = options.limits(call.has_file());
    let clock = &call.client.shared.clock;
    let mut progress = Progress { start: clock.elapsed(), clock, attempts: 0, waited: Duration::ZERO, spent: false };
    // An async block stores what it captures once; an `async fn` would store it twice.
    Box::pin(async move {
        let span = Span::of(call.operation, call.client);
        let result = span.around(attempts(&call, &limits, &mut progress)).await;
        let info = progress.info(call.operation);
        span.finish(&info, &result);
        (info, result)
    })
}

/// Calls that were held back are spread over at most this time.
const MOST_SPREAD: Duration = Duration::from_secs(1);

/// How far a call has got.
struct Progress<'a> {
    clock: &'a Arc<dyn Clock>,
    start: Duration,
    attempts: usize,
    waited: Duration,
    /// Whether an empty retry budget kept the call from another attempt.
    spent: bool,
}

impl Progress<'_> {
    fn elapsed(&self) -> Duration {
        self.clock.elapsed().saturating_sub(self.start)
    }

    fn info(&self, operation: &'static Operation) -> CallInfo {
        let (attempts, waited, retry_budget_spent) = (self.attempts, self.waited, self.spent);
        CallInfo { operation, attempts, elapsed: self.elapsed(), waited, retry_budget_spent }
    }

    async fn pause(&mut self, pause: Duration) {
        self.waited += pause;
        self.clock.sleep(pause).await;
    }

    /// Waits until the vendor wants calls again.
    async fn held(&mut self, throttle: &Throttle, limits: &Limits) -> Result<(), Failure> {
        let left = throttle.held(self.clock.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        // Calls that waited for the same moment must not all continue at that moment.
        let pause = left + left.min(MOST_SPREAD).mul_f64(retry::random());
        if self.elapsed().saturating_add(pause) >= limits.budget {
            return Err(Failure::Transport(TransportError::Held { left }));
        }
        self.pause(pause).await;
        Ok(())
    }

    /// The time that is left for the call, if there is any.
    fn left(&self, limits: &Limits) -> Result<Duration, Failure> {
        let left = limits.budget.saturating_sub(self.elapsed());
        if left.is_zero() { Err(Failure::Transport(TransportError::Budget)) } else { Ok(left) }
    }
}

async fn attempts(call: &Call<'_>, limits: &Limits, progress: &mut Progress<'_>) -> Result<RawResponse, Failure> {
    if let Some(reason) = &call.refused {
        return Err(Failure::Invalid(reason.clone()));
    }
    let proofs = proofs(call)?;
    let runtime = runtime::Handle::try_current();
    let runtime = runtime.map_err(|_| Failure::Invalid("a call must be made on a tokio runtime".to_owned()))?;
    let http = call.client.shared.http.on(&runtime).map_err(TransportError::Send).map_err(Failure::Transport)?;
    // Pauses are counted separately, because a renewed token is no reason for a longer
    // pause next time.
    let mut pauses = 0;
    let mut refused = Vec::new();
    let throttle = &call.client.shared.throttle;
    loop {
        // A call that pauses before its own next attempt has waited already.
        progress.held(throttle, limits).await?;
        let secrets = secrets(&proofs, &refused, progress, limits).await?;
        let form = match &call.body {
            Body::Multipart(form) => {
                Some(Box::pin(within(progress.left(limits)?, form.to_form())).await?.map_err(Failure::Part)?)
            }
            Body::None | Body::Bytes(..) => None,
        };
        let timeout = limits.attempt.min(progress.left(limits)?);
        let request = call.request(headers(&proofs, &secrets)?, form, timeout, &http)?;
        let url = request.url().clone();
        progress.attempts += 1;
        let shared = &call.client.shared;
        let watched = Watched::new(shared.observer.as_ref(), &*shared.clock, call.operation, progress.attempts);
        let outcome = match http.execute(request).await {
            Ok(mut response) => read(&mut response, &url, call).await,
            Err(error) => Err(TransportError::sending(error)),
        };
        let end = match &outcome {
            Ok(response) => AttemptEnd::Status(response.status().as_u16()),
            Err(failure) => AttemptEnd::Failed(kind(failure)),
        };
        if let Ok(response) = &outcome
            && matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
            && refused.is_empty()
            && Box::pin(within(progress.left(limits).unwrap_or_default(), refuse(response.status(), &proofs, &secrets)))
                .await
                .unwrap_or_default()
            && call.is_replayable()
        {
            refused = secrets;
            watched.end(end, Some(Duration::ZERO));
            continue;
        }
        let again = match &outcome {
            Ok(response) => retry::after_status(call.operation, response.status()),
            Err(failure) => retry::after_failure(call.operation, failure),
        };
        let asked = outcome.as_ref().ok().filter(|_| again);
        let asked = asked.and_then(|answer| retry::retry_after(answer.headers(), progress.clock.now()));
        if let Some(asked) = asked {
            throttle.hold(progress.clock.elapsed(), asked);
        }
        if outcome.is_ok() && !again {
            throttle.answered(pauses == 0);
        }
        let pause = if again && call.is_replayable() { limits.retry.pause_after(pauses + 1) } else { None };
        pauses += 1;
        let pause = pause.map(|pause| asked.unwrap_or(pause));
        let pause = pause.filter(|pause| progress.elapsed().saturating_add(*pause) < limits.budget);
        progress.spent = pause.is_some() && !throttle.take();
        watched.end(end, pause.filter(|_| !progress.spent));
        match pause {
            Some(pause) if !progress.spent => progress.pause(pause).await,
            _ => return outcome.map_err(Failure::Transport),
        }
    }
}

/// The credentials of the call: the first alternative of the operation's security for which
/// the client has all credentials.
fn proofs<'a>(call: &'a Call<'_>) -> Result<Vec<(&'static SecurityScheme, &'a Credential)>, Failure> {
    let given = &call.client.credentials;
    let find = |scheme: &SecurityScheme| given.iter().find(|(known, _)| *known == scheme).map(|(_, proof)| proof);
    let Some(first) = call.operation.security.first() else { return Ok(Vec::new()) };
    let met = call.operation.security.iter().find(|schemes| schemes.iter().all(|scheme| find(scheme).is_some()));
    let schemes = met.unwrap_or(first).iter();
    schemes.map(|scheme| Ok((*scheme, find(scheme).ok_or(Failure::Credentials(scheme.name))?))).collect()
}

/// Runs work for at most the time that is left for the call.
fn within<T>(left: Duration, work: impl Future<Output = T>) -> impl Future<Output = Result<T, Failure>> {
    tokio::time::timeout(left, work).map_err(|_| Failure::Transport(TransportError::Budget))
}

/// The secrets to send now. `refused` has the ones that the vendor has refused, if any.
async fn secrets(
    proofs: &[(&'static SecurityScheme, &Credential)],
    refused: &[Secret],
    progress: &Progress<'_>,
    limits: &Limits,
) -> Result<Vec<Secret>, Failure> {
    let mut secrets = Vec::with_capacity(proofs.len());
    for (at, (_, credential)) in proofs.iter().enumerate() {
        secrets.push(match credential.kind() {
            CredentialKind::Given(secret) => secret.clone(),
            CredentialKind::Rotating(rotating) => {
                Box::pin(within(progress.left(limits)?, rotating.get())).await?.map_err(Failure::Token)?
            }
            CredentialKind::Renewed(renewed) => {
                let secret = within(progress.left(limits)?, renewed.secret(refused.get(at)));
                Box::pin(secret).await?.map_err(Failure::Token)?
            }
        });
    }
    Ok(secrets)
}

/// Whether the vendor has refused the credentials with this status, 401 or 403, and new
/// ones can be obtained.
async fn refuse(status: StatusCode, proofs: &[(&'static SecurityScheme, &Credential)], secrets: &[Secret]) -> bool {
    let mut others = false;
    for ((_, credential), secret) in proofs.iter().zip(secrets) {
        match credential.kind() {
            // Gateways also respond with 403 to a key that they do not know.
            CredentialKind::Rotating(rotating) => {
                others |= matches!(rotating.after(secret).await, Ok(Some(_)));
            }
            CredentialKind::Renewed(renewed) if status == StatusCode::UNAUTHORIZED => {
                renewed.refuse(secret).await;
                others = true;
            }
            CredentialKind::Given(_) | CredentialKind::Renewed(_) => {}
        }
    }
    others
}

fn headers(
    proofs: &[(&'static SecurityScheme, &Credential)],
    secrets: &[Secret],
) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let mut headers = Vec::with_capacity(proofs.len());
    for ((scheme, _), secret) in proofs.iter().zip(secrets) {
        let (name, text) = match scheme.kind {
            SchemeKind::Bearer => (AUTHORIZATION, format!("Bearer {}", secret.expose())),
            SchemeKind::Header(name) => {
                let name = HeaderName::try_from(name).map_err(|_| Failure::Credentials(scheme.name))?;
                (name, secret.expose().to_owned())
            }
        };
        let mut value = HeaderValue::try_from(text)
            .map_err(|_| Failure::Invalid(format!("the `{}` has characters that no header can carry", scheme.name)))?;
        value.set_sensitive(true);
        headers.push((name, value));
    }
    Ok(headers)
}

/// Reads at most as many bytes of the body as the client accepts.
async fn read(response: &mut Response, url: &Url, call: &Call<'_>) -> Result<RawResponse, TransportError> {
    let shared = &call.client.shared;
    if response.url() != url {
        let same = is_same_origin(response.url(), url);
        return Err(if same { TransportError::Redirected } else { TransportError::ForeignOrigin });
    }
    let mut body = Received::One(Bytes::new());
    while let Some(chunk) = response.chunk().await.map_err(TransportError::reading)? {
        if body.bytes().len() + chunk.len() > shared.max_answer_bytes {
            return Err(TransportError::TooLarge { limit: shared.max_answer_bytes });
        }
        body = match body {
            Received::One(none) if none.is_empty() => Received::One(chunk),
            Received::One(first) => Received::Joined([first, chunk].concat()),
            Received::Joined(mut bytes) => {
                bytes.extend_from_slice(&chunk);
                Received::Joined(bytes)
            }
        };
    }
    let body = match body {
        Received::One(bytes) => bytes,
        Received::Joined(bytes) => bytes.into(),
    };
    Ok(RawResponse::new(response.status(), std::mem::take(response.headers_mut()), body))
}

/// Joins the chunks of a body. Mostly there is one chunk, which need not be copied. Several
/// chunks are copied, because each keeps alive the buffer that it was cut from, which may
/// be a thousand times its size.
enum Received {
    One(Bytes),
    Joined(Vec<u8>),
}

impl Received {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::One(bytes) => bytes,
            Self::Joined(bytes) => bytes,
        }
    }
}

/// The same result as [`Url::origin`], without allocating texts.
fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}
