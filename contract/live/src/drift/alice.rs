//! The calls to Alice Onboarding.

use std::path::PathBuf;

use alice_client::{
    Client, FilePart, Session,
    types::{AddSelfieOutcome, AddSelfieRequest, AuthenticateUserOutcome, AuthenticateUserRequest},
};
use client_runtime::{BuildError, Secret};

use super::steps::Steps;

pub(super) struct Flow {
    pub base_url: String,
    pub api_key: Secret,
    pub user_id: Option<String>,
    pub selfie: Option<PathBuf>,
}

impl Flow {
    pub async fn run(self, write: bool, steps: &mut Steps<'_>) -> Result<(), BuildError> {
        let client = Client::builder(&self.base_url).build()?;
        let session = client.session(self.api_key.clone());
        steps.take(client.unauthenticated().healthcheck().send()).await;
        // Without a token nothing else works.
        if steps.take(session.tokens().get_backend_token().send()).await.is_none() {
            return Ok(());
        }
        if let Some(user) = &self.user_id {
            read(&session, user, steps).await;
        }
        if write {
            self.write(&session, steps).await;
        }
        Ok(())
    }

    /// Makes a user, goes all the way and deletes the user, whatever fails between.
    async fn write(&self, session: &Session, steps: &mut Steps<'_>) {
        let Some(user) = steps.take(session.backend().create_user().send()).await else { return };
        self.enrol(session, &user.user_id, steps).await;
        self.log_in(session, &user.user_id, steps).await;
        read(session, &user.user_id, steps).await;
        let backend = session.user(&user.user_id);
        steps.take(backend.delete_selfie().send()).await;
        steps.take(backend.delete_user().send()).await;
    }

    /// Two selfies, of which the first is voided and the second stays.
    async fn enrol(&self, session: &Session, user: &str, steps: &mut Steps<'_>) {
        let (device, backend) = (session.device(user), session.user(user));
        for voided in [true, false] {
            let sent = device.add_selfie().body(AddSelfieRequest::builder().video(self.video())).send();
            match steps.take(sent).await {
                Some(AddSelfieOutcome::NoFace) => return steps.fail(&"add_selfie: no face was found"),
                Some(_) if voided => drop(steps.take(backend.void_selfie().send()).await),
                _ => {}
            }
        }
    }

    async fn log_in(&self, session: &Session, user: &str, steps: &mut Steps<'_>) {
        let (device, backend) = (session.device(user), session.user(user));
        steps.take(backend.authorize_user().send()).await;
        steps.take(backend.deauthorize_user().send()).await;
        steps.take(backend.enable_authentication().send()).await;
        let sent = device.authenticate_user().body(AuthenticateUserRequest::builder().video(self.video())).send();
        if let Some(AuthenticateUserOutcome::NoFace) = steps.take(sent).await {
            steps.fail(&"authenticate_user: no face was found");
        }
        steps.take(backend.disable_authentication().send()).await;
    }

    fn video(&self) -> FilePart {
        match &self.selfie {
            Some(path) => FilePart::path(path),
            None => FilePart::bytes("selfie.mp4", "video/mp4", "frames"),
        }
    }
}

/// Everything that can be read about a user.
async fn read(session: &Session, user: &str, steps: &mut Steps<'_>) {
    let (device, backend) = (session.device(user), session.user(user));
    steps.take(device.get_user_status().send()).await;
    steps.take(backend.get_report().send()).await;
    for version in ["0", "1"] {
        steps.take(backend.get_report().alice_report_version(version).send()).await;
    }
    steps.take(backend.list_authentications().send()).await;
    let ids = steps.take(backend.list_authentication_ids().send()).await;
    if let Some(id) = ids.and_then(|ids| ids.authentication_ids.into_iter().next()) {
        steps.take(backend.get_authentication().authentication_id(id).send()).await;
    }
}
