//! What a call proves itself with.

use std::{error::Error as StdError, future::Future, sync::Arc};

use reqwest::StatusCode;

use super::{
    TokenError, TokenKey,
    rotating::Rotating,
    tokens::{Fetch, Tokens},
};
use crate::{error::Error, secret::Secret};

/// What a scope proves itself with: a secret that was given, one that may change, or a
/// token that is fetched when needed and renewed.
///
/// Cheap to clone; clones share what was fetched.
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Given(Secret),
    Rotating(Arc<Rotating>),
    Renewed(Arc<Renewed>),
}

crate::opaque_debug!(Credential);

impl Credential {
    /// A secret that may change while the service runs, such as an API key that a vault
    /// rotates.
    ///
    /// `source` is asked when the secret is first needed, and again when the vendor has
    /// refused it; calls that wait for the same answer share it. A source that fails,
    /// panics or takes longer than 10 seconds lets the calls fail that wait for it; after
    /// a refusal they end with the vendor's answer. A secret that was replaced is not
    /// taken again for 5 minutes, so a copy of the vault that lags behind does no harm.
    ///
    /// `account` names whose secret it is, and stays when the secret changes: the account's
    /// tokens are kept under it. Services that share tokens through a
    /// [`TokenStore`](super::TokenStore) use the same name.
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
        Self(Kind::Rotating(Arc::new(Rotating::new(account.into(), source))))
    }

    pub(super) fn renewed(tokens: Tokens, key: TokenKey, fetch: Arc<Fetch>) -> Self {
        Self(Kind::Renewed(Arc::new(Renewed { tokens, key, fetch })))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }

    /// Whose it is, for the [`TokenKey`] of a token that is fetched with it. Not to be
    /// shown, as it may be the secret itself.
    pub fn account(&self) -> Secret {
        match &self.0 {
            Kind::Given(secret) => secret.clone(),
            Kind::Rotating(rotating) => Secret::from(format!("account\n{}", rotating.account())),
            Kind::Renewed(renewed) => Secret::from(format!("token\n{}", renewed.key.as_str())),
        }
    }

    /// Makes a call that takes the secret as a parameter. When the vendor refuses the
    /// secret (400, 401 or 403) and there is another, the call is made again with that.
    ///
    /// # Errors
    ///
    /// When the secret cannot be had, or the call fails.
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
        // RFC 6749, section 5.2, lets a token server say `invalid_client` with 400 too.
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
            Kind::Given(secret) => Ok(secret.clone()),
            Kind::Rotating(rotating) => rotating.get().await,
            Kind::Renewed(renewed) => renewed.secret(None).await,
        }
    }

    /// The secret to send after the vendor has refused this one, if another can be had.
    async fn after(&self, refused: &Secret) -> Option<Secret> {
        match &self.0 {
            Kind::Given(_) => None,
            Kind::Rotating(rotating) => rotating.after(refused).await.ok().flatten(),
            Kind::Renewed(renewed) => {
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
        // In a box, so that the calls with a given secret, and all others while they wait
        // for their answers, are not as large as the work on a token.
        Ok(Box::pin(self.tokens.fetched(&self.key, &self.fetch, refused)).await?.secret)
    }

    /// The vendor has refused this secret; the next one is another.
    pub(crate) async fn refuse(&self, refused: &Secret) {
        self.tokens.refuse(&self.key, refused).await;
    }
}

impl From<Secret> for Credential {
    fn from(secret: Secret) -> Self {
        Self(Kind::Given(secret))
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
