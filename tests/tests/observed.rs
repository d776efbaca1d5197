//! What an observer is told is what went over the wire.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use alice_client::{Attempt, AttemptEnd, Client, ClientBuilder};
use wire_tests::faulty::{Faulty, Reply, TestClock};

const STATUS: &str = r#"{"user": {"user_id": "user-1"}}"#;

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Attempt>>>);

impl Seen {
    fn watch(&self, builder: ClientBuilder<Client>) -> Client {
        let seen = Arc::clone(&self.0);
        builder.observer(move |attempt| seen.lock().unwrap().push(*attempt)).build().unwrap()
    }

    fn all(&self) -> Vec<Attempt> {
        self.0.lock().unwrap().clone()
    }

    fn ends(&self) -> Vec<(usize, String, bool)> {
        self.all().iter().map(|attempt| (attempt.number, attempt.end.to_string(), attempt.next.is_some())).collect()
    }
}

fn row(number: usize, end: &str, again: bool) -> (usize, String, bool) {
    (number, end.to_owned(), again)
}

#[tokio::test]
async fn every_attempt_under_every_fault_is_told() {
    let faults: [(Reply, &str); 5] = [
        (Reply::answer(503, &[], ""), "status 503"),
        (Reply::Reset(Vec::new()), "not sent"),
        (Reply::Send(Reply::cut(STATUS)), "broken response"),
        (Reply::Reset(Reply::cut(STATUS)), "broken response"),
        (Reply::answer(200, &[("content-type", "text/html")], "<html>"), "status 200"),
    ];
    for (fault, end) in faults {
        let server = Faulty::start([fault, Reply::json(200, STATUS)]).await;
        let (seen, clock) = (Seen::default(), TestClock::default());
        let client = seen.watch(Client::builder(&server.url).clock(clock));
        let result = client.with_user_token("token").get_user_status().send().await;
        assert_eq!(seen.all().len(), server.count(), "{end}: {result:?}");
        let again = result.is_ok();
        let expected = [row(1, end, again)].into_iter().chain(again.then(|| row(2, "status 200", false)));
        assert_eq!(seen.ends(), expected.collect::<Vec<_>>(), "{end}");
        assert!(seen.all().iter().all(|attempt| attempt.operation.id == "get_user_status"));
    }
}

#[tokio::test]
async fn a_timeout_and_a_dropped_call_are_told() {
    let server = Faulty::start([Reply::Stall(Vec::new())]).await;
    let seen = Seen::default();
    let client = seen.watch(Client::builder(&server.url).timeout(Duration::from_millis(50)));
    let scope = client.with_user_token("token");
    let create = client.with_backend_token("token");
    create.create_user().send().await.unwrap_err();
    assert_eq!(seen.ends(), [row(1, "timeout", false)]);

    let patient = seen.watch(Client::builder(&server.url));
    let scope_of_patient = patient.with_user_token("token");
    tokio::select! {
        _ = scope_of_patient.get_user_status().send() => panic!("the server never responds"),
        () = server.until("GET", 1) => {}
    }
    assert_eq!(seen.all().last().unwrap().end, AttemptEnd::Dropped);
    assert_eq!(seen.all().len(), server.count());
    drop(scope);
}

#[tokio::test]
async fn the_calls_that_fetch_tokens_are_told_as_well() {
    let token = |text: &str| Reply::json(200, &format!(r#"{{"token": "{text}"}}"#));
    // The first token for the user is refused, and another one is fetched.
    let server = Faulty::serve(move |number, head| match head {
        _ if head.contains("/login_token") => token("login"),
        _ if head.contains("/user_token") => token(&format!("user-{number}")),
        _ if number < 3 => Reply::answer(401, &[], ""),
        _ => Reply::json(200, STATUS),
    })
    .await;
    let seen = Seen::default();
    let client = seen.watch(Client::builder(&server.url));
    client.session("key").device("user-1").get_user_status().send().await.unwrap();
    let told: Vec<_> = seen.all().iter().map(|attempt| (attempt.operation.id, attempt.end)).collect();
    let ok = AttemptEnd::Status(200);
    assert_eq!(
        told,
        [
            ("get_login_token", ok),
            ("get_user_token", ok),
            ("get_user_status", AttemptEnd::Status(401)),
            ("get_user_token", ok),
            ("get_user_status", ok),
        ]
    );
    assert_eq!(told.len(), server.count());
    assert_eq!(seen.all()[2].next, Some(Duration::ZERO), "it is sent again without a pause");
}

#[tokio::test]
async fn nothing_that_was_sent_or_received_is_told() {
    let server = Faulty::start([Reply::answer(500, &[("x-secret", "hunter2")], "hunter2")]).await;
    let (seen, clock) = (Seen::default(), TestClock::default());
    let client = seen.watch(Client::builder(&server.url).clock(clock));
    client.with_user_token("hunter2").get_user_status().send().await.unwrap_err();
    let printed = format!("{:?}", seen.all());
    assert!(!printed.contains("hunter2") && printed.contains("get_user_status"), "{printed}");
}
