//! One span for each call, with the names of OpenTelemetry and no value of anybody's.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use alice_client::Client;
use tracing::{
    Metadata, Subscriber,
    field::{Field, Visit},
    span,
};
use wire_tests::faulty::{Faulty, Reply, TestClock};

/// Keeps the fields of every span of ours.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<BTreeMap<String, String>>>>);

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("client_runtime") && metadata.is_span()
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut fields = BTreeMap::new();
        attributes.record(&mut Fields(&mut fields));
        let mut spans = self.0.lock().unwrap();
        spans.push(fields);
        span::Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &span::Id, values: &span::Record<'_>) {
        let mut spans = self.0.lock().unwrap();
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Fields(&mut spans[index]));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn a_call_is_one_span_however_many_attempts_it_takes() {
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let server = Faulty::start([Reply::answer(503, &[], ""), Reply::json(404, "{}")]).await;
    let client = Client::builder(&server.url).clock(TestClock::default()).build().unwrap();
    let scope = client.with_login_token("token");
    assert!(scope.get_user_token().user_id("person-1").send().await.is_err());
    drop(guard);

    let spans = spans.0.lock().unwrap();
    let [span] = spans.as_slice() else { panic!("{spans:?}") };
    let expected = [
        ("duration_ms", span["duration_ms"].as_str()),
        ("error.type", "\"404\""),
        ("http.request.method", "\"GET\""),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "404"),
        ("otel.kind", "\"client\""),
        ("otel.name", "\"get_user_token\""),
        ("server.address", "\"127.0.0.1\""),
        ("server.port", server.url.rsplit(':').next().unwrap()),
        ("url.template", "\"/user_token/{user_id}\""),
    ];
    let expected: BTreeMap<String, String> =
        expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(*span, expected);
}

/// The span of a call whose token cannot be had, after `reply` to the call that fetches it.
async fn without_token(reply: Reply) -> BTreeMap<String, String> {
    let server = Faulty::start([reply]).await;
    let client = Client::builder(&server.url).clock(TestClock::default()).build().unwrap();
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    assert!(client.session("api-key").backend().create_user().send().await.is_err());
    drop(guard);
    let spans = spans.0.lock().unwrap();
    spans.iter().find(|span| span["otel.name"] == "\"create_user\"").unwrap().clone()
}

#[tokio::test]
async fn the_span_of_a_call_tells_what_happened_to_its_token() {
    let refused = without_token(Reply::json(401, "{}")).await;
    assert_eq!(refused["token.operation"], "\"get_login_token\"");
    assert_eq!((refused["error.type"].as_str(), refused["http.response.status_code"].as_str()), ("\"401\"", "401"));
    let broken = without_token(Reply::Send(Reply::cut("{"))).await;
    assert_eq!((broken["error.type"].as_str(), broken.get("http.response.status_code")), ("\"no token\"", None));
}
