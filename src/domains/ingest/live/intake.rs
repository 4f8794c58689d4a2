//! The bytes of one append on their way to the disk: gathered, written, synced, counted.
//! It must never count a byte that is not synced, nor drop one that came before a cut.

use super::Lease;
use crate::contract::ingest::{AppendUploadRequest, Refusal, UploadState};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::model::{self, Options, Upload};
use crate::domains::ingest::store;
use crate::kernel::blobs::BlobFault;
use crate::kernel::bus::Flow;
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};
use bytes::{Bytes, BytesMut};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::error::Elapsed;

/// A piece of so many bytes goes to the disk without a copy.
const PIECE_BYTES_WHOLE: usize = 16 << 10;

/// One append under way.
pub(in crate::domains::ingest) struct Intake<'a> {
    service: &'a Ingest,
    cx: &'a Context,
    options: Arc<Options>,
    lease: Lease,
    path: String,
    /// As the row has it: its offset is durable.
    upload: Upload,
    /// Up to where the blob was written, synced or not.
    written_bytes: u64,
    /// When bytes were last counted.
    counted_at: Instant,
    /// What came since: large pieces as they came, small ones put together.
    gathered: Vec<Bytes>,
    small: BytesMut,
    gathered_bytes: u64,
    /// A sync failed: what the kernel of the machine then says of these bytes proves nothing.
    unsure: bool,
}

impl<'a> Intake<'a> {
    pub(in crate::domains::ingest) fn new(
        service: &'a Ingest,
        cx: &'a Context,
        lease: Lease,
        upload: Upload,
    ) -> Self {
        let (path, written_bytes) = (model::make_path(&upload.upload_id), upload.offset_bytes);
        Self {
            service,
            cx,
            options: service.options.get(),
            lease,
            path,
            upload,
            written_bytes,
            counted_at: clock::instant(),
            gathered: Vec::new(),
            small: BytesMut::new(),
            gathered_bytes: 0,
            unsure: false,
        }
    }

    /// Takes everything that comes until the stream ends in any way, then settles it.
    ///
    /// # Errors
    /// The first thing that went wrong; what was received before it is kept all the same.
    pub(in crate::domains::ingest) async fn run(
        mut self,
        first: AppendUploadRequest,
        mut flow: Flow<AppendUploadRequest>,
    ) -> Reply<Upload> {
        let received = self.receive(first, &mut flow).await;
        let settled = self.settle().await;
        received?;
        settled?;
        if self.lease.is_dismissed() {
            self.check_end().await?;
        }
        Ok(self.upload)
    }

    /// The upload may have ended under its writer when all bytes were counted already.
    async fn check_end(&self) -> Reply<()> {
        let id = self.upload.upload_id.clone();
        let now = self.service.domain.db.read(move |view| store::find(view, &id)).await?;
        let now = now.ok_or_else(model::refuse_unknown)?;
        match now.state {
            UploadState::Terminated | UploadState::Refused => Err(model::refuse_ended(&now).into()),
            _ => Ok(()),
        }
    }

    async fn receive(
        &mut self,
        first: AppendUploadRequest,
        flow: &mut Flow<AppendUploadRequest>,
    ) -> Reply<()> {
        let mut next = Some(first);
        while let Some(message) = next {
            self.take(message).await?;
            next = self.hear(flow).await?;
        }
        Ok(())
    }

    /// The next message; nothing when the other end is done, broken or silent, or when this end is
    /// asked to leave. Bytes that wait are counted before a long silence, not after it.
    async fn hear(
        &mut self,
        flow: &mut Flow<AppendUploadRequest>,
    ) -> Reply<Option<AppendUploadRequest>> {
        let patience = Duration::from_millis(self.options.chunk_wait_ms);
        if self.received_bytes() > self.upload.offset_bytes {
            let short = patience.min(Duration::from_millis(self.options.sync_every_ms));
            if let Ok(heard) = self.listen(flow, short).await {
                return Ok(heard);
            }
            self.settle().await?;
        }
        Ok(self.listen(flow, patience).await.unwrap_or_default())
    }

    /// The next message, or nothing at the end; an error when it was silent for so long.
    async fn listen(
        &self,
        flow: &mut Flow<AppendUploadRequest>,
        patience: Duration,
    ) -> Result<Option<AppendUploadRequest>, Elapsed> {
        let next = tokio::select! {
            () = self.service.domain.tasks.ended() => None,
            () = self.lease.dismissed() => None,
            next = tokio::time::timeout(patience, flow.next()) => next?,
        };
        let message = next.and_then(Reply::ok);
        if message.is_some() {
            self.lease.heard();
        }
        Ok(message)
    }

    async fn take(&mut self, message: AppendUploadRequest) -> Reply<()> {
        self.check(&message)?;
        self.gather(message.chunk);
        if self.gathered_bytes >= u64::try_from(self.options.write_bytes).unwrap_or(u64::MAX) {
            self.write().await?;
        }
        let uncounted = self.written_bytes - self.upload.offset_bytes;
        let waited = clock::instant().saturating_duration_since(self.counted_at);
        if waited >= Duration::from_millis(self.options.sync_every_ms) {
            self.settle().await?;
        } else if uncounted >= self.options.sync_bytes {
            self.commit().await?;
        }
        Ok(())
    }

    /// A small piece is copied: it may be a corner of a large buffer that it would keep alive.
    fn gather(&mut self, piece: Bytes) {
        self.gathered_bytes += size(&piece);
        if piece.len() < PIECE_BYTES_WHOLE {
            return self.small.extend_from_slice(&piece);
        }
        self.flush_small();
        self.gathered.push(piece);
    }

    fn flush_small(&mut self) {
        if !self.small.is_empty() {
            self.gathered.push(self.small.split().freeze());
        }
    }

    fn check(&self, message: &AppendUploadRequest) -> Reply<()> {
        let most = self.options.chunk_bytes_max;
        if message.chunk.len() > most {
            return Err(Refusal::ChunkInvalid
                .because(format!("One message may carry {most} bytes at the most."))
                .with("chunk_bytes_max", most)
                .into());
        }
        if !message.upload_id.is_empty() && message.upload_id != self.upload.upload_id.as_str() {
            let reason = "One stream carries the bytes of one upload.";
            return Err(Refusal::ChunkInvalid.because(reason).into());
        }
        let end = self.received_bytes().saturating_add(size(&message.chunk));
        if end > self.upload.size_bytes {
            return Err(Refusal::TooLarge
                .because(format!(
                    "The file was announced with {} bytes, and more came.",
                    self.upload.size_bytes
                ))
                .with("size_bytes", self.upload.size_bytes)
                .into());
        }
        Ok(())
    }

    fn received_bytes(&self) -> u64 {
        self.written_bytes.saturating_add(self.gathered_bytes)
    }

    async fn write(&mut self) -> Reply<()> {
        if self.gathered_bytes == 0 {
            return Ok(());
        }
        let end = self.received_bytes();
        self.flush_small();
        let pieces = std::mem::take(&mut self.gathered);
        self.gathered_bytes = 0;
        let appended =
            self.service.domain.blobs.append(&self.path, self.written_bytes, pieces).await;
        appended.map_err(|fault| self.explain(fault))?;
        self.written_bytes = end;
        Ok(())
    }

    /// Syncs what was written, then counts it. The last byte ends the upload in the same commit.
    async fn commit(&mut self) -> Reply<()> {
        if self.written_bytes == self.upload.offset_bytes || self.unsure {
            return Ok(());
        }
        let synced = self.service.domain.blobs.sync(&self.path).await;
        self.unsure = synced.is_err();
        synced.map_err(|fault| self.explain(fault))?;
        let (before, to, expire_ms) =
            (self.upload.clone(), self.written_bytes, self.options.unfinished_kept_ms);
        let trace = self.cx.trace.to_string();
        let work = move |tx: &store::StoreTx<'_>| store::advance(tx, before, to, expire_ms, &trace);
        self.upload = self.service.domain.db.write(self.cx, work).await?;
        self.counted_at = clock::instant();
        self.service.watchers.touch(self.upload.video_id.as_str());
        Ok(())
    }

    /// Keeps everything that was received.
    async fn settle(&mut self) -> Reply<()> {
        let written = self.write().await;
        self.commit().await?;
        written
    }

    fn explain(&self, fault: BlobFault) -> Error {
        match fault {
            BlobFault::NoSpace => {
                model::refuse_space().with("offset_bytes", self.upload.offset_bytes).into()
            },
            other => other.into(),
        }
    }
}

fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
