//! Names that mean something to Rust or to the engine.

use crate::{
    golden::odd_names::generated::{
        scopes::Unauthenticated,
        types::{Report, ReportSelf, ReportSelf2nd, ReportSelf3rd},
    },
    wire::Server,
};

#[tokio::test]
async fn a_parameter_may_have_a_name_that_the_engine_uses_itself() {
    let server = Server::empty(204).await;
    let scope = Unauthenticated::new(&server.client);
    scope.replace_hook().url("https://a").request("b").zone(3).send().await.unwrap();
    assert_eq!(server.request().await.line, "PUT /base/hooks/https%3A%2F%2Fa?request=b&zone=3");
}

#[test]
fn a_version_whose_own_part_of_the_name_is_none_has_the_whole() {
    let read = |json: &str| Report::from_json(json.as_bytes()).unwrap();
    assert!(matches!(read(r#"{"1st":1}"#), Report::Report1(_)));
    assert!(matches!(read(r#"{"1st":2,"self":"me"}"#), Report::ReportSelf(own) if own.self_.as_deref() == Some("me")));
    assert!(matches!(read(r#"{"1st":3}"#), Report::Reporting(_)));
    assert!(matches!(read(r#"{"1st":4}"#), Report::Unknown(_)));
}

#[test]
fn an_inline_schema_has_the_name_of_the_member_whatever_that_begins_with() {
    let report: ReportSelf = serde_json::from_str(r#"{"1st":2,"2nd":{"a":"b"},"3rd":"a"}"#).unwrap();
    let ReportSelf2nd { a, .. } = report.x2nd.unwrap();
    assert_eq!((a.as_deref(), report.x3rd), (Some("b"), Some(ReportSelf3rd::A)));
}
