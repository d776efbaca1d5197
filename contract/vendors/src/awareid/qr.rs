//! A text as a QR code in a PNG image.

use qrcode::{Color, EcLevel, QrCode};

/// Pixels of the side of one module.
const SCALE: usize = 4;
/// Modules left white around the code, as its standard asks.
const BORDER: usize = 4;

/// The PNG image of a QR code; None when the text is too long for one.
pub(crate) fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let modules = code.width();
    let side = (modules + 2 * BORDER) * SCALE;
    let mut pixels = vec![255; side * side];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Light {
            continue;
        }
        let (left, top) = ((index % modules + BORDER) * SCALE, (index / modules + BORDER) * SCALE);
        for y in top..top + SCALE {
            pixels[y * side + left..y * side + left + SCALE].fill(0);
        }
    }
    let mut image = Vec::new();
    let length = u32::try_from(side).ok()?;
    let mut encoder = png::Encoder::new(&mut image, length, length);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(image)
}
