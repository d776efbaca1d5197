//! What a report says of a value: its type and size, and nothing of its text.

use super::scalar::Scalar;

/// What is asked for where the contract leaves no room for more.
pub(super) const ONLY_KNOWN: &str = "only what the contract knows";

/// A text by its length.
pub(super) fn found_text(text: &str) -> String {
    Scalar::Text(text).found().words()
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

/// A text out of a message that the caller asked to see: its beginning, on one line.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(|character| {
            // A terminal would obey a control character.
            let plain = !character.is_control();
            if plain { vec![character] } else { character.escape_default().collect() }
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}
