//! A text as a doc comment.

/// The text without characters that rustc refuses in a comment: lone carriage returns, and
/// characters that change the direction of text.
pub(super) fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace("\r\n", "\n").replace('\r', "\n").replace(turns, "").trim().to_owned()
}
