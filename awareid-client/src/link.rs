//! Session links: what the QR code of a trigger call carries.
//!
//! The link's `data` parameter is signed and encrypted; the contract's
//! `sessionCallbackURL` describes its layout. The keys are the vendor's and are
//! passed in: none is part of this crate.

use std::fmt;

use aws_lc_rs::{
    cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey},
    iv::FixedLength,
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use client_runtime::{BuildError, ClientBuilder, Error, Secret, reqwest::Url};
use rustls_pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};

use crate::{
    generated::{Client, scopes},
    types::{ErrorBody, ValidateSessionRequest, ValidateSessionResponse},
};

/// Bytes of the signature, which stands first.
const SIGNATURE: usize = 256;
/// Bytes of one cipher block; the first is the initialisation vector.
const BLOCK: usize = 16;
/// The most bytes that the pixels of an image may take. Its head says how many, and anybody may have written it.
const PIXELS: usize = 64 << 20;

/// The keys that open a session link.
#[derive(Clone)]
pub struct LinkKeys {
    verifying: Vec<u8>,
    decrypting: [u8; 32],
    insecure_hosts: bool,
}

impl fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkKeys").finish_non_exhaustive()
    }
}

impl LinkKeys {
    /// Takes the RSA public key that links are signed with, as PEM, and the
    /// AES-256 key that they are encrypted with.
    ///
    /// # Errors
    ///
    /// When the PEM holds no public key.
    pub fn new(verifying_pem: &str, decrypting: [u8; 32]) -> Result<Self, LinkError> {
        let verifying = SubjectPublicKeyInfoDer::from_pem_slice(verifying_pem.as_bytes());
        let verifying = verifying.map_err(|_| LinkError::PublicKey)?.as_ref().to_vec();
        Ok(Self { verifying, decrypting, insecure_hosts: false })
    }

    /// Accepts links to hosts without https, for tests against a mock server.
    #[must_use]
    pub fn allow_insecure_hosts(mut self) -> Self {
        self.insecure_hosts = true;
        self
    }
}

/// An opened session link: where to go on, with what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SessionLink {
    /// The host that every further call goes to.
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
    /// # let (verifying_pem, decrypting) = ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", [0; 32]);
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
    /// When the link is damaged, not signed with the key, or leads to a host
    /// without https.
    pub fn open(link: &str, keys: &LinkKeys) -> Result<Self, LinkError> {
        let url = Url::parse(link.trim()).map_err(|_| LinkError::Link)?;
        let (_, data) = url.query_pairs().find(|(name, _)| name == "data").ok_or(LinkError::Link)?;
        let data = URL_SAFE_NO_PAD.decode(data.trim_end_matches('=')).map_err(|_| LinkError::Base64)?;
        // A signature, the initialisation vector and at least one block.
        if data.len() < SIGNATURE + 2 * BLOCK || !(data.len() - SIGNATURE).is_multiple_of(BLOCK) {
            return Err(LinkError::Cut);
        }
        let (signature, sealed) = data.split_at(SIGNATURE);
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &keys.verifying)
            .verify(sealed, signature)
            .map_err(|_| LinkError::Signature)?;
        Self::read(&decrypt(sealed, &keys.decrypting)?, keys.insecure_hosts)
    }

    /// Opens the link in a QR code that stands in a PNG image, such as the
    /// `qrcode_image` of a trigger answer.
    ///
    /// # Errors
    ///
    /// When the image holds no readable QR code, and as [`SessionLink::open`].
    pub fn open_png(png: &[u8], keys: &LinkKeys) -> Result<Self, LinkError> {
        Self::open(&read_qr(png)?, keys)
    }

    fn read(opened: &[u8], insecure_hosts: bool) -> Result<Self, LinkError> {
        let text = std::str::from_utf8(opened).map_err(|_| LinkError::Content)?;
        let [host, api_key, session_token] = text.split('&').collect::<Vec<_>>()[..] else {
            return Err(LinkError::Content);
        };
        let url = Url::parse(host).map_err(|_| LinkError::Content)?;
        if url.scheme() != "https" && !insecure_hosts {
            return Err(LinkError::InsecureHost);
        }
        Ok(Self { host: host.to_owned(), api_key: api_key.into(), session_token: session_token.into() })
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

/// A validated session: who it is for, and the calls to go on with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LinkedSession {
    /// The calls that need an access token and the API key.
    pub calls: scopes::BearerApikey,
    /// What the session is for.
    pub session: ValidateSessionResponse,
}

impl LinkedSession {
    /// From the text of a QR code to a session that is ready: opens the link,
    /// connects to its host and validates the session.
    ///
    /// # Errors
    ///
    /// As [`SessionLink::open`] and [`SessionLink::start`].
    pub async fn from_link(link: &str, keys: &LinkKeys) -> Result<Self, LinkError> {
        SessionLink::open(link, keys)?.start().await
    }

    /// From the PNG image of a QR code to a session that is ready.
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
        SessionLink::open_png(png, keys)?.start().await
    }
}

fn decrypt(sealed: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, LinkError> {
    let (iv, blocks) = sealed.split_at(BLOCK);
    let iv = FixedLength::<BLOCK>::try_from(iv).map_err(|_| LinkError::Cut)?;
    let key = UnboundCipherKey::new(&AES_256, key).map_err(|_| LinkError::Decryption)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| LinkError::Decryption)?;
    let mut blocks = blocks.to_vec();
    let opened = key.decrypt(&mut blocks, DecryptionContext::Iv128(iv)).map_err(|_| LinkError::Decryption)?;
    Ok(opened.to_vec())
}

fn read_qr(image: &[u8]) -> Result<String, LinkError> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(image));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_limits(png::Limits { bytes: PIXELS });
    let mut reader = decoder.read_info().map_err(|_| LinkError::Image)?;
    let size = reader.output_buffer_size().filter(|size| *size <= PIXELS).ok_or(LinkError::Image)?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(|_| LinkError::Image)?;
    let samples = frame.color_type.samples();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixels.get(y * frame.line_size + x * samples..).and_then(|pixels| pixels.get(..samples)).map_or(u8::MAX, shade)
    });
    // Of what looks like a code the first need not be one, or not be read whole.
    let read = prepared.detect_grids().iter().find_map(|grid| grid.decode().ok());
    read.map(|(_, text)| text).ok_or(LinkError::NoQrCode)
}

/// How light a pixel of grey or colour, with or without opacity, is on white ground.
fn shade(pixel: &[u8]) -> u8 {
    let (light, opacity) = match *pixel {
        [grey] => (u32::from(grey), u8::MAX),
        [grey, opacity] => (u32::from(grey), opacity),
        [red, green, blue] => (luminance(red, green, blue), u8::MAX),
        [red, green, blue, opacity] => (luminance(red, green, blue), opacity),
        _ => return u8::MAX,
    };
    let (opacity, white) = (u32::from(opacity), u32::from(u8::MAX));
    u8::try_from((light * opacity + white * (white - opacity)) / white).unwrap_or(u8::MAX)
}

/// As ITU-R BT.601 weighs the colours.
fn luminance(red: u8, green: u8, blue: u8) -> u32 {
    (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000
}

/// Why a session link could not be used. No text of the link is shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The key for checking signatures is no PEM public key.
    #[error("the key for checking signatures is no PEM public key")]
    PublicKey,
    /// The text is no URL with a `data` parameter.
    #[error("the text is no session link: it is not a URL with a `data` parameter")]
    Link,
    /// The link's data is not base64url.
    #[error("the link's data is not base64url; was the link copied whole?")]
    Base64,
    /// The link's data is too short or not made of whole blocks.
    #[error("the link's data is cut short; was the link copied whole?")]
    Cut,
    /// The signature does not fit the data and the key.
    #[error("the link was not signed with the given key, or was changed")]
    Signature,
    /// The data cannot be decrypted with the key.
    #[error("the link cannot be decrypted with the given key")]
    Decryption,
    /// The decrypted data is not host, API key and session token.
    #[error("the link's content is not what the contract says")]
    Content,
    /// The link leads to a host without https.
    #[error("the link leads to a host without https")]
    InsecureHost,
    /// The image is no PNG that can be read, or its pixels take more than 64 MiB.
    #[error("the image is no PNG that can be read")]
    Image,
    /// The image shows no QR code that can be read.
    #[error("the image shows no QR code that can be read")]
    NoQrCode,
    /// No client could be made for the link's host.
    #[error("no client could be made for the link's host")]
    Client(#[source] BuildError),
    /// The vendor refused the session.
    #[error("the session could not be validated: {0}")]
    Session(#[from] Box<Error<ErrorBody>>),
}
