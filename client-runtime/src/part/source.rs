//! Where the bytes of a file come from while it is sent.

use std::{
    error::Error,
    fmt,
    fs::File,
    io::{self, Read as _},
    path::Path,
    pin::Pin,
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, future::lazy, stream};
use reqwest::{Body, multipart::Part};
use tokio::task::{JoinHandle, spawn_blocking};

/// How many bytes of a file are read at once, while the previous ones are sent.
pub(super) const CHUNK: u64 = 1024 * 1024;

pub(super) type ByteStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Replaces the error of a caller's stream, whose text may hold a secret.
#[derive(Debug)]
struct StreamFailed;

impl fmt::Display for StreamFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stream of a file part failed")
    }
}

impl Error for StreamFailed {}

/// A caller's stream, without the texts of its errors.
pub(super) fn hide<E: 'static>(stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static) -> ByteStream {
    Box::pin(stream.map_err(|_| io::Error::other(StreamFailed)))
}

/// Opens a file that is read while it is sent, and returns its length. If the length
/// changes in the meantime, sending fails.
pub(super) async fn open(path: &Path) -> io::Result<(Part, u64)> {
    // Checked before opening, because opening a pipe waits for a writer. Only a regular
    // file has a known length.
    if !tokio::fs::metadata(path).await?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let file = tokio::fs::File::open(path).await?;
    let length = file.metadata().await?.len();
    Ok((streamed(Box::pin(chunks(file.into_std().await, length)), Some(length)), length))
}

/// The content of a file of that length. While a chunk is sent, the next one is read.
fn chunks(file: File, length: u64) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::once(lazy(move |_| read(file, length))).flat_map(|first| {
        stream::try_unfold(first, |reading| async {
            let (file, left, chunk) = reading.await??;
            Ok(if chunk.is_empty() { None } else { Some((Bytes::from(chunk), read(file, left))) })
        })
    })
}

/// Begins to read the next chunk; an empty chunk is the end.
fn read(file: File, left: u64) -> JoinHandle<io::Result<(File, u64, Vec<u8>)>> {
    spawn_blocking(move || {
        // A small file gets a buffer of its own size.
        let mut chunk = Vec::with_capacity(left.min(CHUNK) as usize);
        let taken = (&file).take(CHUNK).read_to_end(&mut chunk)?;
        Ok((file, left.saturating_sub(taken as u64), chunk))
    })
}

/// A part of a stream. If the length is given, a stream of another length fails.
pub(super) fn streamed(source: ByteStream, length: Option<u64>) -> Part {
    let Some(length) = length else { return Part::stream(Body::wrap_stream(source)) };
    // Otherwise a body that does not fit its Content-Length would be cut off, or leave the
    // server waiting.
    let exact = stream::try_unfold((source, length), |(mut source, left)| async move {
        match source.next().await.transpose()? {
            Some(chunk) => match left.checked_sub(chunk.len() as u64) {
                Some(left) => Ok(Some((chunk, (source, left)))),
                None => Err(io::Error::new(io::ErrorKind::InvalidData, "the content is longer than its length")),
            },
            None if left == 0 => Ok(None),
            None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the content is shorter than its length")),
        }
    });
    Part::stream_with_length(Body::wrap_stream(exact), length)
}
