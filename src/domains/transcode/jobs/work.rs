//! What a stage works with: its job, the results of earlier stages, the source, the media tool.
//! It must not change rows; it only reads what the stages need.

use super::super::actor::Transcode;
use super::super::model::{JobRow, LiveProgress, StageFailure, StageRow};
use super::super::store;
use super::settle;
use crate::contract::transcode::{Cause, StageName};
use crate::kernel::blobs::BlobFault;
use crate::kernel::context::Context;
use crate::kernel::ports::media::{Cancel, Demuxer, MediaSource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// The workplace of one attempt of one stage.
pub(super) struct StageWork<'a> {
    pub(super) service: &'a Transcode,
    pub(super) job: &'a JobRow,
    pub(super) stages: &'a [StageRow],
    pub(super) cx: &'a Context,
    pub(super) cancel: Cancel,
}

impl StageWork<'_> {
    /// What an earlier stage left.
    pub(super) fn earlier<T: DeserializeOwned>(&self, name: StageName) -> Result<T, StageFailure> {
        settle::result(self.stages, name).map_err(|error| StageFailure::ours(&error.to_string()))
    }

    /// The source where a tool can open it, with the one reader that may.
    pub(super) async fn source(&self) -> Result<MediaSource, StageFailure> {
        let blobs = &self.service.domain.blobs;
        let demuxer = demuxer(&self.job.demuxer)
            .ok_or_else(|| StageFailure::lasting(Cause::SourceUnreadable))?;
        if blobs.size(&self.job.source).await?.is_none() {
            return Err(StageFailure::source_gone());
        }
        match blobs.stage(&self.job.source).await {
            Ok(path) => Ok(MediaSource { path, demuxer }),
            Err(BlobFault::Missing(_)) => Err(StageFailure::source_gone()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// A folder below the job's own, as an earlier stage left it.
    pub(super) fn folder(&self, name: &str) -> String {
        format!("{}/{name}", store::work_path(&self.job.job_id))
    }

    /// The size of a file that a stage made; a missing one spoils the ladder.
    pub(super) async fn made_bytes(&self, file: &Path) -> Result<u64, StageFailure> {
        let read = self.service.domain.blobs.inspect(file, |open| open.len_bytes()).await;
        read.map_err(|fault| match fault {
            BlobFault::Missing(_) => StageFailure::spoilt("a file is missing"),
            other => other.into(),
        })
    }

    /// Shows how far the stage is, from 0 to 1000, and at what speed.
    pub(super) fn show(&self, stage: StageName, progress_permille: u32, speed_permille: u32) {
        let stage = Some(stage);
        self.service.workers.show(
            &self.job.video_id,
            LiveProgress { stage, progress_permille: progress_permille.min(999), speed_permille },
        );
    }
}

/// A result as it is stored.
pub(super) fn store_as(result: &impl Serialize) -> Result<String, StageFailure> {
    serde_json::to_string(result).map_err(|error| StageFailure::ours(&error.to_string()))
}

/// The facts of a source name its reader as ffmpeg does.
fn demuxer(word: &str) -> Option<Demuxer> {
    let by_name = Demuxer::ALL.into_iter().find(|demuxer| demuxer.ffmpeg_name() == word);
    by_name.or_else(|| Demuxer::parse(word))
}
