//! Authentication: the device, the face.

use http::StatusCode;
use sandbox::{
    Scenario,
    behaviours::{Call, Changing, Refusal, lock, respond},
};
use serde_json::json;
use validator::message::Response;

use super::{
    Service,
    state::{Authentication, Progress, State},
};

impl Service {
    /// Finds the user by registration code or by user name. The device is not checked when
    /// the request has none or when the tenant demands only faces.
    pub(super) fn authenticate(&self, call: &Call) -> Response {
        let mut state = lock(&self.state);
        let code = match (call.in_json("registrationCode"), call.in_json("username")) {
            (Some(code), _) => code.to_owned(),
            (None, Some(username)) => {
                state.registration_of(username).map(|(code, _)| code.to_owned()).unwrap_or_default()
            }
            (None, None) => String::new(),
        };
        let Some(registration) = state.registrations.get(&code) else {
            return self.mistake(&format!("invalid registration complete code: {code}"));
        };
        let device_wanted = call.in_json("deviceId").is_some() && !self.tenant.face_only;
        let authentication = Authentication {
            username: registration.username.clone(),
            device: registration.device.clone(),
            device_wanted,
            face_wanted: true,
            failures: 0,
            progress: Progress::Pending,
        };
        let token = self.core.seed().uuid(&format!("authentication {}", state.next()));
        state.authentications.insert(token.clone(), authentication);
        let checks: &[&str] = if device_wanted { &["verifyDevice", "verifyFace"] } else { &["verifyFace"] };
        respond::json(StatusCode::OK, &json!({ "authToken": token, "requiredChecks": checks }))
    }

    /// What the device signs is not public, so any signature is accepted. The device must
    /// be the enrolled one.
    pub(super) fn verify_device(&self, call: &Call) -> Response {
        let mut state = lock(&self.state);
        let mut authentication = match self.started(&mut state, call) {
            Ok(authentication) => authentication,
            Err(refusal) => return *refusal,
        };
        let right = authentication.device.as_deref().is_some_and(|device| call.in_json("deviceId") == Some(device))
            && call.in_json("signature").is_some_and(|signature| !signature.is_empty());
        if right {
            authentication.device_wanted = false;
        } else {
            authentication.progress = Progress::Failed;
        }
        let message = if right { "Device verified." } else { "Device not verified." };
        let progress = advance(&mut authentication);
        respond::json(StatusCode::OK, &json!({ "message": message, "authStatus": progress.number() }))
    }

    pub(super) fn verify_face(&self, call: &Call, scenario: Scenario) -> Response {
        let mut state = lock(&self.state);
        let number = state.next();
        let mut authentication = match self.started(&mut state, call) {
            Ok(authentication) => authentication,
            Err(refusal) => return *refusal,
        };
        let judgement = match self.judge(call, number, scenario) {
            Ok(judgement) => judgement,
            Err(message) => return self.mistake(&format!("sandbox: {message}")),
        };
        if judgement.matches {
            authentication.face_wanted = false;
        } else {
            authentication.failures += 1;
        }
        if authentication.failures >= self.core.limits().attempts {
            authentication.progress = Progress::Failed;
        }
        let progress = advance(&mut authentication);
        let matched = u8::from(judgement.matches);
        let answer = json!({
            "livenessResult": judgement.live,
            "matchResult": judgement.matches,
            "matchScore": judgement.match_score,
            "authStatus": progress.number(),
            "faceLivenessResults": judgement.details,
            "faceMatchResults": {
                "statusMessages": [],
                "verifyResult": judgement.matches,
                "matchScore": judgement.match_score,
                "biometricMatchedCount": matched,
                "biometricsOnServer": "",
                "biometricMatchResultList": [{
                    "verifyResult": judgement.matches,
                    "modality": "FACE",
                    "fmrScore": judgement.match_score,
                    "biometricMatchedCount": matched,
                    "biometricsOnServer": "Front",
                    "matchResultReference": null,
                }],
                "matchingMinutia": null,
            },
        });
        respond::json(StatusCode::OK, &answer)
    }

    /// The authentication that a call is about, unless it is over.
    fn started<'a>(&self, state: &'a mut State, call: &Call) -> Result<Changing<'a, Authentication>, Refusal> {
        let token = call.in_json("authToken").unwrap_or_default();
        match state.authentications.get_mut(token) {
            Some(authentication) if authentication.progress == Progress::Pending => Ok(authentication),
            found => Err(Box::new(self.bad_token(token, found.is_some()))),
        }
    }
}

/// Completes an authentication that has no checks left.
fn advance(authentication: &mut Authentication) -> Progress {
    if authentication.progress == Progress::Pending && !authentication.device_wanted && !authentication.face_wanted {
        authentication.progress = Progress::Complete;
    }
    authentication.progress
}
