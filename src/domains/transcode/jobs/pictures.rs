//! The last two stages: the poster in its sizes from the source, one storyboard from the smallest
//! rendition.

use super::super::engine::storyboard::plan_storyboard;
use super::super::model::{Encoded, Packaged, Pictured, Probed, Sprite, StageFailure};
use super::super::store;
use super::ladder;
use super::work::{StageWork, store_as};
use crate::contract::transcode::StageName;
use crate::kernel::ports::media::{
    Demuxer, MediaFault, MediaSource, PictureFormat, Rung, Still, StillPlan, StoryboardPlan,
};
use std::path::Path;

/// Widths of posters; `poster-640.webp` is one of them. Whoever shows a video knows them from the
/// contract of `playback`.
const POSTER_WIDTHS: [u32; 3] = [1280, 640, 320];
const POSTER_FORMATS: [(PictureFormat, &str); 2] =
    [(PictureFormat::Jpeg, "jpg"), (PictureFormat::WebP, "webp")];
/// The storyboard's name in the package.
const STORYBOARD_NAME: &str = "storyboard.jpg";
/// Short edge of the largest poster.
const POSTER_EDGE_MAX: u32 = 720;

pub(super) async fn poster(bench: &StageWork<'_>) -> Result<String, StageFailure> {
    let probed: Probed = bench.earlier(StageName::Probe)?;
    let encoded: Encoded = bench.earlier(StageName::Ladder)?;
    let packaged: Packaged = bench.earlier(StageName::Package)?;
    let source = bench.source().await?;
    let folder = bench.service.domain.blobs.work_folder(&bench.folder("poster")).await?;
    let most = poster_size(&probed.rungs).ok_or_else(|| StageFailure::ours("an empty ladder"))?;
    let stills = posters(most, &folder);
    let plan = StillPlan { source, at_ms: probed.report.duration_ms / 10, stills };
    let media = &bench.service.media;
    match media.stills(&plan, bench.cancel.clone()).await {
        // The length that a container states may be far off; the first picture is always there.
        Err(MediaFault::Refused { .. }) if plan.at_ms > 0 => {
            let first = StillPlan { at_ms: 0, ..plan.clone() };
            media.stills(&first, bench.cancel.clone()).await?;
        },
        drawn => drawn?,
    }
    let mut size_bytes = 0;
    for still in &plan.stills {
        size_bytes += keep(bench, &packaged, &still.output).await?;
    }
    let made = bench.service.domain.blobs.keep_work_folder(&bench.folder(ladder::FOLDER)).await?;
    let mut samples_at_ms = Vec::with_capacity(encoded.samples.len());
    for (at_ms, file) in &encoded.samples {
        let name = format!("frames/{at_ms:08}.jpg");
        size_bytes += keep_as(bench, &packaged, (&made.join(file), &name)).await?;
        samples_at_ms.push(*at_ms);
    }
    store_as(&Pictured { size_bytes, samples_at_ms })
}

pub(super) async fn storyboard(bench: &StageWork<'_>) -> Result<String, StageFailure> {
    let probed: Probed = bench.earlier(StageName::Probe)?;
    let encoded: Encoded = bench.earlier(StageName::Ladder)?;
    let packaged: Packaged = bench.earlier(StageName::Package)?;
    let blobs = &bench.service.domain.blobs;
    let made = blobs.keep_work_folder(&bench.folder(ladder::FOLDER)).await?;
    let folder = blobs.work_folder(&bench.folder("storyboard")).await?;
    let smallest = encoded.rungs.last().zip(packaged.renditions.last());
    let (file, rung) = smallest.ok_or_else(|| StageFailure::ours("an empty ladder"))?;
    let path = made.join(&file.file);
    bench.made_bytes(&path).await?;
    let grid = plan_storyboard(packaged.duration_ms, rung.width, rung.height, probed.gop_ms);
    let plan = StoryboardPlan {
        source: MediaSource { path, demuxer: Demuxer::Mov },
        output: folder.join(STORYBOARD_NAME),
        interval_ms: grid.interval_ms,
        tile_width: grid.tile_width,
        tile_height: grid.tile_height,
        columns: grid.columns,
        rows: grid.rows,
        keys_only: true,
    };
    bench.service.media.storyboard(&plan, bench.cancel.clone()).await?;
    let size_bytes = keep(bench, &packaged, &plan.output).await?;
    store_as(&Sprite {
        columns: grid.columns,
        rows: grid.rows,
        tile_width: grid.tile_width,
        tile_height: grid.tile_height,
        interval_ms: grid.interval_ms,
        count: grid.tiles,
        size_bytes,
    })
}

/// The largest rung that is not too large for a poster, or else the smallest there is.
fn poster_size(rungs: &[Rung]) -> Option<(u32, u32)> {
    let fits = rungs.iter().find(|rung| rung.width.min(rung.height) <= POSTER_EDGE_MAX);
    fits.or(rungs.last()).map(|rung| (rung.width, rung.height))
}

/// Every poster: what is no wider than the largest is not enlarged.
fn posters((most_wide, most_high): (u32, u32), folder: &Path) -> Vec<Still> {
    let mut stills = Vec::new();
    for wished in POSTER_WIDTHS {
        let width = wished.min(most_wide);
        let exact = u64::from(most_high) * u64::from(width) / u64::from(most_wide.max(1));
        // Colours have half the lines.
        let height = (u32::try_from(exact).unwrap_or(most_high) / 2 * 2).max(2);
        for (format, end) in POSTER_FORMATS {
            let output = folder.join(format!("poster-{wished}.{end}"));
            stills.push(Still { output, format, width, height });
        }
    }
    stills
}

/// Puts a picture into the package under the name of its file; gives its size.
async fn keep(
    bench: &StageWork<'_>,
    packaged: &Packaged,
    file: &Path,
) -> Result<u64, StageFailure> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    keep_as(bench, packaged, (file, name)).await
}

/// The same under another name.
async fn keep_as(
    bench: &StageWork<'_>,
    packaged: &Packaged,
    (file, name): (&Path, &str),
) -> Result<u64, StageFailure> {
    let blobs = &bench.service.domain.blobs;
    let size_bytes = blobs.inspect(file, |open| open.len_bytes()).await?;
    let path = format!("{}/{name}", store::package_path(&packaged.package_id));
    blobs.put_range(&path, file, 0, size_bytes).await?;
    Ok(size_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_poster_is_as_large_as_it_may_be() {
        let rung = |width, height| Rung {
            name: "x".into(),
            width,
            height,
            bitrate_kbps: 1,
            maxrate_kbps: 1,
            bufsize_kbit: 1,
        };
        let ladder = [rung(1920, 1080), rung(1280, 720), rung(640, 360)];
        assert_eq!(poster_size(&ladder), Some((1280, 720)));
        assert_eq!(poster_size(&ladder[..1]), Some((1920, 1080)));
        assert_eq!(poster_size(&[rung(720, 1280)]), Some((720, 1280)));
        assert_eq!(poster_size(&[]), None);
    }

    #[test]
    fn a_poster_has_three_widths_and_is_not_enlarged() {
        let sizes = |most| {
            let stills = posters(most, Path::new("/made"));
            let names: Vec<_> = stills.iter().map(|still| still.output.clone()).collect();
            assert_eq!((names.len(), &*names[3]), (6, Path::new("/made/poster-640.webp")));
            stills.chunks(2).map(|two| (two[0].width, two[0].height)).collect::<Vec<_>>()
        };
        assert_eq!(sizes((1280, 720)), [(1280, 720), (640, 360), (320, 180)]);
        assert_eq!(sizes((720, 1280)), [(720, 1280), (640, 1136), (320, 568)]);
        assert_eq!(sizes((426, 240)), [(426, 240), (426, 240), (320, 180)]);
        assert_eq!(sizes((1280, 2)), [(1280, 2), (640, 2), (320, 2)]);
    }
}
