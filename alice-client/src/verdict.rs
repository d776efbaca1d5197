//! What the scores mean, by the thresholds that the contract documents.
//!
//! Each score is a type of its own with its own threshold, so a score cannot be
//! compared with the threshold of another scale.

use client_runtime::Verdict;

use crate::types::{Authentication, Report, ReportResponse, ReportV0, ReportV1};

impl ReportV0 {
    /// The verdict on the liveness of the enrolment selfie. None when the report
    /// has no score, which is never a pass.
    pub fn liveness(&self) -> Option<Verdict> {
        let selfie = self.user_summary.selfie.get()?;
        Some(selfie.liveness.get()?.score.get()?.verdict())
    }
}

impl ReportV1 {
    /// The verdict on the liveness of the enrolment selfie. None when the report
    /// has no score, which is never a pass.
    pub fn liveness(&self) -> Option<Verdict> {
        Some(self.summary.face_liveness.get()?.verdict())
    }
}

impl Report {
    /// The verdict on the liveness of the enrolment selfie, by the threshold of
    /// the report's own version. None when the report has no score or its version
    /// is unknown, which is never a pass.
    pub fn liveness(&self) -> Option<Verdict> {
        match self {
            Self::V0(report) => report.liveness(),
            Self::V1(report) => report.liveness(),
            Self::Unknown(_) => None,
        }
    }
}

impl ReportResponse {
    /// The verdict of [`Report::liveness`].
    ///
    /// ```
    /// use alice_client::{Verdict, types::ReportResponse};
    ///
    /// let report: ReportResponse = serde_json::from_str(
    ///     r#"{
    ///         "version": 0,
    ///         "created_at": "2021-03-02T09:32:57",
    ///         "user_summary": { "user_id": "user-1", "selfie": { "liveness": { "score": 0.167 } } }
    ///     }"#,
    /// )?;
    /// assert_eq!(report.liveness(), Some(Verdict::Failed));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn liveness(&self) -> Option<Verdict> {
        Report::liveness(self)
    }
}

/// The verdict on a login: both scores must pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LoginVerdict {
    /// Whether a living person was before the camera; None without a score.
    pub liveness: Option<Verdict>,
    /// Whether the face is the enrolled one; None without a score.
    pub face_match: Option<Verdict>,
}

impl LoginVerdict {
    /// Whether both scores are there and pass.
    pub fn is_passed(self) -> bool {
        [self.liveness, self.face_match].into_iter().all(|verdict| verdict.is_some_and(Verdict::is_passed))
    }
}

impl Authentication {
    /// Compares both scores with their thresholds. The face match is judged by
    /// the member `score`, not by `normalized`; `specs/README.md` says why.
    ///
    /// ```
    /// use alice_client::types::Authentication;
    ///
    /// let authentication: Authentication = serde_json::from_str(
    ///     r#"{
    ///         "user_id": "user-1",
    ///         "created_at": "2021-07-20T14:13:12",
    ///         "liveness_result": { "score": 0.97 },
    ///         "match_result": { "score": 0.69 }
    ///     }"#,
    /// )?;
    /// let verdict = authentication.verdict();
    /// assert!(verdict.liveness.is_some_and(|liveness| liveness.is_passed()));
    /// assert!(!verdict.is_passed(), "a face match passes from 0.7");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn verdict(&self) -> LoginVerdict {
        let liveness = self.liveness_result.get().and_then(|result| result.score.get());
        let face_match = self.match_result.get().and_then(|result| result.score.get());
        LoginVerdict {
            liveness: liveness.map(|score| score.verdict()),
            face_match: face_match.map(|score| score.verdict()),
        }
    }
}
