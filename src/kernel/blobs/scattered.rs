//! The object store of a site whose domains live in several processes: what this process writes
//! lies here; what another's domain wrote is read from there. Blobs never change once they are
//! referred to, so a copy is as good as the original.

use super::{BlobFault, BlobStore, Inspection, Pending};
use crate::kernel::bus::{
    Body, Flow, Payload as _, READ_BLOB, Remote, RouteTable, STAT_BLOB, reads,
};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::rpc::TopologyRow;
use crate::kernel::wire::{
    BlobRef, ReadBlobRequest, ReadBlobResponse, StatBlobRequest, StatBlobResponse,
};
use bytes::{Bytes, BytesMut};
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::RwLock;

/// How long a copy is kept after it was last asked for.
const KEPT: Duration = Duration::from_secs(6 * 3600);
/// How long another process may take to say that a blob is there.
const STAT_MAX: Duration = Duration::from_secs(5);
/// How long the next piece of a blob may take.
const PIECE_MAX: Duration = Duration::from_secs(30);

/// This process's store with those of the others behind it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Scattered {
    shared: Arc<PeerStores>,
}

struct PeerStores {
    here: Arc<dyn BlobStore>,
    route_table: RouteTable,
    /// In whose names others may be asked: the domains that run here, and the gateway.
    names: Vec<&'static str>,
    topology: &'static [TopologyRow],
    copies: Mutex<HashMap<String, Instant>>,
    parts: AtomicU64,
    /// Who removes holds it to read, who wants nothing removed holds it to write.
    removals: Arc<RwLock<()>>,
}

impl Scattered {
    pub(crate) fn new(
        _: &crate::kernel::capability::Key,
        here: Arc<dyn BlobStore>,
        route_table: RouteTable,
        (names, topology): (Vec<&'static str>, &'static [TopologyRow]),
    ) -> Self {
        let (copies, parts) = (Mutex::default(), AtomicU64::new(0));
        let removals = Arc::default();
        Self {
            shared: Arc::new(PeerStores {
                here,
                route_table,
                names,
                topology,
                copies,
                parts,
                removals,
            }),
        }
    }

    /// While somebody holds it to write, removals wait: a backup does, so that what is referred to
    /// at its moment is still there when it comes to it.
    pub(crate) fn removals(&self) -> Arc<RwLock<()>> {
        Arc::clone(&self.shared.removals)
    }

    /// Forgets the copies that an earlier run of this process left.
    pub(crate) async fn clear(&self) -> Result<(), BlobFault> {
        self.shared.here.remove(&self.shared.copies_folder()).await
    }
}

impl PeerStores {
    fn copies_folder(&self) -> String {
        format!("copies-{}", self.names.first().copied().unwrap_or_default())
    }

    /// Whoever of this process gets references to what `owner` has stored.
    fn name(&self, owner: &str) -> &'static str {
        let found = self.names.iter().find(|word| reads(self.topology, word, owner));
        found.or(self.names.first()).copied().unwrap_or_default()
    }

    /// The process that hosts the owner of a path, if it is another one.
    fn elsewhere(&self, path: &str) -> Option<(Arc<Remote>, BlobRef)> {
        let (owner, rest) = path.split_once('/')?;
        let remote = self.route_table.remote(owner)?;
        let blob = BlobRef { owner: owner.to_owned(), path: rest.to_owned(), size_bytes: 0 };
        Some((remote, blob))
    }

    async fn ask(
        &self,
        (remote, owner): (&Remote, &str),
        path: &'static str,
        body: Body,
        streams: bool,
    ) -> Result<Body, BlobFault> {
        let cx = Context::of_domain(self.name(owner));
        // A stream has the time that its bytes take; only its begin is bounded here.
        let cx = if streams { cx } else { cx.within(STAT_MAX) };
        let asked = remote.node(&cx, path, body, streams, owner);
        let limited = tokio::time::timeout(STAT_MAX, asked).await;
        limited.map_err(|_| broken(&Fault::Timeout.into()))?.map_err(|error| broken(&error))
    }

    async fn size_elsewhere(&self, path: &str) -> Result<Option<u64>, BlobFault> {
        let Some((remote, blob)) = self.elsewhere(path) else { return Ok(None) };
        let owner = blob.owner.clone();
        let request = StatBlobRequest { blob: Some(blob) };
        let body = self.ask((&remote, &owner), STAT_BLOB, request.pack(), false).await?;
        let told = StatBlobResponse::unpack(body).map_err(|error| broken(&error))?;
        Ok(told.exists.then_some(told.size_bytes))
    }

    /// Opens a range of another's blob.
    async fn open(
        &self,
        path: &str,
        (offset, length_bytes): (u64, u64),
    ) -> Result<Flow<ReadBlobResponse>, BlobFault> {
        let missing = || BlobFault::Missing(path.to_owned());
        let (remote, blob) = self.elsewhere(path).ok_or_else(missing)?;
        let owner = blob.owner.clone();
        let request = ReadBlobRequest { blob: Some(blob), offset, length_bytes };
        let body = self.ask((&remote, &owner), READ_BLOB, request.pack(), true).await?;
        Flow::unpack(body).map_err(|error| broken(&error))
    }

    /// A local copy of another's blob.
    async fn copy(&self, path: &str) -> Result<PathBuf, BlobFault> {
        let copy = format!("{}/{path}", self.copies_folder());
        self.forget_old().await;
        if self.here.size(&copy).await?.is_none() {
            let size = self.size_elsewhere(path).await?;
            let size = size.ok_or_else(|| BlobFault::Missing(path.to_owned()))?;
            let number = self.parts.fetch_add(1, Ordering::Relaxed);
            let part = format!("{}/part-{number}", self.copies_folder());
            let fetched = self.fetch((path, size), &part, &copy).await;
            // Whole or cut: nobody asks for it by this name again.
            drop(self.here.remove(&part).await);
            fetched?;
        }
        self.copies().insert(copy.clone(), clock::instant());
        self.here.stage(&copy).await
    }

    /// Brings a blob over under a name of its own, then gives it its place in one step.
    async fn fetch(
        &self,
        (path, size): (&str, u64),
        part: &str,
        to: &str,
    ) -> Result<(), BlobFault> {
        let mut at = 0;
        let mut flow = self.open(path, (0, size)).await?;
        while let Some(bytes) = piece(&mut flow).await? {
            let length = bytes.len() as u64;
            self.here.append(part, at, vec![bytes]).await?;
            at += length;
        }
        if at != size {
            return Err(BlobFault::Broken(format!("{path}: {at} of {size} bytes came")));
        }
        if size == 0 {
            return self.here.put(to, Bytes::new()).await;
        }
        let file = self.here.stage(part).await?;
        self.here.put_range(to, file, 0, size).await
    }

    async fn forget_old(&self) {
        let now = clock::instant();
        let old: Vec<String> = {
            let copies = self.copies();
            let is_old = |used: &Instant| now.saturating_duration_since(*used) > KEPT;
            copies.iter().filter(|(_, used)| is_old(used)).map(|(copy, _)| copy.clone()).collect()
        };
        for copy in old {
            match self.here.remove(&copy).await {
                Ok(()) => drop(self.copies().remove(&copy)),
                Err(error) => tracing::warn!(%copy, %error, "an old copy could not be removed"),
            }
        }
    }

    fn copies(&self) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next bytes of a blob; `None` at its end.
async fn piece(flow: &mut Flow<ReadBlobResponse>) -> Result<Option<Bytes>, BlobFault> {
    let next = tokio::time::timeout(PIECE_MAX, flow.next()).await;
    match next.map_err(|_| broken(&Fault::Timeout.into()))? {
        Some(Ok(piece)) => Ok(Some(piece.bytes.into())),
        Some(Err(error)) => Err(broken(&error)),
        None => Ok(None),
    }
}

fn broken(error: &Error) -> BlobFault {
    match error {
        Error::Refused(_) | Error::Fault(Fault::Internal(_)) => {
            BlobFault::Broken(error.to_string())
        },
        Error::Fault(_) => BlobFault::Unreachable(error.to_string()),
    }
}

impl BlobStore for Scattered {
    fn append(&self, path: &str, offset: u64, pieces: Vec<Bytes>) -> Pending<()> {
        self.shared.here.append(path, offset, pieces)
    }

    fn sync(&self, path: &str) -> Pending<()> {
        self.shared.here.sync(path)
    }

    fn put(&self, path: &str, bytes: Bytes) -> Pending<()> {
        self.shared.here.put(path, bytes)
    }

    fn put_range(&self, path: &str, from: PathBuf, offset: u64, length: u64) -> Pending<()> {
        self.shared.here.put_range(path, from, offset, length)
    }

    fn read(&self, path: &str, offset: u64, length: usize) -> Pending<Bytes> {
        let (shared, path) = (Arc::clone(&self.shared), path.to_owned());
        Box::pin(async move {
            match shared.here.read(&path, offset, length).await {
                Err(BlobFault::Missing(_)) => {},
                other => return other,
            }
            let mut all = BytesMut::new();
            let mut flow = shared.open(&path, (offset, length as u64)).await?;
            while let Some(bytes) = piece(&mut flow).await? {
                all.extend_from_slice(&bytes);
            }
            Ok(all.freeze())
        })
    }

    fn open(&self, path: &str) -> Pending<Option<OwnedFd>> {
        let here = self.shared.here.open(path);
        Box::pin(async move {
            match here.await {
                Err(BlobFault::Missing(_)) => Ok(None),
                other => other,
            }
        })
    }

    fn size(&self, path: &str) -> Pending<Option<u64>> {
        let (shared, path) = (Arc::clone(&self.shared), path.to_owned());
        Box::pin(async move {
            match shared.here.size(&path).await? {
                Some(size) => Ok(Some(size)),
                None => shared.size_elsewhere(&path).await,
            }
        })
    }

    fn stage(&self, path: &str) -> Pending<PathBuf> {
        let (shared, path) = (Arc::clone(&self.shared), path.to_owned());
        Box::pin(async move {
            if shared.here.size(&path).await?.is_some() {
                return shared.here.stage(&path).await;
            }
            shared.copy(&path).await
        })
    }

    fn remove(&self, path: &str) -> Pending<()> {
        let (shared, path) = (Arc::clone(&self.shared), path.to_owned());
        Box::pin(async move {
            let _allowed = shared.removals.read().await;
            shared.here.remove(&path).await
        })
    }

    fn work_folder(&self, name: &str) -> Pending<PathBuf> {
        self.shared.here.work_folder(name)
    }

    fn keep_work_folder(&self, name: &str) -> Pending<PathBuf> {
        self.shared.here.keep_work_folder(name)
    }

    fn drop_work_folder(&self, name: &str) -> Pending<()> {
        self.shared.here.drop_work_folder(name)
    }

    fn inspect(&self, file: PathBuf, work: Inspection) -> Pending<()> {
        self.shared.here.inspect(file, work)
    }

    fn free_bytes(&self) -> Pending<u64> {
        self.shared.here.free_bytes()
    }
}
