//! Nothing prints a credential, a parameter, a body or an answer.

use std::collections::BTreeSet;

use alice_client::{
    Client, FilePart, Secret,
    types::{AuthenticateUserRequest, ReportVersion},
};
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use wire_tests::{
    cases::{self, Reply},
    contract::Contract,
    given::{self, Clients, Given},
    instances, json, operations,
    planted::{MARK, assert_hidden, plant, plant_call},
    socket::{Answer, Socket},
    types,
};

/// Every operation, with everything planted: credentials, parameters, the body,
/// and each documented answer.
#[tokio::test]
async fn no_call_prints_what_it_carries() {
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    for contract in Contract::all() {
        for operation in contract.operations() {
            let calls = cases::calls(&operation);
            let replies = cases::replies(&operation);
            for index in 0..calls.len().max(replies.len()) {
                let (call, reply) = (&calls[index % calls.len()], &replies[index % replies.len()]);
                let at = format!("{}.{}: {} and {}", contract.vendor, operation.id, call.name, reply.name);
                let planted = Reply { example: reply.example.as_ref().map(plant), ..reply.clone() };
                let given = Given::marked(plant_call(call), MARK);
                let call = operations::call(contract.vendor, &operation.id, &clients, &given);
                let (_, outcome) = socket.exchange(&planted.answer(), call).await;
                // What is unknown is no reason to fail, and what was planted has arrived.
                assert_ne!(outcome.label, "Error::Decode", "{at}");
                assert_eq!(has_mark(&outcome.json), has_mark(&planted.example), "{at}");
                assert_hidden(&at, &outcome.prints);
            }
        }
    }
}

/// Whether any value inside is what was planted.
fn has_mark(value: &Option<Value>) -> bool {
    let mut found = false;
    json::map_leaves(&mut value.clone().unwrap_or_default(), &mut |leaf| found |= leaf == MARK);
    found
}

/// Every type, also those that are only found inside a map.
#[test]
fn no_type_prints_its_texts() {
    for contract in Contract::all() {
        let instances = instances::all(contract);
        for known in types::all(contract.vendor) {
            for instance in instances.get(known.name).unwrap_or_else(|| panic!("no example has a {}", known.name)) {
                let (_, print) = (known.recode)(&plant(instance)).unwrap();
                assert_hidden(known.name, &[print]);
            }
        }
    }
}

/// Every member of every success in turn is something that it must not be.
#[tokio::test]
async fn no_decode_error_prints_the_value_at_fault() {
    let number = 7_316_842_905_316_i64;
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    let mut failed = 0;
    for contract in Contract::all() {
        for operation in contract.operations() {
            let call = cases::calls(&operation).remove(0);
            let mut tried = BTreeSet::new();
            for reply in cases::replies(&operation).iter().filter(|reply| reply.status < 300) {
                let Some(example) = reply.example.as_ref().filter(|example| example.is_object()) else { continue };
                // All elements of a list are alike, and so are the examples of a status.
                let pointers = json::pointers(example).into_iter();
                for pointer in pointers.filter(|pointer| tried.insert((reply.status, any_element(pointer)))) {
                    for wrong in [json!(MARK), json!(number), json!({ MARK: MARK })] {
                        let mut reply = reply.clone();
                        *reply.example.as_mut().unwrap().pointer_mut(&pointer).unwrap() = wrong;
                        let given = Given::new(call.clone());
                        let call = operations::call(contract.vendor, &operation.id, &clients, &given);
                        let (_, outcome) = socket.exchange(&reply.answer(), call).await;
                        let at = format!("{}{pointer}", operation.id);
                        assert_hidden(&at, &outcome.prints);
                        if outcome.label == "Error::Decode" {
                            failed += 1;
                            let shows = |print: &String| print.contains(&number.to_string());
                            assert!(!outcome.prints.iter().any(shows), "{at}: {:#?}", outcome.prints);
                        }
                    }
                }
            }
        }
    }
    assert!(failed > 300, "only {failed} answers could not be decoded");
}

/// A pointer without the places of elements in their lists.
fn any_element(pointer: &str) -> String {
    let steps = pointer.split('/').map(|step| if step.parse::<usize>().is_ok() { "*" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// An answer that is not JSON at all, under a media type that nobody knows.
#[tokio::test]
async fn no_error_prints_an_answer_of_another_kind() {
    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    for contract in Contract::all() {
        for operation in contract.operations() {
            for status in [200, 299, 302, 404, 500] {
                let given = Given::new(cases::calls(&operation).remove(0));
                let body = format!("<html>{MARK}</html>").into_bytes();
                let answer = Answer { status, media_type: Some(format!("text/{MARK}")), body };
                let call = operations::call(contract.vendor, &operation.id, &clients, &given);
                let (_, outcome) = socket.exchange(&answer, call).await;
                assert_hidden(&format!("{} {status}", operation.id), &outcome.prints);
            }
        }
    }
}

#[tokio::test]
async fn no_error_prints_what_could_not_be_sent() {
    // A port that is taken and where nothing listens.
    let port = TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = format!("http://{}/{MARK}", port.local_addr().unwrap());
    let client = Client::builder(closed).retry(alice_client::RetryPolicy::never()).build().unwrap();
    let mut prints = vec![format!("{client:?}{client:#?}")];

    let login = client.with_login_token(Secret::new(MARK));
    prints.extend(given::chain(&login.get_user_token().user_id(MARK).send().await.unwrap_err()));
    let broken = client.with_login_token(format!("{MARK}\n"));
    prints.extend(given::chain(&broken.get_user_token().user_id("user-1").send().await.unwrap_err()));

    let user = client.with_backend_token_with_user_id(MARK);
    let version = ReportVersion::from(format!("{MARK}\n"));
    prints.extend(given::chain(&user.get_report().alice_report_version(version).send().await.unwrap_err()));

    let device = client.with_user_token(MARK);
    for file in [
        FilePart::path(format!("/{MARK}/{MARK}.mp4")),
        FilePart::bytes(MARK, format!("{MARK}\n"), MARK),
        FilePart::stream(MARK, "video/mp4", Some(1), futures_util::stream::iter([Err::<bytes::Bytes, _>(MARK)])),
    ] {
        prints.push(format!("{file:?}{file:#?}"));
        let body = AuthenticateUserRequest::builder().video(file);
        prints.extend(given::chain(&device.authenticate_user().body(body).send().await.unwrap_err()));
    }
    for url in [MARK.to_owned(), format!("ftp://{MARK}"), format!("http://u:{MARK}@a"), format!("http://a/?{MARK}")] {
        let builder = Client::builder(url);
        prints.push(format!("{builder:?}{builder:#?}"));
        prints.extend(given::chain(&builder.build().unwrap_err()));
    }
    assert_hidden("an unsent call", &prints);
}
