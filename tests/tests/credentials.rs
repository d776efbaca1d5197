//! Tokens: fetched when needed, once for however many calls, renewed in time and
//! after a refusal, never kept when their fetch failed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use alice_client::{Client, Clock, Error, Secret, Session, Token, TokenKey, TokenStore, Tokens};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::{BoxFuture, join_all};
use wire_tests::faulty::{Faulty, Reply, TestClock};

/// A JWT that lives from one second to another.
fn jwt(issued: u64, expires: u64, name: &str) -> String {
    let claims = format!(r#"{{"iat": {issued}, "exp": {expires}, "name": "{name}"}}"#);
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

fn seconds(clock: &TestClock) -> u64 {
    clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// Answers as the vendor does; every token lives an hour by the given clock and
/// has the number of its request in it.
async fn vendor(clock: &TestClock, refuse: impl Fn(usize, &str) -> bool + Send + Sync + 'static) -> Faulty {
    let clock = clock.clone();
    Faulty::serve(move |number, request| {
        let path = request.split(' ').nth(1).unwrap();
        if refuse(number, request) {
            return Reply::json(401, "{}");
        }
        match path {
            "/user" => Reply::json(200, r#"{"user_id": "user-1"}"#),
            "/user/status" => Reply::json(200, r#"{"user": {"user_id": "user-1"}}"#),
            "/user/report" => Reply::json(200, r#"{"version": 9}"#),
            _ => {
                let now = seconds(&clock);
                Reply::json(200, &format!(r#"{{"token": "{}"}}"#, jwt(now, now + 3600, &format!("{path}-{number}"))))
            }
        }
    })
    .await
}

fn session(server: &Faulty, clock: &TestClock) -> Session {
    let tokens = Tokens::builder().clock(clock.clone()).build();
    let client = Client::builder(&server.url).clock(clock.clone()).build().unwrap();
    client.session_with("api-key", tokens)
}

#[tokio::test]
async fn each_scope_fetches_what_it_needs_and_keeps_it() {
    let clock = TestClock::default();
    let server = vendor(&clock, |_, _| false).await;
    let session = session(&server, &clock);
    for _ in 0..3 {
        session.backend().create_user().send().await.unwrap();
        session.user("user-1").get_report().send().await.unwrap();
        session.device("user-1").get_user_status().send().await.unwrap();
    }
    let lines: Vec<String> =
        server.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines[..7],
        [
            "GET /login_token HTTP/1.1",
            "GET /backend_token HTTP/1.1",
            "POST /user HTTP/1.1",
            "GET /backend_token/user-1 HTTP/1.1",
            "GET /user/report HTTP/1.1",
            "GET /user_token/user-1 HTTP/1.1",
            "GET /user/status HTTP/1.1",
        ]
    );
    assert_eq!(lines.len(), 7 + 6);
    let first = &server.requests()[0].to_lowercase();
    assert!(first.contains("apikey: api-key") && !first.contains("authorization"), "{first}");
}

#[tokio::test]
async fn a_thousand_calls_on_a_cold_cache_fetch_one_token_for_each_scope_and_user() {
    let clock = TestClock::default();
    let server = vendor(&clock, |_, _| false).await;
    let session = session(&server, &clock);
    let calls = (0..1000).map(|number| {
        let device = session.device(["user-1", "user-2"][number % 2]);
        async move { device.get_user_status().send().await.unwrap() }
    });
    join_all(calls).await;
    assert_eq!(server.count_of("GET /login_token"), 1);
    assert_eq!(server.count_of("GET /user_token/user-1"), 1);
    assert_eq!(server.count_of("GET /user_token/user-2"), 1);
    assert_eq!(server.count_of("GET /user/status"), 1000);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires_and_not_sooner() {
    let clock = TestClock::default();
    let server = vendor(&clock, |_, _| false).await;
    let session = session(&server, &clock);
    let call = || async { session.device("user-1").get_user_status().send().await.unwrap() };
    call().await;
    clock.advance(Duration::from_secs(3600 - 31));
    call().await;
    assert_eq!(server.count_of("GET /user_token"), 1);
    // Within the margin of 30 seconds it is used still, while its successor is fetched.
    clock.advance(Duration::from_secs(2));
    call().await;
    server.until("GET /user_token", 2).await;
}

#[tokio::test]
async fn an_expired_token_is_never_sent() {
    let clock = TestClock::default();
    let server = vendor(&clock, |_, _| false).await;
    let session = session(&server, &clock);
    session.device("user-1").get_user_status().send().await.unwrap();
    clock.advance(Duration::from_secs(7200));
    session.device("user-1").get_user_status().send().await.unwrap();
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().filter(|request| request.starts_with("GET /user/status")).collect();
    let bearer = |request: &str| {
        request.to_lowercase().split("authorization: ").nth(1).unwrap().lines().next().unwrap().to_owned()
    };
    assert_ne!(bearer(sent[0]), bearer(sent[1]));
}

#[tokio::test]
async fn a_401_renews_once_and_repeats_once() {
    let clock = TestClock::default();
    let refused = Arc::new(Mutex::new(0));
    let count = Arc::clone(&refused);
    let server = vendor(&clock, move |_, request| {
        let mut refused = count.lock().unwrap();
        let refuse = request.starts_with("GET /user/status") && *refused == 0;
        *refused += usize::from(refuse);
        refuse
    })
    .await;
    session(&server, &clock).device("user-1").get_user_status().send().await.unwrap();
    assert_eq!((server.count_of("GET /user/status"), server.count_of("GET /user_token")), (2, 2));
    assert_eq!(server.count_of("GET /login_token"), 1);
}

#[tokio::test]
async fn a_401_for_ever_ends_after_one_repeat() {
    let clock = TestClock::default();
    let server = vendor(&clock, |_, request| request.starts_with("GET /user/status")).await;
    let error = session(&server, &clock).device("user-1").get_user_status().send().await.unwrap_err();
    assert!(matches!(error, Error::Vendor { .. }), "{error:?}");
    assert_eq!((server.count_of("GET /user/status"), server.count_of("GET /user_token")), (2, 2));
}

#[tokio::test]
async fn a_refused_login_token_is_renewed_below_the_call() {
    let clock = TestClock::default();
    let server = vendor(&clock, |number, request| number == 1 && request.starts_with("GET /backend_token")).await;
    session(&server, &clock).backend().create_user().send().await.unwrap();
    assert_eq!((server.count_of("GET /login_token"), server.count_of("GET /backend_token")), (2, 2));
}

#[tokio::test]
async fn a_failed_fetch_is_shared_by_those_who_wait_and_not_kept() {
    let clock = TestClock::default();
    let server = Faulty::serve(|number, request| match request.split(' ').nth(1).unwrap() {
        "/login_token" if number == 0 => Reply::json(401, r#"{"detail": "no such key"}"#),
        "/user" => Reply::json(200, r#"{"user_id": "user-1"}"#),
        _ => Reply::json(200, r#"{"token": "opaque"}"#),
    })
    .await;
    let session = session(&server, &clock);
    let calls = join_all((0..20).map(|_| {
        let backend = session.backend();
        async move { backend.create_user().send().await.map(drop) }
    }))
    .await;
    for call in &calls {
        let error = call.as_ref().unwrap_err();
        assert!(matches!(error, Error::Token { .. }), "{error:?}");
        assert_eq!(error.call().attempts, 0);
    }
    assert_eq!(server.count(), 1, "{:?}", server.requests());
    session.backend().create_user().send().await.unwrap();
    session.backend().create_user().send().await.unwrap();
    assert_eq!((server.count_of("GET /login_token"), server.count_of("GET /backend_token")), (2, 1));
}

#[tokio::test]
async fn a_call_may_be_made_again_when_the_fetch_of_its_token_may() {
    let clock = TestClock::default();
    for (status, retryable) in [(503, true), (401, false)] {
        for failing in ["/login_token", "/user_token/user-1"] {
            let server = Faulty::serve(move |_, request| match request.split(' ').nth(1).unwrap() {
                path if path == failing => Reply::json(status, "{}"),
                _ => Reply::json(200, r#"{"token": "opaque"}"#),
            })
            .await;
            let error = session(&server, &clock).device("user-1").get_user_status().send().await.unwrap_err();
            assert!(matches!(error, Error::Token { .. }), "{error:?}");
            assert_eq!(error.is_retryable(), retryable, "{failing}: {status}");
        }
    }
}

#[tokio::test]
async fn what_happened_to_the_token_is_told_by_the_call_that_needs_it() {
    let clock = TestClock::default();
    let server = Faulty::serve(|_, request| match request.split(' ').nth(1).unwrap() {
        "/login_token" => Reply::json(200, r#"{"token": "opaque"}"#),
        _ => Reply::json(404, r#"{"message": "no such user"}"#),
    })
    .await;
    let error = session(&server, &clock).user("nobody").get_report().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.vendor().unwrap().message.as_deref(), Some("no such user"));
    assert_eq!(error.raw_body().unwrap(), r#"{"message": "no such user"}"#);
    assert!(!error.is_retryable());
    let text = "get_report: the request was not sent: its token could not be fetched: \
                get_backend_token_for_user: the vendor answered 404 Not Found";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn a_wrong_clock_here_does_no_harm() {
    // The server thinks it is a day later than this machine does.
    let clock = TestClock::default();
    let server_now = clock.now() + Duration::from_secs(86_400);
    let issued = server_now.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let token = jwt(issued, issued + 3600, "ahead");
    let headers = [("content-type", "application/json"), ("date", &*httpdate::fmt_http_date(server_now))]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let server = Faulty::serve(move |_, request| {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match request.split(' ').nth(1).unwrap() {
            "/user/status" => Reply::json(200, r#"{"user": {"user_id": "user-1"}}"#),
            _ => Reply::answer(200, &headers, format!(r#"{{"token": "{token}"}}"#)),
        }
    })
    .await;
    let session = session(&server, &clock);
    let call = || async { session.device("user-1").get_user_status().send().await.unwrap() };
    call().await;
    clock.advance(Duration::from_secs(3000));
    call().await;
    assert_eq!(server.count_of("GET /user_token"), 1);
    clock.advance(Duration::from_secs(590));
    call().await;
    server.until("GET /user_token", 2).await;
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<HashMap<TokenKey, Token>>>);

impl TokenStore for Shared {
    fn get<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Option<Token>> {
        Box::pin(async move { self.0.lock().unwrap().get(key).cloned() })
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: &'a Token) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().insert(key.clone(), token.clone());
        Box::pin(std::future::ready(()))
    }

    fn remove<'a>(&'a self, key: &'a TokenKey, refused: &'a Secret) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().retain(|known, token| known != key || token.secret() != refused);
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn services_share_their_tokens_through_a_store() {
    let clock = TestClock::default();
    let server = vendor(&clock, |_, _| false).await;
    let store = Shared::default();
    for _ in 0..3 {
        let tokens = Tokens::builder().clock(clock.clone()).store(store.clone()).build();
        let client = Client::builder(&server.url).build().unwrap();
        client.session_with("api-key", tokens).device("user-1").get_user_status().send().await.unwrap();
    }
    assert_eq!((server.count_of("GET /login_token"), server.count_of("GET /user_token")), (1, 1));
    let keys: Vec<String> = store.0.lock().unwrap().keys().map(|key| key.as_str().to_owned()).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| !key.contains("api-key") && !key.contains("user-1")), "{keys:?}");
}

#[tokio::test]
async fn accounts_and_servers_never_share_a_token() {
    let account = |secret: &str| Secret::from(secret);
    let keys = [
        TokenKey::new("http://a", &account("1"), "userToken", Some("x")),
        TokenKey::new("http://b", &account("1"), "userToken", Some("x")),
        TokenKey::new("http://a", &account("2"), "userToken", Some("x")),
        TokenKey::new("http://a", &account("1"), "backendToken", Some("x")),
        TokenKey::new("http://a", &account("1"), "userToken", Some("y")),
        TokenKey::new("http://a", &account("1"), "userToken", None),
    ];
    let distinct: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[tokio::test]
async fn awareid_renews_by_the_lifetime_that_the_answer_gives() {
    let clock = TestClock::default();
    let server = Faulty::serve(|number, request| match request.split(' ').nth(1).unwrap() {
        "/getPublicKey" => Reply::answer(200, &[("content-type", "text/plain")], "-----BEGIN PUBLIC KEY-----"),
        _ => Reply::json(
            200,
            &format!(r#"{{"access_token": "token-{number}", "expires_in": 300, "token_type": "Bearer"}}"#),
        ),
    })
    .await;
    let client = awareid_client::Client::builder(&server.url).build().unwrap();
    let credentials = awareid_client::ClientCredentials::new("customer", "client", "secret");
    let tokens = Tokens::builder().clock(clock.clone()).build();
    let session = client.session_with(credentials, "api-key", tokens);
    let call = || async { session.calls().get_public_key().send().await.unwrap() };
    call().await;
    clock.advance(Duration::from_secs(269));
    call().await;
    assert_eq!(server.count_of("POST /auth/realms/customer-consumers/protocol/openid-connect/token"), 1);
    clock.advance(Duration::from_secs(2));
    call().await;
    server.until("POST /auth/realms/customer-consumers/protocol/openid-connect/token", 2).await;
    assert!(
        server.requests()[0]
            .ends_with("client_id=client&client_secret=secret&grant_type=client_credentials&scope=openid")
    );
}
