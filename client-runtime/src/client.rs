//! The connection to one vendor's service.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use reqwest::{Url, redirect};

use crate::{
    call::Call,
    clock::{Clock, SystemClock},
    operation::{Operation, SecurityScheme},
    options::CallOptions,
    retry::RetryPolicy,
    token::Credential,
};

/// A connection to one base URL. Cheap to clone; clones share their connections.
///
/// `Debug` shows the origin and nothing else.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) credentials: Vec<(&'static SecurityScheme, Credential)>,
}

pub(crate) struct Shared {
    pub base_url: Url,
    pub http: reqwest::Client,
    pub options: CallOptions,
    pub max_answer_bytes: usize,
    pub clock: Arc<dyn Clock>,
}

impl Client {
    /// Starts a client for the service below `base_url`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.shared.base_url.as_str().trim_end_matches('/')
    }

    /// The same connection with one more credential.
    #[must_use]
    pub fn with_credential(mut self, scheme: &'static SecurityScheme, credential: Credential) -> Self {
        self.credentials.retain(|(known, _)| *known != scheme);
        self.credentials.push((scheme, credential));
        self
    }

    /// Starts a call.
    pub fn call(&self, operation: &'static Operation) -> Call<'_> {
        Call::new(self, operation)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("origin", &self.shared.base_url.origin().ascii_serialization())
            .finish_non_exhaustive()
    }
}

/// Settings of a client. `C` is the vendor's client that is made of a [`Client`].
pub struct ClientBuilder<C = Client> {
    base_url: String,
    http: Option<reqwest::Client>,
    connect_timeout: Duration,
    options: CallOptions,
    max_answer_bytes: usize,
    clock: Arc<dyn Clock>,
    makes: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts a client for the service below `base_url`. Nothing overrides it.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            http: None,
            connect_timeout: Duration::from_secs(10),
            options: CallOptions::default(),
            max_answer_bytes: 16 * 1024 * 1024,
            clock: Arc::new(SystemClock),
            makes: PhantomData,
        }
    }

    /// Sends through this HTTP client, with its proxy, TLS and connection
    /// settings. It must not follow redirects: a redirect would take the
    /// credentials along.
    #[must_use]
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// The most time to wait for a connection; 10 seconds unless set. Has no
    /// effect on a client given with [`ClientBuilder::http`].
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The most time for one request without an upload and its whole answer; 30
    /// seconds unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// The most time for one request with an upload and its whole answer; 300
    /// seconds unless set.
    #[must_use]
    pub fn upload_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.upload_timeout(timeout);
        self
    }

    /// The most time for a call with all its attempts and pauses; 90 seconds
    /// unless set, 600 with an upload.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.options = self.options.budget(budget);
        self
    }

    /// When to try again; [`RetryPolicy::default`] unless set.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.options = self.options.retry(retry);
        self
    }

    /// The most bytes of an answer to read; 16 MiB unless set.
    #[must_use]
    pub fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.max_answer_bytes = bytes;
        self
    }

    /// Judges budgets and pauses by this clock instead of the system's. The limits
    /// of a single request are always the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the client. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// When the base URL is not an absolute http or https URL without query and
    /// fragment, or no TLS can be had.
    pub fn build(self) -> Result<C, BuildError> {
        let base_url = Url::parse(&self.base_url).map_err(|_| BuildError::BaseUrl("not an absolute URL"))?;
        if !matches!(base_url.scheme(), "http" | "https") {
            return Err(BuildError::BaseUrl("neither http nor https"));
        }
        if base_url.query().is_some() || base_url.fragment().is_some() {
            return Err(BuildError::BaseUrl("with a query or a fragment"));
        }
        if !base_url.username().is_empty() || base_url.password().is_some() {
            return Err(BuildError::BaseUrl("with credentials in it"));
        }
        let http = match self.http {
            Some(http) => http,
            None => reqwest::Client::builder()
                .connect_timeout(self.connect_timeout)
                .redirect(redirect::Policy::none())
                .build()
                .map_err(BuildError::Http)?,
        };
        let client = Client {
            shared: Arc::new(Shared {
                base_url,
                http,
                options: self.options,
                max_answer_bytes: self.max_answer_bytes,
                clock: self.clock,
            }),
            credentials: Vec::new(),
        };
        Ok(C::from(client))
    }
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL cannot be used.
    #[error("the base URL is {0}; give one like https://example.com/path")]
    BaseUrl(&'static str),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made; is a TLS feature of this crate turned on?")]
    Http(#[source] reqwest::Error),
}
