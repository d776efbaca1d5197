//! Enrolment and authentication with AwareID, started by the client and by a QR
//! code. No account is needed: a sandbox plays the vendor.
//!
//! `cargo run -p awareid-client --features qr --example enroll_and_authenticate`
//!
//! The functions below `main` are what an application would do.

#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;

use awareid_client::{
    Client, ClientCredentials, LinkKeys, LinkedSession, Operation, ResponseValue, Secret, SessionLink, TriggerRefused,
    operations,
    scopes::BearerApikey,
    types::{
        AddDeviceRequest, AddFaceRequest, AuthStatus, AuthenticateRequest, EnrollRequest, EnrollmentStatus,
        FaceLivenessData, FaceVideo, Frame, LivenessDecision, MethodType, TriggerAuthenticateRequest,
        TriggerEnrollRequest, TriggerResponse, VerifyDeviceRequest, VerifyFaceRequest, VideoMetaData, WorkflowData,
    },
};
use contract::AwareId;

const DEVICE: &str = "device-1";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = AwareId::sandbox().seed(1).start().await?;
    let awareid = Client::builder(sandbox.base_url()).build()?;
    let known = sandbox.credentials();
    let credentials = ClientCredentials::new(&*known.customer, &*known.client_id, &*known.client_secret);
    // The session fetches the access token and renews it.
    let calls = awareid.session(credentials, &*known.api_key).calls();
    let mut log = Transcript::default();

    log.heading("Started by the client: enrolment");
    // The capture SDK encrypts the face with this key.
    let key = calls.get_public_key().send().await?;
    let text = format!("a public key of {} lines", key.lines().count());
    log.step(&operations::GET_PUBLIC_KEY, &key, text, None);
    let Some(code) = enrol(&calls, "user-1", &mut log).await? else { return Err("not enrolled".into()) };
    log.heading("Started by the client: authentication");
    if !authenticate(&calls, &code, &mut log).await? {
        return Err("not authenticated".into());
    }

    // Two programs take part from here on. A web portal shows a QR code; the
    // application on the person's device scans it and goes on. The code holds
    // the host, the API key and the session token, so that the device needs no
    // client secret. The vendor's keys open it; here they are the sandbox's.
    let keys = &sandbox.credentials().link_keys;
    let keys = LinkKeys::new(&keys.public_key_pem, keys.aes_key)?.allow_insecure_hosts();
    log.heading("Started by a QR code: enrolment");
    let request = TriggerEnrollRequest::builder().username("user-2").email("user-2@example.com");
    let session = calls.trigger_enroll().body(request).send().await?;
    let image = show_qr(&operations::TRIGGER_ENROLL, session, &mut log)?;
    let device = scan_qr(&image, &keys, MethodType::Enroll, &mut log).await?;
    let Some(code) = enrol(&device, "user-2", &mut log).await? else { return Err("not enrolled".into()) };

    log.heading("Started by a QR code: authentication");
    let request = TriggerAuthenticateRequest::builder().username("user-2");
    let session = calls.trigger_authenticate().body(request).send().await?;
    let image = show_qr(&operations::TRIGGER_AUTHENTICATE, session, &mut log)?;
    let device = scan_qr(&image, &keys, MethodType::Authenticate, &mut log).await?;
    if !authenticate_by_qr(&device, &code, &mut log).await? {
        return Err("not authenticated".into());
    }
    println!("\nboth persons are enrolled and authenticated");
    sandbox.stop().await;
    Ok(())
}

/// Enrols a device and a face. Gives the code that names the enrolment.
async fn enrol(scope: &BearerApikey, username: &str, log: &mut Transcript) -> Result<Option<String>, Box<dyn Error>> {
    let request = EnrollRequest::builder().username(username).email(format!("{username}@example.com"));
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
) -> Result<Vec<u8>, TriggerRefused> {
    let session = (*answer).clone().into_session()?;
    log.step(operation, &answer, "a QR code to show, as a PNG image", None);
    Ok(session.qr_code.as_bytes().to_vec())
}

/// The device opens the link in the QR code and validates its session.
async fn scan_qr(
    image: &[u8],
    keys: &LinkKeys,
    expected: MethodType,
    log: &mut Transcript,
) -> Result<BearerApikey, Box<dyn Error>> {
    let LinkedSession { calls, session, .. } = SessionLink::open_png(image, keys)?.start().await?;
    log.line(&operations::VALIDATE_SESSION, 200, &format!("an access token, for {:?}", session.method_type));
    if session.method_type != expected {
        return Err("the QR code is for another process".into());
    }
    Ok(calls)
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
        .meta_data(VideoMetaData::builder().username("user"))
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
        self.line(operation, answer.status().as_u16(), result.as_ref());
        if let Some(passed) = passed {
            println!("{:30} verdict: {}", "", if passed { "passed" } else { "failed" });
        }
    }

    fn line(&mut self, operation: &Operation, status: u16, result: &str) {
        self.steps += 1;
        println!("{:3} {:21} {status}  {result}", self.steps, operation.id);
    }
}
