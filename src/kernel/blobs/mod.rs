//! The object store as a port: media bytes by path. A domain writes only under its own prefix and
//! reads others' by a reference that an event or a reply carried. Nothing here touches a disk.

mod scattered;

pub(crate) use scattered::Scattered;

use crate::kernel::fault::{Error, Fault};
use crate::kernel::ports::media::ByteSource;
use crate::kernel::rpc::Domain;
use crate::kernel::wire::BlobRef;
use bytes::Bytes;
use std::future::Future;
use std::marker::PhantomData;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BlobFault {
    #[error("no space is left where media is kept")]
    NoSpace,
    #[error("there is no blob at {0}")]
    Missing(String),
    /// It lies with another process, which does not answer now; it comes back by itself.
    #[error("the part of the site that holds the file is unreachable: {0}")]
    Unreachable(String),
    #[error("the object store failed: {0}")]
    Broken(String),
}

impl From<BlobFault> for Error {
    fn from(fault: BlobFault) -> Self {
        match fault {
            BlobFault::NoSpace => Fault::NoSpace(fault.to_string()),
            BlobFault::Unreachable(_) => Fault::Unavailable(fault.to_string()),
            other => Fault::Internal(other.to_string()),
        }
        .into()
    }
}

/// What every method of the store gives.
pub(crate) type Pending<T> = Pin<Box<dyn Future<Output = Result<T, BlobFault>> + Send>>;

/// Work on one open file, off the domain's thread.
pub(crate) type Inspection = Box<dyn FnOnce(&mut dyn ByteSource) + Send>;

/// An object store. Paths are `<domain>/<segment>/…`; a write is durable when its future resolves,
/// except `append`, which `sync` makes durable.
pub(crate) trait BlobStore: Send + Sync {
    /// Writes pieces, one behind the other, at an offset of a growing blob.
    fn append(&self, path: &str, offset: u64, pieces: Vec<Bytes>) -> Pending<()>;
    /// Makes everything appended so far durable.
    fn sync(&self, path: &str) -> Pending<()>;
    /// Stores a whole blob.
    fn put(&self, path: &str, bytes: Bytes) -> Pending<()>;
    /// Stores a range of a local file as a blob.
    fn put_range(&self, path: &str, from: PathBuf, offset: u64, length: u64) -> Pending<()>;
    /// Reads up to `length` bytes from `offset`.
    fn read(&self, path: &str, offset: u64, length: usize) -> Pending<Bytes>;
    /// Opens a blob that lies in a file of this machine, with its bytes in memory if it is small;
    /// `None` when it does not.
    fn open(&self, _path: &str) -> Pending<Option<OwnedFd>> {
        Box::pin(async { Ok(None) })
    }
    /// The size of a blob; `None` when there is none.
    fn size(&self, path: &str) -> Pending<Option<u64>>;
    /// A local path with the blob's bytes, for tools that need a file. Read only.
    fn stage(&self, path: &str) -> Pending<PathBuf>;
    /// Removes a blob, or everything below a folder. What is not there is no error.
    fn remove(&self, path: &str) -> Pending<()>;
    /// An empty local folder for one job; an earlier one of the same name is emptied.
    fn work_folder(&self, name: &str) -> Pending<PathBuf>;
    /// An existing work folder, kept from before; made when there is none.
    fn keep_work_folder(&self, name: &str) -> Pending<PathBuf>;
    /// Removes a work folder.
    fn drop_work_folder(&self, name: &str) -> Pending<()>;
    /// Opens a local file and hands it to `work`.
    fn inspect(&self, file: PathBuf, work: Inspection) -> Pending<()>;
    /// Bytes free where blobs are kept.
    fn free_bytes(&self) -> Pending<u64>;
}

/// The object store as domain `D` may use it.
pub(crate) struct Blobs<D> {
    store: Arc<dyn BlobStore>,
    owner: PhantomData<fn() -> D>,
}

impl<D> Clone for Blobs<D> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), owner: PhantomData }
    }
}

type Done<T> = Result<T, BlobFault>;

impl<D: Domain> Blobs<D> {
    pub(in crate::kernel) fn new(store: Arc<dyn BlobStore>) -> Self {
        Self { store, owner: PhantomData }
    }

    /// A reference that other domains may read by.
    pub(crate) fn reference(&self, path: &str, size_bytes: u64) -> BlobRef {
        BlobRef { owner: D::NAME.to_owned(), path: path.to_owned(), size_bytes }
    }

    /// Writes pieces at an offset of a growing blob; `sync` makes them durable.
    pub(crate) async fn append(&self, path: &str, offset: u64, pieces: Vec<Bytes>) -> Done<()> {
        self.store.append(&own::<D>(path)?, offset, pieces).await
    }

    /// Makes everything appended so far durable.
    pub(crate) async fn sync(&self, path: &str) -> Done<()> {
        self.store.sync(&own::<D>(path)?).await
    }

    /// Stores a whole blob.
    pub(crate) async fn put(&self, path: &str, bytes: Bytes) -> Done<()> {
        self.store.put(&own::<D>(path)?, bytes).await
    }

    /// Stores a range of a local file as a blob.
    pub(crate) async fn put_range(
        &self,
        path: &str,
        from: &Path,
        offset: u64,
        length: u64,
    ) -> Done<()> {
        self.store.put_range(&own::<D>(path)?, from.to_owned(), offset, length).await
    }

    /// Removes a blob of this domain, or everything below a folder of it.
    pub(crate) async fn remove(&self, path: &str) -> Done<()> {
        self.store.remove(&own::<D>(path)?).await
    }

    /// The size of a blob; `None` when there is none.
    pub(crate) async fn size(&self, blob: &BlobRef) -> Done<Option<u64>> {
        self.store.size(&any(blob)?).await
    }

    /// The bytes of anybody's blob, up to so many.
    pub(crate) async fn read(&self, blob: &BlobRef, bytes_max: u64) -> Done<Bytes> {
        let most = usize::try_from(bytes_max).unwrap_or(usize::MAX);
        self.store.read(&any(blob)?, 0, most).await
    }

    /// A local path with the bytes of anybody's blob. Read only.
    pub(crate) async fn stage(&self, blob: &BlobRef) -> Done<PathBuf> {
        self.store.stage(&any(blob)?).await
    }

    /// An empty local folder for one job of this domain.
    pub(crate) async fn work_folder(&self, name: &str) -> Done<PathBuf> {
        self.store.work_folder(&own::<D>(name)?).await
    }

    /// The local folder of a job as an earlier run left it.
    pub(crate) async fn keep_work_folder(&self, name: &str) -> Done<PathBuf> {
        self.store.keep_work_folder(&own::<D>(name)?).await
    }

    /// Removes the local folder of a job.
    pub(crate) async fn drop_work_folder(&self, name: &str) -> Done<()> {
        self.store.drop_work_folder(&own::<D>(name)?).await
    }

    /// Runs a parser over a local file, off this thread.
    pub(crate) async fn inspect<T: Send + 'static>(
        &self,
        file: &Path,
        work: impl FnOnce(&mut dyn ByteSource) -> T + Send + 'static,
    ) -> Done<T> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let work: Inspection = Box::new(move |open| drop(sender.send(work(open))));
        self.store.inspect(file.to_owned(), work).await?;
        receiver.await.map_err(|_| BlobFault::Broken("the inspection was lost".to_owned()))
    }

    /// Bytes free where blobs are kept.
    pub(crate) async fn free_bytes(&self) -> Done<u64> {
        self.store.free_bytes().await
    }
}

/// Reads blobs that a domain has authorised, for the gateway.
#[derive(Clone)]
pub(crate) struct BlobReader {
    store: Arc<dyn BlobStore>,
}

impl BlobReader {
    pub(crate) fn new(_: &crate::kernel::capability::Key, store: Arc<dyn BlobStore>) -> Self {
        Self { store }
    }

    /// The size of a blob; `None` when there is none.
    pub(crate) async fn size(&self, blob: &BlobRef) -> Done<Option<u64>> {
        self.store.size(&any(blob)?).await
    }

    /// Opens a blob that lies in a file of this machine; `None` when it does not.
    pub(crate) async fn open(&self, blob: &BlobRef) -> Done<Option<OwnedFd>> {
        self.store.open(&any(blob)?).await
    }

    /// Reads up to `length` bytes of a blob.
    pub(crate) async fn read(&self, blob: &BlobRef, offset: u64, length: usize) -> Done<Bytes> {
        self.store.read(&any(blob)?, offset, length).await
    }
}

fn own<D: Domain>(path: &str) -> Done<String> {
    join(D::NAME, path)
}

fn any(blob: &BlobRef) -> Done<String> {
    join(&blob.owner, &blob.path)
}

/// Joins owner and path; a path that could leave its prefix names nothing.
fn join(owner: &str, path: &str) -> Done<String> {
    let plain = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment.len() <= 128
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    if !plain(owner) || path.len() > 512 || !path.split('/').all(plain) {
        return Err(BlobFault::Missing(format!("{owner}/{}", path.escape_debug())));
    }
    Ok(format!("{owner}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_leave_its_prefix() {
        assert_eq!(join("transcode", "a/720p/1.m4s").as_deref(), Ok("transcode/a/720p/1.m4s"));
        for path in ["", "..", "a/../b", "/etc/passwd", "a//b", "a/./b", "a\0b", "a b", ".x"] {
            assert!(join("transcode", path).is_err(), "{path:?}");
        }
        assert!(join("..", "a").is_err());
    }
}
