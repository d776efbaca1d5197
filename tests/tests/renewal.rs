//! A token stays in use while its successor is fetched, whatever becomes of the fetch, and
//! a secret changes under those who use it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use awareid_client::{Client, ClientCredentials, Credential, Secret, Session, Tokens};
use futures_util::future::join_all;
use tokio::runtime::{Builder, Runtime};
use wire_tests::faulty::{Faulty, Reply, TestClock};

const TOKEN: &str = "POST /auth/realms/";

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn key() -> Reply {
    Reply::answer(200, &[("content-type", "text/plain")], "-----BEGIN PUBLIC KEY-----")
}

fn token(number: usize) -> Reply {
    Reply::json(200, &format!(r#"{{"access_token": "token-{number}", "expires_in": 300, "token_type": "Bearer"}}"#))
}

fn session(server: &Faulty, clock: &TestClock, secret: Credential, api_key: Credential) -> Session {
    let client = Client::builder(&server.url).build().unwrap();
    let tokens = Tokens::builder().clock(clock.clone()).build();
    client.session_with(ClientCredentials::new("customer", "client", secret), api_key, tokens)
}

/// Calls of 64 tasks on two runtimes; all of them have to succeed.
fn calls(runtimes: &[Runtime; 2], session: &Session) {
    let tasks: Vec<_> = (0..64)
        .map(|number| {
            let session = session.clone();
            runtimes[number % 2].spawn(async move { session.calls().get_public_key().send().await.map(drop) })
        })
        .collect();
    for outcome in runtimes[0].block_on(join_all(tasks)) {
        outcome.unwrap().unwrap();
    }
}

#[test]
fn a_token_is_used_to_its_end_while_the_token_server_fails() {
    let runtimes = [runtime(), runtime()];
    for failure in [Reply::json(500, "{}"), Reply::json(401, "{}"), Reply::Stall(Vec::new()), Reply::Reset(Vec::new())]
    {
        let clock = TestClock::default();
        let servers = runtime();
        let fails = Arc::new(AtomicBool::new(false));
        let failing = Arc::clone(&fails);
        let server = servers.block_on(Faulty::serve(move |number, request| match request {
            request if !request.starts_with(TOKEN) => key(),
            _ if failing.load(Ordering::Relaxed) => failure.clone(),
            _ => token(number),
        }));
        let session = session(&server, &clock, "secret".into(), "api-key".into());
        calls(&runtimes, &session);
        fails.store(true, Ordering::Relaxed);
        // Within the last 30 of its 300 seconds.
        clock.advance(Duration::from_secs(285));
        let fetches = server.count_of(TOKEN);
        calls(&runtimes, &session);
        servers.block_on(server.until(TOKEN, fetches + 1));
        calls(&runtimes, &session);
        fails.store(false, Ordering::Relaxed);
        clock.advance(Duration::from_secs(20));
        calls(&runtimes, &session);
    }
}

#[test]
fn a_fetch_that_is_lost_with_its_runtime_is_begun_again_on_another() {
    let servers = runtime();
    let stalls = Arc::new(AtomicBool::new(true));
    let stalling = Arc::clone(&stalls);
    let server = servers.block_on(Faulty::serve(move |number, request| match request {
        request if !request.starts_with(TOKEN) => key(),
        _ if stalling.load(Ordering::Relaxed) => Reply::Stall(Vec::new()),
        _ => token(number),
    }));
    let session = session(&server, &TestClock::default(), "secret".into(), "api-key".into());
    let begin = |runtime: &Runtime, count| {
        let session = session.clone();
        runtime.spawn(async move { session.calls().get_public_key().send().await.map(drop) });
        servers.block_on(server.until(TOKEN, count));
    };
    let (ended, undriven) = (runtime(), Builder::new_current_thread().enable_all().build().unwrap());
    begin(&ended, 1);
    // One that stands still: it is driven until its fetch has begun, and never again.
    let waiting = session.clone();
    undriven.spawn(async move { waiting.calls().get_public_key().send().await.map(drop) });
    undriven.block_on(server.until(TOKEN, 2));
    stalls.store(false, Ordering::Relaxed);
    let other = session.clone();
    let waiting =
        thread::spawn(move || runtime().block_on(async move { other.calls().get_public_key().send().await.map(drop) }));
    drop(ended);
    waiting.join().unwrap().unwrap();
    calls(&[runtime(), runtime()], &session);
    drop(undriven);
}

#[test]
fn one_session_serves_a_runtime_for_each_thread() {
    let servers = runtime();
    let server = servers.block_on(Faulty::serve(|number, request| match request {
        request if !request.starts_with(TOKEN) => key(),
        _ => token(number),
    }));
    let session = session(&server, &TestClock::default(), "secret".into(), "api-key".into());
    let threads: Vec<_> = (0..20)
        .map(|_| {
            let session = session.clone();
            thread::spawn(move || {
                for _ in 0..3 {
                    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(session.calls().get_public_key().send()).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// A vault with a secret that changes.
fn vault(secret: &'static str) -> (Arc<Mutex<&'static str>>, impl Fn() -> Credential) {
    let kept = Arc::new(Mutex::new(secret));
    let source = Arc::clone(&kept);
    let credential = move || {
        let source = Arc::clone(&source);
        Credential::rotating("customer", move || {
            let secret = *source.lock().unwrap();
            async move { Ok::<_, std::convert::Infallible>(Secret::from(secret)) }
        })
    };
    (kept, credential)
}

#[test]
fn a_rotation_fails_no_call_and_ends_the_use_of_the_old_secret() {
    let servers = runtime();
    let (api_key, api_key_of_vault) = vault("key-1");
    let (secret, secret_of_vault) = vault("secret-1");
    let (known_key, known_secret) = (Arc::clone(&api_key), Arc::clone(&secret));
    let server = servers.block_on(Faulty::serve(move |number, request| {
        let knows = |known: &Mutex<&str>| request.contains(*known.lock().unwrap());
        match request.starts_with(TOKEN) {
            true if knows(&known_secret) => token(number),
            true => Reply::json(400, r#"{"error": "invalid_client"}"#),
            false if knows(&known_key) => key(),
            false => Reply::json(401, "{}"),
        }
    }));
    let (clock, runtimes) = (TestClock::default(), [runtime(), runtime()]);
    let session = session(&server, &clock, secret_of_vault(), api_key_of_vault());
    calls(&runtimes, &session);
    for (key, new) in [("key-2", "secret-2"), ("key-3", "secret-3")] {
        *api_key.lock().unwrap() = key;
        *secret.lock().unwrap() = new;
        // The token has expired, so the secret is needed too.
        clock.advance(Duration::from_secs(400));
        calls(&runtimes, &session);
        let before = server.count();
        calls(&runtimes, &session);
        let after = server.requests().split_off(before);
        assert!(after.iter().all(|request| request.contains(key)), "{after:?}");
    }
}
