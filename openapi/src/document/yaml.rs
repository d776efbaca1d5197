//! YAML text as a JSON value, and where in the text its parts stand.

use std::borrow::Cow;

use saphyr::Scalar;
use saphyr_parser::{Event, Parser, ScanError, Span, StrInput};
use serde_json::{Map, Number, Value};

/// Twice as deep as a contract needs. The walks over a document call themselves for
/// each level, and in a debug build the standard's own reader takes 40 KiB of stack for
/// each schema inside another; a thread's 2 MiB end between 48 and 64.
const DEEPEST: usize = 40;

/// A text that is not one YAML document, or has no counterpart in JSON.
pub(super) struct Fault {
    /// Counted from 1.
    pub line: usize,
    pub message: String,
    pub help: &'static str,
}

/// The line of a value, and those of the values inside it, in their order. A member's
/// line is that of its name.
#[derive(Debug)]
pub(super) struct Place {
    pub line: usize,
    pub inside: Vec<Self>,
}

/// Reads a text that is one YAML document.
pub(super) fn read(text: &str) -> Result<(Value, Place), Fault> {
    let text = joined_surrogates(text);
    let mut reader = Reader { events: Parser::new_from_str(&text), depth: 0 };
    let mut document = None;
    let mut count = 0;
    while let Some((event, span)) = reader.event()? {
        match event {
            Event::StreamStart | Event::StreamEnd | Event::Nothing | Event::DocumentEnd => {}
            Event::DocumentStart(_) => count += 1,
            other => document = Some(reader.value(other, span)?),
        }
    }
    match document {
        Some(document) if count == 1 => Ok(document),
        _ => Err(Fault {
            line: 1,
            message: format!("expected one YAML document, found {count}"),
            help: "write one contract in one file",
        }),
    }
}

/// JSON writes a character beyond 16 bits as two escapes, which YAML does not know:
/// `\ud83d\ude00` becomes `\U0001f600`. Only in JSON are all texts in double quotes.
fn joined_surrogates(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with('{') || !text.contains("\\u") {
        return text.into();
    }
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let mut joined = String::with_capacity(text.len());
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        // What follows a backslash is one escape, so the next character never begins another.
        at = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8);
        let pair = unit(start).and_then(|first| Some([first, unit(start + 6)?]));
        if let Some(Ok(character)) = pair
            .and_then(|pair| char::decode_utf16(pair).next())
            .filter(|_| pair.is_some_and(|[first, _]| first >= 0xD800))
        {
            joined.push_str(&text[copied..start]);
            joined.push_str(&format!("\\U{:08x}", u32::from(character)));
            at = start + 12;
            copied = at;
        }
    }
    joined.push_str(&text[copied..]);
    joined.into()
}

struct Reader<'a> {
    events: Parser<'a, StrInput<'a>>,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn event(&mut self) -> Result<Option<(Event<'a>, Span)>, Fault> {
        self.events.next().transpose().map_err(|error: ScanError| Fault {
            line: error.marker().line(),
            message: format!("YAML syntax error: {}", error.info()),
            help: "mend the YAML at this line; most often it is indentation, a missing quote or a colon inside \
                   a plain scalar",
        })
    }

    /// The value that an event begins.
    fn value(&mut self, event: Event<'a>, span: Span) -> Result<(Value, Place), Fault> {
        let line = span.start.line();
        let fault = |message: &str, help| Err(Fault { line, message: message.to_owned(), help });
        let other_value = "write a text, a number, a boolean, `null`, a list or a mapping";
        match event {
            Event::Alias(_) => {
                fault("YAML aliases are not supported", "write the value out, or refer to a component with `$ref`")
            }
            Event::Scalar(_, _, 1.., _) | Event::SequenceStart(1.., _) | Event::MappingStart(1.., _) => {
                fault("YAML anchors are not supported", "remove the anchor; what is used twice can be a component")
            }
            Event::Scalar(_, _, _, Some(tag))
            | Event::SequenceStart(_, Some(tag))
            | Event::MappingStart(_, Some(tag))
                if !tag.is_yaml_core_schema() =>
            {
                fault("YAML tags are not supported", "remove the tag")
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if self.depth == DEEPEST => {
                fault(&format!("nested deeper than {DEEPEST} levels"), "name inner schemas and refer to them")
            }
            Event::Scalar(text, style, _, tag) => {
                // An integer of more than 63 bits is read as a number with a fraction otherwise.
                let large = text.parse::<u64>().ok();
                let value = match Scalar::parse_from_cow_and_metadata(text, style, tag.as_ref()) {
                    Some(Scalar::Null) => Value::Null,
                    Some(Scalar::Boolean(value)) => Value::Bool(value),
                    Some(Scalar::Integer(value)) => Value::from(value),
                    Some(Scalar::FloatingPoint(_)) if large.is_some() => Value::from(large),
                    Some(Scalar::FloatingPoint(value)) => match Number::from_f64(value.into_inner()) {
                        Some(value) => Value::Number(value),
                        None => return fault("a number must be finite", other_value),
                    },
                    Some(Scalar::String(value)) => Value::String(value.into_owned()),
                    None => return fault("unreadable YAML value", other_value),
                };
                Ok((value, Place { line, inside: Vec::new() }))
            }
            Event::SequenceStart(..) => self.deeper(|reader| reader.items(line)),
            Event::MappingStart(..) => self.deeper(|reader| reader.members(line)),
            _ => fault("unreadable YAML value", other_value),
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn items(&mut self, line: usize) -> Result<(Value, Place), Fault> {
        let (mut items, mut inside) = (Vec::new(), Vec::new());
        while let Some((event, span)) = self.event()?.filter(|(event, _)| *event != Event::SequenceEnd) {
            let (item, place) = self.value(event, span)?;
            items.push(item);
            inside.push(place);
        }
        Ok((Value::Array(items), Place { line, inside }))
    }

    fn members(&mut self, line: usize) -> Result<(Value, Place), Fault> {
        let (mut members, mut inside) = (Map::new(), Vec::new());
        while let Some((event, span)) = self.event()?.filter(|(event, _)| *event != Event::MappingEnd) {
            let line = span.start.line();
            // As names, `200`, `1.10`, `007` and `null` are plain texts.
            let plain = match &event {
                Event::Scalar(text, _, 0, None) => Some(text.to_string()),
                _ => None,
            };
            let name =
                match plain.map_or_else(|| self.value(event, span).map(|(name, _)| name), |name| Ok(name.into()))? {
                    Value::String(name) => name,
                    _ => {
                        let message = "a member's name must be a plain scalar".to_owned();
                        return Err(Fault { line, message, help: "write the name on the line of its colon" });
                    }
                };
            if members.contains_key(&name) {
                let message = format!("the member `{name}` is given twice");
                return Err(Fault { line, message, help: "keep one of the two" });
            }
            let Some((event, span)) = self.event()? else { break };
            let (member, place) = self.value(event, span)?;
            members.insert(name, member);
            inside.push(Place { line, ..place });
        }
        Ok((Value::Object(members), Place { line, inside }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(text: &str) -> Value {
        read(text).map(|(value, _)| value).unwrap_or_else(|fault| panic!("{}", fault.message))
    }

    #[test]
    fn a_name_is_what_is_written() {
        let names = ["True", "1.10", "007", "0x1F", "1e3", "200", "null", "~", "no", "-1", "2021-03-02", "1_000"];
        for name in names {
            assert_eq!(value(&format!("{name}: 1")), json!({ name: 1 }), "{name}");
        }
        assert_eq!(value("'1.10': 1"), json!({ "1.10": 1 }));
        let twice = read("1.0: 1\n1.00: 2\n1.0: 3").err().unwrap();
        assert_eq!((twice.line, &*twice.message), (3, "the member `1.0` is given twice"));
        assert_eq!(read("? [a]\n: 1").err().unwrap().message, "a member's name must be a plain scalar");
    }

    #[test]
    fn texts_of_json_may_have_surrogates() {
        let text = r#"{"a": "\ud83d\ude00 \u00e9 \uD834\uDD1E", "b": "\\ud83d\\ude00", "c\ud83d\ude00": "\"\\"}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value(text), expected);
        // Half a surrogate pair is no character in JSON either.
        for half in [r#"{"a": "\ud83d"}"#, r#"{"a": "\ud83dx"}"#, r#"{"a": "\ude00\ud83d"}"#, r#"{"a": "\"#] {
            assert!(read(half).is_err(), "{half}");
        }
    }
}
