//! Nothing that is planted in a call or an answer appears in any trace of any
//! crate, at the most talkative level, through success and every fault.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use alice_client::RetryPolicy;
use wire_tests::{
    cases::{self, Reply},
    contract::Contract,
    faulty::{self, Faulty, TestClock},
    given::{Clients, Given},
    operations,
    planted::{MARK, plant, plant_call},
    socket::Socket,
};

/// Everything that was traced.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<Vec<u8>>>);

impl Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Traces {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

fn assert_silent(at: &str, traces: &Traces) {
    let traces = traces.take();
    assert!(!traces.to_lowercase().contains(&MARK.to_lowercase()), "{at}: {traces}");
}

/// One test, because what collects the traces is the whole process's.
#[tokio::test]
async fn no_trace_shows_what_was_planted() {
    let traces = Traces::default();
    let writer = traces.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing_log::LogTracer::init().unwrap();

    let socket = Socket::open().await;
    let clients = Clients::at(&socket);
    let mut seen = 0;
    for contract in Contract::all() {
        for operation in contract.operations() {
            let calls = cases::calls(&operation);
            for (index, reply) in cases::replies(&operation).iter().enumerate() {
                let call = &calls[index % calls.len()];
                let at = format!("{}.{}: {} and {}", contract.vendor, operation.id, call.name, reply.name);
                let planted = Reply { example: reply.example.as_ref().map(plant), ..reply.clone() };
                let given = Given::marked(plant_call(call), MARK);
                let call = operations::call(contract.vendor, &operation.id, &clients, &given);
                socket.exchange(&planted.answer(), call).await;
                let count = traces.0.lock().unwrap().len();
                assert!(count > 0, "{at}: nothing was traced");
                seen += count;
                assert_silent(&at, &traces);
            }
        }
    }
    assert!(seen > 100_000, "only {seen} bytes of traces");

    let elsewhere = format!("https://{MARK}.example.com/{MARK}");
    let html = format!("<html>{MARK}</html>");
    for (name, fault) in [
        ("reset", faulty::Reply::Reset(faulty::Reply::cut(MARK))),
        ("truncated", faulty::Reply::Send(faulty::Reply::cut(MARK))),
        ("html", faulty::Reply::answer(502, &[("content-type", "text/html"), ("x-note", MARK)], &html)),
        ("garbage", faulty::Reply::answer(200, &[("content-type", "application/json")], MARK)),
        ("redirect", faulty::Reply::answer(307, &[("location", &elsewhere)], MARK)),
        ("busy", faulty::Reply::answer(429, &[("retry-after", MARK)], MARK)),
        ("no http", faulty::Reply::Send(format!("{MARK}\r\n\r\n").into_bytes())),
    ] {
        let server = Faulty::start([fault]).await;
        let clock = TestClock::default();
        let clients = Clients {
            alice: alice_client::Client::builder(&server.url).clock(clock.clone()).build().unwrap(),
            awareid: awareid_client::Client::builder(&server.url).retry(RetryPolicy::never()).build().unwrap(),
        };
        for contract in Contract::all() {
            for operation in contract.operations() {
                let given = Given::marked(plant_call(&cases::calls(&operation)[0]), MARK);
                let scope = operations::try_call(contract.vendor, &operation.id, &clients, &given).await;
                assert_silent(&format!("{name}: {}", operation.id), &traces);
                for print in scope {
                    assert!(!print.to_lowercase().contains(&MARK.to_lowercase()), "{name}: {}: {print}", operation.id);
                }
            }
        }
    }
}
