//! The credentials of a call.

use std::{error::Error as StdError, future::Future, sync::Arc};

use reqwest::StatusCode;

use super::{
    TokenError, TokenKey,
    rotating::Rotating,
    tokens::{Fetch, Tokens},
};
use crate::{error::Error, secret::Secret};

/// The credential of a scope: a fixed secret, a secret that may change, or a token that is
/// fetched when needed and renewed.
///
/// Cheap to clone; clones share what was fetched.
#[derive(Clone)]
pub struct Credential(CredentialKind);

#[derive(Clone)]
pub(crate) enum CredentialKind {
    Given(Secret),
    Rotating(Arc<Rotating>),
    Renewed(Arc<Renewed>),
}

crate::opaque_debug!(Credential);

impl Credential {
    /// A secret that may change while the service runs, such as an API key that a vault
    /// rotates.
    ///
    /// `source` is called when the secret is first needed, and again when the vendor has
    /// refused it. Calls that wait at the same time share its result. When a source fails,
    /// panics or takes longer than 10 seconds, the calls that wait for it fail; after a
    /// refusal they end with the vendor's response. A secret that was replaced is not
    /// accepted again for 5 minutes, so a copy of the vault that lags behind does no harm.
    ///
    /// `account` names the owner of the secret. It does not change when the secret changes,
    /// because the account's tokens are kept under it. Services that share tokens through a
    /// [`TokenStore`](super::TokenStore) must use the same name.
    ///
    /// ```
    /// use client_runtime::{Credential, Secret};
    ///
    /// async fn read_vault() -> std::io::Result<String> {
    ///     Ok("the key of today".to_owned())
    /// }
    ///
    /// let api_key = Credential::rotating("production", || async { read_vault().await.map(Secret::from) });
    /// # let _ = api_key;
    /// ```
    pub fn rotating<F, Fut, E>(account: impl Into<String>, source: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self(CredentialKind::Rotating(Arc::new(Rotating::new(account.into(), source))))
    }

    pub(super) fn renewed(tokens: Tokens, key: TokenKey, fetch: Arc<Fetch>) -> Self {
        Self(CredentialKind::Renewed(Arc::new(Renewed { tokens, key, fetch })))
    }

    pub(crate) fn kind(&self) -> &CredentialKind {
        &self.0
    }

    /// The owner, for the [`TokenKey`] of a token that is fetched with this credential. Do
    /// not show it, as it may be the secret itself.
    pub fn account(&self) -> Secret {
        match &self.0 {
            CredentialKind::Given(secret) => secret.clone(),
            CredentialKind::Rotating(rotating) => Secret::from(format!("account\n{}", rotating.account())),
            CredentialKind::Renewed(renewed) => Secret::from(format!("token\n{}", renewed.key.as_str())),
        }
    }

    /// Makes a call that takes the secret as a parameter. When the vendor refuses the
    /// secret (400, 401 or 403) and there is another one, the call is made again with the
    /// other one.
    ///
    /// # Errors
    ///
    /// When the secret cannot be obtained, or the call fails.
    pub async fn prove<T, E, F, Fut>(&self, call: F) -> Result<T, TokenError>
    where
        F: Fn(Secret) -> Fut,
        Fut: Future<Output = Result<T, Error<E>>>,
        Error<E>: StdError + Send + Sync + 'static,
    {
        let secret = self.get().await?;
        let error = match call(secret.clone()).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        // RFC 6749, section 5.2, allows a token server to send `invalid_client` with 400
        // too.
        let refusals = [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
        if !error.status().is_some_and(|status| refusals.contains(&status)) {
            return Err(error.into());
        }
        match self.after(&secret).await {
            Some(other) => Ok(call(other).await?),
            None => Err(error.into()),
        }
    }

    /// The secret to send now.
    async fn get(&self) -> Result<Secret, TokenError> {
        match &self.0 {
            CredentialKind::Given(secret) => Ok(secret.clone()),
            CredentialKind::Rotating(rotating) => rotating.get().await,
            CredentialKind::Renewed(renewed) => renewed.secret(None).await,
        }
    }

    /// The secret to send after the vendor has refused this one, if there is another.
    async fn after(&self, refused: &Secret) -> Option<Secret> {
        match &self.0 {
            CredentialKind::Given(_) => None,
            CredentialKind::Rotating(rotating) => rotating.after(refused).await.ok().flatten(),
            CredentialKind::Renewed(renewed) => {
                renewed.refuse(refused).await;
                renewed.secret(Some(refused)).await.ok()
            }
        }
    }
}

pub(crate) struct Renewed {
    tokens: Tokens,
    key: TokenKey,
    fetch: Arc<Fetch>,
}

impl Renewed {
    /// The secret to send now, after the vendor has refused another.
    pub(crate) async fn secret(&self, refused: Option<&Secret>) -> Result<Secret, TokenError> {
        if let Some(token) = self.tokens.usable(&self.key, &self.fetch, refused) {
            return Ok(token.secret);
        }
        // Boxed, so that a call does not have the size of the work on a token when it has a
        // fixed secret or waits for its response.
        Ok(Box::pin(self.tokens.fetched(&self.key, &self.fetch, refused)).await?.secret)
    }

    /// Records that the vendor has refused this secret; the next one must differ.
    pub(crate) async fn refuse(&self, refused: &Secret) {
        self.tokens.refuse(&self.key, refused).await;
    }
}

impl From<Secret> for Credential {
    fn from(secret: Secret) -> Self {
        Self(CredentialKind::Given(secret))
    }
}

impl From<&str> for Credential {
    fn from(secret: &str) -> Self {
        Secret::from(secret).into()
    }
}

impl From<String> for Credential {
    fn from(secret: String) -> Self {
        Secret::from(secret).into()
    }
}
