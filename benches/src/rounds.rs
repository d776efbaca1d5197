//! Rounds in which contestants take turns, so that noise on the machine hits all of
//! them alike.

use std::time::{Duration, Instant};

use crate::Result;

/// What ours and a rival measured, round by round.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    ours: Vec<f64>,
    rivals: Vec<f64>,
}

impl Pairs {
    /// What was measured, in the order of the rounds.
    pub fn of(ours: Vec<f64>, rivals: Vec<f64>) -> Self {
        Self { ours, rivals }
    }

    /// The median of ours.
    pub fn ours(&self) -> f64 {
        median(self.ours.iter().copied())
    }

    /// The median of the rival's.
    pub fn rivals(&self) -> f64 {
        median(self.rivals.iter().copied())
    }

    /// The median of the ratios of the rounds.
    pub fn ratio(&self) -> f64 {
        median(self.ours.iter().zip(&self.rivals).map(|(ours, rivals)| ours / rivals))
    }
}

/// Lets the contestants take turns, in reverse order in every other round. The result has
/// one list for each contestant: what it measured in each round.
///
/// # Errors
///
/// That of the first contestant that fails.
pub fn interleave<T, const N: usize>(
    rounds: usize,
    contestants: [&mut dyn FnMut() -> Result<T>; N],
) -> Result<[Vec<T>; N]> {
    let mut measured = [(); N].map(|()| Vec::with_capacity(rounds));
    for round in 0..rounds {
        for turn in 0..N {
            let who = if round % 2 == 0 { turn } else { N - 1 - turn };
            measured[who].push(contestants[who]()?);
        }
    }
    Ok(measured)
}

/// How long something takes, in seconds.
///
/// # Errors
///
/// Those of what is timed.
pub fn time<T>(what: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = Instant::now();
    what()?;
    Ok(seconds(start.elapsed()))
}

/// A duration as a figure has it.
pub fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

/// The value in the middle, or the mean of the two that are; NaN of none.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => f64::midpoint(values[even / 2 - 1], values[even / 2]),
    }
}
