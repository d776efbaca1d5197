//! Alice's operations.

use alice_client::{
    builder,
    types::{
        self, AddSelfieOutcome, AddSelfieRequest, AuthenticateUserOutcome, AuthenticateUserRequest, CreateUserRequest,
        DeleteUserOutcome,
    },
};

use super::{Operation, operation};
use crate::given::{Given, Shown, json, maybe, nothing, value};

pub(super) const OPERATIONS: &[Operation] = &[
    operation!(alice.unauthenticated().healthcheck, nothing),
    operation!(alice.with_api_key("api-key").get_login_token, value),
    operation!(alice.with_login_token("login-token").get_backend_token, value),
    operation!(
        alice.with_login_token("login-token").get_backend_token_for_user,
        given, call => call.user_id(given.text("user_id")), value
    ),
    operation!(
        alice.with_login_token("login-token").get_user_token,
        given, call => call.user_id(given.text("user_id")), value
    ),
    operation!(alice.with_backend_token("backend-token").create_user, given, call => create_user(given, call), value),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").delete_user, deleted),
    operation!(alice.with_user_token("user-token").get_user_status, value),
    operation!(alice.with_user_token("user-token").add_selfie, given, call => add_selfie(given, call), added),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").void_selfie, maybe),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").delete_selfie, maybe),
    operation!(
        alice.with_backend_token_with_user_id("backend-token-with-user-id").get_report,
        given, call => match given.parameter("Alice-Report-Version") {
            Some(_) => call.alice_report_version(given.text("Alice-Report-Version")),
            None => call,
        }, value
    ),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").authorize_user, maybe),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").deauthorize_user, maybe),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").enable_authentication, maybe),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").disable_authentication, maybe),
    operation!(
        alice.with_user_token("user-token").authenticate_user,
        given, call => authenticate_user(given, call), recorded
    ),
    operation!(
        alice.with_backend_token_with_user_id("backend-token-with-user-id").get_authentication,
        given, call => get_authentication(given, call), value
    ),
    operation!(alice.with_backend_token_with_user_id("backend-token-with-user-id").list_authentication_ids, value),
    operation!(
        alice.with_backend_token_with_user_id("backend-token-with-user-id").list_authentications,
        given, call => list_authentications(given, call), value
    ),
];

fn create_user<'a>(given: &Given, call: builder::CreateUser<'a>) -> builder::CreateUser<'a> {
    if given.body().is_none() {
        return call;
    }
    let body = CreateUserRequest::builder()
        .email(given.member("email"))
        .first_name(given.member("first_name"))
        .last_name(given.member("last_name"))
        .device_platform(given.member("device_platform"))
        .device_platform_version(given.member("device_platform_version"))
        .device_model(given.member("device_model"))
        .flow_id(given.member("flow_id"));
    given.print(&body);
    let body = CreateUserRequest::try_from(body).unwrap();
    given.print(&body);
    call.body(body)
}

fn add_selfie<'a>(given: &Given, call: builder::AddSelfie<'a>) -> builder::AddSelfie<'a> {
    let body = AddSelfieRequest::builder()
        .video(given.file("video"))
        .wait_for_completion(given.member("wait_for_completion").map(types::WaitForCompletion::from));
    given.print(&body);
    let body = AddSelfieRequest::try_from(body).unwrap();
    given.print(&body);
    call.body(body)
}

fn authenticate_user<'a>(given: &Given, call: builder::AuthenticateUser<'a>) -> builder::AuthenticateUser<'a> {
    let body = AuthenticateUserRequest::builder().video(given.file("video"));
    given.print(&body);
    let body = AuthenticateUserRequest::try_from(body).unwrap();
    given.print(&body);
    call.body(body)
}

fn get_authentication<'a>(given: &Given, call: builder::GetAuthentication<'a>) -> builder::GetAuthentication<'a> {
    let call = call.authentication_id(given.text("authentication_id"));
    match given.parameter("Alice-Authentication-Version") {
        Some(_) => call.alice_authentication_version(given.text("Alice-Authentication-Version")),
        None => call,
    }
}

fn list_authentications<'a>(
    given: &Given,
    mut call: builder::ListAuthentications<'a>,
) -> builder::ListAuthentications<'a> {
    if let Some(page) = given.parameter("page") {
        call = call.page(page.as_i64().unwrap());
    }
    if let Some(page_size) = given.parameter("page_size") {
        call = call.page_size(page_size.as_i64().unwrap());
    }
    if given.parameter("descending").is_some() {
        call = call.descending(given.text("descending"));
    }
    if given.parameter("Alice-Authentication-Version").is_some() {
        call = call.alice_authentication_version(given.text("Alice-Authentication-Version"));
    }
    call
}

fn deleted(outcome: &DeleteUserOutcome) -> Shown {
    match outcome {
        DeleteUserOutcome::Deleted(body) => ("Deleted", json(body)),
        DeleteUserOutcome::Accepted(body) => ("Accepted", json(body)),
        other => panic!("no way to show {other:?}"),
    }
}

fn added(outcome: &AddSelfieOutcome) -> Shown {
    match outcome {
        AddSelfieOutcome::Stored(body) => ("Stored", json(body)),
        AddSelfieOutcome::Created(body) => ("Created", json(body)),
        AddSelfieOutcome::NoFace => ("NoFace", None),
        other => panic!("no way to show {other:?}"),
    }
}

fn recorded(outcome: &AuthenticateUserOutcome) -> Shown {
    match outcome {
        AuthenticateUserOutcome::Recorded(body) => ("Recorded", value(body).1),
        AuthenticateUserOutcome::NoFace => ("NoFace", None),
        other => panic!("no way to show {other:?}"),
    }
}
