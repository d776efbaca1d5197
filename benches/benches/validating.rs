//! Checking long answers: one that conforms against the crate `jsonschema` alone, and
//! ones of which nearly everything is wrong or unknown against those of a tenth.

use std::hint::black_box;

use ::contract::{
    Alice,
    validator::{Checked, Validator, message::Response},
};
use alice_client::operations::{GET_REPORT, LIST_AUTHENTICATION_IDS};
use benches::{
    Result, contract,
    figure::{self, Figure, Goal, Unit},
    rounds::{Pairs, interleave, median, time},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// How long the answers are that conform.
const LENGTH: usize = 25_000_000;

const ROUNDS: usize = 9;

const RIVAL: &str = "`jsonschema` alone";

fn main() -> Result<()> {
    let validator = Alice::validator().map_err(|findings| findings.to_string())?;
    let mut figures = Vec::new();
    let ids = json!({ "authentication_ids": ids(LENGTH / 39) });
    for (name, operation, value) in
        [("a list", LIST_AUTHENTICATION_IDS.id, ids), ("a report", GET_REPORT.id, report(LENGTH)?)]
    {
        figures.extend(conforming(&validator, name, operation, &value)?);
    }
    let wrong = |length| json!({ "authentication_ids": vec![0; length] });
    let unknown = |length| {
        let members = (0..length).map(|index| (format!("member-{index}"), json!(1)));
        Value::Object(members.chain([("authentication_ids".to_owned(), json!([]))]).collect())
    };
    figures.push(growing(&validator, "10 times the violations", wrong)?);
    figures.push(growing(&validator, "10 times the unknown members", unknown)?);
    figure::save("validating", &figures)
}

/// Time and memory for an answer that conforms.
fn conforming(validator: &Validator, name: &str, operation: &str, value: &Value) -> Result<[Figure; 2]> {
    let response = response(value);
    let size = response.body.len() as f64;
    let ours = || {
        let checked = validator.response(operation, &response);
        if checked.conforms() { Ok(()) } else { Err(shown(&checked)) }
    };
    let schema = contract::schema(operation)?;
    let engine = jsonschema::options().with_draft(jsonschema::Draft::Draft4).build(&schema)?;
    let rival = || {
        let value: Value = serde_json::from_slice(&response.body)?;
        if engine.is_valid(&value) { Ok(()) } else { Result::Err("the answer does not fit".into()) }
    };
    let [times, rivals] = interleave(ROUNDS, [&mut || time(ours), &mut || time(rival)])?;
    let speed = Unit::Throughput.show(size / median(times.iter().copied()));
    let note =
        format!("{} of JSON that conforms, {speed}. The rival only says whether it fits.", Unit::Memory.show(size));
    let most = |run: &dyn Fn()| allocation_counter::measure(run).bytes_max as f64;
    let memory = most(&|| {
        let _ = black_box(ours());
    });
    let rivals_memory = most(&|| {
        let _ = black_box(rival());
    });
    let times = Pairs::of(times, rivals);
    Ok([
        Figure::of_rounds(format!("Checking {name}"), Unit::Time, RIVAL, &times, Goal::AtMost(size / 20e6)).note(note),
        Figure::of_values(
            format!("Memory beside {name}"),
            Unit::Memory,
            memory,
            RIVAL,
            rivals_memory,
            Goal::AtMost(7.0 * size),
        ),
    ])
}

/// The time for an answer by that for a tenth of it.
fn growing(validator: &Validator, name: &str, body: impl Fn(usize) -> Value) -> Result<Figure> {
    const FEW: usize = 30_000;
    let [few, many] = [response(&body(FEW)), response(&body(10 * FEW))];
    let check = |response: &Response| {
        time(|| {
            black_box(validator.response(LIST_AUTHENTICATION_IDS.id, response));
            Ok(())
        })
    };
    let [many, few] = interleave(ROUNDS, [&mut || check(&many), &mut || check(&few)])?;
    let rival = "a tenth of them";
    Ok(Figure::of_rounds(name, Unit::Time, rival, &Pairs::of(many, few), Goal::RatioAtMost(12.0)))
}

fn response(value: &Value) -> Response {
    let json = HeaderValue::from_static("application/json");
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, json)]);
    Response { status: StatusCode::OK, headers, body: Bytes::from(value.to_string()) }
}

fn shown(checked: &Checked) -> Box<dyn std::error::Error + Send + Sync> {
    let shown: Vec<String> = checked.violations.iter().map(ToString::to_string).collect();
    shown.join("\n").into()
}

fn ids(count: usize) -> Vec<Value> {
    (0..count).map(|index| format!("{index:036}").into()).collect()
}

/// The contract's example of a whole report, with as many selfies as make it so long.
fn report(length: usize) -> Result<Value> {
    let mut report = contract::example(GET_REPORT.id, "full")?;
    let selfie = report["selfies"][0].take();
    let count = length / selfie.to_string().len();
    report["selfies"] = vec![selfie; count].into();
    Ok(report)
}
