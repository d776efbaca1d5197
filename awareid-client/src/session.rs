//! A customer whose access token is fetched, kept and renewed automatically.

use std::time::Duration;

use client_runtime::{Credential, Secret, Token, TokenKey, Tokens};

use crate::{
    generated::{Client, schemes, scopes},
    types::{GrantType, TokenRequest, TokenScope},
};

/// A customer's credentials for the token server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientCredentials {
    /// The customer's name, which is part of the token server's path.
    pub customer_name: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Credential,
}

impl ClientCredentials {
    /// Puts the credentials together. A client secret that may change while the service
    /// runs is a [`Credential::rotating`].
    pub fn new(
        customer_name: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Credential>,
    ) -> Self {
        Self { customer_name: customer_name.into(), client_id: client_id.into(), client_secret: client_secret.into() }
    }
}

/// A customer. The session fetches the access token when it is first needed, renews it
/// before it expires, and renews it once more when the vendor refuses it.
///
/// Cheap to clone; clones share their token. Make one for a customer and keep it.
///
/// ```no_run
/// use awareid_client::{Client, ClientCredentials};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let awareid = Client::builder("https://awareid.example.com").build()?;
/// let credentials = ClientCredentials::new("<customer>", "<client id>", "<client secret>");
/// let session = awareid.session(credentials, "<api key>");
/// let key = session.calls().get_public_key().send().await?;
/// # let _ = key;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    client: Client,
    credentials: ClientCredentials,
    api_key: Credential,
    tokens: Tokens,
}

impl Client {
    /// Opens a session of a customer. Nothing is sent yet. An API key that may change while
    /// the service runs is a [`Credential::rotating`].
    pub fn session(&self, credentials: ClientCredentials, api_key: impl Into<Credential>) -> Session {
        self.session_with(credentials, api_key, Tokens::default())
    }

    /// Opens a session that keeps its token in `tokens`, which can share it with
    /// other services.
    pub fn session_with(
        &self,
        credentials: ClientCredentials,
        api_key: impl Into<Credential>,
        tokens: Tokens,
    ) -> Session {
        Session { client: self.clone(), credentials, api_key: api_key.into(), tokens }
    }
}

impl Session {
    /// The calls that need an access token and the API key.
    pub fn calls(&self) -> scopes::BearerApikey {
        self.client.with_bearer_and_apikey(self.bearer(), self.api_key.clone())
    }

    /// The calls that need only the API key.
    pub fn api_key_calls(&self) -> scopes::Apikey {
        self.client.with_apikey(self.api_key.clone())
    }

    fn bearer(&self) -> Credential {
        let ClientCredentials { customer_name, client_id, client_secret } = self.credentials.clone();
        let account = Secret::from(format!("{customer_name}\n{client_id}\n{}", client_secret.account().expose()));
        let key = TokenKey::new(self.client.base_url(), &account, schemes::BEARER.name, None);
        let scope = self.client.unauthenticated();
        let tokens = self.tokens.clone();
        self.tokens.credential(key, move || {
            let body = TokenRequest::builder()
                .client_id(client_id.clone())
                .scope(TokenScope::Openid)
                .grant_type(GrantType::ClientCredentials);
            let (scope, tokens, customer_name) = (scope.clone(), tokens.clone(), customer_name.clone());
            let client_secret = client_secret.clone();
            async move {
                let call = |secret: Secret| {
                    let body = body.clone().client_secret(secret);
                    scope.get_access_token().customer_name(customer_name.clone()).body(body).send()
                };
                let answer = client_secret.prove(call).await?;
                let lifetime = Duration::from_secs(u64::try_from(answer.expires_in).unwrap_or(0));
                Ok(Token::lasting(answer.access_token.clone(), tokens.now(), lifetime))
            }
        })
    }
}
