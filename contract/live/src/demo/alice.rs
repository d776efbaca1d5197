//! A login with Alice: enrolment with refused selfies, reports in both versions,
//! and a login by the wrong person before the one by the right person.

use std::error::Error;

use alice_client::{
    Client, FilePart, LoginVerdict, Session, operations,
    types::{
        AddSelfieOutcome, AddSelfieRequest, AuthenticateUserOutcome, AuthenticateUserRequest,
        AuthenticationLivenessScore, AuthenticationResponse, FaceMatchScore, LivenessScoreV0, LivenessScoreV1, Report,
        ReportResponse,
    },
};
use sandbox::RunningSandbox;
use vendors::Alice;

use super::{expect, transcript::Transcript};

const EMAIL: &str = "user-1@example.com";

pub(super) async fn run(sandbox: &RunningSandbox<Alice>, log: &mut Transcript<'_>) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(sandbox.base_url()).build()?;
    let session = client.session(sandbox.credentials().api_key.as_str());

    log.heading("Enrolment")?;
    let backend = session.backend();
    let create = backend.create_user().body_map(|body| body.email(EMAIL)).send();
    let user = log.call(&operations::CREATE_USER, create, |user| format!("the user {}", user.user_id)).await?;
    let demo = Demo { session, user: user.user_id.clone() };

    log.note("the device sends `no-face.mp4`, an empty room")?;
    expect(demo.enrol("no-face.mp4", log).await?.is_none(), "no face in an empty room")?;
    log.note("the device sends `spoof.mp4`, a printed photo")?;
    expect(demo.enrol("spoof.mp4", log).await? == Some(false), "a printed photo to be refused")?;
    log.note("the device sends `selfie.mp4`, a living person")?;
    expect(demo.enrol("selfie.mp4", log).await? == Some(true), "a living person to be accepted")?;

    log.heading("Authorisation")?;
    let backend = demo.session.user(&demo.user);
    let authorise = backend.authorize_user().send();
    log.call(&operations::AUTHORIZE_USER, authorise, |_| "the user may log in by face".to_owned()).await?;

    log.heading("Login")?;
    log.note("the device sends `no-match.mp4`, somebody else")?;
    expect(!demo.log_in("no-match.mp4", log).await?, "somebody else to be refused")?;
    log.note("the device sends `login.mp4`, the enrolled person")?;
    expect(demo.log_in("login.mp4", log).await?, "the enrolled person to be let in")?;

    log.heading("Afterwards")?;
    let list = backend.list_authentication_ids().send();
    log.call(&operations::LIST_AUTHENTICATION_IDS, list, |ids| format!("{} logins", ids.authentication_ids.len()))
        .await?;
    let delete = backend.delete_user().send();
    log.call(&operations::DELETE_USER, delete, |_| "the user is deleted".to_owned()).await?;
    Ok(())
}

struct Demo {
    session: Session,
    user: String,
}

impl Demo {
    /// Sends an enrolment selfie and judges it; none when it shows no face. One that
    /// does not pass is voided.
    async fn enrol(&self, file: &'static str, log: &mut Transcript<'_>) -> Result<Option<bool>, Box<dyn Error>> {
        let body = AddSelfieRequest::builder().video(FilePart::bytes(file, "video/mp4", "frames"));
        let device = self.session.device(&self.user);
        let send = device.add_selfie().body(body).send();
        let sent = log.call(&operations::ADD_SELFIE, send, |sent| tell_selfie(sent).to_owned()).await?;
        if let AddSelfieOutcome::NoFace = *sent {
            log.verdict(&"no face, so none")?;
            return Ok(None);
        }

        let backend = self.session.user(&self.user);
        let mut verdicts = Vec::new();
        for version in ["0", "1"] {
            let read = backend.get_report().alice_report_version(version).send();
            let report = log.call(&operations::GET_REPORT, read, tell_report).await?;
            let verdict = report.liveness().ok_or("a report without a score")?;
            log.verdict(&verdict)?;
            verdicts.push(verdict);
        }
        expect(verdicts[0] == verdicts[1], "both versions of the report to agree")?;
        let passed = verdicts[0].is_passed();
        if !passed {
            let void = backend.void_selfie().send();
            log.call(&operations::VOID_SELFIE, void, |_| "the selfie does not count any more".to_owned()).await?;
        }
        Ok(Some(passed))
    }

    /// Sends a login selfie and reads its scores. That it was stored is no verdict.
    async fn log_in(&self, file: &'static str, log: &mut Transcript<'_>) -> Result<bool, Box<dyn Error>> {
        let body = AuthenticateUserRequest::builder().video(FilePart::bytes(file, "video/mp4", "frames"));
        let device = self.session.device(&self.user);
        let send = device.authenticate_user().body(body).send();
        let sent = log.call(&operations::AUTHENTICATE_USER, send, |_| "the selfie is recorded".to_owned()).await?;
        let AuthenticateUserOutcome::Recorded(recorded) = &*sent else { return Err("no face was found".into()) };

        let backend = self.session.user(&self.user);
        let read = backend.get_authentication().authentication_id(&recorded.authentication_id).send();
        let result = log.call(&operations::GET_AUTHENTICATION, read, tell_login).await?;
        let verdict = result.authentication.verdict();
        log.verdict(&tell_verdict(verdict))?;
        Ok(verdict.is_passed())
    }
}

fn tell_selfie(sent: &AddSelfieOutcome) -> &'static str {
    match sent {
        AddSelfieOutcome::NoFace => "no face was found, nothing was stored",
        _ => "the selfie is stored",
    }
}

/// The liveness score of a report, on the scale of its version.
fn tell_report(report: &ReportResponse) -> String {
    match &**report {
        Report::V0(report) => {
            let liveness = report.user_summary.selfie.get().and_then(|selfie| selfie.liveness.get()?.score.get());
            let (most, least) = (LivenessScoreV0::MAXIMUM, LivenessScoreV0::THRESHOLD);
            format!("version 0: liveness {} of {most}, passes from {least}", number(liveness.map(|score| score.get())))
        }
        Report::V1(report) => {
            let liveness = report.summary.face_liveness.get();
            let (most, least) = (LivenessScoreV1::MAXIMUM, LivenessScoreV1::THRESHOLD);
            format!("version 1: liveness {} of {most}, passes from {least}", number(liveness.map(|score| score.get())))
        }
        _ => "a version that the contract does not know".to_owned(),
    }
}

fn tell_login(result: &AuthenticationResponse) -> String {
    let liveness = result.authentication.liveness_result.get().and_then(|result| result.score.get());
    let matching = result.authentication.match_result.get().and_then(|result| result.score.get());
    let (live_from, match_from) = (AuthenticationLivenessScore::THRESHOLD, FaceMatchScore::THRESHOLD);
    let (liveness, matching) = (number(liveness.map(|score| score.get())), number(matching.map(|score| score.get())));
    format!("liveness {liveness}, passes from {live_from}; face match {matching}, passes from {match_from}")
}

fn tell_verdict(verdict: LoginVerdict) -> String {
    let told =
        |verdict: Option<alice_client::Verdict>| verdict.map_or("none".to_owned(), |verdict| verdict.to_string());
    let whole = if verdict.is_passed() { "passed" } else { "failed" };
    format!("{whole} (liveness {}, face match {})", told(verdict.liveness), told(verdict.face_match))
}

fn number(score: Option<f64>) -> String {
    score.map_or("missing".to_owned(), |score| format!("{score:.3}"))
}
