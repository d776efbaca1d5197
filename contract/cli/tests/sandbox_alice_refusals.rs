//! The sandbox of Alice: what it refuses, and how.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use alice_client::{Error, FilePart, types::AddSelfieRequest};
use contract::{
    Alice,
    sandbox::{Clock, EVERYONE, Limits, Scenario},
};
use support::{AliceTest, all_conform, answers_conform, journal, request, selfie, without_pool};

/// Every operation with the token that opens it.
const OPERATIONS: [(&str, &str, &str); 18] = [
    ("GET", "/backend_token", "/login_token"),
    ("GET", "/backend_token/{user}", "/login_token"),
    ("GET", "/user_token/{user}", "/login_token"),
    ("POST", "/user", "/backend_token"),
    ("GET", "/user/status", "/user_token/{user}"),
    ("POST", "/user/selfie", "/user_token/{user}"),
    ("PATCH", "/user/selfie", "/backend_token/{user}"),
    ("DELETE", "/user/selfie", "/backend_token/{user}"),
    ("GET", "/user/report", "/backend_token/{user}"),
    ("POST", "/user/authorize", "/backend_token/{user}"),
    ("POST", "/user/deauthorize", "/backend_token/{user}"),
    ("POST", "/user/authentication/enable", "/backend_token/{user}"),
    ("POST", "/user/authentication/disable", "/backend_token/{user}"),
    ("POST", "/user/authenticate", "/user_token/{user}"),
    ("GET", "/user/authentication/some", "/backend_token/{user}"),
    ("GET", "/user/authentications/ids", "/backend_token/{user}"),
    ("GET", "/user/authentications", "/backend_token/{user}"),
    ("DELETE", "/user", "/backend_token/{user}"),
];

#[tokio::test]
async fn each_operation_opens_with_its_own_kind_of_token_alone() {
    let test = AliceTest::start().await;
    let user = test.enrolled("user@example.com").await;
    let mut tokens = Vec::new();
    for path in ["/login_token", "/backend_token", "/backend_token/{user}", "/user_token/{user}"] {
        tokens.push((path, format!("Bearer {}", test.token(&path.replace("{user}", &user)).await)));
    }
    for (method, path, opens) in OPERATIONS {
        let path = path.replace("{user}", &user);
        let status = |headers: Vec<(&'static str, String)>| {
            let path = path.clone();
            let base_url = test.sandbox.base_url().to_owned();
            async move {
                let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                request(&base_url, method, &path, &headers, "").await
            }
        };
        assert_eq!(status(vec![]).await.0, 401, "{method} {path}");
        let key = test.sandbox.credentials().api_key.as_str().to_owned();
        assert_eq!(status(vec![("apikey", key)]).await.0, 401, "{method} {path}");
        for wrong in ["Bearer e30.e30.e30", "Basic dTpw", "Bearer"] {
            assert_eq!(status(vec![("authorization", wrong.to_owned())]).await.0, 401, "{method} {path} {wrong}");
        }
        for (kind, token) in &tokens {
            if *kind != opens {
                let (code, body) = status(vec![("authorization", token.clone())]).await;
                assert_eq!(code, 401, "{method} {path} with {kind}");
                assert!(body["message"].as_str().unwrap().contains("is needed"), "{body}");
            }
        }
        let token = tokens.iter().find(|(kind, _)| *kind == opens).unwrap().1.clone();
        assert_ne!(status(vec![("authorization", token)]).await.0, 401, "{method} {path}");
    }
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn only_the_api_key_opens_the_login() {
    let test = AliceTest::start().await;
    assert_eq!(test.get("/login_token", &[]).await.0, 401);
    assert_eq!(test.get("/login_token", &[("apikey", "another")]).await.0, 401);
    let error = test.client.session("another").backend().create_user().send().await.unwrap_err();
    assert!(matches!(error, Error::Token { .. }), "{error:?}");
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn tokens_expire_by_the_sandboxs_clock_and_the_client_renews_them() {
    let test = AliceTest::start().await;
    let user = test.enrolled("user@example.com").await;
    let token = test.token(&format!("/user_token/{user}")).await;
    let device = test.client.with_user_token(token.as_str());
    test.clock.advance(Duration::from_secs(3_599));
    device.get_user_status().send().await.unwrap();
    test.clock.advance(Duration::from_secs(1));
    let error = device.get_user_status().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert!(error.vendor().unwrap().message.as_ref().unwrap().contains("expired"));
    test.session.device(&user).get_user_status().send().await.unwrap();
    all_conform(&test.sandbox);

    let test = AliceTest::start_with(Alice::sandbox().token_lifetime(Duration::from_secs(60))).await;
    let token = test.token("/backend_token").await;
    test.clock.advance(Duration::from_secs(60));
    assert!(test.client.with_backend_token(token.as_str()).create_user().send().await.is_err());
}

#[tokio::test]
async fn a_token_that_never_expires_opens_what_others_do() {
    let test = AliceTest::start_with(Alice::sandbox().token_lifetime(Duration::MAX)).await;
    let user = test.user("user@example.com").await;
    test.clock.advance(Duration::from_secs(1 << 32));
    test.session.device(&user).get_user_status().send().await.unwrap();
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_refused_token_is_fetched_anew() {
    // A loopback address of its own, so that no other test takes the port meanwhile.
    let address = std::net::Ipv4Addr::new(127, 0, 0, 3);
    let sandbox = Alice::sandbox().seed(7).address(address).start().await.unwrap();
    let client = alice_client::Client::builder(sandbox.base_url()).http(without_pool()).build().unwrap();
    let session = client.session(sandbox.credentials().api_key.as_str());
    session.backend().create_user().send().await.unwrap();
    let port = sandbox.base_url().rsplit(':').next().unwrap().parse().unwrap();
    sandbox.stop().await;
    // In its place another one, which knows neither the tokens nor the API key.
    let other = Alice::sandbox().seed(8).address(address).port(port).start().await.unwrap();
    let error = session.backend().create_user().send().await.unwrap_err();
    assert!(matches!(error, Error::Token { .. }), "{error:?}");
    assert_eq!(journal(&other), [("create_user", 401), ("get_backend_token", 401), ("get_login_token", 401)]);
}

#[tokio::test]
async fn who_is_unknown_is_not_found() {
    let test = AliceTest::start().await;
    let login = format!("Bearer {}", test.token("/login_token").await);
    for path in ["/user_token/nobody", "/backend_token/nobody"] {
        let (status, body) = test.get(path, &[("authorization", &login)]).await;
        assert_eq!((status, body["detail"].is_string()), (404, true), "{body}");
    }
    let user = test.user("user@example.com").await;
    let (device, backend) = (test.session.device(&user), test.session.user(&user));
    device.get_user_status().send().await.unwrap();
    backend.delete_user().send().await.unwrap();
    let statuses = [
        device.get_user_status().send().await.unwrap_err().status(),
        device.add_selfie().body(selfie("selfie.mp4")).send().await.unwrap_err().status(),
        backend.get_report().send().await.unwrap_err().status(),
        backend.authorize_user().send().await.unwrap_err().status(),
        backend.list_authentications().send().await.unwrap_err().status(),
        backend.delete_user().send().await.unwrap_err().status(),
    ];
    assert!(statuses.iter().all(|status| status.unwrap() == 404), "{statuses:?}");
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn media_of_another_kind_and_too_many_selfies_are_refused() {
    let limits = Limits { selfies: 2, ..Limits::default() };
    let test = AliceTest::start_with(Alice::sandbox().limits(limits)).await;
    let user = test.user("user@example.com").await;
    let device = test.session.device(&user);
    let text = AddSelfieRequest::builder().video(FilePart::bytes("notes.txt", "text/plain", "text"));
    assert_eq!(device.add_selfie().body(text).send().await.unwrap_err().status().unwrap(), 415);
    for _ in 0..2 {
        device.add_selfie().body(selfie("selfie.mp4")).send().await.unwrap();
    }
    let error = device.add_selfie().body(selfie("selfie.mp4")).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 422);
    assert_eq!(device.get_user_status().send().await.unwrap().user.selfie_limit_reached, Some(true));
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_request_that_the_contract_does_not_allow_is_refused_as_the_vendor_would() {
    let test = AliceTest::start().await;
    let user = test.user("user@example.com").await;
    let token = format!("Bearer {}", test.token(&format!("/user_token/{user}")).await);
    let multipart = "multipart/form-data; boundary=b";
    let form = "--b\r\nContent-Disposition: form-data; name=\"wait_for_completion\"\r\n\r\nTrue\r\n--b--\r\n";
    test.sandbox.clear_journal();
    for (media_type, body) in [(multipart, form), (multipart, "--b\r\nbroken"), ("application/json", "{}")] {
        let headers = [("authorization", token.as_str()), ("content-type", media_type)];
        let (status, answer) = request(test.sandbox.base_url(), "POST", "/user/selfie", &headers, body).await;
        assert_eq!((status, answer.get("detail").is_some()), (422, true), "{media_type} {body:?} {answer}");
    }
    assert_eq!(journal(&test.sandbox), [("add_selfie", 422); 3]);
    for exchange in test.sandbox.journal() {
        assert!(!exchange.conforms() && !exchange.tolerated, "{exchange:#?}");
        assert!(!exchange.request.violations.is_empty(), "{exchange:#?}");
    }
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn what_the_vendors_own_code_sends_is_taken() {
    let test = AliceTest::start().await;
    let token = format!("Bearer {}", test.token("/backend_token").await);
    let post = |media_type: &'static str, body: &'static str| {
        let token = token.clone();
        let base_url = test.sandbox.base_url();
        async move {
            let mut headers = vec![("authorization", token.as_str())];
            headers.extend((!media_type.is_empty()).then_some(("content-type", media_type)));
            request(base_url, "POST", "/user", &headers, body).await.1["user_id"].as_str().unwrap().to_owned()
        }
    };
    test.sandbox.clear_journal();
    let bare = post("", "").await;
    let urlencoded = post("application/x-www-form-urlencoded", "email=user%40example.com&first_name=First").await;
    let form = "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nuser@example.com\r\n--b--\r\n";
    let multipart = post("multipart/form-data; boundary=b", form).await;
    let tolerated: Vec<bool> = test.sandbox.journal().iter().map(|exchange| exchange.tolerated).collect();
    assert_eq!(tolerated, [false, true, false]);
    for (user, email) in [(bare, None), (urlencoded, Some("user@example.com")), (multipart, Some("user@example.com"))] {
        let status = test.session.device(&user).get_user_status().send().await.unwrap().into_inner().user;
        assert_eq!(status.email.get().map(String::as_str), email);
    }
    // A file without name and type, and a token call with a header of that code's.
    let user = test.user("user@example.com").await;
    let token = format!("Bearer {}", test.token(&format!("/user_token/{user}")).await);
    let file = "--b\r\nContent-Disposition: form-data; name=\"video\"; filename=\"video\"\r\n\r\nframes\r\n--b--\r\n";
    let headers = [("authorization", token.as_str()), ("content-type", "multipart/form-data; boundary=b")];
    assert_eq!(request(test.sandbox.base_url(), "POST", "/user/selfie", &headers, file).await.0, 200);
    let headers = [("apikey", test.sandbox.credentials().api_key.as_str()), ("cache-control", "use-cache")];
    assert_eq!(test.get("/login_token", &headers).await.0, 200);
    answers_conform(&test.sandbox);
}

#[tokio::test]
async fn a_limited_rate_is_waited_for() {
    let test = AliceTest::start().await;
    let user = test.user("user@example.com").await;
    test.sandbox.scenario(&user, Scenario::RateLimited { times: 2, retry_after: 7 });
    test.sandbox.clear_journal();
    test.session.device(&user).get_user_status().send().await.unwrap();
    assert!(Clock::elapsed(&test.clock) >= Duration::from_secs(14), "the client did not wait as it was told");
    assert_eq!(
        journal(&test.sandbox),
        [("get_user_token", 429), ("get_user_token", 429), ("get_user_token", 200), ("get_user_status", 200)]
    );
    let answer = test.session.device(&user).add_selfie().body(selfie("rate-limited.mp4")).send().await;
    assert!(answer.is_ok(), "{answer:?}");
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_service_that_is_down_says_so() {
    let test = AliceTest::start().await;
    test.sandbox.scenario(EVERYONE, Scenario::Down);
    let error = test.client.unauthenticated().healthcheck().send().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.call().attempts), (503, 3));
    test.sandbox.forget_scenario(EVERYONE);
    test.client.unauthenticated().healthcheck().send().await.unwrap();
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_slow_answer_takes_time_by_the_clock() {
    let test = AliceTest::start().await;
    let user = test.user("user@example.com").await;
    let device = test.session.device(&user);
    device.get_user_status().send().await.unwrap();
    let before = Clock::elapsed(&test.clock);
    test.sandbox.scenario(&user, Scenario::Slow { delay_ms: 1_500 });
    device.get_user_status().send().await.unwrap();
    assert_eq!(Clock::elapsed(&test.clock) - before, Duration::from_millis(1_500));
    all_conform(&test.sandbox);
}
