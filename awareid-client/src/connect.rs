//! Where the client connects to.

use client_runtime::ClientBuilder;

use crate::generated::Client;

impl Client {
    /// Starts a client for an installation, such as `https://<host>`. Every
    /// customer has a host of their own; in the QR flow the link names it.
    ///
    /// ```
    /// use awareid_client::Client;
    ///
    /// let awareid = Client::builder("https://awareid.example.com").build()?;
    /// # let _ = awareid;
    /// # Ok::<(), awareid_client::BuildError>(())
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(base_url).product(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
    }
}
