//! A receiver of webhooks: it verifies a delivery, stores its id, and responds at once.
//!
//! `ALICE_WEBHOOK_SECRET=... cargo run -p alice-client --features webhook --example webhook_receiver`
//!
//! It listens on 127.0.0.1:8080; the vendor must reach it by https, so put it behind what
//! terminates TLS for your service.

#![allow(clippy::print_stdout, reason = "an example")]

use std::{
    collections::HashSet,
    env,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use alice_client::webhook::{Body, Verifier};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use tokio::net::TcpListener;

struct Receiver {
    verifier: Verifier,
    /// A service keeps these in its database.
    known: Mutex<HashSet<String>>,
}

async fn receive(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let delivery = match receiver.verifier.verify(&headers, &body) {
        Ok(delivery) => delivery,
        Err(refused) => {
            println!("refused: {refused}");
            return StatusCode::UNAUTHORIZED;
        }
    };
    let id = delivery.id().unwrap_or_default().to_owned();
    if !receiver.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id) {
        // It was worked on already.
        return StatusCode::OK;
    }
    match delivery.body() {
        Body::Ping => println!("the webhook works"),
        Body::Event(event) => println!("{} ({}): fetch the report now", delivery.event(), event.kind()),
        _ => println!("{}: another version of this program may know it", delivery.event()),
    }
    StatusCode::OK
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = env::var("ALICE_WEBHOOK_SECRET").map_err(|_| "set ALICE_WEBHOOK_SECRET to the webhook's secret")?;
    let receiver = Receiver { verifier: Verifier::new(secret), known: Mutex::default() };
    let routes = Router::new().route("/webhook", post(receive)).with_state(Arc::new(receiver));
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}/webhook", listener.local_addr()?);
    axum::serve(listener, routes).await?;
    Ok(())
}
