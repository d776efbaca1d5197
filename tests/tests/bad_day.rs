//! A vendor's bad day: what all calls of a client do together.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use alice_client::{Client, ClientBuilder, Error, RetryBudget, TransportError, types::ErrorBody};
use wire_tests::faulty::{Faulty, Reply, TestClock};

const STATUS: &str = r#"{"user": {"user_id": "user-1"}}"#;

fn builder(server: &Faulty, clock: &TestClock) -> ClientBuilder<Client> {
    Client::builder(&server.url).clock(clock.clone())
}

async fn get(client: &Client) -> Result<(), Error<ErrorBody>> {
    client.with_user_token("token").get_user_status().send().await.map(drop)
}

#[tokio::test]
async fn a_dead_vendor_gets_little_more_than_each_call_once() {
    const CALLERS: usize = 1_000;
    let alive = Arc::new(AtomicBool::new(false));
    let state = Arc::clone(&alive);
    let server = Faulty::serve(move |_, _| match state.load(Ordering::Relaxed) {
        true => Reply::json(200, STATUS),
        false => Reply::answer(503, &[], ""),
    })
    .await;
    let client = builder(&server, &TestClock::default()).build().unwrap();
    let mut infos = Vec::new();
    for _ in 0..CALLERS / 50 {
        let calls = futures_util::future::join_all((0..50).map(|_| get(&client))).await;
        infos.extend(calls.into_iter().map(|answer| *answer.unwrap_err().call()));
    }
    assert!(server.count() * 10 <= CALLERS * 11, "{} requests for {CALLERS} calls", server.count());
    assert_eq!(server.count(), CALLERS + 50, "the whole budget, and no more");
    let requests: usize = infos.iter().map(|info| info.attempts).sum();
    assert_eq!(requests, server.count(), "each call says how often it was sent");
    let last = infos.last().unwrap();
    assert!(last.retry_budget_spent && last.attempts == 1 && last.waited.is_zero(), "{last:?}");
    assert!(last.to_string().contains("not tried again"), "{last}");

    // Nothing stands between a call and a vendor that is back, and the budget comes back, too.
    alive.store(true, Ordering::Relaxed);
    for _ in 0..10 {
        get(&client).await.unwrap();
    }
    alive.store(false, Ordering::Relaxed);
    assert_eq!(get(&client).await.unwrap_err().call().attempts, 2);
}

#[tokio::test]
async fn the_budget_is_one_for_all_clones_and_may_be_set() {
    let server = Faulty::start([Reply::answer(503, &[], "")]).await;
    let client = builder(&server, &TestClock::default()).retry_budget(RetryBudget::new(3)).build().unwrap();
    let attempts = |error: Error<ErrorBody>| error.call().attempts;
    assert_eq!(attempts(get(&client).await.unwrap_err()), 3);
    assert_eq!(attempts(get(&client.clone()).await.unwrap_err()), 2);
    assert_eq!(attempts(get(&client).await.unwrap_err()), 1);
    let client = builder(&server, &TestClock::default()).retry_budget(RetryBudget::unlimited()).build().unwrap();
    for _ in 0..30 {
        assert_eq!(attempts(get(&client).await.unwrap_err()), 3);
    }
}

#[tokio::test]
async fn a_vendor_who_asks_for_time_gets_it_from_all_calls() {
    let server = Faulty::start([Reply::answer(429, &[("retry-after", "20")], ""), Reply::json(200, STATUS)]).await;
    let clock = TestClock::default();
    let client = builder(&server, &clock).build().unwrap();
    // One whose time is too short for the wait tells of it at once.
    let short = |seconds| alice_client::CallOptions::default().budget(Duration::from_secs(seconds));
    let refused = client.with_user_token("token").get_user_status().with_options(short(5)).send().await.unwrap_err();
    assert_eq!((refused.status().map(|status| status.as_u16()), server.count()), (Some(429), 1));

    // Another is not sent at all.
    let held = client.with_user_token("token").get_user_status().with_options(short(5)).send().await.unwrap_err();
    let Error::Transport { source: TransportError::Held { left, .. }, .. } = &held else { panic!("{held:?}") };
    assert_eq!((*left, held.call().attempts, server.count()), (Duration::from_secs(20), 0, 1));
    assert!(held.is_retryable() && held.to_string().contains("20 s more without calls"), "{held}");

    // A third has the time, waits and says so; those who wait do not come back at one moment.
    let answer = client.with_user_token("token").get_user_status().send().await;
    assert!(answer.is_ok());
    let pauses = clock.pauses();
    assert_eq!(pauses.len(), 1);
    assert!((Duration::from_secs(20)..=Duration::from_secs(21)).contains(&pauses[0]), "{pauses:?}");
    assert_eq!(server.count(), 2);
    get(&client).await.unwrap();
    assert_eq!(clock.pauses().len(), 1, "nobody waits any more");
}

#[tokio::test]
async fn no_vendor_holds_a_service_back_for_long() {
    let year = "31536000";
    let server = Faulty::start([Reply::answer(503, &[("retry-after", year)], ""), Reply::json(200, STATUS)]).await;
    let clock = TestClock::default();
    let client = builder(&server, &clock).build().unwrap();
    assert!(get(&client).await.is_err());
    get(&client).await.unwrap();
    assert!(clock.pauses()[0] <= Duration::from_secs(61), "{:?}", clock.pauses());
}
