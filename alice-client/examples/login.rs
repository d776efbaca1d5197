//! A whole login with Alice. No account is needed: a mock server plays the vendor.
//!
//! `cargo run -p alice-client --features mock --example login`
//!
//! The functions `enrol`, `authorise` and `log_in` are what a service would do.
//! The module `vendor` at the end is the mock server's part.

use std::error::Error;

use alice_client::{
    Client, FilePart, Operation, ResponseValue, operations,
    scopes::{BackendTokenWithUserId, UserToken},
    types::{
        AddSelfieOutcome, AddSelfieRequest, AuthenticateUserOutcome, AuthenticateUserRequest,
        AuthenticationLivenessScore, FaceMatchScore, LivenessScoreV0, LivenessScoreV1, Report, ReportVersion,
    },
};
use httpmock::MockServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = MockServer::start_async().await;
    vendor::play(&server)?;
    let alice = Client::builder_at(server.base_url()).build()?;
    let mut log = Transcript::default();

    // Every token is bought with the API key. The backend keeps all of them but
    // the user token, which it hands to the user's device.
    log.heading("Tokens");
    let login_token = alice.with_api_key("<api key>").get_login_token().send().await?;
    log.step(&operations::GET_LOGIN_TOKEN, &login_token, "the login token", None);
    let tokens = alice.with_login_token(login_token.token.clone());
    let backend_token = tokens.get_backend_token().send().await?;
    log.step(&operations::GET_BACKEND_TOKEN, &backend_token, "the backend token", None);

    log.heading("Enrolment");
    let backend = alice.with_backend_token(backend_token.token.clone());
    let user = backend.create_user().body_map(|body| body.email("user-1@example.com".to_owned())).send().await?;
    log.step(&operations::CREATE_USER, &user, format!("the user `{}`", user.user_id), None);
    let about_user = tokens.get_backend_token_for_user().user_id(&user.user_id).send().await?;
    log.step(&operations::GET_BACKEND_TOKEN_FOR_USER, &about_user, "the backend's token for this user", None);
    let of_user = tokens.get_user_token().user_id(&user.user_id).send().await?;
    log.step(&operations::GET_USER_TOKEN, &of_user, "the token for the user's device", None);

    let backend = alice.with_backend_token_with_user_id(about_user.token.clone());
    let device = alice.with_user_token(of_user.token.clone());
    let mut enrolled = false;
    for take in ["empty-room.mp4", "printed-photo.mp4", "face.mp4"] {
        println!("    the device sends `{take}`");
        let reports = vendor::reports(&server, take)?;
        enrolled = enrol(&device, &backend, take, &mut log).await?;
        if enrolled {
            break;
        }
        println!("    ask the user for another selfie");
        for report in reports {
            report.delete_async().await;
        }
    }
    if !enrolled {
        return Err("not enrolled".into());
    }

    log.heading("Authorisation");
    authorise(&backend, &mut log).await?;

    log.heading("Authentication");
    if !log_in(&device, &backend, "face.mp4", &mut log).await? {
        return Err("not logged in".into());
    }
    println!("\nthe user is logged in");
    Ok(())
}

/// Sends the enrolment selfie and judges it. A selfie that does not pass is voided.
async fn enrol(
    device: &UserToken,
    backend: &BackendTokenWithUserId,
    take: &'static str,
    log: &mut Transcript,
) -> Result<bool, Box<dyn Error>> {
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
async fn authorise(backend: &BackendTokenWithUserId, log: &mut Transcript) -> Result<(), Box<dyn Error>> {
    let authorised = backend.authorize_user().send().await?;
    log.step(&operations::AUTHORIZE_USER, &authorised, "the user may log in by face", None);
    Ok(())
}

/// Sends a login selfie and judges it.
async fn log_in(
    device: &UserToken,
    backend: &BackendTokenWithUserId,
    take: &'static str,
    log: &mut Transcript,
) -> Result<bool, Box<dyn Error>> {
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
        println!("{step:3} {:27} {status}  {}", operation.id, result.as_ref());
        if let Some(verdict) = verdict {
            println!("{:36} verdict: {verdict}", "");
        }
    }
}

/// What the mock server answers. The typed mocks come from the same contract as
/// the client, so neither can go its own way.
mod vendor {
    use alice_client::{
        mock::MockServerExt,
        types::{
            AuthenticateUserResponse, Authentication, AuthenticationLivenessResult, AuthenticationMatchResult,
            AuthenticationResponse, CreateUserResponse, LivenessV0, ReportResponse, ReportV0, ReportV1,
            SelfieSummaryV0, SummaryV1, TokenResponse, UserSummaryV0,
        },
    };
    use httpmock::Mock;

    use super::*;

    const TIME: &str = "2021-07-20T14:13:12";

    /// Everything that answers the same from the beginning to the end.
    pub fn play(server: &MockServer) -> Result<(), Box<dyn Error>> {
        let token = |text: &str| TokenResponse::builder().token(text).try_into();
        let (login, backend): (TokenResponse, TokenResponse) = (token("<login token>")?, token("<backend token>")?);
        let (about_user, of_user): (TokenResponse, TokenResponse) =
            (token("<backend token with user id>")?, token("<user token>")?);
        server.get_login_token(|when, then| {
            when.with_api_key("<api key>");
            then.ok(&login);
        });
        server.get_backend_token(|when, then| {
            when.with_login_token("<login token>");
            then.ok(&backend);
        });
        server.get_backend_token_for_user(|when, then| {
            when.with_login_token("<login token>").user_id("user-1");
            then.ok(&about_user);
        });
        server.get_user_token(|when, then| {
            when.with_login_token("<login token>").user_id("user-1");
            then.ok(&of_user);
        });

        let user: CreateUserResponse = CreateUserResponse::builder().user_id("user-1").try_into()?;
        server.create_user(|when, then| {
            when.with_backend_token("<backend token>").email_part(|part| part.text() == Some("user-1@example.com"));
            then.ok(&user);
        });
        server.add_selfie(|when, then| {
            when.with_user_token("<user token>").video_part(|part| part.file_name.as_deref() == Some("empty-room.mp4"));
            then.no_face();
        });
        server.add_selfie(|when, then| {
            when.with_user_token("<user token>").video_part(|part| part.file_name.as_deref() != Some("empty-room.mp4"));
            then.stored(None);
        });
        server.void_selfie(|when, then| {
            when.with_backend_token_with_user_id("<backend token with user id>");
            then.ok(None);
        });

        server.authorize_user(|when, then| {
            when.with_backend_token_with_user_id("<backend token with user id>");
            then.ok(None);
        });

        let recorded: AuthenticateUserResponse =
            AuthenticateUserResponse::builder().authentication_id("authentication-1").try_into()?;
        server.authenticate_user(|when, then| {
            when.with_user_token("<user token>");
            then.recorded(&recorded);
        });
        let result: AuthenticationResponse = AuthenticationResponse::builder()
            .authentication(
                Authentication::builder()
                    .user_id("user-1")
                    .created_at(TIME)
                    .liveness_result(AuthenticationLivenessResult::try_from(
                        AuthenticationLivenessResult::builder().score(AuthenticationLivenessScore::from(0.97)),
                    )?)
                    .match_result(AuthenticationMatchResult::try_from(
                        AuthenticationMatchResult::builder().score(FaceMatchScore::from(0.85)),
                    )?),
            )
            .try_into()?;
        server.get_authentication(|when, then| {
            when.authentication_id("authentication-1");
            then.ok(&result);
        });
        Ok(())
    }

    /// The reports on a selfie, in both versions.
    pub fn reports<'a>(server: &'a MockServer, take: &str) -> Result<[Mock<'a>; 2], Box<dyn Error>> {
        let alive = if take == "face.mp4" { 0.915 } else { 0.167 };
        let liveness: LivenessV0 = LivenessV0::builder().score(LivenessScoreV0::from(alive)).try_into()?;
        let selfie: SelfieSummaryV0 = SelfieSummaryV0::builder().liveness(liveness).try_into()?;
        let v0: ReportV0 = ReportV0::builder()
            .version(0)
            .created_at(TIME)
            .user_summary(UserSummaryV0::builder().user_id("user-1").selfie(selfie))
            .try_into()?;
        let v1: ReportV1 = ReportV1::builder()
            .version(1)
            .id("report-1")
            .user_id("user-1")
            .created_at(TIME)
            .summary(SummaryV1::builder().face_liveness(LivenessScoreV1::from(alive * 100.0)))
            .selfies(Vec::new())
            .documents(Vec::new())
            .events(Vec::new())
            .try_into()?;
        // The vendor's page shows a report alone; newer code finds it in a wrapper. Both are read.
        let (v0, v1) = (ReportResponse::bare(v0.into()), ReportResponse::wrapped(v1.into()));
        Ok([("0", v0), ("1", v1)].map(|(version, report)| {
            server.get_report(|when, then| {
                when.alice_report_version(&ReportVersion::from(version));
                then.ok(&report);
            })
        }))
    }
}
