//! Session links: the text in the QR code of a trigger call.
//!
//! The link's `data` parameter is signed and encrypted; the contract's
//! `sessionCallbackURL` describes its layout. The keys are the vendor's and are
//! passed in: none is part of this crate.

mod error;
mod image;
mod keys;
mod qr;

use std::panic::resume_unwind;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use client_runtime::{ClientBuilder, Secret, reqwest::Url};
use tokio::task::{JoinError, spawn_blocking};

use self::image::Grey;
pub use self::{error::LinkError, keys::LinkKeys};
use crate::{
    generated::{Client, scopes},
    types::{ValidateSessionRequest, ValidateSessionResponse},
};

/// An opened session link: the host to go on with, and the credentials.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SessionLink {
    /// The address of the host for every further call, such as
    /// `https://awareid.example.com`. It is written as in the URL standard: in ASCII,
    /// without user, query, fragment or a slash at the end.
    pub host: String,
    /// The API key for that host.
    pub api_key: Secret,
    /// The token that the session is validated with.
    pub session_token: Secret,
}

impl SessionLink {
    /// Opens the link that a QR code carries as text.
    ///
    /// ```
    /// use awareid_client::{LinkError, LinkKeys, SessionLink};
    ///
    /// # let (verifying_pem, decrypting) = (include_str!("link/example-key.pem"), [0; 32]);
    /// // The vendor's keys, from wherever your service keeps its secrets.
    /// let keys = LinkKeys::new(verifying_pem, decrypting)?;
    /// let scanned = "https://portal.example.com/onboarding?data=AAAA";
    /// match SessionLink::open(scanned, &keys) {
    ///     Ok(link) => println!("go on at {}", link.host),
    ///     Err(LinkError::Cut) => println!("the code was not read whole: scan again"),
    ///     Err(error) => println!("not a link to follow: {error}"),
    /// }
    /// # assert!(matches!(SessionLink::open(scanned, &keys), Err(LinkError::Cut)));
    /// # Ok::<(), LinkError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the link is damaged, not signed with the key, leads to a host without
    /// https or with more than a plain address, or has no API key or session token.
    pub fn open(link: &str, keys: &LinkKeys) -> Result<Self, LinkError> {
        let url = Url::parse(link.trim()).map_err(|_| LinkError::Link)?;
        let (_, data) = url.query_pairs().find(|(name, _)| name == "data").ok_or(LinkError::Link)?;
        let data = URL_SAFE_NO_PAD.decode(data.trim_end_matches('=')).map_err(|_| LinkError::Base64)?;
        Self::read(&keys.open(&data)?, keys.insecure_hosts)
    }

    /// Opens the link in a QR code that stands in a PNG image, such as the
    /// `qrcode_image` of a trigger response.
    ///
    /// Searching an image keeps its thread busy: 0.1 to 0.2 seconds for the largest that is
    /// read (5 000 000 pixels, for which it takes up to 40 MB of memory). On a thread of an
    /// async runtime, use [`LinkedSession::from_png`] or a thread for blocking work. The
    /// work grows only with the number of pixels, whatever the image shows.
    ///
    /// # Errors
    ///
    /// When the image is no PNG, is too large or holds no readable QR code, and as
    /// [`SessionLink::open`].
    pub fn open_png(png: &[u8], keys: &LinkKeys) -> Result<Self, LinkError> {
        let text = qr::read(&Grey::from_png(png)?).ok_or(LinkError::NoQrCode)?;
        Self::open(&text, keys)
    }

    fn read(opened: &[u8], insecure_hosts: bool) -> Result<Self, LinkError> {
        let text = std::str::from_utf8(opened).map_err(|_| LinkError::Content)?;
        let [host, api_key, session_token] = text.split('&').collect::<Vec<_>>()[..] else {
            return Err(LinkError::Content);
        };
        Ok(Self {
            host: address(host, insecure_hosts)?,
            api_key: credential(api_key)?,
            session_token: credential(session_token)?,
        })
    }

    /// Starts a client for the link's host.
    pub fn client(&self) -> ClientBuilder<Client> {
        Client::builder(&self.host)
    }

    /// Validates the session and makes a scope that is ready for the flow. The
    /// access token is not renewed: when it has expired, a new link is needed.
    ///
    /// # Errors
    ///
    /// When the client cannot be made or the vendor refuses the session.
    pub async fn start(&self) -> Result<LinkedSession, LinkError> {
        self.start_with(self.client().build().map_err(LinkError::Client)?).await
    }

    /// As [`SessionLink::start`], through a client made with [`SessionLink::client`].
    ///
    /// # Errors
    ///
    /// When the vendor refuses the session.
    pub async fn start_with(&self, client: Client) -> Result<LinkedSession, LinkError> {
        let request = ValidateSessionRequest::builder().session_token(self.session_token.clone());
        let scope = client.with_apikey(self.api_key.clone());
        let session = scope.validate_session().body(request).send().await.map_err(Box::new)?.into_inner();
        let calls = client.with_bearer_and_apikey(session.access_token.clone(), self.api_key.clone());
        Ok(LinkedSession { calls, session })
    }
}

/// A validated session, and the scope for the next calls.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LinkedSession {
    /// The calls that need an access token and the API key.
    pub calls: scopes::BearerApikey,
    /// What the session is for.
    pub session: ValidateSessionResponse,
}

impl LinkedSession {
    /// Opens the link in the text of a QR code, connects to its host and validates the
    /// session.
    ///
    /// # Errors
    ///
    /// As [`SessionLink::open`] and [`SessionLink::start`].
    pub async fn from_link(link: &str, keys: &LinkKeys) -> Result<Self, LinkError> {
        SessionLink::open(link, keys)?.start().await
    }

    /// Opens the link in the PNG image of a QR code, connects to its host and validates the
    /// session. The image is searched on a thread for blocking work.
    ///
    /// ```no_run
    /// use awareid_client::{LinkKeys, LinkedSession, types::MethodType};
    ///
    /// # async fn run(keys: LinkKeys) -> Result<(), Box<dyn std::error::Error>> {
    /// let scanned = std::fs::read("scanned.png")?;
    /// let LinkedSession { calls, session, .. } = LinkedSession::from_png(&scanned, &keys).await?;
    /// if session.method_type == MethodType::Authenticate {
    ///     let key = calls.get_public_key().send().await?;
    /// #   let _ = key;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`SessionLink::open_png`] and [`SessionLink::start`].
    pub async fn from_png(png: &[u8], keys: &LinkKeys) -> Result<Self, LinkError> {
        let (png, keys) = (png.to_vec(), keys.clone());
        let opened = spawn_blocking(move || SessionLink::open_png(&png, &keys)).await;
        opened.map_err(stopped)??.start().await
    }
}

/// Passes a panic on. The only other reason why the search ends early is the end of the
/// runtime.
fn stopped(error: JoinError) -> LinkError {
    match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        Err(_) => LinkError::Stopped,
    }
}

/// The address of a host as the URL standard writes it, without a slash at the end.
fn address(text: &str, insecure_hosts: bool) -> Result<String, LinkError> {
    // Characters that a URL parser drops or changes could show another host than the one
    // that is called.
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) || text.contains('\\') {
        return Err(LinkError::Host);
    }
    let url = Url::parse(text).map_err(|_| LinkError::Host)?;
    match url.scheme() {
        "https" => {}
        "http" if insecure_hosts => {}
        "http" => return Err(LinkError::InsecureHost),
        _ => return Err(LinkError::Host),
    }
    if text.contains('@') || url.query().is_some() || url.fragment().is_some() {
        return Err(LinkError::Host);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A credential in a form that a header can carry.
fn credential(text: &str) -> Result<Secret, LinkError> {
    match text {
        "" => Err(LinkError::Content),
        text if text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(text.into()),
        _ => Err(LinkError::Content),
    }
}
