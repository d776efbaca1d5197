//! AwareID: a sandbox with a client, and the steps of its flows.

use awareid_client::{
    Client, ClientCredentials, Session,
    scopes::BearerApikey,
    types::{
        AddDeviceRequest, AddFaceRequest, AddFaceResponse, AuthenticateRequest, EnrollRequest, EnrollResponse,
        FaceLivenessData, FaceVideo, Frame, VerifyDeviceRequest, VerifyFaceRequest, VerifyFaceResponse, VideoMetaData,
        WorkflowData, builder,
    },
};
use contract::{
    AwareId,
    sandbox::{ManualClock, RunningSandbox, Sandbox},
};

pub struct AwareIdTest {
    pub sandbox: RunningSandbox<AwareId>,
    pub session: Session,
    pub client: Client,
    pub clock: ManualClock,
}

impl AwareIdTest {
    pub async fn start() -> Self {
        Self::start_with(AwareId::sandbox()).await
    }

    pub async fn start_with(sandbox: Sandbox<AwareId>) -> Self {
        let clock = ManualClock::default();
        let sandbox = sandbox.seed(1).clock(clock.clone()).start().await.unwrap();
        let client = Client::builder(sandbox.base_url()).clock(clock.clone()).build().unwrap();
        let known = sandbox.credentials();
        let credentials = ClientCredentials::new(&*known.customer, &*known.client_id, &*known.client_secret);
        let tokens = awareid_client::Tokens::builder().clock(clock.clone()).build();
        let session = client.session_with(credentials, &*known.api_key, tokens);
        Self { sandbox, session, client, clock }
    }

    pub fn calls(&self) -> BearerApikey {
        self.session.calls()
    }

    pub fn link_keys(&self) -> awareid_client::LinkKeys {
        let keys = &self.sandbox.credentials().link_keys;
        awareid_client::LinkKeys::new(&keys.public_key_pem, keys.aes_key).unwrap().allow_insecure_hosts()
    }

    /// Enrols a user with the device `device-1`; gives the registration code.
    pub async fn enrolled(&self, username: &str) -> String {
        let token = enroll(&self.calls(), username).await.enrollment_token.unwrap();
        add_device(&self.calls(), token.expose()).await;
        add_face(&self.calls(), token.expose()).await.registration_code
    }
}

pub async fn enroll(calls: &BearerApikey, username: &str) -> EnrollResponse {
    let body = EnrollRequest::builder().username(username.to_owned()).email(format!("{username}@example.com"));
    calls.enroll().body(body).send().await.unwrap().into_inner()
}

pub async fn add_device(calls: &BearerApikey, token: &str) -> awareid_client::types::AddDeviceResponse {
    let body = AddDeviceRequest::builder().enrollment_token(token).device_id("device-1".to_owned());
    calls.add_device().body(body).send().await.unwrap().into_inner()
}

pub async fn add_face(calls: &BearerApikey, token: &str) -> AddFaceResponse {
    let body = AddFaceRequest::builder().enrollment_token(token).face_liveness_data(face());
    calls.add_face().body(body).send().await.unwrap().into_inner()
}

/// Starts an authentication on the enrolled device; gives its token.
pub async fn authenticate(calls: &BearerApikey, code: &str) -> String {
    let body = AuthenticateRequest::builder().registration_code(code.to_owned()).device_id("device-1".to_owned());
    calls.authenticate().body(body).send().await.unwrap().auth_token.expose().to_owned()
}

pub fn device(token: &str, device: &str) -> builder::VerifyDeviceRequest {
    VerifyDeviceRequest::builder().auth_token(token).signature("signature".to_owned()).device_id(device.to_owned())
}

pub fn verification(token: &str) -> builder::VerifyFaceRequest {
    VerifyFaceRequest::builder().auth_token(token).face_liveness_data(face())
}

pub async fn verify_face(calls: &BearerApikey, token: &str) -> VerifyFaceResponse {
    calls.verify_face().body(verification(token)).send().await.unwrap().into_inner()
}

/// A face package with one frame.
pub fn face() -> builder::FaceLivenessData {
    package(vec![Frame::builder().data("frame".to_owned()).try_into().unwrap()])
}

pub fn package(frames: Vec<Frame>) -> builder::FaceLivenessData {
    let workflow = WorkflowData::builder().workflow("hotel2".to_owned()).frames(frames);
    let about = VideoMetaData::builder().username("user-1".to_owned());
    FaceLivenessData::builder()
        .video(Some(FaceVideo::builder().workflow_data(workflow).meta_data(about).try_into().unwrap()))
}
