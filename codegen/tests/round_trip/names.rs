//! Names that mean something to Rust or to the engine.

use httpmock::MockServer;
use serde_json::{Map, Value};

use crate::{
    golden::any_names,
    golden::odd_names::generated::{
        scopes::Unauthenticated,
        types::{Report, ReportSelf, ReportSelf2nd, ReportSelf3rd},
    },
    wire::{Server, client},
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

#[test]
fn a_member_of_any_name_is_decoded_and_encoded() {
    use any_names::generated::{MEMBERS, types::Thing};

    // `Type` belongs to another schema, and an unknown member is not kept.
    let members = MEMBERS.iter().filter(|name| **name != "Type");
    let json: Map<String, Value> = members.map(|name| ((*name).to_owned(), Value::from(*name))).collect();
    assert!(json.len() > 130, "{}", json.len());
    let thing: Thing = serde_json::from_value(Value::Object(json.clone())).unwrap();
    assert_eq!((thing.from.as_str(), thing.id.as_deref(), thing.id_2.as_deref()), ("from", Some("id"), Some("_id")));
    assert_eq!(serde_json::to_value(thing).unwrap(), Value::Object(json));
}

#[test]
fn a_value_or_a_version_may_be_called_unknown() {
    use any_names::generated::types::{Chosen, Kind};

    assert_eq!(Kind::from("unknown"), Kind::ValueUnknown);
    assert_eq!(Kind::from("other"), Kind::Unknown("other".to_owned()));
    let chosen = Chosen::from_json(br#"{"type":"a","Type":1}"#).unwrap();
    assert!(matches!(chosen, Chosen::ChosenUnknown(own) if own.type_.as_deref() == Some("a")));
}

#[tokio::test]
async fn a_member_may_be_called_as_a_method_is() {
    use any_names::generated::{scopes::Unauthenticated, types};

    let body = types::Form::builder().from("a").default("b").client("c").body("d").send("e").new("f").type_("g");
    let server = Server::empty(204).await;
    Unauthenticated::new(&server.client).put_thing().body(body).send().await.unwrap();
    let text = server.request().await.text().to_owned();
    for pair in ["from=a", "default=b", "client=c", "body=d", "send=e", "new=f", "type=g"] {
        assert!(text.split('&').any(|known| known == pair), "{text} has no {pair}");
    }

    // An optional member takes an option as well, whatever it is called.
    let without: types::Form =
        types::Form::builder().from("a").default(None::<String>).client(None::<String>).try_into().unwrap();
    assert_eq!((without.default, without.client), (None, None));
}

#[tokio::test]
async fn a_parameter_may_be_called_as_a_method_is_or_as_one_in_another_place() {
    use any_names::{
        generated::{scopes::Key, types},
        generated_mock::MockServerExt as _,
    };

    let server = Server::json(200, r#"{"from":"a","type":"b","":"c"}"#).await;
    let scope = Key::new(&server.client, "secret");
    let call = scope.get_thing().id("path").query_id("query").header_id("header").query_id_2("other");
    let call = call.query_client("c").query_send("s").query_body("b").query_new("n").query_with_key("k").schema("x");
    let thing = call.type_("t").url("u").send().await.unwrap();
    assert_eq!((thing.type_.as_str(), thing.x.as_str()), ("b", "c"));
    let request = server.request().await;
    let query = "client=c&send=s&body=b&new=n&type=t&with_key=k&url=u&id=query&Id_=other&schema=x";
    assert_eq!(request.line, format!("GET /base/things/path?{query}"));
    assert_eq!((request.header("id"), request.header("x-key")), (Some("header"), Some("secret")));

    let server = MockServer::start();
    let mock = server.add_thing(|when, then| {
        when.with_key("secret").query_from_part("parameter").from_part(|part| part.text() == Some("part"));
        then.no_content();
    });
    let body = types::Upload::builder().from("part").default("d");
    let scope = Key::new(&client(server.base_url()), "secret");
    scope.add_thing().query_from_part("parameter").body(body).send().await.unwrap();
    mock.assert_calls(1);
}
