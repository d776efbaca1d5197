//! AwareID, started by the client and by a QR code, and a face that does not match.

use std::{error::Error, time::Instant};

use awareid_client::{
    Client, ClientCredentials, LinkKeys, LinkedSession, Operation, ResponseValue, Secret, operations,
    scopes::BearerApikey,
    types::{
        AddDeviceRequest, AddFaceRequest, AddFaceResponse, AuthStatus, AuthenticateRequest, AuthenticateResponse,
        EnrollRequest, EnrollResponse, EnrollmentStatus, FaceLivenessData, FaceVideo, Frame, LivenessDecision,
        TriggerAuthenticateRequest, TriggerEnrollRequest, TriggerResponse, VerifyDeviceRequest, VerifyDeviceResponse,
        VerifyFaceRequest, VerifyFaceResponse, VideoMetaData, WorkflowData, builder,
    },
};
use sandbox::{RunningSandbox, Scenario};
use vendors::AwareId;

use super::{expect, transcript::Transcript};

const DEVICE: &str = "device-1";

pub(super) async fn run(sandbox: &RunningSandbox<AwareId>, log: &mut Transcript<'_>) -> Result<(), Box<dyn Error>> {
    let known = sandbox.credentials();
    let credentials = ClientCredentials::new(&*known.customer, &*known.client_id, &*known.client_secret);
    let session = Client::builder(sandbox.base_url()).build()?.session(credentials, &*known.api_key);
    let calls = session.calls();

    log.heading("Started by the client: enrolment")?;
    let read = calls.get_public_key().send();
    let tell = |key: &awareid_client::Text| format!("the key for the capture SDK, {} lines", key.lines().count());
    log.call(&operations::GET_PUBLIC_KEY, read, tell).await?;
    let code = enrol(&calls, "user-1", log).await?;

    log.heading("Started by the client: authentication")?;
    let token = begin(&calls, &code, log).await?;
    log.note("somebody else shows a face")?;
    sandbox.scenario("user-1", Scenario::NoMatch);
    expect(!verify(&calls, &token, log).await?, "a face that does not match to be refused")?;
    log.note("the enrolled person shows a face")?;
    sandbox.forget_scenario("user-1");
    expect(verify(&calls, &token, log).await?, "the enrolled face to be accepted")?;

    // Two programs take part from here on: a portal that shows a QR code, and the
    // device that scans it. The code holds host, API key and session token.
    let keys = &sandbox.credentials().link_keys;
    let keys = LinkKeys::new(&keys.public_key_pem, keys.aes_key)?.allow_insecure_hosts();
    log.heading("Started by a QR code: enrolment")?;
    let body = TriggerEnrollRequest::builder().username("user-2").email("user-2@example.com");
    let shown = log.call(&operations::TRIGGER_ENROLL, calls.trigger_enroll().body(body).send(), tell_qr).await?;
    let device = scan(shown, &keys, log).await?;
    let code = enrol(&device.calls, &device.session.user_name, log).await?;

    log.heading("Started by a QR code: authentication")?;
    let body = TriggerAuthenticateRequest::builder().username("user-2");
    let trigger = calls.trigger_authenticate().body(body).send();
    let shown = log.call(&operations::TRIGGER_AUTHENTICATE, trigger, tell_qr).await?;
    let device = scan(shown, &keys, log).await?.calls;
    let begun = device.authenticate_by_qr().body(who(&code)).send();
    let token = log.call(&operations::AUTHENTICATE_BY_QR, begun, tell_begun).await?.auth_token.clone();
    let verified = device.verify_device_by_qr().body(proof(&token)).send();
    log.call(&operations::VERIFY_DEVICE_BY_QR, verified, tell_device).await?;
    let verified = device.verify_face_by_qr().body(shown_face(&token)?).send();
    let judged = log.call(&operations::VERIFY_FACE_BY_QR, verified, tell_match).await?;
    expect(judge(&judged, log)?, "the enrolled face to be accepted")
}

/// Enrols a device and a face; gives the code that names the enrolment.
async fn enrol(calls: &BearerApikey, username: &str, log: &mut Transcript<'_>) -> Result<String, Box<dyn Error>> {
    let body = EnrollRequest::builder().username(username).email(format!("{username}@example.com"));
    let begun = log.call(&operations::ENROLL, calls.enroll().body(body).send(), tell_enrolment).await?;
    let token = begun.enrollment_token.clone().ok_or("the person is enrolled already")?;

    let body = AddDeviceRequest::builder().enrollment_token(token.clone()).device_id(DEVICE);
    let add = calls.add_device().body(body).send();
    log.call(&operations::ADD_DEVICE, add, |added| format!("enrolment {}", lower(&added.enrollment_status))).await?;

    let body = AddFaceRequest::builder().enrollment_token(token).face_liveness_data(face()?);
    let judged = log.call(&operations::ADD_FACE, calls.add_face().body(body).send(), tell_face).await?;
    let passed = judged.liveness_result && judged.enrollment_status == EnrollmentStatus::Complete;
    log.verdict(&if passed { "passed" } else { "failed" })?;
    expect(passed, "a living face to be enrolled")?;
    Ok(judged.registration_code.clone())
}

/// Begins an authentication and proves the device; gives its token.
async fn begin(calls: &BearerApikey, code: &str, log: &mut Transcript<'_>) -> Result<Secret, Box<dyn Error>> {
    let begun = log.call(&operations::AUTHENTICATE, calls.authenticate().body(who(code)).send(), tell_begun).await?;
    let proven = calls.verify_device().body(proof(&begun.auth_token)).send();
    log.call(&operations::VERIFY_DEVICE, proven, tell_device).await?;
    Ok(begun.auth_token.clone())
}

async fn verify(calls: &BearerApikey, token: &Secret, log: &mut Transcript<'_>) -> Result<bool, Box<dyn Error>> {
    let verified = calls.verify_face().body(shown_face(token)?).send();
    let judged = log.call(&operations::VERIFY_FACE, verified, tell_match).await?;
    judge(&judged, log)
}

fn judge(judged: &VerifyFaceResponse, log: &mut Transcript<'_>) -> Result<bool, Box<dyn Error>> {
    let passed = judged.liveness_result && judged.match_result && judged.auth_status == AuthStatus::Complete;
    log.verdict(&if passed { "passed" } else { "failed" })?;
    Ok(passed)
}

/// The device reads the code that the portal shows, and validates its session.
async fn scan(
    shown: ResponseValue<TriggerResponse>,
    keys: &LinkKeys,
    log: &mut Transcript<'_>,
) -> Result<LinkedSession, Box<dyn Error>> {
    static OPERATION: &Operation = &operations::VALIDATE_SESSION;
    let shown = shown.into_inner().into_session()?;
    let began = Instant::now();
    let linked = LinkedSession::from_png(shown.qr_code.as_ref(), keys).await?;
    let purpose = lower(&linked.session.method_type);
    let text = format!("the device has read the QR code: a session to {purpose} {}", linked.session.user_name);
    log.step(OPERATION, 200, began.elapsed(), &text)?;
    Ok(linked)
}

fn who(code: &str) -> builder::AuthenticateRequest {
    AuthenticateRequest::builder().registration_code(code.to_owned()).device_id(DEVICE.to_owned())
}

/// The device signs with the key that it made when it was enrolled.
fn proof(token: &Secret) -> builder::VerifyDeviceRequest {
    VerifyDeviceRequest::builder().auth_token(token.clone()).device_id(DEVICE).signature("signature")
}

fn shown_face(token: &Secret) -> Result<builder::VerifyFaceRequest, Box<dyn Error>> {
    Ok(VerifyFaceRequest::builder().auth_token(token.clone()).face_liveness_data(face()?))
}

/// What the vendor's capture SDK makes of a face.
fn face() -> Result<FaceLivenessData, Box<dyn Error>> {
    let frame: Frame = Frame::builder().data("frame").try_into()?;
    let video: FaceVideo = FaceVideo::builder()
        .workflow_data(WorkflowData::builder().workflow("hotel2").frames(vec![frame]))
        .meta_data(VideoMetaData::builder().username("user"))
        .try_into()?;
    Ok(FaceLivenessData::builder().video(video).try_into()?)
}

fn tell_enrolment(begun: &EnrollResponse) -> String {
    format!("to do: {:?}", begun.required_checks)
}

fn tell_face(judged: &AddFaceResponse) -> String {
    format!("enrolment {}, decision {}", lower(&judged.enrollment_status), decision(judged.decision()))
}

fn tell_begun(begun: &AuthenticateResponse) -> String {
    format!("to do: {:?}", begun.required_checks)
}

fn tell_device(verified: &VerifyDeviceResponse) -> String {
    format!("authentication {}", lower(&verified.auth_status))
}

fn tell_match(judged: &VerifyFaceResponse) -> String {
    let matches = if judged.match_result { "matches" } else { "does not match" };
    let (status, decision) = (lower(&judged.auth_status), decision(judged.decision()));
    format!("authentication {status}, decision {decision}, the face {matches} (score {:.3})", judged.match_score)
}

fn tell_qr(_: &TriggerResponse) -> String {
    "the portal shows a QR code, a PNG image".to_owned()
}

fn decision(decision: Option<&LivenessDecision>) -> String {
    decision.map_or("missing".to_owned(), lower)
}

fn lower(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}
