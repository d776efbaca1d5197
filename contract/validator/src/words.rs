//! How a report describes a value: by its type and size, without its text.

/// The demand where the contract allows nothing more.
pub(super) const ONLY_KNOWN: &str = "only what the contract knows";

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

/// A text from a message that the caller asked to see: its beginning, on one line.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(|character| {
            // A terminal would execute a control character.
            let plain = !character.is_control();
            if plain { vec![character] } else { character.escape_default().collect() }
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}
