//! The text of a QR code in an image, found with work that grows with the pixels alone.
//!
//! Anybody may have made the image. Decoders that follow connected regions, or try
//! every group of three squares, take minutes for a small image that is full of
//! squares. Here an image is run through a fixed number of times, and of what looks
//! like a code a fixed number is tried.

mod bits;
mod corners;
mod grid;
mod squares;

use self::{bits::Bits, grid::Plane};
use super::image::Grey;

/// The most squares that are taken for the corners of codes: the ones drawn best.
const SQUARES: usize = 40;
/// The most groups of three squares that are looked at as one code: the ones that stand best.
const CORNERS: usize = 32;
/// The most grids that are decoded.
const DECODED: usize = 48;

/// The text of the first code that can be read whole.
pub(super) fn read(image: &Grey) -> Option<String> {
    search(image).text
}

/// What was found, and what it took beside the runs through all pixels.
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
    // Of what looks like a code the first need not be one, or not be read whole.
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
