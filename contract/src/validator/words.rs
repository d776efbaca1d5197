//! What a report says of a value: its type and size, and nothing of its text.

use serde_json::Value;

/// A value by type and size.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(number) if number.is_f64() => "a number".to_owned(),
        Value::Number(_) => "an integer".to_owned(),
        Value::String(text) => found_text(text),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(members) => format!("an object of {}", count(members.len(), "member")),
    }
}

/// A text by its length.
pub(super) fn found_text(text: &str) -> String {
    format!("a string of {}", count(text.chars().count(), "character"))
}

/// `1 byte`, `2 bytes`.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn alternatives<T: AsRef<str>>(all: &[T]) -> String {
    match all {
        [] => "nothing".to_owned(),
        [one] => one.as_ref().to_owned(),
        [some @ .., last] => {
            let some: Vec<&str> = some.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", some.join(", "), last.as_ref())
        }
    }
}

/// A name out of a message, if it looks like the name of a member and not like
/// data that somebody uses as a key (an id, an e-mail address); `*` otherwise.
pub(super) fn name(name: &str) -> &str {
    const LONGEST: usize = 40;
    const MOST_DIGITS: usize = 4;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.len() <= LONGEST
        && name.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    if plain { name } else { "*" }
}

/// A new enum value, if it is written in the style of the known ones; a text of
/// another style may be anything, personal data included.
pub(super) fn enum_value(value: &Value, known: &[Value]) -> Option<String> {
    const LONGEST: usize = 40;
    let Some(text) = value.as_str() else {
        return value.as_i64().filter(|number| number.unsigned_abs() < 1000).map(|number| number.to_string());
    };
    let known: Vec<u8> = known.iter().filter_map(Value::as_str).flat_map(str::bytes).collect();
    let same = text.bytes().all(|byte| {
        let style = style(byte);
        style.is_some() && known.iter().any(|known| self::style(*known) == style)
    });
    (same && !text.is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
}

/// The kind of a character in an enum value.
fn style(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(0),
        b'a'..=b'z' => Some(1),
        b'0'..=b'9' => Some(2),
        b'_' => Some(3),
        b'-' | b'/' => Some(4),
        _ => None,
    }
}
