//! Images made to keep a decoder busy. `tests/tests/link_images.rs` has those that hold a code.

use super::{super::image::Grey, CORNERS, DECODED, Found, SQUARES, search};

/// Dark as in a square of seven modules a side.
fn square(x: usize, y: usize) -> bool {
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    ring == 3 || ring < 2
}

/// A pattern: whether a place is dark.
type Pattern = fn(usize, usize) -> bool;

const PATTERNS: [(&str, Pattern); 10] = [
    ("squares", |x, y| square(x % 8, y % 8)),
    ("squares that touch", |x, y| square(x % 6, y % 6)),
    ("squares far apart", |x, y| square(x % 40, y % 40)),
    ("lines of squares", |x, _| square(x % 8, 3)),
    ("crossed lines of squares", |x, y| square(x % 8, 3) && square(3, y % 8)),
    ("turned lines of squares", |x, y| square(x % 8, 3) != square(3, y % 8)),
    ("a chessboard", |x, y| (x + y).is_multiple_of(2)),
    ("stripes", |x, _| x.is_multiple_of(2)),
    ("noise", |x, y| (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761) >> 13 & 1 == 0),
    ("corners of codes between lines of modules", |x, y| {
        let (x, y) = (x % 58, y % 58);
        let [near, far] = [|place| place < 7, |place| (22..29).contains(&place)];
        match (x, y) {
            (x, y) if near(x) && near(y) || far(x) && near(y) || near(x) && far(y) => square(x % 22, y % 22),
            (x, 6) | (6, x) => x.is_multiple_of(2),
            (x, y) => x > 8 && y > 8 && (x * y).is_multiple_of(3),
        }
    }),
];

fn image(pattern: Pattern, module: usize, [width, height]: [usize; 2]) -> Grey {
    let places = (0..width * height).map(|index| (index % width / module, index / width / module));
    let shades = places.map(|(x, y)| if pattern(x, y) { 0 } else { u8::MAX }).collect();
    Grey { width, height, shades }
}

/// Looks at single pixels for each pixel of an image; the squares take them.
const LOOKS: usize = 16;
/// Looks that any image may take: the groups of squares take them.
const TRIED: usize = 12_000_000;

#[test]
fn work_grows_with_the_pixels_alone() {
    for (name, pattern) in PATTERNS {
        for module in [1, 2, 3, 7, 20] {
            for side in [200, 640] {
                let Found { work, .. } = search(&image(pattern, module, [side, side]));
                let case = format!("{name}, {module} pixels a module, {side} pixels a side: {work:?}");
                assert!(work.squares <= SQUARES && work.corners <= CORNERS && work.decoded <= DECODED, "{case}");
                assert!(work.looks <= LOOKS * side * side + TRIED, "{case}");
            }
        }
    }
}

#[test]
fn an_image_of_any_shape_is_searched() {
    for sides in [[0, 0], [0, 9], [1, 1], [1, 5000], [5000, 1], [7, 7], [8, 300]] {
        for (name, pattern) in PATTERNS {
            assert_eq!(search(&image(pattern, 1, sides)).text, None, "{name}, {sides:?}");
        }
    }
}

/// `cargo test --release -p awareid-client --all-features --lib -- --ignored --nocapture longest`
#[test]
#[ignore = "prints what the slowest images take"]
#[allow(clippy::print_stdout, reason = "for whoever runs it")]
fn longest() {
    let mut times = Vec::new();
    for (name, pattern) in PATTERNS {
        for module in [1, 2, 3, 7, 20] {
            let image = image(pattern, module, [2500, 2000]);
            let begun = std::time::Instant::now();
            let Found { work, .. } = search(&image);
            times.push((begun.elapsed(), name, module, work));
        }
    }
    times.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
    for (time, name, module, work) in times.iter().take(8) {
        println!("{time:6.0?} {name}, {module} pixels a module: {work:?}");
    }
}
