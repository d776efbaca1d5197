//! Enrolment and authentication with AwareID, started by the client and by a QR
//! code. No account is needed: a mock server plays the vendor.
//!
//! `cargo run -p awareid-client --features mock --example enroll_and_authenticate`
//!
//! The functions before the module `vendor` are what an application would do.
//! The module `vendor` at the end is the mock server's part.

use std::error::Error;

use awareid_client::{
    Client, Operation, ResponseValue, Secret, TriggerRefused, operations,
    scopes::BearerApikey,
    types::{
        AddDeviceRequest, AddFaceRequest, AuthStatus, AuthenticateRequest, EnrollRequest, EnrollmentStatus,
        FaceLivenessData, FaceVideo, Frame, GrantType, LivenessDecision, MethodType, TokenRequest, TokenScope,
        TriggerAuthenticateRequest, TriggerEnrollRequest, TriggerResponse, ValidateSessionRequest, VerifyDeviceRequest,
        VerifyFaceRequest, VideoMetaData, WorkflowData,
    },
};
use httpmock::MockServer;

const DEVICE: &str = "device-1";
const API_KEY: &str = "<api key>";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = MockServer::start_async().await;
    vendor::play(&server)?;
    let awareid = Client::builder(server.base_url()).build()?;
    let mut log = Transcript::default();

    log.heading("Started by the client: credentials");
    let person = sign_in(&awareid, &mut log).await?;
    log.heading("Started by the client: enrolment");
    let Some(code) = enrol(&person, &mut log).await? else { return Err("not enrolled".into()) };
    log.heading("Started by the client: authentication");
    if !authenticate(&person, &code, &mut log).await? {
        return Err("not authenticated".into());
    }

    // Two programs take part from here on. A web portal shows a QR code; the
    // application on the person's device scans it and goes on. The code holds
    // the host, the API key and the session token, so that the device needs no
    // client secret. With the feature `qr`, `SessionLink` opens it by the
    // vendor's keys; there are none here, so the token is handed over directly.
    log.heading("Started by a QR code: enrolment");
    let portal = &person;
    let request = TriggerEnrollRequest::builder().username("user-1").email("user-1@example.com");
    let session = portal.trigger_enroll().body(request).send().await?;
    let token = show_qr(&operations::TRIGGER_ENROLL, session, &mut log)?;
    let device = scan_qr(&awareid, token, MethodType::Enroll, &mut log).await?;
    let Some(code) = enrol(&device, &mut log).await? else { return Err("not enrolled".into()) };

    log.heading("Started by a QR code: authentication");
    let request = TriggerAuthenticateRequest::builder().username("user-1");
    let session = portal.trigger_authenticate().body(request).send().await?;
    let token = show_qr(&operations::TRIGGER_AUTHENTICATE, session, &mut log)?;
    let device = scan_qr(&awareid, token, MethodType::Authenticate, &mut log).await?;
    if !authenticate_by_qr(&device, &code, &mut log).await? {
        return Err("not authenticated".into());
    }
    println!("\nthe person is enrolled and authenticated, both ways");
    Ok(())
}

/// Buys an access token with the client's secret. It lives 300 seconds.
async fn sign_in(awareid: &Client, log: &mut Transcript) -> Result<BearerApikey, Box<dyn Error>> {
    let request = TokenRequest::builder()
        .client_id("client-1")
        .client_secret("<client secret>")
        .scope(TokenScope::Openid)
        .grant_type(GrantType::ClientCredentials);
    let token = awareid.unauthenticated().get_access_token().customer_name("customer-1").body(request).send().await?;
    let text = format!("an access token for {} seconds", token.expires_in);
    log.step(&operations::GET_ACCESS_TOKEN, &token, text, None);
    let scope = awareid.with_bearer_and_apikey(token.access_token.clone(), API_KEY);

    // The capture SDK encrypts the face with this key.
    let key = scope.get_public_key().send().await?;
    let text = format!("a public key of {} lines", key.lines().count());
    log.step(&operations::GET_PUBLIC_KEY, &key, text, None);
    Ok(scope)
}

/// Enrols a device and a face. Gives the code that names the enrolment.
async fn enrol(scope: &BearerApikey, log: &mut Transcript) -> Result<Option<String>, Box<dyn Error>> {
    let request = EnrollRequest::builder().username("user-1").email("user-1@example.com");
    let begun = scope.enroll().body(request).send().await?;
    log.step(&operations::ENROLL, &begun, format!("to do: {:?}", begun.required_checks), None);
    // A person who is already enrolled gets no token of this kind.
    let Some(token) = begun.enrollment_token.clone() else { return Ok(None) };

    let request = AddDeviceRequest::builder().enrollment_token(token.clone()).device_id(DEVICE);
    let added = scope.add_device().body(request).send().await?;
    log.step(&operations::ADD_DEVICE, &added, format!("enrolment {:?}", added.enrollment_status), None);

    let request = AddFaceRequest::builder().enrollment_token(token).face_liveness_data(face()?);
    let judged = scope.add_face().body(request).send().await?;
    let text = format!("enrolment {:?}, decision {}", judged.enrollment_status, shown(judged.decision()));
    log.step(&operations::ADD_FACE, &judged, text, Some(judged.liveness_result));
    let complete = judged.liveness_result && judged.enrollment_status == EnrollmentStatus::Complete;
    Ok(complete.then(|| judged.registration_code.clone()))
}

/// Authenticates an enrolled person by device and face.
async fn authenticate(scope: &BearerApikey, code: &str, log: &mut Transcript) -> Result<bool, Box<dyn Error>> {
    let begun = scope.authenticate().body(who(code)).send().await?;
    log.step(&operations::AUTHENTICATE, &begun, format!("to do: {:?}", begun.required_checks), None);

    let device = scope.verify_device().body(proof(&begun.auth_token)).send().await?;
    log.step(&operations::VERIFY_DEVICE, &device, format!("authentication {:?}", device.auth_status), None);

    let request = VerifyFaceRequest::builder().auth_token(begun.auth_token.clone()).face_liveness_data(face()?);
    let judged = scope.verify_face().body(request).send().await?;
    let passed = judged.liveness_result && judged.match_result;
    let text = format!("authentication {:?}, decision {}", judged.auth_status, shown(judged.decision()));
    log.step(&operations::VERIFY_FACE, &judged, text, Some(passed));
    Ok(passed && judged.auth_status == AuthStatus::Complete)
}

/// The same under the short paths that the vendor's page gives for the QR flow.
async fn authenticate_by_qr(scope: &BearerApikey, code: &str, log: &mut Transcript) -> Result<bool, Box<dyn Error>> {
    let begun = scope.authenticate_by_qr().body(who(code)).send().await?;
    log.step(&operations::AUTHENTICATE_BY_QR, &begun, format!("to do: {:?}", begun.required_checks), None);

    let device = scope.verify_device_by_qr().body(proof(&begun.auth_token)).send().await?;
    log.step(&operations::VERIFY_DEVICE_BY_QR, &device, format!("authentication {:?}", device.auth_status), None);

    let request = VerifyFaceRequest::builder().auth_token(begun.auth_token.clone()).face_liveness_data(face()?);
    let judged = scope.verify_face_by_qr().body(request).send().await?;
    let passed = judged.liveness_result && judged.match_result;
    let text = format!("authentication {:?}, decision {}", judged.auth_status, shown(judged.decision()));
    log.step(&operations::VERIFY_FACE_BY_QR, &judged, text, Some(passed));
    Ok(passed && judged.auth_status == AuthStatus::Complete)
}

/// The portal shows the image. A refusal can come with status 200, so ask for the session.
fn show_qr(
    operation: &'static Operation,
    answer: ResponseValue<TriggerResponse>,
    log: &mut Transcript,
) -> Result<Secret, TriggerRefused> {
    let session = (*answer).clone().into_session()?;
    let bytes = session.qr_code.as_bytes().len();
    log.step(operation, &answer, format!("a QR image of {bytes} bytes to show"), None);
    Ok(session.session_token)
}

/// The device trades the session token of the QR code for an access token.
async fn scan_qr(
    awareid: &Client,
    session_token: Secret,
    expected: MethodType,
    log: &mut Transcript,
) -> Result<BearerApikey, Box<dyn Error>> {
    let request = ValidateSessionRequest::builder().session_token(session_token);
    let session = awareid.with_apikey(API_KEY).validate_session().body(request).send().await?;
    let text = format!("an access token, for {:?}", session.method_type);
    log.step(&operations::VALIDATE_SESSION, &session, text, None);
    if session.method_type != expected {
        return Err("the QR code is for another process".into());
    }
    Ok(awareid.with_bearer_and_apikey(session.access_token.clone(), API_KEY))
}

fn who(code: &str) -> awareid_client::types::builder::AuthenticateRequest {
    AuthenticateRequest::builder().registration_code(code.to_owned()).device_id(DEVICE.to_owned())
}

/// The device signs with the key that it made when it was enrolled.
fn proof(auth_token: &Secret) -> awareid_client::types::builder::VerifyDeviceRequest {
    VerifyDeviceRequest::builder().auth_token(auth_token.clone()).device_id(DEVICE).signature("<signature>")
}

/// The package of the vendor's capture SDK. This crate sends it as it is.
fn face() -> Result<FaceLivenessData, Box<dyn Error>> {
    let frame: Frame = Frame::builder().data("(frame)").try_into()?;
    let video: FaceVideo = FaceVideo::builder()
        .workflow_data(WorkflowData::builder().workflow("hotel2").frames(vec![frame]))
        .meta_data(VideoMetaData::builder().username("user-1".to_owned()))
        .try_into()?;
    Ok(FaceLivenessData::builder().video(video).try_into()?)
}

fn shown(value: Option<&LivenessDecision>) -> String {
    value.map_or("not given".to_owned(), |value| format!("{value:?}"))
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
        passed: Option<bool>,
    ) {
        self.steps += 1;
        let (step, status) = (self.steps, answer.status().as_u16());
        println!("{step:3} {:21} {status}  {}", operation.id, result.as_ref());
        if let Some(passed) = passed {
            println!("{:30} verdict: {}", "", if passed { "passed" } else { "failed" });
        }
    }
}

/// What the mock server answers. The typed mocks come from the same contract as
/// the client, so neither can go its own way.
mod vendor {
    use awareid_client::{
        Base64, Nullable,
        mock::MockServerExt,
        types::{
            AddDeviceResponse, AddFaceResponse, AuthenticateResponse, AuthenticationCheck, EnrollResponse,
            EnrollmentCheck, LivenessResult, LivenessResults, TokenResponse, TriggerStatus, ValidateSessionResponse,
            VerifyDeviceResponse, VerifyFaceResponse, VideoLiveness,
        },
    };

    use super::*;

    pub fn play(server: &MockServer) -> Result<(), Box<dyn Error>> {
        credentials(server)?;
        enrolment(server)?;
        authentication(server)?;
        qr(server)
    }

    fn credentials(server: &MockServer) -> Result<(), Box<dyn Error>> {
        let token: TokenResponse =
            TokenResponse::builder().access_token("<access token>").expires_in(300).token_type("Bearer").try_into()?;
        server.get_access_token(|when, then| {
            when.customer_name("customer-1");
            then.ok(&token);
        });
        server.get_public_key(|when, then| {
            when.with_bearer("<access token>").with_apikey(API_KEY);
            then.ok("-----BEGIN PUBLIC KEY-----\n(key)\n-----END PUBLIC KEY-----\n");
        });
        Ok(())
    }

    fn enrolment(server: &MockServer) -> Result<(), Box<dyn Error>> {
        let begun: EnrollResponse = EnrollResponse::builder()
            .enrollment_token(Secret::new("<enrolment token>"))
            .user_exists_already(false)
            .required_checks(vec![EnrollmentCheck::AddDevice, EnrollmentCheck::AddFace])
            .try_into()?;
        server.enroll(|_, then| {
            then.ok(&begun);
        });
        let added: AddDeviceResponse = AddDeviceResponse::builder()
            .enrollment_status(EnrollmentStatus::Pending)
            .registration_code("")
            .try_into()?;
        server.add_device(|_, then| {
            then.ok(&added);
        });
        // The vendor's page says `livenessResults`, later servers `faceLivenessResults`. Both are read.
        let judged: AddFaceResponse = AddFaceResponse::builder()
            .liveness_result(true)
            .enrollment_status(EnrollmentStatus::Complete)
            .registration_code("registration-1")
            .liveness_results(alive()?)
            .try_into()?;
        server.add_face(|_, then| {
            then.ok(&judged);
        });
        Ok(())
    }

    fn authentication(server: &MockServer) -> Result<(), Box<dyn Error>> {
        let begun: AuthenticateResponse = AuthenticateResponse::builder()
            .auth_token("<authentication token>")
            .required_checks(vec![AuthenticationCheck::VerifyDevice, AuthenticationCheck::VerifyFace])
            .try_into()?;
        server.authenticate(|_, then| {
            then.ok(&begun);
        });
        server.authenticate_by_qr(|_, then| {
            then.ok(&begun);
        });
        let device: VerifyDeviceResponse =
            VerifyDeviceResponse::builder().message("Device verified.").auth_status(AuthStatus::Pending).try_into()?;
        server.verify_device(|_, then| {
            then.ok(&device);
        });
        server.verify_device_by_qr(|_, then| {
            then.ok(&device);
        });
        let judged: VerifyFaceResponse = VerifyFaceResponse::builder()
            .liveness_result(true)
            .match_result(true)
            .match_score(53.154655)
            .auth_status(AuthStatus::Complete)
            .face_liveness_results(alive()?)
            .try_into()?;
        server.verify_face(|_, then| {
            then.ok(&judged);
        });
        server.verify_face_by_qr(|_, then| {
            then.ok(&judged);
        });
        Ok(())
    }

    fn qr(server: &MockServer) -> Result<(), Box<dyn Error>> {
        let session = |token: &'static str| {
            TriggerResponse::builder()
                .status(TriggerStatus::Success)
                .session_callback_url("https://awareid.example.com/onboarding?data=(sealed)")
                .qrcode_image(Base64::new(*b"(png)"))
                .session_token(token)
                .error_summary(Nullable::Null)
        };
        let enroll: TriggerResponse = session("<session to enroll>").try_into()?;
        server.trigger_enroll(|_, then| {
            then.ok(&enroll);
        });
        let authenticate: TriggerResponse = session("<session to authenticate>").try_into()?;
        server.trigger_authenticate(|_, then| {
            then.ok(&authenticate);
        });
        for (token, method) in
            [("<session to enroll>", MethodType::Enroll), ("<session to authenticate>", MethodType::Authenticate)]
        {
            let asked: ValidateSessionRequest = ValidateSessionRequest::builder().session_token(token).try_into()?;
            let valid: ValidateSessionResponse = ValidateSessionResponse::builder()
                .access_token("<access token of the session>")
                .method_type(method)
                .customer_name("customer-1")
                .customer_logo("")
                .user_name("user-1")
                .email("user-1@example.com")
                .try_into()?;
            server.validate_session(|when, then| {
                when.with_apikey(API_KEY).body(&asked);
                then.ok(&valid);
            });
        }
        Ok(())
    }

    fn alive() -> Result<LivenessResults, Box<dyn Error>> {
        let result: LivenessResult = LivenessResult::builder().decision(LivenessDecision::Live).try_into()?;
        let video: VideoLiveness = VideoLiveness::builder().liveness_result(result).try_into()?;
        Ok(LivenessResults::builder().video(video).try_into()?)
    }
}
