//! Why a session link could not be used.

use client_runtime::{BuildError, Error};

use crate::types::ErrorBody;

/// Why a session link could not be used. No text of the link is shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The key for checking signatures is not a PEM public key.
    #[error("the key for checking signatures is no PEM public key")]
    PublicKey,
    /// The key for checking signatures is not an RSA key of 2048 bits, although every link
    /// is signed with one.
    #[error("the key for checking signatures is not RSA of 2048 bits; links are signed with no other")]
    PublicKeyKind,
    /// The text is not a URL with a `data` parameter.
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
    /// The host in the link is not the plain address of a host.
    #[error("the link's host is not a plain address; one has no user, query, fragment, blanks or letters beyond ASCII")]
    Host,
    /// The link leads to a host without https.
    #[error("the link leads to a host without https")]
    InsecureHost,
    /// The image is not a PNG that can be read.
    #[error("the image is no PNG that can be read")]
    Image,
    /// The image has more than 5 000 000 pixels.
    #[error("the image is too large; at most 5000000 pixels are read: cut it to the QR code, or scale it down")]
    ImageSize,
    /// The image shows no QR code that can be read.
    #[error("the image shows no QR code that can be read")]
    NoQrCode,
    /// The runtime shut down before the image was read.
    #[error("the image was not read, as the runtime shut down")]
    Stopped,
    /// No client could be made for the link's host.
    #[error("no client could be made for the link's host")]
    Client(#[source] BuildError),
    /// The vendor refused the session.
    #[error("the session could not be validated")]
    Session(#[from] Box<Error<ErrorBody>>),
}
