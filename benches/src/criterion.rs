//! Rounds whose measuring is done by criterion: warm-up, choice of iterations, samples.

use std::{fs, path::PathBuf, time::Duration};

use criterion::{Bencher, Criterion, SamplingMode};
use serde_json::Value;

use crate::{Result, folders};

/// One who takes part: a name, and what is measured.
pub type Contestant<'a> = (&'a str, &'a mut dyn FnMut(&mut Bencher<'_>));

/// Lets the contestants take turns; gives the median time of each in each round, in
/// seconds.
///
/// # Errors
///
/// When criterion's results cannot be read.
pub fn interleave<const N: usize>(
    group: &str,
    rounds: usize,
    mut contestants: [Contestant<'_>; N],
) -> Result<[Vec<f64>; N]> {
    let folder = folder()?;
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300));
    let mut measured = [(); N].map(|()| Vec::with_capacity(rounds));
    for round in 0..rounds {
        let mut names = criterion.benchmark_group(group);
        names.sampling_mode(SamplingMode::Flat);
        for ((name, run), times) in contestants.iter_mut().zip(&mut measured) {
            let id = format!("{name} {round}");
            names.bench_function(&id, |bencher| run(bencher));
            let estimates = folder.join(group).join(&id).join("new").join("estimates.json");
            let estimates: Value = serde_json::from_slice(&fs::read(estimates)?)?;
            let median = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
            times.push(median.ok_or("criterion has written no median")? * 1e-9);
        }
        names.finish();
    }
    Ok(measured)
}

fn folder() -> Result<PathBuf> {
    Ok(folders::target()?.join("criterion"))
}
