//! Session links: signed with the sandbox's RSA key, encrypted with its AES key.
//!
//! The contract's `sessionCallbackURL` describes the layout. The RSA key is fixed and
//! checked in, because making one takes longer than a sandbox may need to start: it is for
//! sandboxes only and protects nothing. The AES key is derived from the seed. A sandbox
//! publishes both.

use aws_lc_rs::{
    cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey},
    encoding::{AsDer, PublicKeyX509Der},
    error::Unspecified,
    iv::FixedLength,
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};

const SIGNING: &[u8] = include_bytes!("../../keys/SANDBOX-ONLY-link-signing-key.pem");
/// Bytes of one cipher block; the first is the initialisation vector.
const BLOCK: usize = 16;

/// What opens the session links of a sandbox. The sandbox publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkKeys {
    /// The public half of the RSA key that links are signed with, as PEM.
    pub public_key_pem: String,
    /// The AES-256 key that links are encrypted with.
    pub aes_key: [u8; 32],
}

/// Seals session links.
pub(crate) struct Sealer {
    signing: KeyPair,
    aes_key: [u8; 32],
}

impl Sealer {
    pub fn new(aes_key: [u8; 32]) -> Result<Self, Unspecified> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(SIGNING).map_err(|_| Unspecified)?;
        let signing = KeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| Unspecified)?;
        Ok(Self { signing, aes_key })
    }

    pub fn keys(&self) -> Result<LinkKeys, Unspecified> {
        let der: PublicKeyX509Der<'_> = self.signing.public_key().as_der()?;
        let text = STANDARD.encode(der.as_ref());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            pem += line;
            pem.push('\n');
            rest = after;
        }
        pem += "-----END PUBLIC KEY-----\n";
        Ok(LinkKeys { public_key_pem: pem, aes_key: self.aes_key })
    }

    /// The `data` parameter of a link with this content.
    pub fn data(&self, content: &str, iv: [u8; BLOCK]) -> Result<String, Unspecified> {
        let key = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_256, &self.aes_key)?)?;
        let mut encrypted = content.as_bytes().to_vec();
        key.less_safe_encrypt(&mut encrypted, EncryptionContext::Iv128(FixedLength::from(iv)))?;
        let sealed = [&iv[..], &encrypted].concat();
        let mut signature = vec![0; self.signing.public_modulus_len()];
        self.signing.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &sealed, &mut signature)?;
        Ok(URL_SAFE_NO_PAD.encode([signature, sealed].concat()))
    }
}
