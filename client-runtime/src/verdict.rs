//! Whether a score passes.

use std::fmt;

/// The result of comparing a score with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The score reaches the threshold.
    Passed,
    /// The score is below the threshold.
    Failed,
    /// The score is not on the scale that the contract gives it, so it must not be trusted. It never passes.
    OutOfRange,
}

impl Verdict {
    /// Compares a score with a threshold. All four numbers are on the same scale.
    ///
    /// `minimum` and `maximum` are the ends of the scale and belong to it. A score equal to `threshold` passes. A
    /// score that is not a number is out of range, and a threshold that is not a number passes nothing.
    pub fn of(score: f64, minimum: f64, maximum: f64, threshold: f64) -> Self {
        if !(minimum <= score && score <= maximum) {
            Self::OutOfRange
        } else if score >= threshold {
            Self::Passed
        } else {
            Self::Failed
        }
    }

    /// Whether the score passes. Only [`Verdict::Passed`] does.
    pub fn is_passed(self) -> bool {
        self == Self::Passed
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::OutOfRange => "not trusted: the score is outside its scale",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_and_the_ends_of_the_scale_are_included() {
        assert_eq!(Verdict::of(0.5, 0.0, 1.0, 0.5), Verdict::Passed);
        assert_eq!(Verdict::of(0.5_f64.next_down(), 0.0, 1.0, 0.5), Verdict::Failed);
        assert_eq!(Verdict::of(1.0, 0.0, 1.0, 0.5), Verdict::Passed);
        assert_eq!(Verdict::of(0.0, 0.0, 1.0, 0.5), Verdict::Failed);
        assert_eq!(Verdict::of(-3.0, -5.0, 5.0, -4.0), Verdict::Passed);
    }

    #[test]
    fn a_score_off_the_scale_never_passes() {
        for score in [1.0_f64.next_up(), 99.0, -0.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let verdict = Verdict::of(score, 0.0, 1.0, 0.5);
            assert_eq!(verdict, Verdict::OutOfRange, "{score}");
            assert!(!verdict.is_passed());
        }
        assert_eq!(Verdict::of(0.5, f64::NAN, f64::NAN, 0.5), Verdict::OutOfRange);
    }

    #[test]
    fn a_threshold_that_is_not_a_number_passes_nothing() {
        assert_eq!(Verdict::of(1.0, 0.0, 1.0, f64::NAN), Verdict::Failed);
    }

    #[test]
    fn only_passed_is_passed() {
        assert!(Verdict::Passed.is_passed());
        assert!(!Verdict::Failed.is_passed());
    }

    #[test]
    fn prints_plain_words() {
        assert_eq!(Verdict::Passed.to_string(), "passed");
        assert_eq!(Verdict::Failed.to_string(), "failed");
        assert_eq!(Verdict::OutOfRange.to_string(), "not trusted: the score is outside its scale");
    }
}
