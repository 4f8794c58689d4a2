//! Hot media in memory, within a limit of bytes, and the rest read in pieces. It must not decide
//! who may read; whoever asks holds a domain's grant.

use super::listener::Unsent;
use super::trouble::Trouble;
use crate::kernel::blobs::{BlobFault, BlobReader};
use crate::kernel::wire::BlobRef;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use moka::sync::Cache;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// What is larger is never kept whole.
const SEGMENT_BYTES_MAX: u64 = 8 << 20;
/// How much of a large blob is in memory at once.
const PIECE_BYTES: u64 = 256 << 10;
/// A package that was deleted leaves memory within this time.
const KEPT: Duration = Duration::from_secs(600);

/// The bytes of small blobs, and the sizes of all that were seen.
pub(in crate::gateway) struct Segments {
    small: Cache<String, Bytes>,
    sizes: Cache<String, u64>,
    unsent: Arc<Unsent>,
}

/// A blob, ready to be sent.
pub(in crate::gateway) enum Found {
    Small(Bytes),
    Large { size_bytes: u64 },
}

impl Found {
    pub(in crate::gateway) fn size_bytes(&self) -> u64 {
        match self {
            Self::Small(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Large { size_bytes } => *size_bytes,
        }
    }
}

impl Segments {
    pub(in crate::gateway) fn new(bytes_max: u64, unsent: Arc<Unsent>) -> Self {
        let weigh = |key: &String, bytes: &Bytes| {
            u32::try_from(key.len() + bytes.len()).unwrap_or(u32::MAX)
        };
        let small = Cache::builder().max_capacity(bytes_max).weigher(weigh).time_to_live(KEPT);
        let sizes = Cache::builder().max_capacity(10_000).time_to_live(KEPT);
        Self { small: small.build(), sizes: sizes.build(), unsent }
    }

    /// Finds a blob, reading it whole when it is small.
    ///
    /// # Errors
    /// What the object store says; `NOT_FOUND` when there is no blob.
    pub(in crate::gateway) async fn find(
        &self,
        blobs: &BlobReader,
        blob: &BlobRef,
    ) -> Result<Found, Trouble> {
        let key = format!("{}/{}", blob.owner, blob.path);
        if let Some(bytes) = self.small.get(&key) {
            return Ok(Found::Small(bytes));
        }
        let size_bytes = match self.sizes.get(&key) {
            Some(size_bytes) => size_bytes,
            None => blobs.size(blob).await?.ok_or_else(Trouble::not_found)?,
        };
        if size_bytes > SEGMENT_BYTES_MAX {
            self.sizes.insert(key, size_bytes);
            return Ok(Found::Large { size_bytes });
        }
        let length = usize::try_from(size_bytes).unwrap_or(usize::MAX);
        let bytes = self.unsent.counted(blobs.read(blob, 0, length).await?);
        self.small.insert(key, bytes.clone());
        Ok(Found::Small(bytes))
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
