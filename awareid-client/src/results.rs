//! What a response means where its form does not say so: two spellings of one member, and a
//! failure with a success status.

use client_runtime::{Base64, Secret};

use crate::types::{
    AddFaceResponse, LivenessDecision, LivenessResults, TriggerResponse, TriggerStatus, VerifyFaceResponse,
};

impl AddFaceResponse {
    /// The details of the liveness check. Servers use two names for this member;
    /// `specs/README.md` has the evidence.
    ///
    /// ```
    /// use awareid_client::types::{AddFaceResponse, LivenessDecision};
    ///
    /// let answer: AddFaceResponse = serde_json::from_str(
    ///     r#"{
    ///         "livenessResult": true,
    ///         "enrollmentStatus": 2,
    ///         "registrationCode": "LLXL2N",
    ///         "livenessResults": { "video": { "liveness_result": { "decision": "LIVE" } } }
    ///     }"#,
    /// )?;
    /// assert!(answer.liveness().is_some());
    /// assert_eq!(answer.decision(), Some(&LivenessDecision::Live));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn liveness(&self) -> Option<&LivenessResults> {
        self.liveness_results.as_ref().or(self.face_liveness_results.as_ref())
    }

    /// What the liveness engine decided about the video. It may be `Live` while
    /// `liveness_result` is false because another check failed. So judge by
    /// `liveness_result`.
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

/// The result of a trigger call that succeeds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TriggeredSession {
    /// The link that the QR code carries. It holds an API key and a token.
    pub callback_url: Secret,
    /// The QR code as a PNG image.
    pub qr_code: Base64,
    /// The token of the session.
    pub session_token: Secret,
}

/// A trigger call that failed, although its HTTP status says success.
///
/// The vendor's summary may hold a person's name, so `Display` and `Debug` do
/// not show it.
#[derive(Clone)]
#[non_exhaustive]
pub struct TriggerRefused {
    /// The vendor's summary.
    pub summary: Option<String>,
}

impl std::fmt::Debug for TriggerRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TriggerRefused").finish_non_exhaustive()
    }
}

impl std::fmt::Display for TriggerRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the vendor did not start the session; its summary says why")
    }
}

impl std::error::Error for TriggerRefused {}

impl TriggerResponse {
    /// The session, or the failure that arrives with HTTP status 200.
    ///
    /// # Errors
    ///
    /// When the status is not success or one of the session's members is missing.
    pub fn into_session(self) -> Result<TriggeredSession, TriggerRefused> {
        let members = (
            self.session_callback_url.into_option(),
            self.qrcode_image.into_option(),
            self.session_token.into_option(),
        );
        match (self.status, members) {
            (TriggerStatus::Success, (Some(callback_url), Some(qr_code), Some(session_token))) => {
                Ok(TriggeredSession { callback_url, qr_code, session_token })
            }
            _ => Err(TriggerRefused { summary: self.error_summary.into_option() }),
        }
    }
}

fn decision(results: &LivenessResults) -> Option<&LivenessDecision> {
    results.video.as_ref()?.liveness_result.as_ref()?.decision.as_ref()
}
