//! An account whose tokens are fetched, kept and renewed automatically.

use client_runtime::{Credential, Error, ResponseValue, SecurityScheme, Token, TokenKey, Tokens};

use crate::{
    generated::{Client, schemes, scopes},
    types::{ErrorBody, TokenResponse},
};

/// An account, known by its API key. The session fetches each token when it is first
/// needed, renews it before it expires, and renews it once more when the vendor refuses it.
///
/// Cheap to clone; clones share their tokens. Make one for an account and keep it.
///
/// ```no_run
/// use alice_client::{Client, Environment};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let session = Client::builder(Environment::Production).build()?.session("<api key>");
/// let user = session.backend().create_user().send().await?;
/// let status = session.device(&user.user_id).get_user_status().send().await?;
/// # let _ = status;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    client: Client,
    api_key: Credential,
    tokens: Tokens,
}

impl Client {
    /// Opens a session of the account with this API key. Nothing is sent yet. A key that
    /// may change while the service runs is a [`Credential::rotating`].
    pub fn session(&self, api_key: impl Into<Credential>) -> Session {
        self.session_with(api_key, Tokens::default())
    }

    /// Opens a session that keeps its tokens in `tokens`, which can share them
    /// with other services.
    pub fn session_with(&self, api_key: impl Into<Credential>, tokens: Tokens) -> Session {
        Session { client: self.clone(), api_key: api_key.into(), tokens }
    }
}

impl Session {
    /// The backend's calls that are not about one user.
    pub fn backend(&self) -> scopes::BackendToken {
        let login = self.login();
        let client = self.client.clone();
        let credential = self.renewed(&schemes::BACKEND_TOKEN, None, move || {
            let scope = client.with_login_token(login.clone());
            async move { scope.get_backend_token().send().await }
        });
        self.client.with_backend_token(credential)
    }

    /// The backend's calls about one user.
    pub fn user(&self, user_id: &str) -> scopes::BackendTokenWithUserId {
        let login = self.login();
        let client = self.client.clone();
        let id = user_id.to_owned();
        let credential = self.renewed(&schemes::BACKEND_TOKEN_WITH_USER_ID, Some(user_id), move || {
            let scope = client.with_login_token(login.clone());
            let id = id.clone();
            async move { scope.get_backend_token_for_user().user_id(id).send().await }
        });
        self.client.with_backend_token_with_user_id(credential)
    }

    /// The calls of one user's device.
    pub fn device(&self, user_id: &str) -> scopes::UserToken {
        let login = self.login();
        let client = self.client.clone();
        let id = user_id.to_owned();
        let credential = self.renewed(&schemes::USER_TOKEN, Some(user_id), move || {
            let scope = client.with_login_token(login.clone());
            let id = id.clone();
            async move { scope.get_user_token().user_id(id).send().await }
        });
        self.client.with_user_token(credential)
    }

    /// The calls that fetch tokens, for example one to hand to a user's device.
    pub fn tokens(&self) -> scopes::LoginToken {
        self.client.with_login_token(self.login())
    }

    fn login(&self) -> Credential {
        let scope = self.client.with_api_key(self.api_key.clone());
        self.renewed(&schemes::LOGIN_TOKEN, None, move || {
            let scope = scope.clone();
            async move { scope.get_login_token().send().await }
        })
    }

    /// A token of one kind, which the vendor sends in response to `fetch`.
    fn renewed<F, Fut>(&self, scheme: &SecurityScheme, user_id: Option<&str>, fetch: F) -> Credential
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ResponseValue<TokenResponse>, Error<ErrorBody>>> + Send + 'static,
    {
        let key = TokenKey::new(self.client.base_url(), &self.api_key.account(), scheme.name, user_id);
        let tokens = self.tokens.clone();
        self.tokens.credential(key, move || {
            let answer = fetch();
            let tokens = tokens.clone();
            async move {
                let answer = answer.await?;
                Ok(Token::from_jwt(answer.token.clone(), answer.headers(), tokens.now()))
            }
        })
    }
}
