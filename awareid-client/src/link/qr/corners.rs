//! Groups of three squares that are placed like those of one code.

use super::{bits::Point, squares::Square};

/// The three squares of a code as it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corners {
    pub top_left: Square,
    pub top_right: Square,
    pub bottom_left: Square,
}

/// The best-placed groups, the best first, up to a limit.
pub(super) fn best(squares: &[Square], most: usize) -> Vec<Corners> {
    let mut groups = Vec::new();
    for (index, top_left) in squares.iter().enumerate() {
        for (first, one) in squares.iter().enumerate().filter(|(first, _)| *first != index) {
            for (_, other) in squares.iter().enumerate().skip(first + 1).filter(|(second, _)| *second != index) {
                groups.extend(group(*top_left, *one, *other));
            }
        }
    }
    groups.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    groups.truncate(most);
    groups.into_iter().map(|(_, corners)| corners).collect()
}

/// The code with these corners, and how much it differs from a square; None when it differs
/// too much.
fn group(top_left: Square, one: Square, other: Square) -> Option<(f64, Corners)> {
    let (first, second) = (one.centre - top_left.centre, other.centre - top_left.centre);
    let sides = ratio(first.length(), second.length());
    let sizes = ratio(one.module, other.module) * ratio(top_left.module, (one.module + other.module) / 2.0);
    let cosine = first.dot(second).abs() / (first.length() * second.length());
    let modules = (first.length() + second.length()) / (2.0 * top_left.module);
    // From 14 modules between the middles of the smallest code, to 170 of the largest.
    if !(sides <= 1.8 && sizes <= 2.5 && cosine <= 0.6 && (8.0..250.0).contains(&modules)) {
        return None;
    }
    let turned = first.cross(second) < 0.0;
    let (top_right, bottom_left) = if turned { (other, one) } else { (one, other) };
    Some((sides - 1.0 + (sizes - 1.0) + cosine, Corners { top_left, top_right, bottom_left }))
}

/// How much larger one is than the other; 1 when they are the same.
fn ratio(one: f64, other: f64) -> f64 {
    one.max(other) / one.min(other)
}

impl Corners {
    /// The vectors from the corner to its two neighbours.
    pub fn sides(&self) -> [Point; 2] {
        [self.top_right.centre - self.top_left.centre, self.bottom_left.centre - self.top_left.centre]
    }
}
