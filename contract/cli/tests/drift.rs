//! The check for drift against the sandboxes: as they are, and as a vendor may be
//! next year.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    process::{Command, Output},
    time::Duration,
};

use awareid_client::ClientCredentials;
use contract::{
    Alice, AwareId,
    sandbox::{EVERYONE, RunningSandbox, Scenario},
    validator::report::Format,
};
use live::drift::{self, Account, Options, Outcome};

fn alice(sandbox: &RunningSandbox<Alice>) -> Options {
    let account =
        Account::Alice { api_key: sandbox.credentials().api_key.as_str().into(), user_id: None, selfie: None };
    Options::new(account, sandbox.base_url())
}

fn awareid(sandbox: &RunningSandbox<AwareId>) -> Options {
    let known = sandbox.credentials();
    let credentials = ClientCredentials::new(&*known.customer, &*known.client_id, &*known.client_secret);
    let account = Account::AwareId { credentials, api_key: (&*known.api_key).into(), face: None };
    Options::new(account, sandbox.base_url())
}

fn text(outcome: &Outcome) -> String {
    let mut text = Vec::new();
    outcome.report.write(Format::Text, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn never_seen(outcome: &Outcome) -> Vec<&str> {
    outcome.report.never_seen().collect()
}

#[tokio::test]
async fn every_operation_of_alices_sandbox_conforms() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    let outcome = drift::run(alice(&sandbox).write().strict()).await.unwrap();
    assert!(outcome.report.conforms() && outcome.failed.is_empty(), "{:?}\n{}", outcome.failed, text(&outcome));
    assert_eq!(never_seen(&outcome), [""; 0]);
    insta::assert_snapshot!("alice", text(&outcome));
}

#[tokio::test]
async fn every_operation_of_awareids_sandbox_conforms() {
    let sandbox = AwareId::sandbox().start().await.unwrap();
    let outcome = drift::run(awareid(&sandbox).write().strict()).await.unwrap();
    assert!(outcome.report.conforms() && outcome.failed.is_empty(), "{:?}\n{}", outcome.failed, text(&outcome));
    assert_eq!(never_seen(&outcome), [""; 0]);
    insta::assert_snapshot!("awareid", text(&outcome));
}

#[tokio::test]
async fn only_who_may_write_changes_anything() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    let client = alice_client::Client::builder(sandbox.base_url()).build().unwrap();
    let user = client
        .session(sandbox.credentials().api_key.as_str())
        .backend()
        .create_user()
        .send()
        .await
        .unwrap()
        .user_id
        .clone();
    sandbox.clear_journal();
    let mut options = alice(&sandbox);
    let Account::Alice { user_id, .. } = &mut options.account else { panic!() };
    *user_id = Some(user);
    let outcome = drift::run(options).await.unwrap();
    assert!(outcome.report.conforms() && outcome.failed.is_empty(), "{:?}", outcome.failed);
    assert!(sandbox.journal().len() > 8 && sandbox.journal().iter().all(|exchange| exchange.method == "GET"));

    let sandbox = AwareId::sandbox().start().await.unwrap();
    let outcome = drift::run(awareid(&sandbox)).await.unwrap();
    assert!(outcome.report.conforms() && outcome.failed.is_empty(), "{:?}", outcome.failed);
    let called: Vec<_> = sandbox.journal().iter().filter_map(|exchange| exchange.operation).collect();
    assert_eq!(called, ["get_access_token", "get_public_key"]);
}

#[tokio::test]
async fn what_is_new_with_alice_is_listed() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    sandbox.scenario(EVERYONE, Scenario::DriftingSchema);
    let outcome = drift::run(alice(&sandbox).write().show_unknown()).await.unwrap();
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    insta::assert_snapshot!("alice_drifting", text(&outcome));
    // Members and values may come; a third form of the report is none of the contract's two.
    let deviations = outcome.report.rows().iter().flat_map(|row| &row.deviations);
    assert_eq!(deviations.map(|deviation| deviation.violation.at.as_str()).collect::<Vec<_>>(), ["body#/version"]);

    let strict = drift::run(alice(&sandbox).write().strict()).await.unwrap();
    assert!(strict.report.rows().iter().filter(|row| !row.conforms()).count() > 10, "{}", text(&strict));
}

#[tokio::test]
async fn what_is_new_with_awareid_is_listed() {
    let sandbox = AwareId::sandbox().start().await.unwrap();
    sandbox.scenario(EVERYONE, Scenario::DriftingSchema);
    let outcome = drift::run(awareid(&sandbox).write().show_unknown()).await.unwrap();
    assert!(outcome.report.conforms() && outcome.failed.is_empty(), "{:?}\n{}", outcome.failed, text(&outcome));
    insta::assert_snapshot!("awareid_drifting", text(&outcome));
}

#[tokio::test]
async fn what_fails_is_told_apart_from_what_deviates() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    let mut options = alice(&sandbox).write();
    options.account = Account::Alice { api_key: "another key".into(), user_id: None, selfie: None };
    let outcome = drift::run(options).await.unwrap();
    assert!(outcome.report.conforms(), "{}", text(&outcome));
    assert_eq!(outcome.failed.len(), 1, "{:?}", outcome.failed);
    let reason = "get_backend_token: the request was not sent: its token could not be fetched: \
                  get_login_token: the vendor answered 401 Unauthorized";
    assert_eq!(outcome.failed, [reason]);

    // A user is deleted although what was to be done with it fails.
    sandbox.clear_journal();
    let mut options = alice(&sandbox).write();
    let Account::Alice { selfie, .. } = &mut options.account else { panic!() };
    let file = tempfile::Builder::new().prefix("no-face-").suffix(".mp4").tempfile().unwrap();
    *selfie = Some(file.path().to_owned());
    let outcome = drift::run(options).await.unwrap();
    assert!(outcome.failed.contains(&"add_selfie: no face was found".to_owned()), "{:?}", outcome.failed);
    assert_eq!(sandbox.journal().last().unwrap().operation, Some("delete_user"));
}

/// Runs the binary.
async fn contract(args: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contract"));
    command.arg("drift").args(args);
    for name in ["ALICE_API_KEY", "AWAREID_API_KEY", "AWAREID_CUSTOMER", "AWAREID_CLIENT_ID", "AWAREID_CLIENT_SECRET"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_command_reads_the_environment_and_its_exit_status_is_for_ci() {
    let sandbox = AwareId::sandbox().start().await.unwrap();
    let known = sandbox.credentials().clone();
    let variables = [
        ("AWAREID_CUSTOMER", known.customer.as_str()),
        ("AWAREID_CLIENT_ID", &known.client_id),
        ("AWAREID_CLIENT_SECRET", &known.client_secret),
        ("KEY", &known.api_key),
    ];
    let args = ["--vendor", "awareid", "--base-url", sandbox.base_url(), "--api-key-env", "KEY"];
    let all = [&args[..], &["--write", "--format", "json"]].concat();
    let output = contract(&all, &variables).await;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["conforms"], report["never_seen"].as_array().unwrap().len()), (&true.into(), 0));

    sandbox.scenario(EVERYONE, Scenario::DriftingSchema);
    let output = contract(&[&args[..], &["--strict"]].concat(), &variables).await;
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));

    let output = contract(&args, &variables[..3]).await;
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "contract: set the environment variable KEY\n");

    // Nobody is there any more.
    let gone = sandbox.base_url().to_owned();
    sandbox.stop().await;
    let args = ["--vendor", "awareid", "--base-url", gone.as_str(), "--api-key-env", "KEY"];
    let output = tokio::time::timeout(Duration::from_secs(60), contract(&args, &variables)).await.unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().next(), Some("contract: get_public_key: the vendor cannot be reached"), "{stderr}");
    assert!(!stderr.contains("502"), "{stderr}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains(" exchanges; no answer came.") && !stdout.contains("all conform"), "{stdout}");
}

/// A gateway that says 200 to everything is no vendor.
#[tokio::test]
async fn somebody_else_who_answers_is_no_success() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(|| async { axum::response::Html("<p>Welcome</p>") });
    tokio::spawn(axum::serve(listener, router).into_future());
    let output = contract(&["--vendor", "alice", "--base-url", &base_url], &[("ALICE_API_KEY", "key")]).await;
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stdout}");
    assert!(stdout.contains("header content-type: expected application/json, found text/html"), "{stdout}");
}

#[tokio::test]
async fn a_base_url_that_is_none_is_named_as_it_was_given() {
    for url in ["no url", "ftp://example.com", "https://example.com/?a=b"] {
        let output = contract(&["--vendor", "alice", "--base-url", url], &[("ALICE_API_KEY", "key")]).await;
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("'--base-url <URL>'") && !stderr.contains("upstream"), "{stderr}");

        let account = Account::Alice { api_key: "key".into(), user_id: None, selfie: None };
        let error = drift::run(Options::new(account, url)).await.unwrap_err();
        assert_eq!(error.to_string(), "the base URL must be a URL such as https://host/base");
    }
}

#[tokio::test]
async fn files_are_looked_at_before_the_vendor_is_called() {
    let sandbox = Alice::sandbox().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.mp4");
    for (path, said) in [(missing.as_path(), "cannot read "), (folder.path(), " is no file")] {
        let path = path.to_str().unwrap();
        let args = ["--vendor", "alice", "--base-url", sandbox.base_url(), "--write", "--selfie", path];
        let output = contract(&args, &[("ALICE_API_KEY", sandbox.credentials().api_key.as_str())]).await;
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(said) && stderr.contains(path), "{stderr}");
    }
    assert!(sandbox.journal().is_empty());
}
