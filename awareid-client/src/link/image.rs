//! A PNG image as shades of grey.

use std::io::Cursor;

use super::LinkError;

/// The most pixels of an image. The screen of a telephone, 1440 by 3200, has fewer.
pub(super) const PIXELS: usize = 5_000_000;
/// The most bytes that the pixels may take. The number is read from the image's header,
/// which anybody may have written.
const BYTES: usize = 4 * PIXELS;

/// An image of one byte a pixel, 0 is black, row by row from the top.
#[derive(Debug)]
pub(super) struct Grey {
    pub width: usize,
    pub height: usize,
    pub shades: Vec<u8>,
}

impl Grey {
    /// Reads a PNG image. An animation gives its first frame.
    pub fn from_png(png: &[u8]) -> Result<Self, LinkError> {
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(png), png::Limits { bytes: BYTES });
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(refused)?;
        let (width, height) = (reader.info().width as usize, reader.info().height as usize);
        if width.checked_mul(height).is_none_or(|pixels| pixels > PIXELS) {
            return Err(LinkError::ImageSize);
        }
        let size = reader.output_buffer_size().filter(|size| *size <= BYTES).ok_or(LinkError::ImageSize)?;
        let mut bytes = vec![0; size];
        let frame = reader.next_frame(&mut bytes).map_err(refused)?;
        let shades = match frame.color_type.samples() {
            1 => bytes,
            samples => bytes.chunks_exact(samples).map(shade).collect(),
        };
        Ok(Self { width, height, shades })
    }
}

fn refused(error: png::DecodingError) -> LinkError {
    match error {
        png::DecodingError::LimitsExceeded => LinkError::ImageSize,
        _ => LinkError::Image,
    }
}

/// The brightness of a grey or coloured pixel on a white background, with or without an
/// alpha channel.
fn shade(pixel: &[u8]) -> u8 {
    let (light, opacity) = match *pixel {
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
