//! Which known path an unknown path may have meant.

use super::call::Route;

/// The longest path that is compared.
const MOST: usize = 200;
/// How many letters may be wrong.
const WRONG: usize = 2;

/// The route that the path resembles most, if there is one: with another case or other
/// punctuation, with one or two wrong letters, or below another base path.
pub(crate) fn meant(routes: &[Route], method: &str, path: &str) -> Option<String> {
    if path.len() > MOST {
        return None;
    }
    let asked = steps(path);
    let known = routes.iter().filter_map(|route| {
        let distance = distance(&asked, &steps(route.path))?;
        Some((distance, route.method != method, route))
    });
    let (_, _, route) = known.min_by_key(|(distance, other_method, _)| (*distance, *other_method))?;
    Some(format!("{} {}", route.method, route.path))
}

/// The parts of a path in a normalised spelling; a name in braces becomes empty.
fn steps(path: &str) -> Vec<String> {
    let letters = |step: &str| match step.starts_with('{') {
        true => String::new(),
        false => step.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
    };
    path.split('/').filter(|step| !step.is_empty()).map(letters).collect()
}

/// How far a path is from a known one; None when it is not like it.
fn distance(asked: &[String], known: &[String]) -> Option<usize> {
    if asked.len() == known.len() {
        let wrong = |(asked, known): (&String, &String)| match known.is_empty() {
            true => 0,
            false => strsim::levenshtein(asked, known),
        };
        let wrong: usize = asked.iter().zip(known).map(wrong).sum();
        // In a short path this many wrong letters would make another word.
        let letters: usize = known.iter().map(String::len).sum();
        if wrong <= WRONG && 3 * wrong <= letters {
            return Some(wrong);
        }
    }
    let last = known.last().filter(|last| !last.is_empty())?;
    (asked.last() == Some(last)).then(|| WRONG + 1 + asked.len().abs_diff(known.len()))
}

#[cfg(test)]
mod tests {
    use super::{Route, meant};

    #[test]
    fn what_is_alike_is_found() {
        let route = |method, path| Route { operation: "x", method, path };
        let routes = [
            route("POST", "/user"),
            route("DELETE", "/user"),
            route("GET", "/user/report"),
            route("GET", "/user_token/{user_id}"),
            route("POST", "/onboarding/enrollment/adddevice"),
            route("POST", "/b2c/proxy/triggerEnroll"),
        ];
        for (method, path, found) in [
            ("POST", "/users", Some("POST /user")),
            ("DELETE", "/User/", Some("DELETE /user")),
            ("GET", "/user/reprot", Some("GET /user/report")),
            ("GET", "/api/v1/user/report", Some("GET /user/report")),
            ("GET", "/user-token/42", Some("GET /user_token/{user_id}")),
            ("POST", "/onboarding/enrollment/addDevice", Some("POST /onboarding/enrollment/adddevice")),
            ("POST", "/onboarding/b2c/triggerEnroll", Some("POST /b2c/proxy/triggerEnroll")),
            ("GET", "/", None),
            ("GET", "/favicon.ico", None),
            ("GET", "/nothing/like/it", None),
        ] {
            assert_eq!(meant(&routes, method, path).as_deref(), found, "{method} {path}");
        }
        assert_eq!(meant(&routes, "GET", &"/user".repeat(10_000)), None);
    }
}
