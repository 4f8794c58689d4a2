//! The dear stage: one decode of the source feeds all rungs and the sound.

use super::super::engine::whole;
use super::super::model::{Encoded, EncodedFile, Options, Probed, StageFailure};
use super::work::{StageWork, store_as};
use crate::contract::transcode::StageName;
use crate::kernel::ports::media::{
    EncodedLadder, Flaw, LadderPlan, MediaFault, Progress, SamplePlan,
};
use std::path::Path;
use std::pin::pin;
use tokio::sync::watch;

/// The folder of the ladder's files, below the job's own.
pub(super) const FOLDER: &str = "ladder";

pub(super) async fn run(bench: &StageWork<'_>) -> Result<String, StageFailure> {
    let probed: Probed = bench.earlier(StageName::Probe)?;
    let source = bench.source().await?;
    let work_dir = bench.service.domain.blobs.work_folder(&bench.folder(FOLDER)).await?;
    let options = bench.service.options.get();
    let plan = LadderPlan {
        source,
        work_dir,
        rungs: probed.rungs,
        fps: probed.fps,
        gop_ms: probed.gop_ms,
        preset: options.preset,
        threads: options.threads,
        audio: probed.audio,
        duration_ms: probed.report.duration_ms,
        cpu_ms_max: probed.cpu_ms_max,
        samples: plan_samples(probed.report.duration_ms, &options),
    };
    let made = encode(bench, &plan).await?;
    if made.summary.frames == 0 {
        // The tool went through the file and found nothing in it that it could decode.
        return Err(MediaFault::Refused { flaw: Flaw::Damaged }.into());
    }
    let wall_ms = made.summary.wall_ms.max(1);
    let speed = ratio_permille(plan.duration_ms, wall_ms);
    bench.service.domain.meter.work_speed(f64::from(speed) / 1000.0);
    bench.show(StageName::Ladder, 999, speed);
    let file = |path: &Path| -> Result<String, StageFailure> {
        let name = path.file_name().and_then(std::ffi::OsStr::to_str);
        name.map(str::to_owned).ok_or_else(|| StageFailure::ours("a rung's file has no name"))
    };
    let mut rungs = Vec::with_capacity(made.rungs.len());
    for rung in made.rungs {
        rungs.push(EncodedFile { file: file(&rung.path)?, name: rung.name });
    }
    let audio = made.audio.as_deref().map(file).transpose()?;
    let samples = made.samples.iter().map(|(at_ms, path)| Ok((*at_ms, file(path)?)));
    let samples = samples.collect::<Result<_, StageFailure>>()?;
    store_as(&Encoded { rungs, audio, samples, summary: made.summary })
}

/// As often as asked, unless that would be too many: the rest of a long video is not left out. Half
/// of them are for scenes.
fn plan_samples(duration_ms: u64, options: &Options) -> SamplePlan {
    let count_max = options.samples_max;
    let evenly_ms = duration_ms.saturating_mul(2) / u64::from(count_max.max(1));
    SamplePlan { every_ms: options.sample_every_ms.max(evenly_ms), count_max }
}

/// Encodes, and shows how far it is.
async fn encode(bench: &StageWork<'_>, plan: &LadderPlan) -> Result<EncodedLadder, StageFailure> {
    let (sender, mut progress) = watch::channel(Progress::default());
    let work = bench.service.media.encode_ladder(plan, sender, bench.cancel.clone());
    let mut work = pin!(work);
    let mut told = true;
    loop {
        tokio::select! {
            biased;
            made = &mut work => return Ok(made?),
            changed = progress.changed(), if told => told = changed.is_ok(),
        }
        let now = *progress.borrow_and_update();
        let done = ratio_permille(now.out_time_ms, plan.duration_ms.max(1));
        bench.show(StageName::Ladder, done, permille(now.speed));
    }
}

fn ratio_permille(part: u64, whole: u64) -> u32 {
    u32::try_from(part.saturating_mul(1000) / whole.max(1)).unwrap_or(u32::MAX)
}

/// A speed as it is stored; what is no number counts as unknown.
fn permille(speed: f32) -> u32 {
    if speed.is_finite() { whole(f64::from(speed) * 1000.0) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_video_is_sampled_to_its_end() {
        let options = Options::default();
        let every_ms = |duration_ms| plan_samples(duration_ms, &options).every_ms;
        assert_eq!([every_ms(0), every_ms(600_000), every_ms(6_000_000)], [2_000, 2_000, 20_000]);
        let none = Options { samples_max: 0, ..options.clone() };
        assert_eq!(plan_samples(1_000, &none).count_max, 0);
    }

    #[test]
    fn speeds_are_kept_in_thousandths() {
        let table = [(1.0, 1000), (0.25, 250), (f32::NAN, 0), (-1.0, 0), (f32::INFINITY, 0)];
        for (speed, expected) in table {
            assert_eq!(permille(speed), expected, "{speed}");
        }
        assert_eq!(permille(f32::MAX), u32::MAX);
        assert_eq!(ratio_permille(5, 0), 5000);
        assert_eq!(ratio_permille(2500, 5000), 500);
    }
}
