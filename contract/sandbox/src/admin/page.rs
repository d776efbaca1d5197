//! The page that says what there is, for who has just started a sandbox.

use std::fmt::Write;

use crate::{EVERYONE, call::Route, scenario::Scenario};

pub(super) fn text(base_url: &str, routes: &[Route], has_keys: bool) -> String {
    let mut page = String::from("A sandbox. Beside the vendor's operations it has these paths of its own.\n");
    let mut part = |title: &str, lines: &[String]| {
        // Writing into a text does not fail.
        let _ = writeln!(page, "\n{title}");
        for line in lines {
            let _ = writeln!(page, "    {line}");
        }
    };
    let own = format!("{base_url}/__sandbox");
    part(
        "Journal: each request, its answer, and how both compare with the contract",
        &[format!("curl {own}/journal"), format!("curl -X DELETE {own}/journal")],
    );
    part(
        &format!("Scenarios: what happens to a user from now on, or to everybody by the name {EVERYONE}"),
        &[
            format!("curl -d spoof {own}/scenario/user@example.com"),
            format!("curl -d '{{\"scenario\": \"rate-limited\", \"times\": 3}}' '{own}/scenario/{EVERYONE}'"),
            format!("curl -X DELETE {own}/scenario/user@example.com"),
        ],
    );
    let names: Vec<String> =
        Scenario::ALL.iter().map(|scenario| format!("{:<17}{}", scenario.name(), scenario.about())).collect();
    part("There are", &names);
    part(
        "Time: let so many seconds pass, so that tokens expire; DELETE takes it back",
        &[format!("curl {own}/time"), format!("curl -d 3600 {own}/time"), format!("curl -X DELETE {own}/time")],
    );
    if has_keys {
        part("Keys: what opens the session links", &[format!("curl {own}/keys")]);
    }
    let width = routes.iter().map(|route| route.path.len()).max().unwrap_or_default();
    let operation = |route: &Route| format!("{:<7}{:<width$}  {}", route.method, route.path, route.operation);
    let operations: Vec<String> = routes.iter().map(operation).collect();
    part("The vendor's operations", &operations);
    page
}
