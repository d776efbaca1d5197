//! On one mock server each operation's mock answers its own calls and no other's.
#![allow(clippy::unwrap_used, reason = "tests")]

use alice_client::reqwest;
use client_runtime::{Operation, SchemeKind, mock};
use httpmock::MockServer;

/// Whichever of two mocks was made first.
async fn each_mock_answers_its_own(all: &'static [&'static Operation], base: &str) {
    answers_its_own(all, all.iter().copied(), base).await;
    answers_its_own(all, all.iter().rev().copied(), base).await;
}

async fn answers_its_own(
    all: &'static [&'static Operation],
    mocked: impl Iterator<Item = &'static Operation>,
    base: &str,
) {
    let server = MockServer::start_async().await;
    for operation in mocked {
        server
            .mock_async(|when, then| {
                mock::expect(when, operation, all);
                then.header("x-operation", operation.id);
            })
            .await;
    }
    let http = reqwest::Client::new();
    for operation in all {
        let path: String = operation
            .path
            .split('{')
            .map(|piece| piece.split_once('}').map_or(piece.to_owned(), |(_, rest)| format!("made-up{rest}")))
            .collect();
        let method = operation.method.parse().unwrap();
        let mut request = http.request(method, format!("{}{base}{path}", server.base_url()));
        for scheme in operation.security.iter().copied().flatten() {
            request = match scheme.kind {
                SchemeKind::Bearer => request.bearer_auth("made-up"),
                SchemeKind::Header(name) => request.header(name, "made-up"),
            };
        }
        let answer = request.send().await.unwrap();
        let answered = answer.headers().get("x-operation").map(|id| id.to_str().unwrap());
        assert_eq!(answered, Some(operation.id), "{} {}", operation.method, operation.path);
    }
}

#[tokio::test]
async fn alice() {
    each_mock_answers_its_own(alice_client::operations::ALL, "").await;
}

#[tokio::test]
async fn awareid() {
    each_mock_answers_its_own(awareid_client::operations::ALL, "").await;
}

#[tokio::test]
async fn below_a_base_path() {
    each_mock_answers_its_own(awareid_client::operations::ALL, "/some/base").await;
}

/// Helpers for one version of `httpmock` are no methods of another's server.
#[test]
fn the_readmes_name_the_version_of_httpmock() {
    let ours = include_str!("../../Cargo.toml").lines().find_map(|line| line.strip_prefix("httpmock = { version = \""));
    let version = ours.unwrap().split('"').next().unwrap();
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("\nhttpmock = \"{version}\"\n")), "{version}");
    for readme in [include_str!("../../alice-client/README.md"), include_str!("../../awareid-client/README.md")] {
        assert!(readme.contains(&format!("`httpmock` helpers (of its version {version})")), "{version}");
    }
}
