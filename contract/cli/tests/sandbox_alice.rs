//! The sandbox of Alice, driven through the typed client: whole flows.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use alice_client::types::{
    AddSelfieOutcome, AuthenticateUserOutcome, DeleteUserOutcome, Report, ReportV0, ReportV1, ReportVersion, UserState,
};
use contract::{
    Alice,
    sandbox::{Sandbox, Scenario},
};
use support::{AliceTest, all_conform, journal, login, selfie};

impl AliceTest {
    async fn v0(&self, user: &str) -> ReportV0 {
        let backend = self.session.user(user);
        match &*backend.get_report().alice_report_version(ReportVersion::V0).send().await.unwrap().into_inner() {
            Report::V0(report) => report.clone(),
            other => panic!("{other:?}"),
        }
    }

    async fn v1(&self, user: &str) -> ReportV1 {
        match &*self.session.user(user).get_report().send().await.unwrap().into_inner() {
            Report::V1(report) => report.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// Logs in; gives the verdict.
    async fn log_in(&self, user: &str, file_name: &str) -> alice_client::LoginVerdict {
        let outcome = self.session.device(user).authenticate_user().body(login(file_name)).send().await.unwrap();
        let AuthenticateUserOutcome::Recorded(recorded) = outcome.into_inner() else { panic!("no face") };
        let backend = self.session.user(user);
        let call = backend.get_authentication().authentication_id(recorded.authentication_id);
        call.send().await.unwrap().authentication.verdict()
    }
}

#[tokio::test]
async fn a_person_enrols_and_logs_in() {
    let test = AliceTest::start().await;
    test.client.unauthenticated().healthcheck().send().await.unwrap();
    let user = test.user("user@example.com").await;
    let device = test.session.device(&user);

    let status = device.get_user_status().send().await.unwrap().into_inner().user;
    assert_eq!((status.user_id.as_str(), status.uploaded_face), (user.as_str(), Some(false)));
    assert_eq!(status.state.get(), Some(&UserState::NotStarted));
    assert_eq!(status.email.get().map(String::as_str), Some("user@example.com"));

    let outcome = device.add_selfie().body(selfie("selfie.mp4")).send().await.unwrap().into_inner();
    assert!(matches!(outcome, AddSelfieOutcome::Stored(Some(_))), "{outcome:?}");
    let status = device.get_user_status().send().await.unwrap().into_inner().user;
    assert_eq!((status.uploaded_face, status.state.get()), (Some(true), Some(&UserState::InProgress)));

    let backend = test.session.user(&user);
    assert!(test.v1(&user).await.liveness().unwrap().is_passed());
    backend.authorize_user().send().await.unwrap();
    assert_eq!(device.get_user_status().send().await.unwrap().user.authorized, Some(true));
    assert!(test.log_in(&user, "login.mp4").await.is_passed());

    assert!(matches!(backend.delete_user().send().await.unwrap().into_inner(), DeleteUserOutcome::Deleted(_)));
    assert_eq!(device.get_user_status().send().await.unwrap_err().status().unwrap(), 404);
    all_conform(&test.sandbox);
    test.sandbox.stop().await;
}

#[tokio::test]
async fn both_versions_of_a_report_agree() {
    let test = AliceTest::start().await;
    for name in ["selfie.mp4", "spoof.mp4"] {
        let user = test.user("user@example.com").await;
        test.session.device(&user).add_selfie().body(selfie(name)).send().await.unwrap();
        let (v0, v1) = (test.v0(&user).await, test.v1(&user).await);
        let summary = v0.user_summary.selfie.get().unwrap();
        let score = summary.liveness.get().unwrap().score.get().unwrap().get();
        assert_eq!(score * 100.0, v1.summary.face_liveness.get().unwrap().get());
        assert_eq!(v0.liveness().unwrap().is_passed(), v1.liveness().unwrap().is_passed());
        assert_eq!(v0.liveness().unwrap().is_passed(), name == "selfie.mp4");
        assert_eq!(v0.user_summary.user_id, v1.user_id);
        assert!(v0.selfie_reports.unwrap().contains_key(&v1.selfies[0].id));
    }
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_report_comes_bare_or_wrapped() {
    let python = [("alice-user-agent", "onboarding-python/5.1.2 (Linux; 6) python 3.12")];
    for (envelope, agent, wrapped) in
        [(None, &[][..], false), (None, &python, true), (Some(true), &[], true), (Some(false), &python, false)]
    {
        let alice = envelope.map_or_else(Alice::new, |envelope| Alice::new().envelope(envelope));
        let test = AliceTest::start_with(Sandbox::of(alice)).await;
        let user = test.enrolled("user@example.com").await;
        let token = format!("Bearer {}", test.token(&format!("/backend_token/{user}")).await);
        let headers = [&[("authorization", &*token)][..], agent].concat();
        let (status, report) = test.get("/user/report", &headers).await;
        assert_eq!((status, report.get("report").is_some()), (200, wrapped), "{report}");
        assert!(test.v1(&user).await.liveness().is_some());
        all_conform(&test.sandbox);
    }
}

#[tokio::test]
async fn a_spoof_is_voided_and_a_new_selfie_counts() {
    let test = AliceTest::start().await;
    let user = test.user("user@example.com").await;
    let (device, backend) = (test.session.device(&user), test.session.user(&user));
    test.sandbox.scenario(&user, Scenario::Spoof);
    device.add_selfie().body(selfie("selfie.mp4")).send().await.unwrap();
    assert!(!test.v1(&user).await.liveness().unwrap().is_passed());
    backend.void_selfie().send().await.unwrap();
    let report = test.v1(&user).await;
    assert!(report.liveness().is_none() && report.selfies[0].voided);
    assert!(test.v0(&user).await.liveness().is_none());
    assert_eq!(backend.void_selfie().send().await.unwrap_err().status().unwrap(), 404);

    test.sandbox.forget_scenario(&user);
    device.add_selfie().body(selfie("selfie.mp4")).send().await.unwrap();
    assert!(test.v1(&user).await.liveness().unwrap().is_passed());
    backend.delete_selfie().send().await.unwrap();
    assert_eq!(test.v1(&user).await.selfies.len(), 1);
    assert_eq!(backend.delete_selfie().send().await.unwrap_err().status().unwrap(), 404);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn no_face_stores_nothing() {
    let test = AliceTest::start().await;
    let user = test.user("user@example.com").await;
    let device = test.session.device(&user);
    let outcome = device.add_selfie().body(selfie("no-face.mp4")).send().await.unwrap().into_inner();
    assert!(matches!(outcome, AddSelfieOutcome::NoFace), "{outcome:?}");
    assert!(test.v1(&user).await.selfies.is_empty());
    test.session.user(&user).authorize_user().send().await.unwrap();
    let outcome = device.authenticate_user().body(login("No Face.mp4")).send().await.unwrap().into_inner();
    assert!(matches!(outcome, AuthenticateUserOutcome::NoFace), "{outcome:?}");
    let ids = test.session.user(&user).list_authentication_ids().send().await.unwrap().into_inner();
    assert!(ids.authentication_ids.is_empty());
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn the_wrong_person_does_not_log_in() {
    let test = AliceTest::start().await;
    let user = test.enrolled("user@example.com").await;
    test.session.user(&user).enable_authentication().send().await.unwrap();
    let verdict = test.log_in(&user, "no-match.mp4").await;
    assert!(verdict.liveness.unwrap().is_passed() && !verdict.face_match.unwrap().is_passed());
    let verdict = test.log_in(&user, "spoof.mp4").await;
    assert!(!verdict.liveness.unwrap().is_passed() && verdict.face_match.unwrap().is_passed());
    assert!(test.log_in(&user, "login.mp4").await.is_passed());

    // Without an enrolment selfie there is nothing to compare with.
    let stranger = test.user("stranger@example.com").await;
    test.session.user(&stranger).authorize_user().send().await.unwrap();
    let verdict = test.log_in(&stranger, "login.mp4").await;
    assert!(verdict.face_match.is_none() && !verdict.is_passed());
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn who_is_not_authorized_cannot_log_in() {
    let test = AliceTest::start().await;
    let user = test.enrolled("user@example.com").await;
    let (device, backend) = (test.session.device(&user), test.session.user(&user));
    let refused = || async {
        let error = device.authenticate_user().body(login("login.mp4")).send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 405);
        let kind = error.vendor().unwrap().error.as_ref().unwrap().type_.clone();
        assert_eq!(kind.as_deref(), Some("EntryPointNotAvailableHttpError"));
    };
    refused().await;
    backend.authorize_user().send().await.unwrap();
    test.log_in(&user, "login.mp4").await;
    backend.deauthorize_user().send().await.unwrap();
    refused().await;
    backend.enable_authentication().send().await.unwrap();
    test.log_in(&user, "login.mp4").await;
    backend.disable_authentication().send().await.unwrap();
    refused().await;
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn authentications_are_listed_by_page() {
    let test = AliceTest::start().await;
    let user = test.enrolled("user@example.com").await;
    let backend = test.session.user(&user);
    backend.authorize_user().send().await.unwrap();
    for _ in 0..3 {
        test.log_in(&user, "login.mp4").await;
    }
    let ids = backend.list_authentication_ids().send().await.unwrap().into_inner().authentication_ids;
    let page = backend.list_authentications().page(2).page_size(2).send().await.unwrap().into_inner();
    let listed = page.0.get("authentications").unwrap().as_array().unwrap();
    assert_eq!((ids.len(), listed.len()), (3, 1));
    assert_eq!(listed[0]["authentication_id"], ids[2].as_str());
    assert_eq!(backend.list_authentications().send().await.unwrap().0["authentications"].as_array().unwrap().len(), 3);
    let unknown = backend.get_authentication().authentication_id("unknown").send().await.unwrap_err();
    assert_eq!(unknown.status().unwrap(), 404);
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_duplicate_is_named_in_the_report() {
    let test = AliceTest::start().await;
    test.sandbox.scenario("twin@example.com", Scenario::Duplicate);
    let user = test.enrolled("twin@example.com").await;
    let report = test.v1(&user).await;
    assert!(report.liveness().unwrap().is_passed());
    assert_eq!(report.duplicates.unwrap().len(), 1);
    assert!(test.v1(&test.enrolled("other@example.com").await).await.duplicates.unwrap().is_empty());
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn a_drifting_schema_does_not_break_the_typed_client() {
    let test = AliceTest::start().await;
    test.sandbox.scenario(contract::sandbox::EVERYONE, Scenario::DriftingSchema);
    let user = test.enrolled("user@example.com").await;
    let status = test.session.device(&user).get_user_status().send().await.unwrap().into_inner().user;
    assert!(matches!(status.state.get(), Some(UserState::Unknown(_))), "{status:?}");
    let report = test.session.user(&user).get_report().send().await.unwrap().into_inner();
    assert!(matches!(&*report, Report::Unknown(_)) && report.liveness().is_none(), "{report:?}");
    assert!(test.v0(&user).await.liveness().unwrap().is_passed());
    let asked = test.session.user(&user).get_report().alice_report_version(ReportVersion::V1).send().await.unwrap();
    assert!(asked.liveness().unwrap().is_passed());
    test.session.user(&user).authorize_user().send().await.unwrap();
    assert!(test.log_in(&user, "login.mp4").await.is_passed());
    all_conform(&test.sandbox);
}

#[tokio::test]
async fn the_journal_tells_what_was_called() {
    let test = AliceTest::start().await;
    test.enrolled("user@example.com").await;
    let called = [
        ("get_login_token", 200),
        ("get_backend_token", 200),
        ("create_user", 200),
        ("get_user_token", 200),
        ("add_selfie", 200),
    ];
    assert_eq!(journal(&test.sandbox), called);
    test.sandbox.clear_journal();
    assert!(test.sandbox.journal().is_empty());
}
