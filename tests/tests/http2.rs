//! HTTP/2 on real servers: what the server did not begin is sent again, and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use alice_client::{Client, Error, RetryPolicy, TransportError, types::ErrorBody};
use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const USER: &[u8] = br#"{"user_id": "user-1"}"#;

/// An HTTP/2 server that refuses so many streams before it answers.
async fn refusing(count: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (streams, number) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&streams);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (seen, number) = (Arc::clone(&seen), Arc::clone(&number));
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    seen.fetch_add(1, Ordering::Relaxed);
                    if number.fetch_add(1, Ordering::Relaxed) < count {
                        respond.send_reset(h2::Reason::REFUSED_STREAM);
                        continue;
                    }
                    let head = http::Response::builder().header("content-type", "application/json");
                    let mut body = respond.send_response(head.body(()).unwrap(), false).unwrap();
                    body.send_data(Bytes::from_static(USER), true).unwrap();
                }
            });
        }
    });
    (url, streams)
}

async fn create_user(url: &str, retry: RetryPolicy) -> Result<(), Error<ErrorBody>> {
    let http = alice_client::reqwest::Client::builder().http2_prior_knowledge().no_proxy();
    let http = http.retry(alice_client::reqwest::retry::never()).build().unwrap();
    let client = Client::builder(url).http(http).retry(retry).build().unwrap();
    client.with_backend_token("token").create_user().send().await.map(drop)
}

#[tokio::test]
async fn a_stream_that_the_server_refused_is_sent_again_whatever_the_method() {
    let (url, streams) = refusing(2).await;
    create_user(&url, RetryPolicy::default()).await.unwrap();
    assert_eq!(streams.load(Ordering::Relaxed), 3);

    let (url, streams) = refusing(2).await;
    let error = create_user(&url, RetryPolicy::never()).await.unwrap_err();
    assert!(matches!(error, Error::Transport { source: TransportError::Refused(_), .. }), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!((error.call().attempts, streams.load(Ordering::Relaxed)), (1, 1));
}

const PREFACE: usize = 24;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The stream of the first request on the connection.
async fn first_stream(connection: &mut TcpStream) -> u32 {
    connection.read_exact(&mut [0; PREFACE]).await.unwrap();
    connection.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    loop {
        let mut head = [0; 9];
        connection.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        connection.read_exact(&mut vec![0; length as usize]).await.unwrap();
        if head[3] == HEADERS {
            return u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        }
    }
}

/// A server that goes away from its first connection when a request has come, and tells
/// whether it has begun to work on that. It answers on all others.
async fn going_away(begun: bool) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        loop {
            let (mut connection, _) = listener.accept().await.unwrap();
            let stream = first_stream(&mut connection).await;
            if seen.fetch_add(1, Ordering::Relaxed) == 0 {
                let last = if begun { stream } else { 0 };
                let payload = [last.to_be_bytes(), 2_u32.to_be_bytes()].concat();
                connection.write_all(&frame(GOAWAY, 0, 0, &payload)).await.unwrap();
                continue;
            }
            // 0x88 is `:status: 200`, in the table that every connection has.
            let answer = [frame(HEADERS, 4, stream, &[0x88]), frame(DATA, 1, stream, USER)].concat();
            connection.write_all(&answer).await.unwrap();
            tokio::spawn(async move { connection.read_to_end(&mut Vec::new()).await });
        }
    });
    (url, requests)
}

#[tokio::test]
async fn a_server_that_goes_away_is_asked_again_only_when_it_had_not_begun() {
    let (url, requests) = going_away(false).await;
    create_user(&url, RetryPolicy::default()).await.unwrap();
    assert_eq!(requests.load(Ordering::Relaxed), 2);

    let (url, requests) = going_away(true).await;
    let error = create_user(&url, RetryPolicy::default()).await.unwrap_err();
    assert!(!error.is_retryable(), "{error:?}");
    assert_eq!((error.call().attempts, requests.load(Ordering::Relaxed)), (1, 1), "{error:?}");
}
