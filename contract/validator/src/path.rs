//! Path templates, and which of them a path fits.

use percent_encoding::percent_decode_str;

/// A path of the contract, cut into segments.
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
}

enum Piece {
    Text(String),
    Name(String),
}

/// How well a path fits a template: more segments first, then more of them without a name.
pub(super) type Rank = (usize, usize);

/// The names in a template with their values, decoded.
pub(super) type Captures = Vec<(String, String)>;

impl Template {
    pub fn parse(path: &str) -> Self {
        Self { segments: path.trim_start_matches('/').split('/').map(pieces).collect() }
    }

    pub fn rank(&self) -> Rank {
        let plain = self.segments.iter().filter(|segment| segment.iter().all(|piece| matches!(piece, Piece::Text(_))));
        (self.segments.len(), plain.count())
    }

    /// Fits the last segments of `path`; what stands before them is the server's base path.
    pub fn captures(&self, path: &[String]) -> Option<Captures> {
        let tail = &path[path.len().checked_sub(self.segments.len())?..];
        let mut captures = Vec::new();
        self.segments.iter().zip(tail).all(|(segment, text)| capture(segment, text, &mut captures)).then_some(captures)
    }

    /// Whether a segment of the template is a fixed text equal to this one.
    pub fn says(&self, text: &str) -> bool {
        self.segments.iter().any(|segment| matches!(segment.as_slice(), [Piece::Text(own)] if own == text))
    }
}

/// The segments of a path, decoded.
pub(super) fn segments(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
}

fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((before, name, after)) =
        rest.split_once('{').and_then(|(before, tail)| tail.split_once('}').map(|(name, after)| (before, name, after)))
    {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Name(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn capture(pieces: &[Piece], text: &str, captures: &mut Captures) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Text(own), rest @ ..] => {
            text.strip_prefix(own.as_str()).is_some_and(|text| capture(rest, text, captures))
        }
        // A name matches at least one character, and as few as the rest allows.
        [Piece::Name(name)] => {
            let fits = !text.is_empty();
            captures.extend(fits.then(|| (name.clone(), text.to_owned())));
            fits
        }
        [Piece::Name(name), rest @ ..] => {
            let first = text.chars().next().map_or(0, char::len_utf8);
            let ends: Box<dyn Iterator<Item = usize>> = match &rest[0] {
                Piece::Text(own) if first > 0 => {
                    Box::new(text[first..].match_indices(own.as_str()).map(move |(index, _)| first + index))
                }
                _ => Box::new((1..=text.len()).filter(|end| text.is_char_boundary(*end))),
            };
            for end in ends {
                let before = captures.len();
                if capture(rest, &text[end..], captures) {
                    captures.insert(before, (name.clone(), text[..end].to_owned()));
                    return true;
                }
                captures.truncate(before);
            }
            false
        }
    }
}
