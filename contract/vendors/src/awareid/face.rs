//! The scores of a face package. No frame is looked at.

use sandbox::{Scenario, behaviours::Call};
use serde_json::{Value, json};

use super::Service;

/// The judgement on a face.
pub(super) struct Judgement {
    pub live: bool,
    pub matches: bool,
    /// The scale is not documented; the vendor's sample says 53 for a match.
    pub match_score: f64,
    /// The details on liveness.
    pub details: Value,
}

impl Service {
    /// Judges the face of a call by its scenario. `Err` says what is wrong with the
    /// package.
    pub(super) fn judge(&self, call: &Call, number: u64, scenario: Scenario) -> Result<Judgement, &'static str> {
        check(call.json.as_ref().and_then(|body| body.get("faceLivenessData")))?;
        let score = |what: &str, lowest, highest| self.core.seed().score(&format!("{what} {number}"), lowest, highest);
        let (decision, feedback, score_frr) = match scenario {
            Scenario::Spoof => ("SPOOF", json!([]), Some(0.0)),
            Scenario::NoFace => ("UNABLE_TO_CALCULATE_LIVENESS", json!(["NO_FACE_DETECTED"]), None),
            _ => ("LIVE", json!([]), Some(score("liveness", 200, 1_200))),
        };
        let live = decision == "LIVE";
        let matches = live && scenario != Scenario::NoMatch;
        let mut result = json!({ "decision": decision, "feedback": feedback });
        if let Some(score_frr) = score_frr {
            result["score_frr"] = json!(score_frr);
        }
        Ok(Judgement {
            live,
            matches,
            match_score: match (live, matches) {
                (false, _) => 0.0,
                (true, false) => score("match", 100, 1_000),
                (true, true) => score("match", 40 * 1024, 60 * 1024),
            },
            details: json!({ "video": { "liveness_result": result } }),
        })
    }
}

/// Whether the package is there, in one of its two forms.
fn check(package: Option<&Value>) -> Result<(), &'static str> {
    let package = package.ok_or("faceLivenessData is missing")?;
    let Some(video) = package.get("video") else {
        let whole = ["key", "iv", "p"].iter().all(|name| package.get(name).is_some_and(|text| text != ""));
        return if whole { Ok(()) } else { Err("faceLivenessData has neither a video nor all of key, iv and p") };
    };
    match video.pointer("/workflow_data/frames").and_then(Value::as_array) {
        Some(frames) if !frames.is_empty() => Ok(()),
        _ => Err("the video has no frames"),
    }
}
