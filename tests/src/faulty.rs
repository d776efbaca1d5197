//! A server that fails in every way a network can, as a script says.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use client_runtime::Clock;
use futures_util::future::BoxFuture;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// What the server does with one request.
#[derive(Clone)]
pub enum Reply {
    /// Sends these bytes and closes.
    Send(Vec<u8>),
    /// Sends these bytes and breaks the connection.
    Reset(Vec<u8>),
    /// Sends these bytes and then nothing, for ever.
    Stall(Vec<u8>),
    /// Sends these bytes and then one more every few milliseconds, for ever.
    Drip(Vec<u8>),
}

impl Reply {
    /// A whole answer.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        Self::Send(answer(status, headers, body.as_ref(), body.as_ref().len()))
    }

    /// A whole JSON answer.
    pub fn json(status: u16, body: &str) -> Self {
        Self::answer(status, &[("content-type", "application/json")], body)
    }

    /// The beginning of a JSON answer that promises more than it holds.
    pub fn cut(body: &str) -> Vec<u8> {
        answer(200, &[("content-type", "application/json")], body.as_bytes(), body.len() + 100)
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &[u8], length: usize) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Any\r\nconnection: close\r\ncontent-length: {length}\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

/// A server that answers one request after another by its script, and the last
/// entry of the script for ever after.
pub struct Faulty {
    /// The base URL.
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    arrived: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Faulty {
    /// Starts a server with a script.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let script: Vec<Reply> = script.into_iter().collect();
        Self::serve(move |number, _| script[number.min(script.len() - 1)].clone()).await
    }

    /// Starts a server that decides by the request's number and its head and body.
    pub async fn serve(decide: impl Fn(usize, &str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let arrived = Arc::new(Notify::new());
        let (kept, notify) = (Arc::clone(&requests), Arc::clone(&arrived));
        let decide = Arc::new(decide);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(connection(stream, Arc::clone(&kept), Arc::clone(&notify), Arc::clone(&decide)));
            }
        });
        Self { url, requests, arrived, task }
    }

    /// The requests that arrived, heads and bodies.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// How many requests arrived.
    pub fn count(&self) -> usize {
        self.requests().len()
    }

    /// Waits until so many requests have arrived whose first line begins so.
    pub async fn until(&self, line: &str, count: usize) {
        loop {
            let mut next = std::pin::pin!(self.arrived.notified());
            next.as_mut().enable();
            if self.count_of(line) >= count {
                return;
            }
            next.await;
        }
    }

    /// How many requests arrived whose first line begins so.
    pub fn count_of(&self, line: &str) -> usize {
        self.requests().iter().filter(|request| request.starts_with(line)).count()
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection<F>(mut stream: TcpStream, requests: Arc<Mutex<Vec<String>>>, arrived: Arc<Notify>, decide: Arc<F>)
where
    F: Fn(usize, &str) -> Reply + Send + Sync + 'static + ?Sized,
{
    let Some(request) = read(&mut stream).await else { return };
    let number = {
        let mut requests = requests.lock().unwrap();
        requests.push(request.clone());
        requests.len() - 1
    };
    arrived.notify_waiters();
    // A client that has given up is not the server's concern.
    let _ = match decide(number, &request) {
        Reply::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            stream.shutdown().await
        }
        Reply::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            stream.set_zero_linger()
        }
        Reply::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending().await
        }
        Reply::Drip(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let mut drops = tokio::time::interval(Duration::from_millis(5));
            loop {
                drops.tick().await;
                if let Err(error) = stream.write_all(b" ").await {
                    break Err(error);
                }
            }
        }
    };
}

/// One request: its head, and as much body as the head announces.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let whole =
            match head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<usize>().ok()) {
                Some(length) => body.len() >= length,
                None => !head.contains("transfer-encoding: chunked") || body.ends_with("0\r\n\r\n"),
            };
        if whole {
            return Some(text);
        }
    }
}

/// A clock that stands still until a test or a pause moves it.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Times>>);

struct Times {
    start: SystemTime,
    elapsed: Duration,
    pauses: Vec<Duration>,
}

impl TestClock {
    /// A clock at a fixed moment.
    pub fn at(start: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(Times { start, elapsed: Duration::ZERO, pauses: Vec::new() })))
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.0.lock().unwrap().elapsed += duration;
    }

    /// The pauses that were made.
    pub fn pauses(&self) -> Vec<Duration> {
        self.0.lock().unwrap().pauses.clone()
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        let times = self.0.lock().unwrap();
        times.start + times.elapsed
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().elapsed
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let mut times = self.0.lock().unwrap();
        times.elapsed += duration;
        times.pauses.push(duration);
        Box::pin(std::future::ready(()))
    }
}
