//! What the contract says beside the types.

use client_runtime::{Server, Status};

use crate::{
    golden::{
        docs::generated::{CONTRACT_VERSION, SERVERS, operations::MEASURE_AIR},
        errors_by_status, no_api_version, query_and_headers,
    },
    wire,
};

#[test]
fn the_contract_s_facts_are_data() {
    assert_eq!(CONTRACT_VERSION, "1.0.0");
    assert_eq!(
        SERVERS,
        [
            Server { url: "https://air.example.com/v1", description: "The real one.", environment: Some("production") },
            Server { url: "https://sandbox.example.com/v1", description: "", environment: None },
        ]
    );
    assert_eq!((MEASURE_AIR.method, MEASURE_AIR.path), ("GET", "/air/{station}"));
    assert_eq!((MEASURE_AIR.successes, MEASURE_AIR.errors), (&[Status::Code(200)][..], &[Status::Code(404)][..]));
}

#[test]
fn whether_a_call_may_be_repeated_is_data() {
    assert!(!MEASURE_AIR.idempotent, "the contract says so of a GET");
    assert!(no_api_version::generated::operations::HEALTHCHECK.idempotent, "a GET is unless said otherwise");
    assert!(!crate::golden::multipart::generated::operations::ADD_SELFIE.idempotent, "a POST is not");
}

#[test]
fn the_answer_that_is_asked_for_is_data() {
    assert_eq!(errors_by_status::generated::operations::GET_REPORT.accept, "*/*");
    assert_eq!(query_and_headers::generated::operations::LIST_REPORTS.accept, "application/json");
}

#[tokio::test]
async fn an_unsent_call_prints_its_name_only() {
    let client = wire::client("https://hunter2.example.com/hunter2");
    let scope = query_and_headers::generated::scopes::Unauthenticated::new(&client);
    assert_eq!(format!("{:?}", scope.list_reports().user_id("hunter2")), "ListReports { .. }");
}
