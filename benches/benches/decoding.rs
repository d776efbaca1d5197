//! Decoding of a large report by its version, against serde's untagged enumeration
//! and against the struct of that version.

use std::hint::black_box;

use alice_client::{
    operations::GET_REPORT,
    types::{Report, ReportV0, ReportV1},
};
use benches::{
    Result, contract,
    criterion::interleave,
    figure::{self, Figure, Goal, Unit},
    rounds::Pairs,
};
use criterion::{BatchSize, Bencher};
use serde::Deserialize;
use serde_json::Value;

const DOCUMENTS: usize = 50;
const SELFIES: usize = 20;
const CHECKS: usize = 2_000;
const ROUNDS: usize = 15;

const STRUCT: &str = "`ReportV1` by serde_json";
const UNTAGGED: &str = "serde's `untagged`";

/// What serde offers for a choice that stands in an integer member.
#[derive(Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only decoded")]
enum Untagged {
    V0(Box<ReportV0>),
    V1(Box<ReportV1>),
}

fn main() -> Result<()> {
    let text = serde_json::to_vec(&report()?)?;
    assert!(text.ends_with(br#","version":1}"#), "the version stands last");
    let from_json = || Report::from_json(&text).expect("the report fits");
    let by_serde = || serde_json::from_slice::<Report>(&text).expect("the report fits");
    let the_struct = || serde_json::from_slice::<ReportV1>(&text).expect("the report fits");
    let untagged = || serde_json::from_slice::<Untagged>(&text).expect("the report fits");
    assert!(matches!(from_json(), Report::V1(_)) && matches!(by_serde(), Report::V1(_)));
    assert!(matches!(untagged(), Untagged::V1(_)));

    let [ours, serde, strict, loose] = interleave(
        "decoding",
        ROUNDS,
        [
            ("from_json", &mut |bencher| decode(bencher, from_json)),
            ("serde", &mut |bencher| decode(bencher, by_serde)),
            ("struct", &mut |bencher| decode(bencher, the_struct)),
            ("untagged", &mut |bencher| decode(bencher, untagged)),
        ],
    )?;
    let time = |name: &str, ours: &Vec<f64>, rival, rivals: &Vec<f64>, goal| {
        Figure::of_rounds(name, Unit::Time, rival, &Pairs::of(ours.clone(), rivals.clone()), goal)
    };
    let bytes = |run: &dyn Fn()| allocation_counter::measure(run).bytes_total as f64;
    let (bytes, strict_bytes, loose_bytes, serde_bytes) = (
        bytes(&|| drop(black_box(from_json()))),
        bytes(&|| drop(black_box(the_struct()))),
        bytes(&|| drop(black_box(untagged()))),
        bytes(&|| drop(black_box(by_serde()))),
    );
    let (most, half) = (Goal::RatioAtMost(1.10), Goal::RatioAtMost(0.50));
    let size = format!("The report has {}.", Unit::Memory.show(text.len() as f64));
    let best = Pairs::of(strict.clone(), loose.clone()).ratio();
    let best = format!("To know the version beforehand gives {best:.3}: {STRUCT} by {UNTAGGED}.");
    figure::save(
        "decoding",
        &[
            time("Decoding a report", &ours, STRUCT, &strict, most).note(size),
            time("Decoding a report", &ours, UNTAGGED, &loose, half).note(best),
            time("Decoding a report, by serde", &serde, STRUCT, &strict, Goal::None),
            time("Decoding a report, by serde", &serde, UNTAGGED, &loose, Goal::None),
            Figure::of_values("Bytes allocated by decoding", Unit::Memory, bytes, STRUCT, strict_bytes, most),
            Figure::of_values("Bytes allocated by decoding", Unit::Memory, bytes, UNTAGGED, loose_bytes, half),
            Figure::of_values("Bytes allocated, by serde", Unit::Memory, serde_bytes, STRUCT, strict_bytes, Goal::None),
        ],
    )
}

/// To drop what was decoded takes as long for all of them, and is not measured.
fn decode<T>(bencher: &mut Bencher<'_>, run: impl Fn() -> T) {
    bencher.iter_batched(|| (), |()| run(), BatchSize::PerIteration);
}

/// The contract's example of a whole report, with more of everything.
fn report() -> Result<Value> {
    let mut report = contract::example(GET_REPORT.id, "full")?;
    let each = CHECKS / (DOCUMENTS + SELFIES);
    let rest = CHECKS % (DOCUMENTS + SELFIES);
    let mut items = 0;
    for (list, count) in [("documents", DOCUMENTS), ("selfies", SELFIES)] {
        let first = report[list][0].clone();
        let checks = first["checks"].as_array().cloned().ok_or("the example has no checks")?;
        let copies = (0..count).map(|index| {
            let mut copy = first.clone();
            copy["id"] = format!("{list}-{index:016}").into();
            let checks = checks.iter().cycle().take(each + usize::from(items < rest)).cloned();
            items += 1;
            copy["checks"] = checks.collect();
            copy
        });
        report[list] = copies.collect();
    }
    // The contract shows the version before most of the rest.
    let version = report["version"].take();
    let members = report.as_object_mut().ok_or("the example is no object")?;
    members.shift_remove("version");
    members.insert("version".to_owned(), version);
    Ok(report)
}
