//! A description as the text of a doc comment.

/// The text without what rustc refuses in a comment: lone carriage returns, and what turns the direction of reading.
pub(super) fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(turns, "");
    not_code(text.trim())
}

/// The text with its blocks of code marked as text. Rustdoc takes those that do not say what they are for Rust, and
/// would run them as tests: fenced ones, and what is indented by four after an empty line, outside of lists.
fn not_code(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut open: Option<&str> = None;
    let (mut is_indented, mut is_list, mut may_begin) = (false, false, true);
    for line in text.lines() {
        let content = line.trim_start();
        let fence = ["```", "~~~"].into_iter().find(|fence| content.starts_with(fence));
        if open.is_some() {
            open = open.filter(|_| fence != open);
            lines.push(line.to_owned());
            continue;
        }
        if content.is_empty() {
            may_begin = true;
            lines.push(String::new());
            continue;
        }
        let indented = line.strip_prefix("    ").or(line.strip_prefix('\t'));
        let code = indented.filter(|_| is_indented || may_begin && !is_list);
        if code.is_some() != is_indented {
            lines.push(if is_indented { "```" } else { "```text" }.to_owned());
            is_indented = code.is_some();
        }
        may_begin = content.starts_with('#');
        if let Some(code) = code {
            lines.push(code.to_owned());
            continue;
        }
        is_list = starts_item(content) || is_list && line != content;
        open = fence;
        let says_nothing = fence.is_some_and(|_| content.trim_matches(['`', '~', ' ']).is_empty());
        lines.push(format!("{}{}", line.trim_end(), if says_nothing { "text" } else { "" }));
    }
    if is_indented {
        lines.push("```".to_owned());
    }
    lines.join("\n")
}

/// Whether the line is the first of a list's item.
fn starts_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let markers: &[char] = if rest.len() < line.len() { &['.', ')'] } else { &['-', '*', '+'] };
    rest.strip_prefix(markers).is_some_and(|text| text.starts_with([' ', '\t']))
}
