//! Finds the text of a QR code in an image. The work grows only with the number of pixels.
//!
//! Anybody may have made the image. Decoders that follow connected regions, or try every
//! group of three squares, take minutes for a small image that is full of squares. This one
//! passes over the image a fixed number of times, and tries a fixed number of possible
//! codes.

mod bits;
mod corners;
mod grid;
mod squares;

use self::{bits::Bits, grid::Plane};
use super::image::Grey;

/// The most squares that are tried as corners of codes; the best-drawn ones are kept.
const SQUARES: usize = 40;
/// The most groups of three squares that are tried as one code; the best-placed ones are
/// kept.
const CORNERS: usize = 32;
/// The most grids that are decoded.
const DECODED: usize = 48;

/// The text of the first code that can be read completely.
pub(super) fn read(image: &Grey) -> Option<String> {
    search(image).text
}

/// The text that was found, and the work done beside the passes over all pixels.
struct Found {
    text: Option<String>,
    #[cfg(test)]
    work: Work,
}

/// How often each step was taken.
#[cfg(test)]
#[derive(Debug)]
struct Work {
    squares: usize,
    corners: usize,
    decoded: usize,
    looks: usize,
}

fn search(image: &Grey) -> Found {
    let bits = Bits::of(image);
    let squares = squares::best(squares::all(&bits), SQUARES);
    let corners = corners::best(&squares, CORNERS);
    let planes = corners.iter().flat_map(|corners| Plane::candidates(&bits, corners));
    let mut decoded = 0;
    // The first possible code may be no code, or may be unreadable.
    let text = planes.filter(|plane| plane.is_timed(&bits)).take(DECODED).find_map(|plane| {
        decoded += 1;
        rqrr::Grid::new(plane.sampled(&bits)).decode().ok().map(|(_, text)| text)
    });
    Found {
        text,
        #[cfg(test)]
        work: Work { squares: squares.len(), corners: corners.len(), decoded, looks: bits.looks() },
    }
}

#[cfg(test)]
mod tests;
