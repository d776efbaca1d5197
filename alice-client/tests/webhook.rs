//! Deliveries of webhooks: what is signed is accepted, and nothing else.
#![cfg(feature = "webhook")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, SystemTime};

use alice_client::{
    Timestamp,
    webhook::{Algorithm, Body, Delivery, Refused, Verifier},
};

// Made up, and signed by other programs.
const SECRET: &str = "0123456789abcdef0123456789abcdef01234567";
const SENT_AT: &str = "2026-01-15 09:30:00.123456";
const PING: &str = r#"{"is_ping": true}"#;
const PING_SHA256: &str = "b909566087fde04de30f745858189678a731fd4bde0f7dd8691a56c22bd94a1a";
const PING_SHA512: &str = "ef21ed0123f50b4e1cca1e2d7b4f40d2bf91719743bb080cd42873d44687a66ad96947a97ee3d50a726d8aa38da5f3b55fba0ee7adcbe32aad068df8f0cff3f1";
const EVENT: &str = r#"{"data": {"id": "5e0c7b1a-52f3-4f0e-9b35-0c2a6d1f7e44", "type": "user.created", "version": 1, "occurred_on": "2026-01-15 09:29:58.004512", "attributes": {"user_id": "c1f4a5d2-7b64-4a3c-8e0d-2f9b61a7c930"}, "meta": {}}}"#;
const EVENT_SHA256: &str = "1ab8631ba58971fce30c4b8d78b7154bb2ea6e167bfbcee0d7a9b13b817f3391";

type Headers = Vec<(String, Vec<u8>)>;

fn headers(signature: &str) -> Headers {
    let all = [
        ("x-alice-signature", signature),
        ("X-Alice-Event", "user_created"),
        ("X-ALICE-EVENT-VERSION", "1"),
        ("X-Alice-Request-Timestamp", SENT_AT),
        ("X-Alice-Delivery", "delivery-1"),
        ("X-Alice-WebhookId", "webhook-1"),
        ("User-Agent", "Alice-Hookshoot/"),
    ];
    all.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).to_vec()
}

fn sent() -> SystemTime {
    Timestamp::from(SENT_AT).to_utc_assumed().unwrap().into()
}

fn verify(verifier: &Verifier, headers: &Headers, body: &[u8]) -> Result<Delivery, Refused> {
    verifier.verify_at(sent(), headers.iter().map(|(name, value)| (name, value)), body)
}

#[test]
fn what_the_vendor_signs_is_accepted() {
    let verifier = Verifier::new(SECRET);
    let ping = verify(&verifier, &headers(PING_SHA256), PING.as_bytes()).unwrap();
    assert_eq!((ping.body(), ping.event(), ping.event_version()), (&Body::Ping, "user_created", "1"));
    assert_eq!((ping.id(), ping.webhook_id()), (Some("delivery-1"), Some("webhook-1")));
    assert_eq!(ping.sent_at().as_str(), SENT_AT);

    let event = verify(&verifier, &headers(EVENT_SHA256), EVENT.as_bytes()).unwrap();
    let Body::Event(event) = event.body() else { panic!("{event:?}") };
    assert_eq!(event.kind(), "user.created");
    assert_eq!(event.attribute("user_id").and_then(|id| id.as_str()), Some("c1f4a5d2-7b64-4a3c-8e0d-2f9b61a7c930"));
    assert_eq!(event.occurred_on().unwrap().as_str(), "2026-01-15 09:29:58.004512");

    let long = verifier.algorithm(Algorithm::Sha512);
    assert!(verify(&long, &headers(PING_SHA512), PING.as_bytes()).is_ok());
    assert_eq!(verify(&long, &headers(PING_SHA256), PING.as_bytes()), Err(Refused::Signature));
}

#[test]
fn every_single_bit_that_changes_is_refused() {
    let verifier = Verifier::new(SECRET).max_age(Duration::MAX);
    for (signature, body) in [(PING_SHA256, PING), (EVENT_SHA256, EVENT)] {
        let flipped = |bytes: &[u8], bit: usize| {
            let mut bytes = bytes.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        };
        for bit in 0..body.len() * 8 {
            assert!(verify(&verifier, &headers(signature), &flipped(body.as_bytes(), bit)).is_err(), "body, bit {bit}");
        }
        // The signature, the event, its version and the time of sending.
        for header in 0..4 {
            for bit in 0..headers(signature)[header].1.len() * 8 {
                let mut changed = headers(signature);
                changed[header].1 = flipped(&changed[header].1, bit);
                assert!(verify(&verifier, &changed, body.as_bytes()).is_err(), "header {header}, bit {bit}");
            }
        }
    }
}

#[test]
fn what_is_missing_doubled_or_moved_is_refused() {
    let verifier = Verifier::new(SECRET);
    for (header, name) in ["Signature", "Event", "Event-Version", "Request-Timestamp"].into_iter().enumerate() {
        let mut fewer = headers(PING_SHA256);
        fewer.remove(header);
        assert_eq!(verify(&verifier, &fewer, PING.as_bytes()), Err(Refused::Missing(name)));
        let mut twice = headers(PING_SHA256);
        twice.push(twice[header].clone());
        assert_eq!(verify(&verifier, &twice, PING.as_bytes()), Err(Refused::Header(name)));
    }
    // The same text is signed, with the point in another place.
    let mut moved = headers(PING_SHA256);
    (moved[1].1, moved[2].1) = (b"user_created.1:2026".to_vec(), b"01".to_vec());
    assert_eq!(verify(&verifier, &moved, PING.as_bytes()), Err(Refused::Ambiguous));
    let mut cut = headers(&PING_SHA256[..62]);
    assert_eq!(verify(&verifier, &cut, PING.as_bytes()), Err(Refused::Signature));
    cut[0].1 = Vec::new();
    assert_eq!(verify(&verifier, &cut, PING.as_bytes()), Err(Refused::Signature));
    assert_eq!(verify(&verifier, &headers(&PING_SHA256.to_uppercase()), PING.as_bytes()), Err(Refused::Signature));
}

#[test]
fn an_old_delivery_and_one_of_a_wrong_clock_are_refused() {
    let verifier = Verifier::new(SECRET);
    let at = |now: SystemTime| {
        let headers = headers(PING_SHA256);
        verifier.verify_at(now, headers.iter().map(|(name, value)| (name, value)), PING.as_bytes())
    };
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    for now in [sent() + minutes(5), sent() - minutes(5), sent()] {
        assert!(at(now).is_ok());
    }
    for now in [sent() + minutes(6), sent() - minutes(6), SystemTime::UNIX_EPOCH] {
        assert!(matches!(at(now), Err(Refused::Age { .. })));
    }
}

#[test]
fn both_secrets_count_while_one_replaces_the_other() {
    let other = "76543210fedcba9876543210fedcba9876543210";
    for verifier in [Verifier::new(other).or_secret(SECRET), Verifier::new(SECRET).or_secret(other)] {
        assert!(verify(&verifier, &headers(PING_SHA256), PING.as_bytes()).is_ok());
    }
    assert_eq!(verify(&Verifier::new(other), &headers(PING_SHA256), PING.as_bytes()), Err(Refused::Signature));
}

#[test]
fn another_prefix_is_another_header() {
    let renamed: Headers = headers(PING_SHA256)
        .into_iter()
        .map(|(name, value)| (name.to_lowercase().replace("alice", "Bank"), value))
        .collect();
    assert_eq!(verify(&Verifier::new(SECRET), &renamed, PING.as_bytes()), Err(Refused::Missing("Signature")));
    assert!(verify(&Verifier::new(SECRET).prefix("bank"), &renamed, PING.as_bytes()).is_ok());
}

#[test]
fn nothing_of_a_delivery_or_a_secret_is_printed() {
    let verifier = Verifier::new(SECRET);
    let delivery = verify(&verifier, &headers(EVENT_SHA256), EVENT.as_bytes()).unwrap();
    let printed = format!("{verifier:?} {delivery:?} {}", Refused::Signature);
    assert!(!printed.contains("c1f4a5d2") && !printed.contains(SECRET), "{printed}");
}
