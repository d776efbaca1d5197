//! What the tests of the sandboxes share.
#![allow(dead_code, missing_docs, reason = "every test takes what it needs")]

use std::sync::LazyLock;

use alice_client::{
    FilePart, reqwest,
    types::{AddSelfieRequest, AuthenticateUserRequest},
};
use contract::{
    Alice, AwareId,
    sandbox::{Behaviours, ManualClock, RunningSandbox, Sandbox},
};

pub mod awareid;

/// A sandbox of Alice, a session of its account, and the clock that both go by.
pub struct AliceTest {
    pub sandbox: RunningSandbox<Alice>,
    pub session: alice_client::Session,
    pub client: alice_client::Client,
    pub clock: ManualClock,
}

impl AliceTest {
    pub async fn start() -> Self {
        Self::start_with(Alice::sandbox()).await
    }

    pub async fn start_with(sandbox: Sandbox<Alice>) -> Self {
        let clock = ManualClock::default();
        let sandbox = sandbox.seed(1).clock(clock.clone()).start().await.unwrap();
        let client = alice_client::Client::builder(sandbox.base_url()).clock(clock.clone()).build().unwrap();
        let tokens = alice_client::Tokens::builder().clock(clock.clone()).build();
        let session = client.session_with(sandbox.credentials().api_key.as_str(), tokens);
        Self { sandbox, session, client, clock }
    }

    /// A new user.
    pub async fn user(&self, email: &str) -> String {
        let backend = self.session.backend();
        let call = backend.create_user().body_map(|body| body.email(email.to_owned()));
        call.send().await.unwrap().into_inner().user_id
    }

    /// A new user with an accepted selfie.
    pub async fn enrolled(&self, email: &str) -> String {
        let user = self.user(email).await;
        self.session.device(&user).add_selfie().body(selfie("selfie.mp4")).send().await.unwrap();
        user
    }

    /// A token of some kind, as the vendor's code gets it.
    pub async fn token(&self, path: &str) -> String {
        let login = self.get("/login_token", &[("apikey", self.sandbox.credentials().api_key.as_str())]).await.1;
        let login = login["token"].as_str().unwrap().to_owned();
        if path == "/login_token" {
            return login;
        }
        let (_, body) = self.get(path, &[("authorization", &format!("Bearer {login}"))]).await;
        body["token"].as_str().unwrap().to_owned()
    }

    /// A plain request.
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, serde_json::Value) {
        request(self.sandbox.base_url(), "GET", path, headers, "").await
    }
}

pub fn selfie(file_name: &str) -> alice_client::types::builder::AddSelfieRequest {
    AddSelfieRequest::builder().video(FilePart::bytes(file_name, "video/mp4", "frames"))
}

pub fn login(file_name: &str) -> alice_client::types::builder::AuthenticateUserRequest {
    AuthenticateUserRequest::builder().video(FilePart::bytes(file_name, "video/mp4", "frames"))
}

/// An HTTP client that makes a new connection for every request.
pub fn without_pool() -> reqwest::Client {
    let builder = reqwest::Client::builder().pool_max_idle_per_host(0);
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A plain request; the body of the answer is null when it is no JSON.
pub async fn request(
    base_url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<String>,
) -> (u16, serde_json::Value) {
    // One for all, as making one takes a while; without connections that outlive a test.
    static HTTP: LazyLock<reqwest::Client> = LazyLock::new(without_pool);
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut call = HTTP.request(method, format!("{base_url}{path}")).body(body.into());
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    let answer = call.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

/// No answer of the sandbox is at odds with its contract, and neither is a request
/// of the typed clients.
pub fn all_conform<V: Behaviours>(sandbox: &RunningSandbox<V>) {
    for exchange in sandbox.journal() {
        assert!(exchange.conforms(), "{exchange:#?}");
        assert!(exchange.request.unknown.is_empty(), "{exchange:#?}");
        assert!(exchange.answer.unknown.is_empty(), "{exchange:#?}");
    }
}

/// No answer of the sandbox is at odds with its contract, whatever it was asked.
pub fn answers_conform<V: Behaviours>(sandbox: &RunningSandbox<V>) {
    for exchange in sandbox.journal() {
        assert!(exchange.answer.conforms(), "{exchange:#?}");
    }
}

/// The operations and statuses in the journal.
pub fn journal<V: Behaviours>(sandbox: &RunningSandbox<V>) -> Vec<(&'static str, u16)> {
    sandbox.journal().iter().map(|exchange| (exchange.operation.unwrap_or("-"), exchange.status)).collect()
}

/// A sandbox of AwareID.
pub type AwareIdSandbox = RunningSandbox<AwareId>;
