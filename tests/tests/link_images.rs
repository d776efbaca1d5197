//! QR codes as cameras see them: turned, from the side, blurred, in uneven light, with noise.
#![allow(clippy::unwrap_used, reason = "tests")]

use awareid_client::SessionLink;
use wire_tests::sealed::{Sealer, grey_png, qr_pixels};

const CONTENT: &str = "https://awareid.example.com&api-key-1&session-token-1";

/// How a camera sees a code.
#[derive(Clone, Copy, Debug)]
struct View {
    /// Degrees that it is turned by.
    turned: f64,
    /// Pixels of the photo for one of the code.
    scale: f64,
    /// How much smaller the far side is than the near one: 0 from the front.
    slant: f64,
    /// Pixels around each over which the shades run into another.
    blur: usize,
    /// How much darker the right side is than the left, of 255.
    shadow: f64,
    /// The most that a shade is off by.
    noise: u32,
}

const FRONT: View = View { turned: 0.0, scale: 1.0, slant: 0.0, blur: 0, shadow: 0.0, noise: 0 };

/// The photo of a code on a grey table, as PNG.
fn photo(text: &str, view: View) -> Vec<u8> {
    let (code, side) = qr_pixels(text);
    let sides = (side as f64 * view.scale * 1.6) as usize;
    let (sine, cosine) = view.turned.to_radians().sin_cos();
    let mut pixels = Vec::with_capacity(sides * sides);
    for index in 0..sides * sides {
        let at = |place: usize| (place as f64 - sides as f64 / 2.0) / view.scale;
        let (x, y) = (at(index % sides), at(index / sides));
        // From the pixel of the photo to that of the code.
        let (u, v) = (x * cosine + y * sine, y * cosine - x * sine);
        let depth = 1.0 + view.slant * v / side as f64;
        let (u, v) = (u * depth + side as f64 / 2.0, v * depth + side as f64 / 2.0);
        let inside = (0.0..side as f64).contains(&u) && (0.0..side as f64).contains(&v);
        pixels.push(if inside { f64::from(code[v as usize * side + u as usize]) } else { 150.0 });
    }
    let blurred = blurred(&pixels, sides, view.blur);
    let mut random = 1_u32;
    let shades = blurred.iter().enumerate().map(|(index, shade)| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = f64::from((random >> 16) % (2 * view.noise + 1)) - f64::from(view.noise);
        let light = 1.0 - view.shadow / 255.0 * (index % sides) as f64 / sides as f64;
        ((30.0 + shade * 0.8) * light + noise).clamp(0.0, 255.0) as u8
    });
    grey_png(&shades.collect::<Vec<_>>(), sides, sides)
}

/// Each pixel as the average of those around it.
fn blurred(pixels: &[f64], side: usize, reach: usize) -> Vec<f64> {
    let around = |place: usize| place.saturating_sub(reach)..(place + reach + 1).min(side);
    (0..side * side)
        .map(|index| {
            let (columns, rows) = (around(index % side), around(index / side));
            let count = columns.len() * rows.len();
            rows.map(|y| pixels[y * side..][columns.clone()].iter().sum::<f64>()).sum::<f64>() / count as f64
        })
        .collect()
}

#[test]
fn a_photo_of_a_code_opens() {
    let sealer = Sealer::new();
    let keys = sealer.keys();
    let views = [
        FRONT,
        View { turned: 90.0, ..FRONT },
        View { turned: 180.0, ..FRONT },
        View { turned: 12.0, scale: 1.3, ..FRONT },
        View { turned: 45.0, scale: 1.3, ..FRONT },
        View { turned: -77.0, scale: 0.9, ..FRONT },
        View { scale: 2.0, blur: 3, ..FRONT },
        View { scale: 1.5, slant: 0.2, ..FRONT },
        View { turned: 30.0, scale: 1.5, slant: -0.25, ..FRONT },
        View { shadow: 160.0, ..FRONT },
        View { noise: 60, blur: 1, ..FRONT },
        View { turned: 20.0, scale: 1.5, slant: 0.15, blur: 1, shadow: 120.0, noise: 25 },
    ];
    for view in views {
        // What is sealed is another text each time, and so another code: one in hundreds
        // cannot be read from such a side, and a person would hold the camera otherwise.
        let mut codes = std::iter::repeat_with(|| photo(&sealer.link(CONTENT), view)).take(3);
        let opened = codes.find_map(|photo| SessionLink::open_png(&photo, &keys).ok());
        assert!(opened.is_some_and(|link| link.session_token.expose() == "session-token-1"), "{view:?}");
    }
}
