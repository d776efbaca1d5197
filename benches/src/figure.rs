//! A figure: what was measured of ours and of a rival, and what it should be.

use std::{fmt, fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{Result, folders, rounds::Pairs, tell::say};

/// One row of the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// What both values are counted in.
    pub unit: Unit,
    /// Ours; the median of all rounds.
    pub ours: f64,
    /// Who ours is compared with.
    pub rival: String,
    /// The rival's; the median of all rounds.
    pub rivals: f64,
    /// Ours by the rival's; the median of the rounds' own ratios.
    pub ratio: f64,
    /// What it should be.
    pub goal: Goal,
    /// What a reader must know to understand it.
    pub note: Option<String>,
}

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Time; the value is in seconds.
    Time,
    /// Memory; the value is in bytes.
    Memory,
    /// Bytes in a second.
    Throughput,
    /// Calls in a second.
    Rate,
    /// A number of things.
    Count,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Goal {
    /// No goal: shown for comparison only.
    None,
    /// The most that the ratio may be.
    RatioAtMost(f64),
    /// The least that the ratio may be.
    RatioAtLeast(f64),
    /// The most that ours may be, in the figure's unit.
    AtMost(f64),
}

impl Figure {
    /// The figure of interleaved rounds.
    pub fn of_rounds(name: impl Into<String>, unit: Unit, rival: &str, pairs: &Pairs, goal: Goal) -> Self {
        let (ours, rivals, ratio) = (pairs.ours(), pairs.rivals(), pairs.ratio());
        Self { name: name.into(), unit, ours, rival: rival.to_owned(), rivals, ratio, goal, note: None }
    }

    /// The figure of two values that are the same in every round, such as counts.
    pub fn of_values(name: impl Into<String>, unit: Unit, ours: f64, rival: &str, rivals: f64, goal: Goal) -> Self {
        Self::of_rounds(name, unit, rival, &Pairs::of(vec![ours], vec![rivals]), goal)
    }

    /// The same with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Whether the goal is met; none without a goal.
    pub fn is_met(&self) -> Option<bool> {
        match self.goal {
            Goal::None => None,
            Goal::RatioAtMost(most) => Some(self.ratio <= most),
            Goal::RatioAtLeast(least) => Some(self.ratio >= least),
            Goal::AtMost(most) => Some(self.ours <= most),
        }
    }

    /// `met`, `missed`, or nothing without a goal.
    pub fn verdict(&self) -> &'static str {
        match self.is_met() {
            None => "",
            Some(true) => "met",
            Some(false) => "missed",
        }
    }

    /// The goal as text.
    pub fn goal(&self) -> String {
        match self.goal {
            Goal::None => String::new(),
            Goal::RatioAtMost(most) => format!("ratio ≤ {most:.2}"),
            Goal::RatioAtLeast(least) => format!("ratio ≥ {least:.2}"),
            Goal::AtMost(most) => format!("≤ {}", self.unit.show(most)),
        }
    }
}

impl Unit {
    /// A value of this unit as text, with three digits.
    pub fn show(self, value: f64) -> String {
        const KIB: f64 = 1024.0;
        let steps: &[(f64, &str)] = match self {
            Self::Time => &[(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")],
            Self::Memory => &[(KIB * KIB, "MiB"), (KIB, "KiB"), (1.0, "B")],
            Self::Throughput => &[(KIB * KIB, "MiB/s")],
            Self::Rate => &[(1.0, "/s")],
            Self::Count => &[(1.0, "")],
        };
        let (size, name) = steps.iter().find(|(size, _)| value >= *size).or(steps.last()).copied().unwrap_or((1.0, ""));
        format!("{} {name}", Digits(value / size)).trim_end().to_owned()
    }
}

/// A number with at least three digits, and no more decimals than that needs.
struct Digits(f64);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = match self.0 {
            whole if whole.fract() == 0.0 || whole >= 100.0 => 0,
            tens if tens >= 10.0 => 1,
            _ => 2,
        };
        let plain = format!("{:.places$}", self.0);
        let (whole, fraction) =
            plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        fraction.map_or(Ok(()), |fraction| write!(f, ".{fraction}"))
    }
}

fn file(benchmark: &str) -> Result<PathBuf> {
    Ok(folders::target()?.join("benches").join(format!("{benchmark}.json")))
}

/// Saves the figures of a benchmark for the table.
///
/// # Errors
///
/// When they cannot be written.
pub fn save(benchmark: &str, figures: &[Figure]) -> Result<()> {
    for figure in figures {
        let (ours, rivals) = (figure.unit.show(figure.ours), figure.unit.show(figure.rivals));
        say(format_args!("{}: {ours}; {}: {rivals}; ratio {:.3}", figure.name, figure.rival, figure.ratio));
    }
    let file = file(benchmark)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(file, serde_json::to_vec_pretty(figures)?)?)
}

/// The figures that a benchmark saved.
///
/// # Errors
///
/// When it saved none.
pub fn load(benchmark: &str) -> Result<Vec<Figure>> {
    Ok(serde_json::from_slice(&fs::read(file(benchmark)?)?)?)
}

/// Forgets what a benchmark saved earlier.
///
/// # Errors
///
/// When the target folder is not known.
pub fn forget(benchmark: &str) -> Result<()> {
    // Nothing to forget is no error.
    let _ = fs::remove_file(file(benchmark)?);
    Ok(())
}
