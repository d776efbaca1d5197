//! A service that stores and judges what others received, and calls nobody.
//!
//! `.ci/features` tests it alone: then the clients are built without the feature
//! `client`, and nothing that could send is among the dependencies. In a run of
//! the whole workspace they have every feature.

#![forbid(unsafe_code)]

use alice_client::{DecodeError, types::Report};

/// Whether a stored report says that a living person was before the camera.
///
/// # Errors
///
/// When the text is no report.
pub fn is_live(stored: &[u8]) -> Result<bool, DecodeError> {
    Ok(Report::from_json(stored)?.liveness().is_some_and(|verdict| verdict.is_passed()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use alice_client::{
        Nullable, Verdict,
        types::{Authentication, ReportV1, UserState},
    };
    use awareid_client::{
        Secret,
        types::{LivenessDecision, TriggerResponse, VerifyFaceResponse},
    };
    use serde_json::{Value, json};

    use super::*;

    fn v1(score: Value) -> String {
        json!({
            "version": 1,
            "id": "report-1",
            "user_id": "user-1",
            "created_at": "2024-02-29T23:59:58",
            "summary": { "face_liveness": score },
            "selfies": [],
            "documents": [],
            "events": [],
        })
        .to_string()
    }

    #[test]
    fn a_stored_report_is_judged_by_its_own_version() {
        let v0 = json!({
            "version": 0,
            "created_at": "2021-03-02T09:32:57",
            "user_summary": { "user_id": "user-1", "selfie": { "liveness": { "score": 0.9 } } },
        });
        assert!(is_live(v0.to_string().as_bytes()).unwrap());
        assert!(is_live(v1(json!(50)).as_bytes()).unwrap());
        assert!(!is_live(v1(json!(49.9)).as_bytes()).unwrap());
        assert!(!is_live(v1(Value::Null).as_bytes()).unwrap(), "no score is no pass");
    }

    #[test]
    fn a_report_of_a_version_to_come_is_kept_as_it_is() {
        let text = r#"{"version":7,"verdict":"fine"}"#;
        let report: Report = serde_json::from_str(text).unwrap();
        let Report::Unknown(unknown) = &report else { panic!("{report:?}") };
        assert_eq!((unknown.version(), unknown.json()), (Some(7), text));
        assert_eq!(serde_json::to_string(&report).unwrap(), text);
        assert!(!is_live(text.as_bytes()).unwrap());
    }

    #[test]
    fn what_is_no_report_is_refused_without_its_values() {
        let error = is_live(v1(json!("hunter2")).as_bytes()).unwrap_err();
        assert!(matches!(&error, DecodeError::Member { path, .. } if path == "summary.face_liveness"), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_document_goes_back_out_as_it_came() {
        let text = v1(Value::Null);
        let report: ReportV1 = serde_json::from_str(&text).unwrap();
        assert_eq!(report.summary.face_liveness, Nullable::Null);
        let again: Value = serde_json::to_value(Report::from(report)).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(&text).unwrap());
        assert_eq!(serde_json::to_string(&UserState::from("A_STATE_TO_COME")).unwrap(), r#""A_STATE_TO_COME""#);
    }

    #[test]
    fn a_login_is_judged() {
        let login: Authentication = serde_json::from_value(json!({
            "user_id": "user-1",
            "created_at": "2021-07-20T14:13:12",
            "liveness_result": { "score": 0.97 },
            "match_result": { "score": 0.69 },
        }))
        .unwrap();
        assert_eq!(login.verdict().face_match, Some(Verdict::Failed));
        let verified: VerifyFaceResponse = serde_json::from_value(json!({
            "livenessResult": true,
            "matchResult": true,
            "matchScore": 100,
            "authStatus": 2,
            "faceLivenessResults": { "video": { "liveness_result": { "decision": "SPOOF" } } },
        }))
        .unwrap();
        assert_eq!(verified.decision(), Some(&LivenessDecision::Spoof));
    }

    #[test]
    fn a_secret_is_read_and_not_printed() {
        let triggered: TriggerResponse = serde_json::from_value(json!({
            "status": "SUCCESS",
            "sessionToken": "hunter2",
        }))
        .unwrap();
        assert_eq!(triggered.session_token.get().map(Secret::expose), Some("hunter2"));
        assert!(!format!("{triggered:?}").contains("hunter2"));
    }
}
