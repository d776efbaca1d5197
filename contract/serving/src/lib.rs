//! The server behind the sandboxes and the proxy. It limits the number of connections,
//! closes idle ones, and closes all when it stops.

use std::{
    io,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    response::Response,
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

/// How long a server that stops waits for the requests that are under way.
const GRACE: Duration = Duration::from_secs(5);
/// How long it waits for a response to be written when no request is under way any more.
const LINGER: Duration = Duration::from_millis(250);
/// How long to wait when the system cannot accept a connection.
const PAUSE: Duration = Duration::from_secs(1);

/// The most bytes that one connection may have sent and nobody has read yet.
const READ_AHEAD: usize = 64 * 1024;
const READ_AHEAD_OF_STREAM: u32 = 64 * 1024;
const READ_AHEAD_OF_STREAMS: u32 = 256 * 1024;

/// How many connections there may be, and how long an idle one is kept.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections at once. Who comes when there are as many waits until one ends.
    pub connections: usize,
    /// How long a connection may have no request under way. This limits the time to the
    /// first byte, for the head of a request, and between two requests.
    pub patience: Duration,
}

/// A server that answers. Dropping it stops it as well, without waiting.
pub struct Server {
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves whoever connects, until `stop` says so.
    pub fn start(listener: TcpListener, router: Router, bounds: Bounds, stop: watch::Sender<bool>) -> Self {
        let task = tokio::spawn(serve(listener, router, bounds, stop.subscribe()));
        Self { stop, task: Some(task) }
    }

    /// Takes no more connections, finishes the requests that are under way, for a few
    /// seconds, and ends every connection.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            // It fails when the runtime ends, and then all is over in any case.
            let _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Ends when the server is stopped or dropped.
pub async fn until(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is the end as well.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn serve(listener: TcpListener, router: Router, bounds: Bounds, stopping: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(bounds.connections.clamp(1, Semaphore::MAX_PERMITS)));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            // It fails when the semaphore is closed, which nobody does.
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((place, listener.accept().await?.0))
        };
        tokio::select! {
            () = until(stopping.clone()) => break,
            next = next => match next {
                Ok((place, stream)) => {
                    let connection = connection(stream, router.clone(), bounds.patience, stopping.clone());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                Err(error) if is_of_one(&error) => {}
                Err(_) => sleep(PAUSE).await,
            },
            // Removes connections that have ended.
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(GRACE.min(bounds.patience), ended).await;
    connections.shutdown().await;
}

/// Whether the failure concerns only this connection.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(stream: TcpStream, router: Router, patience: Duration, stopping: watch::Receiver<bool>) {
    // Without it small responses may wait for each other; they arrive all the same.
    let _ = stream.set_nodelay(true);
    let under_way = watch::Sender::new(0_usize);
    let idle = under_way.subscribe();
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let begun = Begun::new(&under_way);
        let answer = router.call(request);
        async move { answer.await.map(|response: Response| response.map(|body| Body::new(Counted { body, _begun: begun }))) }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    // The sandbox writes `Date` by its own clock. hyper would panic when the system's clock
    // is wrong.
    builder.http1().max_buf_size(READ_AHEAD).auto_date_header(false);
    builder
        .http2()
        .auto_date_header(false)
        .initial_stream_window_size(READ_AHEAD_OF_STREAM)
        .initial_connection_window_size(READ_AHEAD_OF_STREAMS);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // An error here means that the client has broken off.
        _ = connection.as_mut() => return,
        () = idle_for(idle.clone(), patience) => return,
        () = until(stopping) => connection.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = connection => {}
        () = idle_for(idle, LINGER) => {}
    }
}

/// Ends when no request has been under way for so long.
async fn idle_for(mut under_way: watch::Receiver<usize>, patience: Duration) {
    while under_way.wait_for(|count| *count == 0).await.is_ok() {
        match timeout(patience, under_way.changed()).await {
            Ok(Ok(())) => {}
            // An error of the channel means that the connection is over.
            Ok(Err(_)) | Err(_) => return,
        }
    }
}

/// A request that is under way until this is dropped.
struct Begun(watch::Sender<usize>);

impl Begun {
    fn new(under_way: &watch::Sender<usize>) -> Self {
        under_way.send_modify(|count| *count += 1);
        Self(under_way.clone())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// The body of a response; the request is under way as long as it is.
struct Counted {
    body: Body,
    _begun: Begun,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
