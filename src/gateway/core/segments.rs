//! Hot media, and the rest read in pieces: a segment that lies in a file of this machine is kept
//! open, for the system has it in memory; what is short or comes from elsewhere is kept within a
//! limit of bytes. It must not decide who may read; whoever asks holds a domain's grant.

use super::error::HttpError;
use super::listener::{OpenFile, Unsent};
use crate::kernel::blobs::{BlobFault, BlobReader};
use crate::kernel::wire::BlobRef;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What is larger is never kept whole.
const SEGMENT_BYTES_MAX: u64 = 8 << 20;
/// What is shorter is cheaper to send from memory than from its file: playlists, covers.
const SHORT_BYTES_MAX: u64 = 64 << 10;
/// How much of a large blob is in memory at once.
const PIECE_BYTES: u64 = 256 << 10;
/// Of so many blobs size and tag are remembered.
const ABOUT_MAX: u64 = 10_000;
/// A package that was deleted leaves memory within this time.
const KEPT: Duration = Duration::from_secs(600);
/// So many segments are open at once; those beyond are read into memory.
pub(in crate::gateway) const SEGMENT_FILES_MAX: usize = 128;
/// How many of them are kept for the next reader; the rest is for those that were put out while
/// somebody still takes them.
const FILES_KEPT: u64 = 96;
/// Opening a file again has the system look whether it still has it in memory.
const OPEN: Duration = Duration::from_secs(60);

/// The bytes of small blobs, and what is known of all that were seen: a blob is written once under
/// its path, so that neither its size nor its tag changes.
pub(in crate::gateway) struct Segments {
    small: Cache<String, Found>,
    about: Cache<String, Found>,
    files: Cache<String, Found>,
    places: Arc<Semaphore>,
    unsent: Arc<Unsent>,
}

/// A blob, ready to be sent.
#[derive(Clone)]
pub(in crate::gateway) struct Found {
    pub(in crate::gateway) size_bytes: u64,
    /// For `ETag`: path and size name the content.
    pub(in crate::gateway) tag: Arc<str>,
    pub(in crate::gateway) content: Content,
}

/// The content of a blob.
#[derive(Clone)]
pub(in crate::gateway) enum Content {
    /// It is large, and read as it is taken.
    Elsewhere,
    Memory(Bytes),
    File(Arc<OpenFile>),
}

fn tag(key: &str, size_bytes: u64) -> Arc<str> {
    let hash = Sha256::new().chain_update(key).chain_update(size_bytes.to_be_bytes()).finalize();
    format!("\"{}\"", hex::encode(hash.get(..12).unwrap_or_default())).into()
}

impl Segments {
    /// Keeps nothing, if it may keep no bytes.
    pub(in crate::gateway) fn new(bytes_max: u64, files_max: usize, unsent: Arc<Unsent>) -> Self {
        let weigh = |key: &String, found: &Found| {
            let bytes = if let Content::Memory(bytes) = &found.content { bytes.len() } else { 0 };
            u32::try_from(key.len() + found.tag.len() + bytes).unwrap_or(u32::MAX)
        };
        let small = Cache::builder().max_capacity(bytes_max).weigher(weigh).time_to_live(KEPT);
        let about = Cache::builder().max_capacity(ABOUT_MAX).time_to_live(KEPT);
        let files = Cache::builder().max_capacity(FILES_KEPT.min(bytes_max)).time_to_live(OPEN);
        Self {
            small: small.build(),
            about: about.build(),
            files: files.build(),
            places: Arc::new(Semaphore::new(files_max)),
            unsent,
        }
    }

    /// Finds a blob, ready to be sent at once when it is small.
    ///
    /// # Errors
    /// What the object store says; `NOT_FOUND` when there is no blob.
    pub(in crate::gateway) async fn find(
        &self,
        blobs: &BlobReader,
        blob: &BlobRef,
    ) -> Result<Found, HttpError> {
        let key = format!("{}/{}", blob.owner, blob.path);
        if let Some(found) = self.files.get(&key).or_else(|| self.small.get(&key)) {
            return Ok(found);
        }
        let found = match self.about.get(&key) {
            Some(found) => found,
            None => {
                let size_bytes = blobs.size(blob).await?.ok_or_else(HttpError::not_found)?;
                let tag = tag(&key, size_bytes);
                let found = Found { size_bytes, tag, content: Content::Elsewhere };
                self.about.insert(key.clone(), found.clone());
                found
            },
        };
        if found.size_bytes > SEGMENT_BYTES_MAX {
            return Ok(found);
        }
        if found.size_bytes > SHORT_BYTES_MAX
            && let Ok(place) = Arc::clone(&self.places).try_acquire_owned()
            && let Some(file) = blobs.open(blob).await?
        {
            let content = Content::File(Arc::new(OpenFile::new(file, place)));
            let found = Found { content, ..found };
            self.files.insert(key, found.clone());
            return Ok(found);
        }
        let length = usize::try_from(found.size_bytes).unwrap_or(usize::MAX);
        let bytes = self.unsent.counted(blobs.read(blob, 0, length).await?);
        let found = Found { content: Content::Memory(bytes), ..found };
        self.small.insert(key, found.clone());
        Ok(found)
    }
}

/// The bytes from `first` to `last` of a large blob, read as the client takes them.
pub(in crate::gateway) fn pieces(
    blobs: BlobReader,
    blob: BlobRef,
    first: u64,
    last: u64,
) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((blobs, blob, first), move |(blobs, blob, at)| async move {
        if at > last {
            return Ok(None);
        }
        let length = usize::try_from(PIECE_BYTES.min(last - at + 1)).unwrap_or(0);
        let piece = blobs.read(&blob, at, length).await.map_err(broken)?;
        if piece.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let next = at + u64::try_from(piece.len()).unwrap_or(u64::MAX);
        Ok(Some((piece, (blobs, blob, next))))
    })
}

fn broken(fault: BlobFault) -> io::Error {
    io::Error::other(fault.to_string())
}
