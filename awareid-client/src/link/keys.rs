//! The keys of session links, and the code that opens links with them.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey},
    iv::FixedLength,
    rsa::PublicEncryptingKey,
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use rustls_pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use zeroize::Zeroizing;

use super::LinkError;

/// Bytes of the signature, which comes first: as many as in the key.
const SIGNATURE: usize = 256;
/// Bytes of one cipher block; the first is the initialisation vector.
const BLOCK: usize = 16;

/// The keys that open a session link. The key that decrypts is wiped from memory
/// when the last clone is dropped.
#[derive(Clone)]
pub struct LinkKeys {
    verifying: Arc<[u8]>,
    // Behind a pointer, so that moves leave no copies.
    decrypting: Arc<Zeroizing<[u8; 32]>>,
    pub(super) insecure_hosts: bool,
}

impl fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkKeys").finish_non_exhaustive()
    }
}

impl LinkKeys {
    /// Takes the RSA public key of 2048 bits that links are signed with, as PEM
    /// (`BEGIN PUBLIC KEY`), and the AES-256 key that they are encrypted with.
    ///
    /// # Errors
    ///
    /// When the PEM holds no public key, or one that cannot have signed a link because it
    /// is not an RSA key or has another size.
    pub fn new(verifying_pem: &str, decrypting: [u8; 32]) -> Result<Self, LinkError> {
        let decrypting = Arc::new(Zeroizing::new(decrypting));
        let verifying = SubjectPublicKeyInfoDer::from_pem_slice(verifying_pem.as_bytes());
        let verifying = verifying.map_err(|_| LinkError::PublicKey)?;
        let key = PublicEncryptingKey::from_der(verifying.as_ref()).map_err(|_| LinkError::PublicKeyKind)?;
        if key.key_size_bytes() != SIGNATURE {
            return Err(LinkError::PublicKeyKind);
        }
        Ok(Self { verifying: verifying.as_ref().into(), decrypting, insecure_hosts: false })
    }

    /// Accepts links to hosts without https, for tests against a mock server.
    #[must_use]
    pub fn allow_insecure_hosts(mut self) -> Self {
        self.insecure_hosts = true;
        self
    }

    /// Checks and decrypts the bytes of a link's data.
    pub(super) fn open(&self, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, LinkError> {
        // A signature, the initialisation vector and at least one block.
        if data.len() < SIGNATURE + 2 * BLOCK || !(data.len() - SIGNATURE).is_multiple_of(BLOCK) {
            return Err(LinkError::Cut);
        }
        let (signature, sealed) = data.split_at(SIGNATURE);
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.verifying)
            .verify(sealed, signature)
            .map_err(|_| LinkError::Signature)?;
        self.decrypt(sealed)
    }

    fn decrypt(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, LinkError> {
        let (iv, blocks) = sealed.split_at(BLOCK);
        let iv = FixedLength::<BLOCK>::try_from(iv).map_err(|_| LinkError::Cut)?;
        let key = UnboundCipherKey::new(&AES_256, &self.decrypting[..]).map_err(|_| LinkError::Decryption)?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| LinkError::Decryption)?;
        let mut opened = Zeroizing::new(blocks.to_vec());
        let decrypted = key.decrypt(&mut opened, DecryptionContext::Iv128(iv));
        let length = decrypted.map_err(|_| LinkError::Decryption)?.len();
        opened.truncate(length);
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::LinkKeys;

    /// Compiles only for types that wipe themselves.
    fn wiped<T: ZeroizeOnDrop>(_: Option<&T>) {}

    #[test]
    fn key_and_opened_content_are_wiped() {
        wiped(None::<&LinkKeys>.map(|keys| &*keys.decrypting));
        wiped(None::<&LinkKeys>.and_then(|keys| keys.open(&[]).ok()).as_ref());
    }
}
