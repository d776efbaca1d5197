//! Bodies with a `content-encoding`.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header::CONTENT_ENCODING};
use ruzstd::decoding::StreamingDecoder;

/// A body may grow to this size when it is unpacked, and no further.
const MOST: u64 = 128 << 20;

/// A body is compressed once, rarely twice.
const MOST_TIMES: usize = 3;

/// How much of a packed body the decoder of Brotli takes at a time.
const PIECE: usize = 4096;

#[derive(Debug)]
pub(crate) enum Failure {
    /// An encoding that is not read here.
    Unsupported(&'static str),
    /// The body is not in the encoding that the header states.
    Broken(&'static str),
    TooLong,
}

#[derive(Clone, Copy)]
enum Encoding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// The body as it was before `content-encoding`.
pub(crate) fn decode(headers: &HeaderMap, raw: &Bytes) -> Result<Bytes, Failure> {
    let stated = headers.get_all(CONTENT_ENCODING).iter().flat_map(|value| value.to_str().unwrap_or("?").split(','));
    let stated =
        stated.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty() && name != "identity");
    let stated = stated.map(|name| Encoding::named(&name).ok_or(Failure::Unsupported("(unknown)")));
    let stated = stated.take(MOST_TIMES + 1).collect::<Result<Vec<_>, _>>()?;
    if stated.len() > MOST_TIMES {
        return Err(Failure::Unsupported("(several)"));
    }
    // The last that was applied is the first to go.
    stated.into_iter().rev().try_fold(raw.clone(), |body, encoding| encoding.unpack(&body))
}

impl Encoding {
    fn named(name: &str) -> Option<Self> {
        match name {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    fn unpack(self, raw: &[u8]) -> Result<Bytes, Failure> {
        let body = match self {
            Self::Gzip => read(MultiGzDecoder::new(raw)),
            // Some servers send the raw deflate data without the zlib frame that the
            // standard demands.
            Self::Deflate => read(ZlibDecoder::new(raw)).or_else(|_| read(DeflateDecoder::new(raw))),
            Self::Brotli => read(Decompressor::new(raw, PIECE)),
            Self::Zstd => zstd(raw),
        };
        match body {
            Ok(body) if body.len() as u64 > MOST => Err(Failure::TooLong),
            Ok(body) => Ok(body.into()),
            Err(_) => Err(Failure::Broken(self.name())),
        }
    }
}

/// The frames of a body, one after the other.
fn zstd(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut rest = raw;
    let mut body = Vec::new();
    while !rest.is_empty() && body.len() as u64 <= MOST {
        let mut frame = StreamingDecoder::new(&mut rest).map_err(io::Error::other)?;
        frame.by_ref().take(MOST + 1 - body.len() as u64).read_to_end(&mut body)?;
    }
    Ok(body)
}

/// Reads everything, but stops a little above the limit.
fn read(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    reader.take(MOST + 1).read_to_end(&mut body)?;
    Ok(body)
}
