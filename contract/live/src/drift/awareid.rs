//! The calls to AwareID.

use std::time::{SystemTime, UNIX_EPOCH};

use awareid_client::{
    Client, ClientCredentials, Session,
    scopes::BearerApikey,
    types::{
        AddDeviceRequest, AddFaceRequest, AuthenticateRequest, EnrollRequest, FaceLivenessData, FaceVideo, Frame,
        TriggerAuthenticateRequest, TriggerEnrollRequest, TriggerResponse, ValidateSessionRequest, VerifyDeviceRequest,
        VerifyFaceRequest, VideoMetaData, WorkflowData, builder,
    },
};
use client_runtime::{BuildError, Secret};

use super::steps::Steps;

const DEVICE: &str = "contract-check";

pub(super) struct Flow {
    pub base_url: String,
    pub credentials: ClientCredentials,
    pub api_key: Secret,
    pub face: Option<Box<FaceLivenessData>>,
}

impl Flow {
    pub async fn run(mut self, write: bool, steps: &mut Steps<'_>) -> Result<(), BuildError> {
        let client = Client::builder(&self.base_url).build()?;
        let session = client.session(self.credentials.clone(), self.api_key.clone());
        // Without a token nothing else works.
        if steps.take(session.calls().get_public_key().send()).await.is_none() || !write {
            return Ok(());
        }
        if self.face.is_none() {
            self.face = empty_face().map(Box::new).map_err(|reason| steps.fail(&reason)).ok();
        }
        // The service cannot forget a person, so each run takes new names.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let (first, second) = (format!("contract-check-{now}"), format!("contract-check-{now}-qr"));
        self.by_client(&session.calls(), &first, steps).await;
        self.by_qr(&client, &session, &second, steps).await;
        Ok(())
    }

    /// Started by the client.
    async fn by_client(&self, calls: &BearerApikey, username: &str, steps: &mut Steps<'_>) -> Option<()> {
        let code = self.enrol(calls, username, steps).await?;
        let begun = steps.take(calls.authenticate().body(who(&code)).send()).await?;
        steps.take(calls.verify_device().body(proof(&begun.auth_token)).send()).await;
        steps.take(calls.verify_face().body(self.shown_face(&begun.auth_token)?).send()).await;
        Some(())
    }

    /// Started by a QR code. The response that has the code says its session token as
    /// well, so that no keys are needed and the calls stay on the same host.
    async fn by_qr(&self, client: &Client, session: &Session, username: &str, steps: &mut Steps<'_>) -> Option<()> {
        let portal = session.calls();
        let body = TriggerEnrollRequest::builder().username(username).email(email(username));
        let triggered = steps.take(portal.trigger_enroll().body(body).send()).await?;
        let device = self.scan(client, session, triggered, steps).await?;
        let code = self.enrol(&device, username, steps).await?;

        let body = TriggerAuthenticateRequest::builder().username(username);
        let triggered = steps.take(portal.trigger_authenticate().body(body).send()).await?;
        let device = self.scan(client, session, triggered, steps).await?;
        let begun = steps.take(device.authenticate_by_qr().body(who(&code)).send()).await?;
        steps.take(device.verify_device_by_qr().body(proof(&begun.auth_token)).send()).await;
        steps.take(device.verify_face_by_qr().body(self.shown_face(&begun.auth_token)?).send()).await;
        Some(())
    }

    /// Enrols a device and a face; gives the code that names the enrolment.
    async fn enrol(&self, calls: &BearerApikey, username: &str, steps: &mut Steps<'_>) -> Option<String> {
        let body = EnrollRequest::builder().username(username).email(email(username));
        let begun = steps.take(calls.enroll().body(body).send()).await?;
        let Some(token) = begun.enrollment_token else {
            steps.fail(&"enroll: a new person is said to be enrolled already");
            return None;
        };
        let body = AddDeviceRequest::builder().enrollment_token(token.clone()).device_id(DEVICE);
        steps.take(calls.add_device().body(body).send()).await?;
        let body = AddFaceRequest::builder().enrollment_token(token).face_liveness_data(self.face()?);
        let judged = steps.take(calls.add_face().body(body).send()).await?;
        if judged.registration_code.is_empty() {
            steps.fail(&"add_face: the face was not accepted");
            return None;
        }
        Some(judged.registration_code)
    }

    async fn scan(
        &self,
        client: &Client,
        session: &Session,
        triggered: TriggerResponse,
        steps: &mut Steps<'_>,
    ) -> Option<BearerApikey> {
        let shown = triggered.into_session().map_err(|refused| steps.fail(&refused)).ok()?;
        let body = ValidateSessionRequest::builder().session_token(shown.session_token);
        let valid = steps.take(session.api_key_calls().validate_session().body(body).send()).await?;
        Some(client.with_bearer_and_apikey(valid.access_token, self.api_key.clone()))
    }

    fn shown_face(&self, token: &Secret) -> Option<builder::VerifyFaceRequest> {
        Some(VerifyFaceRequest::builder().auth_token(token.clone()).face_liveness_data(self.face()?))
    }

    fn face(&self) -> Option<FaceLivenessData> {
        self.face.as_deref().cloned()
    }
}

/// A package of the right form that shows nobody.
fn empty_face() -> Result<FaceLivenessData, awareid_client::types::error::ConversionError> {
    let frame: Frame = Frame::builder().data("frame").try_into()?;
    let video: FaceVideo = FaceVideo::builder()
        .workflow_data(WorkflowData::builder().workflow("hotel2").frames(vec![frame]))
        .meta_data(VideoMetaData::builder().username("user"))
        .try_into()?;
    FaceLivenessData::builder().video(video).try_into()
}

fn email(username: &str) -> String {
    format!("{username}@example.com")
}

fn who(code: &str) -> builder::AuthenticateRequest {
    AuthenticateRequest::builder().registration_code(code.to_owned()).device_id(DEVICE.to_owned())
}

/// A signature that a vendor cannot verify; it may say so.
fn proof(token: &Secret) -> builder::VerifyDeviceRequest {
    VerifyDeviceRequest::builder().auth_token(token.clone()).device_id(DEVICE).signature("signature")
}
