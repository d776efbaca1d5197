//! Multipart bodies: files and texts sent as a form.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    error::Error,
    fmt, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::multipart::{Form, Part};

use crate::{nullable::Nullable, wire_text::ToWire};

mod source;

use source::{ByteStream, hide, open, streamed};

/// The most bytes of all parts together whose length is known. HTTP libraries count in 64
/// bits, and add the bytes between the parts.
const LONGEST: u64 = u64::MAX / 2;

/// A file to send. Cloning does not copy the content.
///
/// ```
/// use client_runtime::FilePart;
///
/// // On disk, read while it is sent; the media type is that of the extension.
/// let video = FilePart::path("selfie.mp4");
/// // In memory.
/// let video = FilePart::bytes("selfie.mp4", "video/mp4", b"...".to_vec());
/// // Made while it is sent; without a length, as it is not known.
/// let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>("...".into())]);
/// let video = FilePart::stream("selfie.mp4", "video/mp4", None, chunks);
/// assert!(!video.is_replayable());
/// ```
///
/// [`Debug`](fmt::Debug) shows where the content comes from, and never a name, a path or the content.
#[derive(Clone)]
pub struct FilePart {
    file_name: String,
    media_type: String,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Path(PathBuf),
    Stream(OnceStream),
}

#[derive(Clone)]
struct OnceStream {
    /// In bytes, if known.
    length: Option<u64>,
    /// Empty once the stream has been taken to be sent.
    stream: Arc<Mutex<Option<ByteStream>>>,
}

impl FilePart {
    /// A file that is in memory.
    pub fn bytes(file_name: impl Into<String>, media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { file_name: file_name.into(), media_type: media_type.into(), content: Content::Bytes(bytes.into()) }
    }

    /// A file on disk, which is read while it is sent, so that it need not fit in memory.
    ///
    /// The file name that is sent is the last part of the path; the rest of the path stays
    /// here. The media type is guessed from the file name's extension. The file is opened
    /// when the request is sent, and must be a regular file.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            media_type: mime_guess::from_path(&path).first_or_octet_stream().to_string(),
            content: Content::Path(path),
        }
    }

    /// A file that is made while it is sent. It can be sent only once; clones share the one
    /// stream.
    ///
    /// `length` is in bytes. If it is given, a stream that turns out to be of another length fails the request. If it
    /// is not, the request is sent without `Content-Length`, which some servers refuse.
    ///
    /// An error of the stream fails the request. Its text is shown nowhere, as it may hold
    /// a signed URL; log it in the stream itself.
    pub fn stream<E>(
        file_name: impl Into<String>,
        media_type: impl Into<String>,
        length: Option<u64>,
        stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    ) -> Self
    where
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        let stream = hide(stream);
        Self {
            file_name: file_name.into(),
            media_type: media_type.into(),
            content: Content::Stream(OnceStream { length, stream: Arc::new(Mutex::new(Some(stream))) }),
        }
    }

    /// Sends another file name.
    #[must_use]
    pub fn with_file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = file_name.into();
        self
    }

    /// Sends another media type, such as `image/jpeg`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// Whether the file can be sent more than once, as a retry needs. A stream cannot.
    pub fn is_replayable(&self) -> bool {
        !matches!(self.content, Content::Stream(_))
    }

    /// Adds the file name and the media type to a part.
    fn describe(&self, name: &'static str, part: Part) -> Result<Part, PartError> {
        // reqwest escapes quotes, but leaves line breaks in, which would let a file name add headers.
        let file_name: String = self.file_name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
        let part = part.file_name(file_name);
        part.mime_str(&self.media_type).map_err(|_| PartError::MediaType { name })
    }

    /// Makes the part, unless it is a stream, which must be taken last: taking it cannot be undone.
    async fn prepare(&self, name: &'static str) -> Result<Prepared<'_>, PartError> {
        let part = match &self.content {
            Content::Bytes(bytes) => (Part::stream(bytes.clone()), bytes.len() as u64),
            Content::Path(path) => open(path).await.map_err(|source| PartError::Open { name, source })?,
            Content::Stream(once) => {
                self.describe(name, Part::stream(Bytes::new()))?;
                return Ok(Prepared::Stream(self, once));
            }
        };
        let (part, length) = part;
        Ok(Prepared::Part(Box::new(self.describe(name, part)?), length))
    }
}

enum Prepared<'a> {
    /// A part and its length in bytes.
    Part(Box<Part>, u64),
    Stream(&'a FilePart, &'a OnceStream),
}

impl Prepared<'_> {
    /// In bytes, if known.
    fn length(&self) -> Option<u64> {
        match self {
            Self::Part(_, length) => Some(*length),
            Self::Stream(_, once) => once.length,
        }
    }

    fn into_part(self, name: &'static str) -> Result<Part, PartError> {
        match self {
            Self::Part(part, _) => Ok(*part),
            Self::Stream(file, once) => {
                let stream = once.stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                let stream = stream.ok_or(PartError::StreamConsumed { name })?;
                file.describe(name, streamed(stream, once.length))
            }
        }
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Bytes(bytes) => write!(f, "FilePart([{} bytes hidden])", bytes.len()),
            Content::Path(_) => f.write_str("FilePart([path hidden])"),
            Content::Stream(_) => f.write_str("FilePart([stream hidden])"),
        }
    }
}

enum Item {
    Text(Cow<'static, str>, Bytes),
    File(&'static str, FilePart),
}

impl Item {
    /// The name that an error may show: one of the contract's.
    fn name(&self) -> &'static str {
        match self {
            Self::Text(Cow::Borrowed(name), _) | Self::File(name, _) => name,
            Self::Text(Cow::Owned(_), _) => "*",
        }
    }
}

/// The parts of a form, in the order they were added. [`Debug`](fmt::Debug) shows only how many there are.
#[derive(Default)]
pub struct Multipart {
    parts: Vec<Item>,
}

impl Multipart {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value: one part, no part if there is no value, or one part for each member of
    /// a list.
    pub fn part<T: ToPart + ?Sized>(&mut self, name: &'static str, value: &T) {
        value.to_part(name, self);
    }

    /// Adds a text part.
    pub fn text(&mut self, name: &'static str, text: impl Into<String>) {
        self.parts.push(Item::Text(name.into(), Bytes::from(text.into())));
    }

    /// Adds a text part for each value, under names that the caller chose.
    pub fn others<T: ToWire>(&mut self, values: &BTreeMap<String, T>) {
        self.parts.extend(
            values
                .iter()
                .map(|(name, value)| Item::Text(Cow::Owned(name.clone()), Bytes::from(value.to_wire().into_owned()))),
        );
    }

    /// Adds a file part.
    pub fn file(&mut self, name: &'static str, file: FilePart) {
        self.parts.push(Item::File(name, file));
    }

    /// Whether there are no parts.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the form can be sent more than once, as a retry needs. One with a stream cannot.
    pub fn is_replayable(&self) -> bool {
        self.parts.iter().all(|item| match item {
            Item::Text(..) => true,
            Item::File(_, file) => file.is_replayable(),
        })
    }

    /// Whether a part is a file.
    pub(crate) fn has_file(&self) -> bool {
        self.parts.iter().any(|item| matches!(item, Item::File(..)))
    }

    /// Makes the body to send. Opens the files that are on disk, and takes the streams.
    ///
    /// Text parts have no content type. Streams are taken only after every file has been opened and every media type
    /// checked, so that such a failure leaves them to be sent later. Do not print the result: its `Debug` output shows
    /// file names.
    pub async fn to_form(&self) -> Result<Form, PartError> {
        let mut prepared = Vec::with_capacity(self.parts.len());
        let mut left = LONGEST;
        for item in &self.parts {
            let part = match item {
                Item::Text(_, text) => Prepared::Part(Box::new(Part::stream(text.clone())), text.len() as u64),
                Item::File(name, file) => file.prepare(name).await?,
            };
            let name = item.name();
            left = left.checked_sub(part.length().unwrap_or(0)).ok_or(PartError::TooLong { name })?;
            prepared.push(part);
        }
        // By default reqwest would write a name that is not ASCII as `name*=`, which RFC
        // 7578 forbids.
        let mut form = Form::new().percent_encode_noop();
        for (item, part) in self.parts.iter().zip(prepared) {
            let name = match item {
                Item::Text(name, _) => quoted(name.clone()),
                Item::File(name, _) => quoted(Cow::Borrowed(name)),
            };
            form = form.part(name, part.into_part(item.name())?);
        }
        Ok(form)
    }
}

/// The name of a part as it stands between quotes: in UTF-8. As in browsers, only
/// characters that would end the name are escaped.
fn quoted(name: Cow<'static, str>) -> Cow<'static, str> {
    if name.contains(['"', '\r', '\n']) {
        name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A").into()
    } else {
        name
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Multipart([{} hidden])", self.parts.len())
    }
}

/// A request body that is sent as a form.
pub trait MultipartBody {
    /// Adds every part of this body to the form.
    fn parts(&self, form: &mut Multipart);
}

/// A value that can be added to a form.
pub trait ToPart {
    /// Adds this value's parts, all under the same name.
    fn to_part(&self, name: &'static str, form: &mut Multipart);
}

/// Every value with a text form becomes a text part.
impl<T: ToWire + ?Sized> ToPart for T {
    fn to_part(&self, name: &'static str, form: &mut Multipart) {
        form.text(name, self.to_wire());
    }
}

impl ToPart for FilePart {
    fn to_part(&self, name: &'static str, form: &mut Multipart) {
        form.file(name, self.clone());
    }
}

/// No value adds no part.
impl<T: ToPart> ToPart for Option<T> {
    fn to_part(&self, name: &'static str, form: &mut Multipart) {
        if let Some(value) = self {
            value.to_part(name, form);
        }
    }
}

/// A form has no `null`, so `Null` adds no part either.
impl<T: ToPart> ToPart for Nullable<T> {
    fn to_part(&self, name: &'static str, form: &mut Multipart) {
        if let Some(value) = self.get() {
            value.to_part(name, form);
        }
    }
}

/// Each member is a part of its own; all have the same name.
impl<T: ToPart> ToPart for Vec<T> {
    fn to_part(&self, name: &'static str, form: &mut Multipart) {
        for value in self {
            value.to_part(name, form);
        }
    }
}

/// Why a form could not be made. `name` is the name of the part, as the contract gives it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// A file on disk could not be opened.
    #[error("the file for part `{name}` cannot be opened: check that it is a regular file that exists and may be read")]
    Open {
        /// The name of the part.
        name: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A file's media type is not one.
    #[error("the media type of part `{name}` cannot be read: give one such as `image/jpeg`")]
    MediaType {
        /// The name of the part.
        name: &'static str,
    },
    /// The given length of a stream is more than a request can carry.
    #[error("the length of part `{name}` is more than a request can carry: give the one that it has, or none")]
    TooLong {
        /// The name of the part.
        name: &'static str,
    },
    /// A stream was sent before, and can only be sent once.
    #[error("the stream for part `{name}` was already sent: make a new one, or send bytes or a path instead")]
    StreamConsumed {
        /// The name of the part.
        name: &'static str,
    },
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
