//! The squares in three corners of a QR code: on any line through the middle of one
//! lie dark, light, dark, light and dark as 1 : 1 : 3 : 1 : 1.

use super::bits::{Bits, Point};

/// One square.
#[derive(Clone, Copy, Debug)]
pub(super) struct Square {
    pub centre: Point,
    /// Pixels of one module, about.
    pub module: f64,
    /// How far it is from the proportions that it should have; 0 is a perfect one.
    fault: f64,
}

/// The best squares, at most so many.
pub(super) fn best(mut squares: Vec<Square>, most: usize) -> Vec<Square> {
    squares.sort_by(|one, other| one.fault.total_cmp(&other.fault));
    squares.truncate(most);
    squares
}

/// Every square of the image. The rows show where a square may be, and lines in other
/// directions confirm it.
pub(super) fn all(bits: &Bits) -> Vec<Square> {
    let mut squares = Vec::new();
    // The middles of the squares that were found, because each further row of a square
    // would find it again.
    let mut known = vec![false; bits.width * bits.height];
    for y in 0..bits.height {
        let mut runs = [0; 5];
        let mut last = false;
        for (x, dark) in bits.row(y).iter().copied().chain([false]).enumerate() {
            if dark != last {
                if !dark && fault(runs.map(|run| run as f64)).is_some() {
                    let [.., stone, light, ring] = runs;
                    let middle = x - ring - light - stone.div_ceil(2);
                    if !known[y * bits.width + middle] {
                        let total: usize = runs.iter().sum();
                        let at = Point { x: middle as f64 + 0.5, y: y as f64 + 0.5 };
                        if let Some(square) = confirmed(bits, at, total) {
                            mark(&mut known, bits, &square);
                            squares.push(square);
                        }
                    }
                }
                runs.rotate_left(1);
                runs[4] = 0;
                last = dark;
            }
            runs[4] += 1;
        }
    }
    squares
}

/// The square around this point, if all lines through it have the proportions.
fn confirmed(bits: &Bits, from: Point, across: usize) -> Option<Square> {
    let most = 2 * across;
    let (mut centre, mut lengths, mut worst) = (from, [0.0; 2], 0.0);
    for (turn, way) in [Point { x: 0.0, y: 1.0 }, Point { x: 1.0, y: 0.0 }, Point { x: 0.0, y: 1.0 }].iter().enumerate()
    {
        let runs = runs(bits, centre, *way, most)?;
        centre = centre + *way * off_centre(runs);
        lengths[turn % 2] = runs.iter().flatten().sum::<f64>();
        worst += fault(joined(runs))?;
    }
    for way in [Point { x: 1.0, y: 1.0 }, Point { x: 1.0, y: -1.0 }] {
        worst += fault(joined(runs(bits, centre, way, most)?))?;
    }
    let module = (lengths[0] + lengths[1]) / 14.0;
    let even = lengths[0].max(lengths[1]) <= 2.0 * lengths[0].min(lengths[1]);
    even.then_some(Square { centre, module, fault: worst })
}

fn mark(known: &mut [bool], bits: &Bits, square: &Square) {
    let around = |middle: f64, end: usize| {
        let reach = 1.5 * square.module;
        (middle - reach).max(0.0) as usize..((middle + reach + 1.0).max(0.0) as usize).min(end)
    };
    for y in around(square.centre.y, bits.height) {
        known[y * bits.width..][around(square.centre.x, bits.width)].fill(true);
    }
}

/// The pixels of one module along a line through the square's middle, and the middle of the line.
pub(super) fn measured(bits: &Bits, square: &Square, way: Point) -> Option<(f64, Point)> {
    let way = way * way.length().recip();
    let runs = runs(bits, square.centre, way, (32.0 * square.module) as usize + 8)?;
    Some((runs.iter().flatten().sum::<f64>() / 7.0, square.centre + way * off_centre(runs)))
}

/// Counts steps from a point backwards and forwards: in the dark run around it, the light
/// run after it, and the dark run after that.
type Runs = [[f64; 3]; 2];

fn runs(bits: &Bits, from: Point, step: Point, most: usize) -> Option<Runs> {
    let side = |step: Point| {
        let mut runs = [0.5, 0.0, 0.0];
        let (mut at, mut run) = (from, 0);
        for _ in 0..most {
            at = at + step;
            if bits.is_dark(at) == (run == 1) {
                run += 1;
                if run == 3 {
                    return Some(runs);
                }
            }
            if !bits.contains(at) {
                return None;
            }
            runs[run] += 1.0;
        }
        None
    };
    if !bits.is_dark(from) {
        return None;
    }
    Some([side(step * -1.0)?, side(step)?])
}

/// How many steps forwards the middle of the stone lies.
fn off_centre([back, on]: Runs) -> f64 {
    (on.iter().sum::<f64>() - back.iter().sum::<f64>()) / 2.0
}

fn joined([back, on]: Runs) -> [f64; 5] {
    [back[2], back[1], back[0] + on[0], on[1], on[2]]
}

/// How much these runs differ from 1 : 1 : 3 : 1 : 1 in modules; None when they differ too
/// much.
fn fault(runs: [f64; 5]) -> Option<f64> {
    let total: f64 = runs.iter().sum();
    let module = total / 7.0;
    if total < 7.0 {
        return None;
    }
    let off = |run: f64, modules: f64| (run - modules * module).abs() / module;
    let [a, b, c, d, e] = runs;
    let rings = [a, b, d, e].map(|run| off(run, 1.0));
    let stone = off(c, 3.0);
    let near = rings.iter().all(|off| *off <= 0.65) && stone <= 1.3;
    near.then(|| rings.iter().sum::<f64>() + stone)
}
