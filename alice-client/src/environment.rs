//! Where the client connects to.

use client_runtime::ClientBuilder;

use crate::generated::{Client, SERVERS};

/// An environment of the vendor's. The contract's `servers` say where each is.
///
/// ```
/// use alice_client::Environment;
///
/// assert!(Environment::Sandbox.base_url().starts_with("https://"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// For real users.
    Production,
    /// For trials.
    Sandbox,
    /// For the vendor's previews.
    Staging,
}

impl Environment {
    /// The base URL.
    pub fn base_url(self) -> &'static str {
        let name = match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
            Self::Staging => "staging",
        };
        // When the contract has no such environment, the URL is empty and `build` refuses
        // it.
        SERVERS.iter().find(|server| server.environment == Some(name)).map_or("", |server| server.url)
    }
}

impl Client {
    /// Starts a client for one of the vendor's environments.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use alice_client::{Client, Environment};
    ///
    /// let alice = Client::builder(Environment::Sandbox).timeout(Duration::from_secs(10)).build()?;
    /// # let _ = alice;
    /// # Ok::<(), alice_client::BuildError>(())
    /// ```
    pub fn builder(environment: Environment) -> ClientBuilder<Self> {
        Self::builder_at(environment.base_url())
    }

    /// Starts a client for a base URL of your own, such as a mock server or a
    /// proxy. Nothing overrides it.
    pub fn builder_at(base_url: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(base_url).product(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
    }
}
