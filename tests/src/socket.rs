//! A real socket that takes one request at a time, keeps its bytes and gives the
//! answer it was told to.

use std::{cell::RefCell, pin::pin};

use futures_util::future::{self, Either};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::request::Request;

/// A listening socket.
pub struct Socket {
    listener: TcpListener,
}

/// An answer to give.
#[derive(Clone, Default)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The media type, if any is sent.
    pub media_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Socket {
    /// Listens on a free port.
    pub async fn open() -> Self {
        Self { listener: TcpListener::bind(("127.0.0.1", 0)).await.unwrap() }
    }

    /// The base URL, with the path given.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.listener.local_addr().unwrap())
    }

    /// Makes one call and answers it. Without a request when nothing was sent.
    pub async fn exchange<T>(&self, answer: &Answer, call: impl Future<Output = T>) -> (Option<Request>, T) {
        let received = RefCell::new(None);
        let serve = pin!(self.serve(answer, &received));
        let outcome = match future::select(serve, pin!(call)).await {
            Either::Left(((), call)) => call.await,
            Either::Right((outcome, _)) => outcome,
        };
        (received.take(), outcome)
    }

    async fn serve(&self, answer: &Answer, received: &RefCell<Option<Request>>) {
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let request = loop {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request breaks off");
            if let Some(request) = Request::parse(&bytes) {
                break request;
            }
        };
        *received.borrow_mut() = Some(request);
        stream.write_all(&answer.bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    }
}

impl Answer {
    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Any\r\nconnection: close\r\n", self.status);
        if let Some(media_type) = &self.media_type {
            head += &format!("content-type: {media_type}\r\n");
        }
        // A 204 has no body, and so no length either.
        if self.status != 204 {
            head += &format!("content-length: {}\r\n", self.body.len());
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}
