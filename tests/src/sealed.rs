//! Session links sealed with keys of our own, as the contract describes them.

use awareid_client::LinkKeys;
use aws_lc_rs::{
    cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey},
    encoding::{AsDer, PublicKeyX509Der},
    iv::FixedLength,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// Both halves of the keys of session links.
pub struct Sealer {
    signing: KeyPair,
    encrypting: [u8; 32],
}

impl Sealer {
    /// New keys.
    pub fn new() -> Self {
        Self { signing: KeyPair::generate(KeySize::Rsa2048).unwrap(), encrypting: [7; 32] }
    }

    /// The halves that open a link.
    pub fn keys(&self) -> LinkKeys {
        LinkKeys::new(&self.public_key_pem(), self.encrypting).unwrap()
    }

    /// The public key for checking signatures.
    pub fn public_key_pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = self.signing.public_key().as_der().unwrap();
        pem(der.as_ref())
    }

    /// The bytes of a link's data: signature, initialisation vector, encrypted content.
    pub fn data(&self, content: &str) -> Vec<u8> {
        let iv = [3; 16];
        let key = UnboundCipherKey::new(&AES_256, &self.encrypting).unwrap();
        let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).unwrap();
        let mut sealed = content.as_bytes().to_vec();
        key.less_safe_encrypt(&mut sealed, EncryptionContext::Iv128(FixedLength::from(iv))).unwrap();
        let sealed = [iv.to_vec(), sealed].concat();
        let mut signature = vec![0; self.signing.public_modulus_len()];
        self.signing.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &sealed, &mut signature).unwrap();
        [signature, sealed].concat()
    }

    /// A link with this content.
    pub fn link(&self, content: &str) -> String {
        link_of(&self.data(content))
    }
}

impl Default for Sealer {
    fn default() -> Self {
        Self::new()
    }
}

/// A public key as PEM.
pub fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
}

/// A link with these bytes as its data.
pub fn link_of(data: &[u8]) -> String {
    format!("https://portal.example.com/onboarding?data={}", URL_SAFE_NO_PAD.encode(data))
}

/// A text as a QR code in a PNG image.
pub fn qr_png(text: &str) -> Vec<u8> {
    let (pixels, side) = qr_pixels(text);
    grey_png(&pixels, side, side)
}

/// A text as a QR code of four pixels a module, with a border: the shades of its pixels,
/// and how many a side has.
pub fn qr_pixels(text: &str) -> (Vec<u8>, usize) {
    let code = qrcode::QrCode::new(text).unwrap();
    let (modules, scale, border) = (code.width(), 4, 4);
    let side = (modules + 2 * border) * scale;
    let mut pixels = vec![255; side * side];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        let (left, top) = ((index % modules + border) * scale, (index / modules + border) * scale);
        if color == qrcode::Color::Dark {
            for y in top..top + scale {
                pixels[y * side + left..y * side + left + scale].fill(0);
            }
        }
    }
    (pixels, side)
}

/// Shades of grey as a PNG image.
pub fn grey_png(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut image = Vec::new();
    let sides = [width, height].map(|side| u32::try_from(side).unwrap());
    let mut encoder = png::Encoder::new(&mut image, sides[0], sides[1]);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    image
}
