//! The path of the value at which serde_json stopped decoding.
//!
//! serde_json reports a line and a column: the position up to which it has read. A second
//! decoding that tracks the path would find it too, but the compiler would then generate
//! the decoding of every type twice. That was two fifths of a client's code.
//!
//! serde_json reports a wrong value after reading it, or at its beginning if it is a list
//! or an object where none is expected. It reports a missing member after reading the
//! object. Only the error of a type that decodes its own text, such as a union, is reported
//! later, by the value around it; so that type states how long its text was.

/// One step into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// A member's name as it stands in the text, with its quotes.
    Member(&'a str),
    /// A place in a list, from 0.
    Item(usize),
}

/// serde_json refuses values that are nested deeper.
const DEEPEST: usize = 128;

/// The path to the value at fault. `line` and `column` are those of serde_json's error;
/// with a `length`, the fault is in the last value of that many bytes before this position.
pub(crate) fn locate(json: &str, line: usize, column: usize, length: Option<usize>) -> Vec<Step<'_>> {
    let taken = match line {
        // Without a position, the fault is in the whole text.
        0 => json.len(),
        _ => json.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>().saturating_add(column),
    };
    let taken = taken.min(json.len());
    let mut scan = Scan { json, at: 0, taken, length, path: Vec::new(), found: Vec::new() };
    scan.space();
    scan.value();
    scan.found
}

/// Walks over a text that is valid JSON up to the position of the error.
struct Scan<'a> {
    json: &'a str,
    at: usize,
    taken: usize,
    length: Option<usize>,
    path: Vec<Step<'a>>,
    found: Vec<Step<'a>>,
}

impl<'a> Scan<'a> {
    fn value(&mut self) {
        let start = self.at;
        let mut inside = false;
        match self.byte() {
            // A list or an object is not expected here.
            Some(b'{' | b'[') if self.is_over() => {}
            Some(b'{' | b'[') if self.path.len() == DEEPEST => self.deep(),
            Some(b'{') => inside = self.content(b'}', Self::member),
            Some(b'[') => inside = self.content(b']', |_, index| Step::Item(index)),
            Some(b'"') => self.text(),
            _ => {
                self.at += 1;
                self.skip(|byte| !b",]} \t\r\n".contains(&byte));
            }
        }
        let is_it = match self.length {
            Some(length) => self.at - start == length,
            None => self.is_over() && !inside,
        };
        if is_it {
            self.found.clone_from(&self.path);
        }
    }

    /// Walks over a list or an object; true when the position lies inside one of its
    /// values.
    fn content(&mut self, end: u8, step: fn(&mut Self, usize) -> Step<'a>) -> bool {
        self.at += 1;
        self.space();
        let mut index = 0;
        while !self.is_past() && self.byte() != Some(end) {
            let step = step(self, index);
            if self.is_past() {
                return false;
            }
            self.path.push(step);
            self.value();
            self.path.pop();
            if self.is_over() {
                return true;
            }
            self.space();
            if self.byte() == Some(b',') {
                self.at += 1;
                self.space();
            }
            index += 1;
        }
        if !self.is_over() {
            self.at += 1;
        }
        false
    }

    /// Walks over a member's name, up to its value.
    fn member(&mut self, _: usize) -> Step<'a> {
        let start = self.at;
        self.text();
        let name = self.json.get(start..self.at).unwrap_or_default();
        self.space();
        if !self.is_over() {
            self.at += 1;
            self.space();
        }
        Step::Member(name)
    }

    /// Walks over a list or an object without looking into it.
    fn deep(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' => {
                    self.text();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 || self.is_over() {
                break;
            }
        }
    }

    /// Walks over a string with its quotes.
    fn text(&mut self) {
        self.at += 1;
        let mut escaped = false;
        self.skip(|byte| {
            let is_end = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            !is_end
        });
        self.at += 1;
    }

    fn space(&mut self) {
        self.skip(|byte| byte.is_ascii_whitespace());
    }

    fn skip(&mut self, mut is_part: impl FnMut(u8) -> bool) {
        let rest = self.json.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| is_part(**byte)).count();
    }

    fn byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    /// Whether the walk has passed the position.
    fn is_over(&self) -> bool {
        self.at >= self.taken
    }

    /// Whether a value that begins here cannot be at fault.
    fn is_past(&self) -> bool {
        self.is_over() && !matches!(self.byte(), Some(b'{' | b'['))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, error::Category, json};
    use serde_path_to_error::Segment;

    use super::*;
    use crate::{Base64, Nullable, Secret, Timestamp};

    #[allow(dead_code, reason = "only decoded")]
    struct Report {
        id: String,
        count: i64,
        small: Option<i32>,
        is_new: bool,
        ratio: f64,
        made_at: Timestamp,
        image: Base64,
        token: Secret,
        state: Nullable<i64>,
        checks: Vec<Check>,
        by_name: BTreeMap<String, Nullable<Check>>,
        rows: Vec<Vec<i32>>,
        free: Value,
    }

    #[allow(dead_code, reason = "only decoded")]
    struct Check {
        name: String,
        inner: Option<Box<Check>>,
    }

    crate::record! { Report {
        id: required hidden "id",
        count: required shown "count",
        small: optional shown "small",
        is_new: required shown "is_new",
        ratio: required shown "ratio",
        made_at: required shown "made_at",
        image: required shown "image",
        token: required shown "token",
        state: optional shown "state",
        checks: required shown "checks",
        by_name: required hidden "by_name",
        rows: required shown "rows",
        free: required hidden "free",
    } }

    crate::record! { Check {
        name: required hidden "name",
        inner: optional shown "inner",
    } }

    fn report() -> Value {
        let check =
            json!({ "name": "br{ac}k[et], \"quo\\ted\" \n", "inner": { "name": "é", "unknown": [{ "a": {} }] } });
        json!({
            "unknown \" \\": [[], {}, [{ "deep": [1, "]"] }]],
            "id": "\u{1F600}",
            "count": 3,
            "small": null,
            "is_new": true,
            "ratio": -1.5e-3,
            "made_at": "2024-02-29 23:59:58",
            "image": "+/8=",
            "token": "made up",
            "state": 0,
            "checks": [check, check],
            "by_name": { "": check, "a\"b": null, "ö": check },
            "rows": [[], [1, 2], [3]],
            "free": { "any": [1, null] },
        })
    }

    /// The value with each of its parts replaced by each of the others, and with each left out.
    fn spoilt(value: &Value) -> Vec<Value> {
        let others = [
            json!(null),
            json!(false),
            json!(7),
            json!(-7),
            json!(2.5),
            json!(5_000_000_000_i64),
            json!(u64::MAX),
            json!(""),
            json!("text"),
            json!([]),
            json!({}),
            json!([1, [2]]),
            json!([{}]),
            json!({ "name": 1 }),
            json!({ "name": "a", "inner": { "inner": {} } }),
        ];
        let mut all = others.to_vec();
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let with = |new: Option<Value>| {
                        let mut members = members.clone();
                        match new {
                            Some(new) => members.insert(name.clone(), new),
                            None => members.remove(name),
                        };
                        Value::Object(members)
                    };
                    all.extend(spoilt(member).into_iter().map(Some).chain([None]).map(with));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    all.extend(spoilt(item).into_iter().map(|new| {
                        let mut items = items.clone();
                        items[index] = new;
                        Value::Array(items)
                    }));
                }
            }
            _ => {}
        }
        all
    }

    fn ours(json: &str, error: &serde_json::Error) -> String {
        let path = locate(json, error.line(), error.column(), None);
        path.into_iter().fold(String::new(), |path, step| match step {
            Step::Item(index) => format!("{path}/{index}"),
            Step::Member(name) => format!("{path}/{}", serde_json::from_str::<String>(name).unwrap()),
        })
    }

    fn theirs(json: &str) -> String {
        let decoded = serde_path_to_error::deserialize::<_, Report>(&mut serde_json::Deserializer::from_str(json));
        decoded.err().unwrap().path().into_iter().fold(String::new(), |path, segment| match segment {
            Segment::Seq { index } => format!("{path}/{index}"),
            Segment::Map { key } => format!("{path}/{key}"),
            _ => path,
        })
    }

    #[test]
    fn the_path_is_that_of_a_decoding_that_follows_it() {
        serde_json::from_value::<Report>(report()).map(|_| ()).unwrap();
        let mut compared = 0;
        for value in spoilt(&report()) {
            let plain = value.to_string();
            let pretty = format!(" \n{:#} \n", value);
            for json in [plain, pretty.replace('\n', "\r\n\t"), pretty.replace(": ", "\n:\n")] {
                let Err(error) = serde_json::from_str::<Report>(&json) else { continue };
                if error.classify() == Category::Data {
                    assert_eq!(ours(&json, &error), theirs(&json), "{error}: {json}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 1_000, "{compared}");
    }

    #[test]
    fn a_member_that_comes_twice_is_found() {
        for json in [r#"{"id": "", "id" : ""}"#, r#"{"checks": [{"name": "", "name":1}]}"#] {
            let error = serde_json::from_str::<Report>(json).err().unwrap();
            assert!(error.to_string().starts_with("duplicate field"), "{error}");
            assert_eq!(ours(json, &error), theirs(json), "{json}");
        }
    }

    #[test]
    fn of_values_that_end_together_the_length_tells_one() {
        let json = r#"[{"a": 1, "b": [{"c": 22}, {"c": 22}]}, {}]"#;
        let found = |taken: &str, text: &str| {
            let column = json.find(taken).unwrap() + taken.len();
            locate(json, 1, column, Some(text.len()))
        };
        let (b, c) = (Step::Member("\"b\""), Step::Member("\"c\""));
        assert_eq!(found(r#"22}, {"c": 22}]"#, r#"{"c": 22}"#), [Step::Item(0), b, Step::Item(1)]);
        assert_eq!(found(r#"22}, {"c": 22}]"#, "22"), [Step::Item(0), b, Step::Item(1), c]);
        assert_eq!(found(r#"22}, "#, r#"{"c": 22}"#), [Step::Item(0), b, Step::Item(0)]);
        assert_eq!(found("}, {}]", "{}"), [Step::Item(1)]);
    }

    #[test]
    fn no_text_is_too_deep_or_too_broken() {
        let deep = format!("{{\"a\": {}1, \"b\": 2", "[".repeat(1_000_000));
        for json in [deep.as_str(), "", "{", "[", "{\"", "{\"a\\", "{1:", "[}", "]", "{a}", "[,,", "\"ä", "{ä:ä"] {
            for column in [0, 1, json.len() / 2, json.len(), json.len() + 9, usize::MAX >> 1] {
                for length in [None, Some(1)] {
                    assert!(locate(json, 1, column, length).len() <= DEEPEST);
                }
            }
        }
    }
}
