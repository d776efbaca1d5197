//! The modules of a code, laid over the image.

use super::{
    bits::{Bits, Point},
    corners::Corners,
    squares::measured,
};

/// How far around its expected place the small square near the fourth corner is searched,
/// in modules.
const REACH: i32 = 9;
/// Search steps for each module of that distance.
const FINE: i32 = 3;
/// The most places where that square may be that are tried.
const PLACES: usize = 3;

/// How the modules of a code lie in the image.
pub(super) struct Plane {
    /// Modules of a side.
    size: usize,
    /// The map from modules to pixels: the first eight of the nine numbers of a perspective
    /// transform; the ninth is 1.
    map: [f64; 8],
}

impl Plane {
    /// The possible grids of a code with these corners, the likeliest first.
    pub fn candidates<'a>(bits: &'a Bits, corners: &Corners) -> impl Iterator<Item = Self> + use<'a> {
        let measured = Measured::of(bits, corners).into_iter();
        measured.flat_map(move |measured| {
            measured.sizes(bits).into_iter().flat_map(move |size| measured.planes(bits, size))
        })
    }

    /// The perspective transform that puts the middles of the three squares, and of the
    /// small one near the fourth corner, at these points.
    fn through(size: usize, [a, b, d, c]: [Point; 4]) -> Option<Self> {
        let (near, far, fourth) = (3.5, size as f64 - 3.5, size as f64 - 6.5);
        let places = [(near, near, a), (far, near, b), (fourth, fourth, d), (near, far, c)];
        let mut rows = [[0.0; 9]; 8];
        for (index, (u, v, at)) in places.into_iter().enumerate() {
            rows[2 * index] = [u, v, 1.0, 0.0, 0.0, 0.0, -u * at.x, -v * at.x, at.x];
            rows[2 * index + 1] = [0.0, 0.0, 0.0, u, v, 1.0, -u * at.y, -v * at.y, at.y];
        }
        Some(Self { size, map: solved(rows)? })
    }

    /// The point of the image for this place in modules.
    fn at(&self, u: f64, v: f64) -> Point {
        let [a, b, c, d, e, f, g, h] = self.map;
        let scale = (g * u + h * v + 1.0).recip();
        Point { x: (a * u + b * v + c) * scale, y: (d * u + e * v + f) * scale }
    }

    /// Whether the module is dark: most of five points in it are.
    fn is_dark(&self, bits: &Bits, x: usize, y: usize) -> bool {
        let (u, v) = (x as f64 + 0.5, y as f64 + 0.5);
        let points = [(0.0, 0.0), (-0.22, -0.22), (0.22, -0.22), (-0.22, 0.22), (0.22, 0.22)];
        points.iter().filter(|(right, down)| bits.is_dark(self.at(u + right, v + down))).count() > 2
    }

    /// Whether most modules of the two lines between the squares alternate between dark and
    /// light.
    pub fn is_timed(&self, bits: &Bits) -> bool {
        let between = 8..self.size - 8;
        let count = 2 * between.len();
        let right = between.map(|index| {
            let dark = index % 2 == 0;
            usize::from(self.is_dark(bits, index, 6) == dark) + usize::from(self.is_dark(bits, 6, index) == dark)
        });
        4 * right.sum::<usize>() >= 3 * count
    }

    /// The modules as they are in the image.
    pub fn sampled(&self, bits: &Bits) -> rqrr::SimpleGrid {
        rqrr::SimpleGrid::from_func(self.size, |x, y| self.is_dark(bits, x, y))
    }
}

/// The corners of a code, measured along its sides.
#[derive(Clone, Copy)]
struct Measured {
    /// Of the squares top left, top right and bottom left.
    centres: [Point; 3],
    /// One module to the right, at each of them.
    right: [Point; 3],
    /// One module down.
    down: [Point; 3],
}

impl Measured {
    fn of(bits: &Bits, corners: &Corners) -> Option<Self> {
        let squares = [&corners.top_left, &corners.top_right, &corners.bottom_left];
        let [across, along] = corners.sides().map(|side| side * side.length().recip());
        let mut measured = Self { centres: squares.map(|square| square.centre), right: [across; 3], down: [along; 3] };
        for (index, square) in squares.into_iter().enumerate() {
            let (wide, middle) = self::measured(bits, square, across)?;
            let (high, other) = self::measured(bits, square, along)?;
            measured.right[index] = across * wide;
            measured.down[index] = along * high;
            measured.centres[index] = middle + other - square.centre;
        }
        Some(measured)
    }

    /// How many modules a side may have, the likeliest first.
    fn sizes(&self, bits: &Bits) -> Vec<usize> {
        let [a, b, c] = self.centres;
        let (across, along) = (b - a, c - a);
        let wide = across.length() / (self.right[0].length() * self.right[1].length()).sqrt();
        let high = along.length() / (self.down[0].length() * self.down[2].length()).sqrt();
        let guess = valid((wide + high) / 2.0 + 7.0);
        let row = changes(bits, a + self.down[0] * 3.0, b + self.down[1] * 3.0);
        let column = changes(bits, a + self.right[0] * 3.0, c + self.right[2] * 3.0);
        let mut sizes: Vec<usize> = Vec::new();
        // Dark and light alternate between the squares; the number of changes is 13 less
        // than the number of modules.
        for size in [valid(row + 13.0), valid(column + 13.0), guess, guess + 4, guess.saturating_sub(4)] {
            // A count that is far from the estimate by distance did not count modules.
            if (21..=177).contains(&size) && size.abs_diff(guess) * 5 <= guess.max(40) && !sizes.contains(&size) {
                sizes.push(size);
            }
        }
        sizes
    }

    /// The possible grids of a code of this size.
    fn planes(&self, bits: &Bits, size: usize) -> Vec<Plane> {
        let [a, b, c] = self.centres;
        let seen = self.seen(size);
        let mut planes = Vec::new();
        if size > 21 {
            let inset = size as f64 - 6.5;
            let at = seen.at(inset, inset);
            let (right, down) = (seen.at(inset + 1.0, inset) - at, seen.at(inset, inset + 1.0) - at);
            let fourths = small_squares(bits, at, right, down).into_iter();
            planes.extend(fourths.filter_map(|fourth| Plane::through(size, [a, b, fourth, c])));
        }
        planes.push(seen);
        planes
    }

    /// The plane of a code of this size, from the three corners alone: modules that are
    /// farther away look smaller.
    fn seen(&self, size: usize) -> Plane {
        let [a, b, c] = self.centres;
        // What the numbers above are divided by at the corners; 1 at the first.
        let right = (self.right[0].length() / self.right[1].length()).sqrt();
        let down = (self.down[0].length() / self.down[2].length()).sqrt();
        let modules = size as f64 - 7.0;
        let (u, v) = ((b * right - a) * modules.recip(), (c * down - a) * modules.recip());
        let (g, h) = ((right - 1.0) / modules, (down - 1.0) / modules);
        // Places count from the corner of the code, not from the middle of the first square.
        let scale = (1.0 - 3.5 * (g + h)).recip();
        let origin = a - (u + v) * 3.5;
        let map = [u.x, v.x, origin.x, u.y, v.y, origin.y, g, h];
        Plane { size, map: map.map(|number| number * scale) }
    }
}

/// The number of modules nearest to this one that a code can have.
fn valid(modules: f64) -> usize {
    (((modules - 17.0) / 4.0).round().clamp(1.0, 41.0) as usize) * 4 + 17
}

/// How often dark and light change on the way.
fn changes(bits: &Bits, from: Point, to: Point) -> f64 {
    let way = to - from;
    let steps = (2.0 * way.length()).ceil().max(1.0);
    let mut last = true;
    let mut changes = 0.0;
    for step in 0..=steps as usize {
        let dark = bits.is_dark(from + way * (step as f64 / steps));
        changes += f64::from(u8::from(dark != last));
        last = dark;
    }
    changes
}

/// Where a dark module in a light ring in a dark ring may be, the likeliest first.
fn small_squares(bits: &Bits, expected: Point, right: Point, down: Point) -> Vec<Point> {
    let place = |x: f64, y: f64| expected + right * x + down * y;
    let mut found = Vec::new();
    for y in -REACH * FINE..=REACH * FINE {
        for x in -REACH * FINE..=REACH * FINE {
            let (x, y) = (f64::from(x) / f64::from(FINE), f64::from(y) / f64::from(FINE));
            let score = likeness(bits, place(x, y), right, down);
            if score >= 20 {
                // Of equally good places the nearest.
                found.push((f64::from(score) - x.hypot(y) / 4.0, x, y));
            }
        }
    }
    found.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    let mut places: Vec<(f64, f64)> = Vec::new();
    for (_, x, y) in found {
        if places.len() < PLACES && places.iter().all(|(other, another)| (x - other).hypot(y - another) > 1.5) {
            places.push((x, y));
        }
    }
    places.into_iter().map(|(x, y)| centred(bits, place(x, y), right, down)).collect()
}

/// The middle of the surrounding places that match best.
fn centred(bits: &Bits, around: Point, right: Point, down: Point) -> Point {
    let (mut best, mut sum, mut count) = (0, Point { x: 0.0, y: 0.0 }, 0.0);
    for y in -8..=8 {
        for x in -8..=8 {
            let at = around + right * (f64::from(x) / 10.0) + down * (f64::from(y) / 10.0);
            let score = likeness(bits, at, right, down);
            if score > best {
                (best, sum, count) = (score, Point { x: 0.0, y: 0.0 }, 0.0);
            }
            if score == best {
                (sum, count) = (sum + at, count + 1.0);
            }
        }
    }
    sum * f64::recip(count)
}

/// How many of the 25 modules around this place match those around the middle of the small
/// square.
fn likeness(bits: &Bits, at: Point, right: Point, down: Point) -> u8 {
    let mut score = 0;
    for y in -2_i32..=2 {
        for x in -2_i32..=2 {
            let dark = x.abs().max(y.abs()) != 1;
            score += u8::from(bits.is_dark(at + right * f64::from(x) + down * f64::from(y)) == dark);
        }
        // A place that begins like this cannot be the small square.
        if y == -1 && score < 6 {
            break;
        }
    }
    score
}

/// Solves eight equations for eight numbers. Each equation has the factors, then the sum.
fn solved(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let pivot = (column..8).max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()))?;
        rows.swap(column, pivot);
        let top = rows[column];
        if top[column].abs() < 1e-9 {
            return None;
        }
        for (_, row) in rows.iter_mut().enumerate().filter(|(index, _)| *index != column) {
            let factor = row[column] / top[column];
            row.iter_mut().zip(top).for_each(|(value, above)| *value -= factor * above);
        }
    }
    Some(std::array::from_fn(|index| rows[index][8] / rows[index][index]))
}
