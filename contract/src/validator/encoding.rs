//! Bodies that were packed for the way.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;

/// A body may grow to this size when it is unpacked, and no further.
const MOST: u64 = 128 << 20;

pub(super) enum Failure {
    /// An encoding that is not read here.
    Unsupported(&'static str),
    /// The body is not in the encoding that the header states.
    Broken(&'static str),
    TooLong,
}

/// The body as it was before `content-encoding`.
pub(super) fn decode(headers: &HeaderMap, raw: &Bytes) -> Result<Bytes, Failure> {
    let stated: Vec<String> = headers
        .get_all(http::header::CONTENT_ENCODING)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(|encoding| encoding.trim().to_ascii_lowercase())
        .filter(|encoding| !encoding.is_empty() && encoding != "identity")
        .collect();
    match stated.as_slice() {
        [] => Ok(raw.clone()),
        [one] => match one.as_str() {
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(raw.as_ref()), "gzip"),
            "deflate" => read(ZlibDecoder::new(raw.as_ref()), "deflate"),
            "br" => Err(Failure::Unsupported("br")),
            "zstd" => Err(Failure::Unsupported("zstd")),
            _ => Err(Failure::Unsupported("(unknown)")),
        },
        _ => Err(Failure::Unsupported("(several)")),
    }
}

fn read(reader: impl Read, encoding: &'static str) -> Result<Bytes, Failure> {
    let mut body = Vec::new();
    match reader.take(MOST + 1).read_to_end(&mut body) {
        Ok(_) if body.len() as u64 > MOST => Err(Failure::TooLong),
        Ok(_) => Ok(body.into()),
        Err(_) => Err(Failure::Broken(encoding)),
    }
}
