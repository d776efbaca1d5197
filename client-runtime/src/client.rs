//! The connection to one vendor's service.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use reqwest::{Url, header::HeaderValue};

use crate::{
    call::Call,
    clock::{Clock, SystemClock},
    http::{Http, HttpSettings},
    observer::{Attempt, Observer},
    operation::{Operation, SecurityScheme},
    options::CallOptions,
    retry::RetryPolicy,
    throttle::{RetryBudget, Throttle},
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
    pub http: Http,
    pub options: CallOptions,
    pub max_answer_bytes: usize,
    pub clock: Arc<dyn Clock>,
    pub throttle: Throttle,
    pub user_agent: Option<HeaderValue>,
    pub observer: Option<Observer>,
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

/// Settings of a client. `C` is the vendor's client, which wraps a [`Client`].
pub struct ClientBuilder<C = Client> {
    base_url: String,
    http: Option<reqwest::Client>,
    settings: HttpSettings,
    /// The first thing that was wrong with a setting.
    refused: Option<BuildError>,
    options: CallOptions,
    max_answer_bytes: usize,
    clock: Arc<dyn Clock>,
    retry_budget: RetryBudget,
    user_agent: Option<String>,
    observer: Option<Observer>,
    /// Name and version of the vendor's client.
    product: Option<&'static str>,
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
            settings: HttpSettings::new(),
            refused: None,
            options: CallOptions::default(),
            max_answer_bytes: 16 * 1024 * 1024,
            clock: Arc::new(SystemClock),
            retry_budget: RetryBudget::default(),
            user_agent: None,
            observer: None,
            product: None,
            makes: PhantomData,
        }
    }

    /// Sends through this HTTP client, with its proxy, TLS and connection settings, instead
    /// of the built-in one.
    ///
    /// The built-in client has these settings; set them in yours:
    ///
    /// - `redirect(Policy::none())`: a redirect takes the credentials along, and may turn a
    ///   POST into a GET. A response from another URL than the one that was called is an
    ///   error, [`TransportError::Redirected`](crate::TransportError::Redirected), but by
    ///   then the credentials were sent. A redirect to the very same URL cannot be noticed.
    /// - `retry(reqwest::retry::never())`: otherwise it retries requests that an HTTP/2
    ///   server refused, and [`RetryPolicy`] does not count these retries.
    /// - `no_proxy()` for a base URL with http: otherwise the proxy that `HTTP_PROXY` names
    ///   reads the credentials.
    /// - One client for each tokio runtime: connections break when the runtime that opened
    ///   them ends.
    #[must_use]
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// The most time to wait for a connection; 10 seconds unless set. Has no
    /// effect on a client given with [`ClientBuilder::http`].
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Trusts these certificates in addition to those that the machine trusts. The PEM
    /// holds one certificate or several. Has no effect on a client given with
    /// [`ClientBuilder::http`].
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[must_use]
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        match reqwest::Certificate::from_pem_bundle(pem.as_ref()) {
            Ok(roots) if !roots.is_empty() => self.settings.roots.extend(roots),
            _ => self.refuse(BuildError::RootCertificates),
        }
        self
    }

    /// Sets the client certificate for servers that ask for one (mutual TLS). One PEM holds
    /// the client's certificate followed by those that issued it; the other holds its key,
    /// as PKCS #8. Has no effect on a client given with [`ClientBuilder::http`].
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[must_use]
    pub fn identity(mut self, certificates: impl AsRef<[u8]>, key: &crate::Secret) -> Self {
        match crate::http::identity(certificates.as_ref(), key) {
            Ok(identity) => self.settings.identity = Some(identity),
            Err(_) => self.refuse(BuildError::Identity),
        }
        self
    }

    /// The name of this client in `User-Agent`.
    #[doc(hidden)]
    #[must_use]
    pub fn product(mut self, product: &'static str) -> Self {
        self.product = Some(product);
        self
    }

    /// Puts the caller's name, such as `onboarding/2.1`, in front of this client's own name
    /// and version in `User-Agent`. A client given with [`ClientBuilder::http`] sends its
    /// own `User-Agent` unless this is set.
    #[must_use]
    pub fn user_agent(mut self, service: impl Into<String>) -> Self {
        self.user_agent = Some(service.into());
        self
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    fn refuse(&mut self, reason: BuildError) {
        self.refused.get_or_insert(reason);
    }

    /// The most time for one request without a file in its body, and its whole response;
    /// 30 seconds unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// The most time for one request with a file in its body, and its whole response; 300
    /// seconds unless set.
    #[must_use]
    pub fn upload_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.upload_timeout(timeout);
        self
    }

    /// The most time for a call with all its attempts and pauses; 90 seconds
    /// unless set, 600 with a file in the body.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.options = self.options.budget(budget);
        self
    }

    /// When to retry; [`RetryPolicy::default`] unless set.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.options = self.options.retry(retry);
        self
    }

    /// How many retries all calls may make together; [`RetryBudget::default`] unless set.
    #[must_use]
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Tells of each attempt of each call, as soon as it is over: for metrics and logs. It
    /// runs on the task of the call, so it must not wait.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    ///
    /// use client_runtime::Client;
    ///
    /// static RETRIES: AtomicUsize = AtomicUsize::new(0);
    /// let client = Client::builder("https://user-data.example.com")
    ///     .observer(|attempt| {
    ///         RETRIES.fetch_add(usize::from(attempt.next.is_some()), Ordering::Relaxed);
    ///     })
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), client_runtime::BuildError>(())
    /// ```
    #[must_use]
    pub fn observer(mut self, observer: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer(Arc::new(observer)));
        self
    }

    /// The most bytes of a response to read; 16 MiB unless set.
    #[must_use]
    pub fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.max_answer_bytes = bytes;
        self
    }

    /// Measures the time of calls and pauses by this clock instead of the system's. The
    /// timeout of a single request always uses the system's clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the client. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// When the base URL is not an absolute http or https URL without query and fragment,
    /// when a certificate or key cannot be read, or when TLS is not available.
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
        if let Some(reason) = self.refused {
            return Err(reason);
        }
        let product = self.product.filter(|_| self.http.is_none() || self.user_agent.is_some());
        let agent: Vec<&str> = self.user_agent.as_deref().into_iter().chain(product).collect();
        let agent = Some(agent.join(" ")).filter(|agent| !agent.is_empty());
        let user_agent = agent.map(HeaderValue::try_from).transpose().map_err(|_| BuildError::UserAgent)?;
        let http = match self.http {
            Some(http) => Http::Given(http),
            None => Http::own(self.settings, base_url.clone()).map_err(BuildError::Http)?,
        };
        let client = Client {
            shared: Arc::new(Shared {
                base_url,
                http,
                options: self.options,
                max_answer_bytes: self.max_answer_bytes,
                clock: self.clock,
                user_agent,
                observer: self.observer,
                throttle: Throttle::new(self.retry_budget),
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
    /// The bytes given to `root_certificates` hold no certificate as PEM.
    #[error("the root certificates cannot be read; give PEM with at least one `BEGIN CERTIFICATE`")]
    RootCertificates,
    /// The bytes given to `identity` are not a certificate with its key as PEM.
    #[error(
        "the client's certificate or key cannot be read; give the certificate as PEM, \
         and its key as PEM that begins with `BEGIN PRIVATE KEY`"
    )]
    Identity,
    /// The text given to `user_agent` cannot be sent in a header.
    #[error("the user agent has characters that no header can carry; give one like `onboarding/2.1`")]
    UserAgent,
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made; is a TLS feature of this crate turned on?")]
    Http(#[source] reqwest::Error),
}
