//! A whole login with Alice. No account is needed: a sandbox plays the vendor.
//!
//! `cargo run -p alice-client --example login`
//!
//! The functions `enrol`, `authorise` and `log_in` are what a service would do.

#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;

use alice_client::{
    Client, FilePart, Operation, ResponseValue, Session, operations,
    types::{
        AddSelfieOutcome, AddSelfieRequest, AuthenticateUserOutcome, AuthenticateUserRequest,
        AuthenticationLivenessScore, FaceMatchScore, LivenessScoreV0, LivenessScoreV1, Report,
    },
};
use contract::Alice;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With a seed the scores are the same every time.
    let sandbox = Alice::sandbox().seed(1).start().await?;
    let alice = Client::builder(sandbox.base_url()).build()?;
    // The session fetches every token with the API key, and renews it.
    let session = alice.session(sandbox.credentials().api_key.as_str());
    let mut log = Transcript::default();

    log.heading("Enrolment");
    let backend = session.backend();
    let user = backend.create_user().body_map(|body| body.email("user-1@example.com")).send().await?;
    log.step(&operations::CREATE_USER, &user, format!("the user `{}`", user.user_id), None);

    // The sandbox looks at no picture; the name of the file says what it shows.
    let mut enrolled = false;
    for take in ["no-face.mp4", "spoof.mp4", "selfie.mp4"] {
        println!("    the device sends `{take}`");
        enrolled = enrol(&session, &user.user_id, take, &mut log).await?;
        if enrolled {
            break;
        }
        println!("    ask the user for another selfie");
    }
    if !enrolled {
        return Err("not enrolled".into());
    }

    log.heading("Authorisation");
    authorise(&session, &user.user_id, &mut log).await?;

    log.heading("Authentication");
    if !log_in(&session, &user.user_id, "login.mp4", &mut log).await? {
        return Err("not logged in".into());
    }
    println!("\nthe user is logged in");
    sandbox.stop().await;
    Ok(())
}

/// Sends the enrolment selfie and judges it. A selfie that does not pass is voided.
async fn enrol(
    session: &Session,
    user: &str,
    take: &'static str,
    log: &mut Transcript,
) -> Result<bool, Box<dyn Error>> {
    // The device's calls and the backend's are open to different tokens.
    let (device, backend) = (session.device(user), session.user(user));
    // A real service gives a path or a stream: `FilePart::path("selfie.mp4")`.
    let video = FilePart::bytes(take, "video/mp4", &b"(video)"[..]);
    let sent = device.add_selfie().body(AddSelfieRequest::builder().video(video)).send().await?;
    if matches!(*sent, AddSelfieOutcome::NoFace) {
        log.step(&operations::ADD_SELFIE, &sent, "no face was found, nothing was stored", None);
        return Ok(false);
    }
    log.step(&operations::ADD_SELFIE, &sent, "the selfie is stored", None);

    // One version is enough. Both are read here to show that each has a scale of its own.
    let mut passed = true;
    for version in ["0", "1"] {
        let report = backend.get_report().alice_report_version(version).send().await?;
        // A report without a score has no verdict, which is never a pass.
        let verdict = report.liveness();
        passed &= verdict.is_some_and(|verdict| verdict.is_passed());
        let verdict = verdict.map_or("no score".to_owned(), |verdict| verdict.to_string());
        log.step(&operations::GET_REPORT, &report, describe(&report), Some(verdict));
    }
    if !passed {
        let voided = backend.void_selfie().send().await?;
        log.step(&operations::VOID_SELFIE, &voided, "the selfie does not count any more", None);
    }
    Ok(passed)
}

/// Allows the user to log in by face.
async fn authorise(session: &Session, user: &str, log: &mut Transcript) -> Result<(), Box<dyn Error>> {
    let authorised = session.user(user).authorize_user().send().await?;
    log.step(&operations::AUTHORIZE_USER, &authorised, "the user may log in by face", None);
    Ok(())
}

/// Sends a login selfie and judges it.
async fn log_in(
    session: &Session,
    user: &str,
    take: &'static str,
    log: &mut Transcript,
) -> Result<bool, Box<dyn Error>> {
    let (device, backend) = (session.device(user), session.user(user));
    let video = FilePart::bytes(take, "video/mp4", &b"(video)"[..]);
    let sent = device.authenticate_user().body(AuthenticateUserRequest::builder().video(video)).send().await?;
    let AuthenticateUserOutcome::Recorded(recorded) = &*sent else {
        log.step(&operations::AUTHENTICATE_USER, &sent, "no face was found, nothing was stored", None);
        return Ok(false);
    };
    let id = &recorded.authentication_id;
    log.step(&operations::AUTHENTICATE_USER, &sent, format!("recorded as `{id}`"), None);

    // Success of the upload is no verdict. The backend reads the scores.
    let result = backend.get_authentication().authentication_id(id).send().await?;
    let authentication = &result.authentication;
    let verdict = authentication.verdict();
    let liveness = authentication.liveness_result.get().and_then(|result| result.score.get());
    let face_match = authentication.match_result.get().and_then(|result| result.score.get());
    let text = format!(
        "liveness {}, passes from {}; face match {}, passes from {}",
        number(liveness),
        AuthenticationLivenessScore::THRESHOLD,
        number(face_match),
        FaceMatchScore::THRESHOLD,
    );
    let passed = if verdict.is_passed() { "passed" } else { "not passed" };
    log.step(&operations::GET_AUTHENTICATION, &result, text, Some(passed.to_owned()));
    Ok(verdict.is_passed())
}

/// The liveness score of a report, with the scale of its version.
fn describe(report: &Report) -> String {
    match report {
        Report::V0(report) => {
            let selfie = report.user_summary.selfie.get();
            let score = selfie.and_then(|selfie| selfie.liveness.get()?.score.get());
            let (most, least) = (LivenessScoreV0::MAXIMUM, LivenessScoreV0::THRESHOLD);
            format!("version 0: liveness {} of {most}, passes from {least}", number(score))
        }
        Report::V1(report) => {
            let score = report.summary.face_liveness.get();
            let (most, least) = (LivenessScoreV1::MAXIMUM, LivenessScoreV1::THRESHOLD);
            format!("version 1: liveness {} of {most}, passes from {least}", number(score))
        }
        _ => "a report of a version that the contract does not know".to_owned(),
    }
}

fn number(score: Option<&impl ToString>) -> String {
    score.map_or("missing".to_owned(), ToString::to_string)
}

/// Prints what happens: step, operation, status, result, verdict.
#[derive(Default)]
struct Transcript {
    steps: usize,
}

impl Transcript {
    fn heading(&self, text: &str) {
        println!("\n{text}");
    }

    fn step<T>(
        &mut self,
        operation: &Operation,
        answer: &ResponseValue<T>,
        result: impl AsRef<str>,
        verdict: Option<String>,
    ) {
        self.steps += 1;
        let (step, status) = (self.steps, answer.status().as_u16());
        println!("{step:3} {:18} {status}  {}", operation.id, result.as_ref());
        if let Some(verdict) = verdict {
            println!("{:27} verdict: {verdict}", "");
        }
    }
}
