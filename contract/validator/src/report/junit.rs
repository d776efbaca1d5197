//! The report as JUnit XML: one test case a row, one skipped case for each
//! operation that was never seen.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Report, Row};

pub(super) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let mut suite = TestSuite::new(report.contract.as_str());
    for row in &report.rows {
        let name = format!("{} {} {} (times: {})", row.method, row.path, row.status_text(), row.times);
        let mut case = TestCase::new(name, status(report, row));
        case.set_classname(row.operation.as_deref().unwrap_or("no operation"));
        let notes = notes(row);
        if !notes.is_empty() {
            case.set_system_out(notes);
        }
        suite.add_test_case(case);
    }
    for reason in &report.unread {
        let mut status = TestCaseStatus::skipped();
        status.set_message(reason.as_str());
        suite.add_test_case(TestCase::new("an entry that cannot be read", status));
    }
    for known in report.never_seen_whole() {
        let mut status = TestCaseStatus::skipped();
        status.set_message("never seen");
        let mut case = TestCase::new(format!("{} {}", known.method, known.path), status);
        case.set_classname(known.operation.as_str());
        suite.add_test_case(case);
    }
    let mut out: Vec<String> = report.warning().map(str::to_owned).into_iter().collect();
    out.extend(report.members_never_seen().map(|(operation, at)| format!("member never seen: {operation} {at}")));
    if !out.is_empty() {
        suite.set_system_out(out.join("\n"));
    }
    let mut whole = quick_junit::Report::new("contract");
    whole.add_test_suite(suite);
    let text = whole.to_string().map_err(io::Error::other)?;
    to.write_all(text.as_bytes())
}

fn status(report: &Report, row: &Row) -> TestCaseStatus {
    if row.conforms() {
        return TestCaseStatus::success();
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let lines = row.deviations.iter().map(|deviation| {
        let violation = &deviation.violation;
        format!(
            "{} {}: expected {}, found {} ({}:{})",
            deviation.side.name(),
            violation.at,
            violation.expected,
            violation.found,
            report.contract,
            violation.line
        )
    });
    let lines = lines.chain(row.more());
    status.set_message(row.result()).set_description(lines.collect::<Vec<_>>().join("\n"));
    status
}

fn notes(row: &Row) -> String {
    let unknown = row
        .unknown
        .iter()
        .map(|unknown| format!("not known: {} {}: {}", unknown.side.name(), unknown.at, unknown.found));
    let new = row.new_values.iter().map(|new| {
        let value = new.value.as_deref().unwrap_or("(hidden)");
        format!("new value: {} {}: {} {value}", new.side.name(), new.at, new.schema)
    });
    let unchecked = row.unchecked.iter().map(|reason| format!("not checked: {reason}"));
    unknown.chain(new).chain(unchecked).collect::<Vec<_>>().join("\n")
}
