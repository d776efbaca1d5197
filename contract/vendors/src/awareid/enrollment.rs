//! Enrolment: the user, the device, the face.

use http::StatusCode;
use sandbox::{
    Scenario,
    behaviours::{Call, Changing, Refusal, lock, respond},
};
use serde_json::json;
use validator::message::Response;

use super::{
    Service,
    state::{Enrollment, Progress, Registration, State, User},
};

impl Service {
    pub(super) fn enroll(&self, call: &Call) -> Response {
        let given = |name: &str| call.in_json(name).unwrap_or_default().trim();
        let (username, email) = (given("username"), given("email"));
        if username.is_empty() || email.is_empty() || !is_phone_number(given("phoneNumber")) {
            return self
                .mistake("sandbox: user name and e-mail address must not be blank, the phone number only digits");
        }
        let mut state = lock(&self.state);
        let number = state.next();
        if state.registration_of(username).is_some() {
            let answer = json!({
                "reEnrollmentToken": self.core.seed().uuid(&format!("re-enrolment {number}")),
                "userExistsAlready": true,
                "requiredChecks": ["verifyFace"],
            });
            return respond::json(StatusCode::OK, &answer);
        }
        let token = self.core.seed().uuid(&format!("enrolment {number}"));
        state.users.insert(username, User { email: email.to_owned(), registration_code: None });
        let enrollment = Enrollment {
            username: username.to_owned(),
            device: None,
            face: false,
            failures: 0,
            progress: Progress::Pending,
        };
        state.enrollments.insert(token.clone(), enrollment);
        let checks: &[&str] = if self.tenant.face_only { &["addFace"] } else { &["addDevice", "addFace"] };
        let answer = json!({ "enrollmentToken": token, "userExistsAlready": false, "requiredChecks": checks });
        respond::json(StatusCode::OK, &answer)
    }

    pub(super) fn add_device(&self, call: &Call) -> Response {
        let Some(device) = call.in_json("deviceId").filter(|device| !device.is_empty()) else {
            return self.mistake("sandbox: deviceId is missing");
        };
        let mut state = lock(&self.state);
        let (token, mut enrollment) = match self.pending(&mut state, call) {
            Ok(found) => found,
            Err(refusal) => return *refusal,
        };
        enrollment.device = Some(device.to_owned());
        drop(enrollment);
        let (progress, code) = self.advance(&mut state, &token);
        respond::json(StatusCode::OK, &json!({ "enrollmentStatus": progress.number(), "registrationCode": code }))
    }

    pub(super) fn add_face(&self, call: &Call, scenario: Scenario) -> Response {
        let mut state = lock(&self.state);
        let number = state.next();
        let (token, mut enrollment) = match self.pending(&mut state, call) {
            Ok(found) => found,
            Err(refusal) => return *refusal,
        };
        let judgement = match self.judge(call, number, scenario) {
            Ok(judgement) => judgement,
            Err(message) => return self.mistake(&format!("sandbox: {message}")),
        };
        let duplicate =
            (scenario == Scenario::Duplicate).then(|| self.core.seed().uuid(&format!("duplicate {number}")));
        let accepted = judgement.live && duplicate.is_none();
        if accepted {
            enrollment.face = true;
        } else {
            enrollment.failures += 1;
        }
        if duplicate.is_some() || enrollment.failures >= self.core.limits().attempts {
            enrollment.progress = Progress::Failed;
        }
        drop(enrollment);
        let (progress, code) = self.advance(&mut state, &token);
        let mut answer = json!({
            "livenessResult": accepted,
            "enrollmentStatus": progress.number(),
            "registrationCode": code,
        });
        let details = if self.tenant.face_liveness_results { "faceLivenessResults" } else { "livenessResults" };
        answer[details] = judgement.details;
        if let Some(code) = duplicate {
            answer["faceDuplicateCheck"] = json!({ "result": "FAIL", "duplicateEnrollments": [code] });
        }
        respond::json(StatusCode::OK, &answer)
    }

    /// The enrolment that a call is about, unless it is over.
    fn pending<'a>(&self, state: &'a mut State, call: &Call) -> Result<(String, Changing<'a, Enrollment>), Refusal> {
        let token = call.in_json("enrollmentToken").unwrap_or_default();
        match state.enrollments.get_mut(token) {
            Some(enrollment) if enrollment.progress == Progress::Pending => Ok((token.to_owned(), enrollment)),
            found => Err(Box::new(self.bad_token(token, found.is_some()))),
        }
    }

    /// Completes an enrolment that has all it needs. Its registration code is empty until
    /// then.
    fn advance(&self, state: &mut State, token: &str) -> (Progress, String) {
        let number = state.next();
        let Some(mut enrollment) = state.enrollments.get_mut(token) else { return (Progress::Failed, String::new()) };
        let complete = enrollment.face && (enrollment.device.is_some() || self.tenant.face_only);
        if enrollment.progress != Progress::Pending || !complete {
            return (enrollment.progress, String::new());
        }
        enrollment.progress = Progress::Complete;
        let (username, device) = (enrollment.username.clone(), enrollment.device.clone());
        drop(enrollment);
        let code = self.core.seed().uuid(&format!("registration {number}"));
        if let Some(mut user) = state.users.get_mut(&username) {
            user.registration_code = Some(code.clone());
        }
        state.registrations.insert(code.clone(), Registration { username, device });
        (Progress::Complete, code)
    }
}

/// Empty, or an optional plus sign, a digit from 1 to 9, and 1 to 14 further digits.
fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    text.is_empty()
        || (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_phone_number;

    #[test]
    fn phone_numbers() {
        for good in ["", "+15555550100", "12", "123456789012345"] {
            assert!(is_phone_number(good), "{good}");
        }
        for bad in ["774-296-1793", "+", "0123", "1", "1234567890123456", "++12"] {
            assert!(!is_phone_number(bad), "{bad}");
        }
    }
}
