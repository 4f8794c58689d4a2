//! Cuts the ladder's files into segments and stores them with their playlists, the master last, in
//! a folder that no attempt before has touched.

use super::super::engine::fragments::{ByteSpan, FragmentFault, FragmentedTrack, map_fragments};
use super::super::engine::packager::{self, Package, Rendition};
use super::super::engine::playlist;
use super::super::engine::track::TrackMedia;
use super::super::model::{Encoded, Measured, Packaged, Probed, StageFailure};
use super::super::store;
use super::ladder;
use super::work::{StageWork, store_as};
use crate::contract::transcode::{PackageId, StageName};
use crate::kernel::blobs::BlobFault;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::path::{Path, PathBuf};

/// Files that are stored at the same time.
const STORES_AT_ONCE: usize = 4;

/// One file of the package that is a part of a file of the ladder.
struct Part {
    path: String,
    from: PathBuf,
    span: ByteSpan,
}

pub(super) async fn run(bench: &StageWork<'_>) -> Result<String, StageFailure> {
    let probed: Probed = bench.earlier(StageName::Probe)?;
    let encoded: Encoded = bench.earlier(StageName::Ladder)?;
    let blobs = &bench.service.domain.blobs;
    let from = blobs.keep_work_folder(&bench.folder(ladder::FOLDER)).await?;
    let mut videos = Vec::with_capacity(encoded.rungs.len());
    let mut files = Vec::with_capacity(encoded.rungs.len() + 1);
    for rung in &encoded.rungs {
        videos.push((rung.name.clone(), map(bench, &from.join(&rung.file)).await?));
        files.push(from.join(&rung.file));
    }
    let audio = match &encoded.audio {
        Some(file) => Some(map(bench, &from.join(file)).await?),
        None => None,
    };
    files.extend(encoded.audio.iter().map(|file| from.join(file)));
    let cut = packager::package(videos, audio, probed.segment_ms)
        .map_err(|fault| StageFailure::spoilt(&fault.to_string()))?;

    let package_id = bench.service.domain.ids.fresh();
    claim(bench, &package_id).await?;
    let folder = store::package_path(&package_id);
    let mut size_bytes = store_parts(bench, parts(&folder, &cut, &files)).await?;
    for (path, text) in playlists(&folder, &cut) {
        size_bytes += text.len() as u64;
        blobs.put(&path, Bytes::from(text)).await?;
    }
    let target_s = playlist::target_duration_s(&cut);
    store_as(&Packaged {
        package_id,
        duration_ms: cut.videos.first().map_or(0, Rendition::duration_ms),
        renditions: cut.videos.iter().map(|video| measure(video, target_s)).collect(),
        has_audio: cut.audio.is_some(),
        size_bytes,
    })
}

/// Finds the fragments of one file.
async fn map(bench: &StageWork<'_>, file: &Path) -> Result<FragmentedTrack, StageFailure> {
    let read = bench.service.domain.blobs.inspect(file, map_fragments).await;
    let read: Result<FragmentedTrack, FragmentFault> = read.map_err(|fault| match fault {
        BlobFault::Missing(_) => StageFailure::spoilt("a file is missing"),
        other => other.into(),
    })?;
    read.map_err(|fault| StageFailure::spoilt(&fault.to_string()))
}

/// Notes the new folder before the first file is written, so that none is ever lost from sight; the
/// folder of an earlier attempt goes.
async fn claim(bench: &StageWork<'_>, package_id: &PackageId) -> Result<(), StageFailure> {
    let (job_id, package_id) = (bench.job.job_id.clone(), package_id.clone());
    let noted = bench.service.workers.claims.fenced(bench.cx, &bench.job.job_id, move |tx| {
        if let Some(job) = store::job(tx, &job_id)? {
            store::list_package(tx, &job, tx.now_ms())?;
        }
        store::set_package(tx, &job_id, &package_id)
    });
    match noted.await {
        Ok(Some(())) => Ok(()),
        Ok(None) => Err(StageFailure::ours("another worker has claimed the job")),
        Err(error) => Err(StageFailure::ours(&error.to_string())),
    }
}

/// Every init part and segment; `files` lie in the order of the renditions.
fn parts(folder: &str, cut: &Package, files: &[PathBuf]) -> Vec<Part> {
    let mut parts = Vec::new();
    for (rendition, from) in cut.videos.iter().chain(&cut.audio).zip(files) {
        let part = |name: &str, span: ByteSpan| Part {
            path: format!("{folder}/{}/{name}", rendition.name),
            from: from.clone(),
            span,
        };
        parts.push(part(playlist::INIT_NAME, rendition.init));
        for (index, segment) in rendition.segments.iter().enumerate() {
            parts.push(part(&playlist::segment_name(index), segment.span));
        }
    }
    parts
}

/// Stores all parts; gives their size together.
async fn store_parts(bench: &StageWork<'_>, parts: Vec<Part>) -> Result<u64, StageFailure> {
    let blobs = &bench.service.domain.blobs;
    let total = parts.len().max(1);
    let bytes = parts.iter().map(|part| part.span.len_bytes).sum();
    let writes = parts.into_iter().map(|part| async move {
        blobs.put_range(&part.path, &part.from, part.span.offset, part.span.len_bytes).await
    });
    let mut stored = 0_usize;
    let mut writes = stream::iter(writes).buffer_unordered(STORES_AT_ONCE);
    while writes.try_next().await?.is_some() {
        stored += 1;
        let done = u32::try_from(stored * 1000 / total).unwrap_or(1000);
        bench.show(StageName::Package, done, 0);
    }
    Ok(bytes)
}

/// The playlists, the master last: whoever finds it finds everything it names.
fn playlists(folder: &str, cut: &Package) -> Vec<(String, String)> {
    let one = |rendition: &Rendition| {
        let path = format!("{folder}/{}/{}", rendition.name, playlist::MEDIA_NAME);
        (path, playlist::media(cut, rendition, ""))
    };
    let mut texts: Vec<_> = cut.videos.iter().chain(&cut.audio).map(one).collect();
    texts.push((format!("{folder}/{}", playlist::MASTER_NAME), playlist::master(cut, "")));
    texts
}

fn measure(video: &Rendition, target_s: u64) -> Measured {
    let (width, height) = match video.track.media {
        TrackMedia::Video { width, height } => (width, height),
        TrackMedia::Audio { .. } => (0, 0),
    };
    let rates = playlist::rates(video, target_s);
    Measured {
        name: video.name.clone(),
        width,
        height,
        average_bits_per_second: rates.average,
        peak_bits_per_second: rates.peak,
    }
}
