//! The texts of a contract as Markdown that rustdoc shows whole.
//!
//! Vendors write descriptions for their own pages. Rustdoc would run code in them as a
//! test, resolve brackets as links to items, read `<T>` as HTML, and warn about an address
//! that is not a link. This module rewrites each of these, so that a reader sees what the
//! contract says. It finds them with the same parser as rustdoc.

use std::{cmp, ops::Range};

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The extensions of CommonMark that rustdoc reads, except task lists, because versions
/// differ in where `[x]` begins one.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// An edit can uncover text that was inside HTML, so several passes are needed. People do
/// not write texts that need more passes.
const MOST_PASSES: usize = 8;

/// The text as rustdoc shows it without a warning and without a test.
pub fn shown(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n").trim_matches('\n').trim_end().to_owned();
    for _ in 0..MOST_PASSES {
        let edits = edits(&text);
        if edits.is_empty() {
            return text;
        }
        text = edited(&text, edits);
    }
    let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}

/// The first paragraph of a text that [`shown`] gave.
pub fn first_paragraph(shown_text: &str) -> String {
    shown(shown_text.split("\n\n").next().unwrap_or_default())
}

/// The text in one line: it stands before a full stop or in an item of a list.
pub fn line(text: &str) -> String {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = shown(&words(text));
    if shown.contains('\n') { code(text) } else { shown }
}

/// A value as code in a line, whatever it holds.
pub fn code(value: &str) -> String {
    let value = value.replace(['\n', '\r'], " ");
    let fence = "`".repeat(if value.contains('`') { longest_run(&value, '`') + 1 } else { 1 });
    let is_blank = value.bytes().all(|byte| byte == b' ');
    match value.as_str() {
        "" => "the empty text".to_owned(),
        _ if !is_blank && (value.starts_with(['`', ' ']) || value.ends_with(['`', ' '])) => {
            format!("{fence} {value} {fence}")
        }
        _ => format!("{fence}{value}{fence}"),
    }
}

/// What to write in place of a part of the text.
type Edit = (Range<usize>, String);

/// The text with every edit that does not overlap one before it.
fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, cmp::Reverse(range.end)));
    let mut result = String::with_capacity(text.len() + edits.len() * 2);
    let mut done = 0;
    for (range, new) in edits {
        if range.start >= done {
            result.push_str(&text[done..range.start]);
            result.push_str(&new);
            done = range.end;
        }
    }
    result.push_str(&text[done..]);
    result
}

/// Parts that rustdoc would not read as text.
fn edits(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut links: Vec<usize> = Vec::new();
    let unresolved = |link: BrokenLink<'_>| {
        links.push(link.span.start);
        None
    };
    let mut block: Option<Block> = None;
    let mut in_link = 0;
    let events = Parser::new_with_broken_link_callback(text, OPTIONS, Some(unresolved)).into_offset_iter();
    // Rustdoc resolves a link definition even when nothing refers to it.
    let definitions = events.reference_definitions().iter();
    let astray = definitions.filter(|(_, definition)| !leads_somewhere(&definition.dest));
    edits.extend(astray.map(|(_, definition)| escape(definition.span.start)));
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.into_string()),
                    CodeBlockKind::Indented => None,
                };
                block = Some(Block { info, range, lines: Vec::new() });
            }
            Event::End(TagEnd::CodeBlock) => edits.extend(block.take().and_then(|block| block.edit(text))),
            Event::Text(_) if block.is_some() => block.iter_mut().for_each(|block| block.lines.push(range.clone())),
            Event::Html(_) | Event::InlineHtml(_) => {
                let tags = text[range.clone()].match_indices('<');
                edits.extend(tags.map(|(at, _)| escape(range.start + at)));
            }
            Event::Start(Tag::Image { .. }) => {
                in_link += 1;
                edits.push(escape(range.start + 1));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link += 1;
                if !leads_somewhere(&dest_url) {
                    edits.push(escape(range.start));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => in_link -= 1,
            Event::Text(_) if in_link == 0 => edits.extend(addresses(text, &range)),
            _ => {}
        }
    }
    edits.extend(links.into_iter().map(escape));
    edits
}

/// A backslash before a character, which takes away its special meaning.
fn escape(at: usize) -> Edit {
    (at..at, "\\".to_owned())
}

/// Whether a link leads to another site. Rustdoc would resolve a relative link among the
/// crate's items.
fn leads_somewhere(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
        || target.contains('@') && !target.contains(':')
}

/// The addresses in a part of the text, as links.
fn addresses(text: &str, part: &Range<usize>) -> Vec<Edit> {
    let lower = text[part.clone()].to_ascii_lowercase();
    let mut edits = Vec::new();
    let mut done = part.start;
    for (at, _) in lower.match_indices("http") {
        let start = part.start + at;
        let scheme = ["https://", "http://"].into_iter().find(|scheme| lower[at..].starts_with(scheme));
        let Some(scheme) = scheme.filter(|_| start >= done) else { continue };
        let ends = |c: char| c.is_whitespace() || c.is_control() || "<>[]|`\"\\".contains(c);
        let rest = &text[start..];
        let address = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', '}', '*', '_', '~']);
        if address.len() > scheme.len() {
            done = start + address.len();
            edits.push((start..done, format!("<{address}>")));
        }
    }
    edits
}

/// A block of code.
struct Block {
    /// The text after the fence; None for an indented block.
    info: Option<String>,
    range: Range<usize>,
    /// Its lines without their indentation.
    lines: Vec<Range<usize>>,
}

impl Block {
    /// How to write it so that rustdoc reads it as text.
    fn edit(self, text: &str) -> Option<Edit> {
        match &self.info {
            Some(info) => self.fenced(text, info),
            None => self.indented(text),
        }
    }

    fn fenced(&self, text: &str, info: &str) -> Option<Edit> {
        let (first, rest) = text[self.range.clone()].split_once('\n').unwrap_or((&text[self.range.clone()], ""));
        let mark = first.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let fence = &first[..first.len() - first.trim_start_matches(mark).len()];
        if !says_another_language(info) {
            let line = self.range.start + fence.len()..self.range.start + first.len();
            return Some((line, "text".to_owned()));
        }
        let last = rest.lines().next_back().unwrap_or_default().trim_start_matches([' ', '\t', '>']).trim_end();
        let is_closed = last.starts_with(fence) && last.trim_matches(mark).is_empty();
        let is_last = text[self.range.end..].trim().is_empty();
        (!is_closed && is_last).then(|| {
            let margin = margin(&text[line_start(text, self.range.start)..self.range.start]);
            (text.len()..text.len(), format!("\n{margin}{fence}"))
        })
    }

    fn indented(&self, text: &str) -> Option<Edit> {
        let first = self.lines.first()?;
        let start = line_start(text, first.start);
        let before = text[start..first.start].trim_end_matches([' ', '\t']);
        let code_indent = text[start..first.start].len() - before.len();
        // A tab is as wide as what it fills; in other cases the code is four columns to the right of its container.
        let kept =
            if text[start + before.len()..first.start].contains('\t') { 0 } else { code_indent.saturating_sub(4) };
        let container = &text[start..start + before.len() + kept];
        let container = if container.is_empty() || container.ends_with(' ') || container.ends_with('>') {
            container.to_owned()
        } else {
            format!("{container} ")
        };
        let margin = margin(&container);
        let code: Vec<&str> = self.lines.iter().map(|line| &text[line.clone()]).collect();
        let code = code.concat();
        let fence = "`".repeat(longest_run(&code, '`').max(2) + 1);
        let lines: Vec<String> =
            code.trim_end().lines().map(|line| format!("{margin}{line}").trim_end().to_owned()).collect();
        let end = self.lines.last().map_or(first.end, |line| line.end);
        let code_end = text[..end].trim_end_matches(['\n', ' ', '\t']).len().max(first.start);
        Some((start..code_end, format!("{container}{fence}text\n{}\n{margin}{fence}", lines.join("\n"))))
    }
}

/// Whether rustdoc reads the text after a fence as a language other than Rust.
fn says_another_language(info: &str) -> bool {
    const OF_RUSTDOC: [&str; 6] = ["rust", "edition", "ignore", "standalone", "custom", "E"];
    let is_word = !info.is_empty() && info.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word && !OF_RUSTDOC.iter().any(|word| info.starts_with(word))
}

/// The prefix of a container's lines after the first: the mark of a quote is repeated, that
/// of a list item is not.
fn margin(first: &str) -> String {
    first.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The length of the longest run of a character.
fn longest_run(text: &str, mark: char) -> usize {
    text.split(|c| c != mark).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, fs, process::Command};

    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        let text = "# Title\n\nA *word*, `code`, [a page](https://example.com/a), <https://example.com>.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```json\n{}\n```\n\nnote[^1]\n\n[^1]: here";
        assert_eq!(shown(text), text);
    }

    #[test]
    fn code_is_never_rust() {
        assert_eq!(shown("```\nlet x;\n```"), "```text\nlet x;\n```");
        assert_eq!(shown("~~~ rust,ignore\nlet x;\n~~~"), "~~~text\nlet x;\n~~~");
        assert_eq!(shown("a\n\n    let x;\n\n    let y;\nb"), "a\n\n```text\nlet x;\n\nlet y;\n```\nb");
        assert_eq!(shown("- a\n\n      let x;\n- b"), "- a\n\n  ```text\n  let x;\n  ```\n- b");
        assert_eq!(shown("-     let x;\n      let y;"), "- ```text\n  let x;\n  let y;\n  ```");
        assert_eq!(shown("> a\n>\n>     let x;\n> b"), "> a\n>\n> ```text\n> let x;\n> ```\n> b");
        assert_eq!(shown(">     a ``` b"), "> ````text\n> a ``` b\n> ````");
    }

    #[test]
    fn a_fence_that_stays_open_ends_with_the_text() {
        assert_eq!(shown("```json\n{"), "```json\n{\n```");
        assert_eq!(shown("a\n```"), "a\n```text\n```");
        assert_eq!(shown("> ~~~~ x\n> {"), "> ~~~~ x\n> {\n> ~~~~");
        assert_eq!(first_paragraph("```json\n{\n\n}\n```"), "```json\n{\n```");
    }

    #[test]
    fn what_is_no_link_is_text() {
        assert_eq!(shown("- [x] and [`y`][z] and ![i][j]"), "- \\[x] and \\[`y`]\\[z] and \\!\\[i]\\[j]");
        assert_eq!(shown("[a](Report) [b](#top) [c](javascript:x)"), "\\[a](Report) \\[b](#top) \\[c](javascript:x)");
        assert_eq!(shown("![logo](https://example.com/l.png)"), "!\\[logo](<https://example.com/l.png>)");
        assert_eq!(shown("[a]\n\n[a]: https://example.com"), "[a]\n\n[a]: https://example.com");
        assert_eq!(shown("[a]: Report"), "\\[a]: Report");
    }

    #[test]
    fn tags_are_text() {
        assert_eq!(shown("a List<T> of <T>"), "a List\\<T> of \\<T>");
        assert_eq!(shown("<div>\n[x]\n</div>"), "\\<div>\n\\[x]\n\\</div>");
        assert_eq!(shown("<!-- a"), "\\<!-- a");
        assert_eq!(shown("`<T>` and 1 < 2"), "`<T>` and 1 < 2");
    }

    #[test]
    fn addresses_are_links() {
        assert_eq!(
            shown("See https://example.com/a_b_c?d=e&f, (HTTP://x.example)."),
            "See <https://example.com/a_b_c?d=e&f>, (<HTTP://x.example>)."
        );
        assert_eq!(shown("[https://a.example](https://b.example)"), "[https://a.example](https://b.example)");
        assert_eq!(shown("`https://a.example` http:// https"), "`https://a.example` http:// https");
    }

    #[test]
    fn a_value_is_code_whatever_it_holds() {
        assert_eq!(
            ["a", "", "`", "a`b", " a", "a\nb", "<T>"].map(code),
            ["`a`", "the empty text", "`` ` ``", "``a`b``", "`  a `", "`a b`", "`<T>`"]
        );
        assert_eq!(line("Get\n  [x]."), "Get \\[x].");
        assert_eq!(line("```rust"), "```` ```text ```  ````".replace("text ```  ", "rust "));
    }

    /// Pieces of Markdown, put together at random.
    #[test]
    fn rustdoc_has_nothing_to_say() {
        const PIECES: [&str; 40] = [
            "- ",
            "> ",
            "1. ",
            "    ",
            "\t",
            "\n",
            "\n\n",
            "```",
            "~~~",
            "```rust\n",
            "```json\n",
            "`",
            "``",
            "[",
            "]",
            "(",
            ")",
            "[x]",
            "[Self]",
            "[a](b)",
            "[a]: b\n",
            "![",
            "<",
            ">",
            "<T>",
            "<div>",
            "</div>",
            "<!--",
            "https://a.example/",
            "_",
            "*",
            "|",
            "| - |\n",
            "\\",
            "&lt;",
            "[^1]",
            "[^1]: ",
            "fn main() { panic!() }",
            "word ",
            "# ",
        ];
        let mut random: u64 = 0x2545_f491_4f6c_dd1d;
        let mut next = |most: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % most as u64).unwrap()
        };
        let mut source = "#![allow(dead_code)]\n//! Texts.\n".to_owned();
        for item in 0..3000 {
            let pieces = 1 + next(12);
            let text: String = (0..pieces).map(|_| PIECES[next(PIECES.len())]).collect();
            let docs = format!("{}\n\n[`Item0`].\n\n{}: {}.", shown(&text), code(&text), line(&text));
            writeln!(source, "#[doc = {docs:?}]\npub struct Item{item};").unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("texts.rs");
        fs::write(&file, source).unwrap();
        let rustdoc = |arguments: &[&str]| {
            let output =
                Command::new("rustdoc").args(arguments).arg(&file).current_dir(folder.path()).output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            (output.status.success(), text(output.stdout), text(output.stderr))
        };
        let (is_clean, _, errors) = rustdoc(&["--edition=2024", "-D", "warnings", "--out-dir", "docs"]);
        assert!(is_clean, "{errors}");
        let (passes, tests, errors) = rustdoc(&["--edition=2024", "--test"]);
        assert!(passes && tests.contains("running 0 tests"), "{tests}{errors}");
    }
}
