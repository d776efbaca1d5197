//! Answers whose spelling differs between the page and later servers.

use crate::types::{AddFaceResponse, LivenessDecision, LivenessResults, VerifyFaceResponse};

impl AddFaceResponse {
    /// The details of the liveness check, under either of the two names that
    /// servers give them; `specs/README.md` has the evidence.
    pub fn liveness(&self) -> Option<&LivenessResults> {
        self.liveness_results.as_ref().or(self.face_liveness_results.as_ref())
    }

    /// What the liveness engine decided about the video. It may say live while
    /// `liveness_result` is false, when another check failed: judge by that one.
    pub fn decision(&self) -> Option<&LivenessDecision> {
        decision(self.liveness()?)
    }
}

impl VerifyFaceResponse {
    /// What the liveness engine decided about the video; see [`AddFaceResponse::decision`].
    pub fn decision(&self) -> Option<&LivenessDecision> {
        decision(self.face_liveness_results.as_ref()?)
    }
}

fn decision(results: &LivenessResults) -> Option<&LivenessDecision> {
    results.video.as_ref()?.liveness_result.as_ref()?.decision.as_ref()
}
