//! What the operator may change about transcoding, while it runs. It must not read a file.

use super::super::engine::ladder::{LadderOptions, LadderStep};
use crate::kernel::ports::media::Preset;
use crate::kernel::settings::{Boundless, Kind, Reason, Setting, section};
use serde::{Deserialize, Serialize};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: u64 = 86_400_000;

section! {
    /// The ladder and its jobs.
    #[derive(PartialEq)]
    pub(crate) struct Options {
        /// Jobs at once; 0 means one for every two processors.
        jobs_max: usize = 0, live, in Count 0..=64;
        /// A small job of an owner for whom nothing runs has a place of its own: the processor
        /// time up to which a job is small.
        express_work_ms_max: u64 = 600_000, live, in Ms 0..=DAY_MS;
        /// The processor time that any source is worth.
        work_base_ms: u64 = 60_000, live, in Ms 1_000..=DAY_MS;
        /// What it is worth besides for each KiB of the source.
        work_per_kib_ms: u64 = 1_000, live, in Ms 1..=DAY_MS;
        /// More pictures per second than this are thinned out.
        fps_max: u32 = 60, live, in Fps 10..=240;
        /// How much work the encoder takes for less bitrate.
        preset: Preset = Preset::Veryfast, live;
        /// Encoder threads for each rung; 0 lets the encoder choose.
        threads: u32 = 0, live, in Count 0..=128;
        /// The distance of two keyframes: where a player can begin.
        gop_ms: u32 = 2_000, live, in Ms 250..=10_000;
        /// The length of one media segment; at least one GOP.
        segment_ms: u32 = 4_000, live, in Ms 250..=20_000;
        /// A picture is sampled for moderation at least this often, and where a scene begins.
        sample_every_ms: u64 = 2_000, live, in Ms 100..=60_000;
        /// Pictures sampled of one video, spread over all of it; 0 samples none.
        samples_max: u32 = 600, live, in Count 0..=10_000;
        /// The bitrate of stereo sound.
        audio_kbps: u32 = 128, live, in Kbps 32..=512;
        /// The bitrate of mono sound.
        audio_mono_kbps: u32 = 64, live, in Kbps 24..=512;
        /// Further attempts of a stage whose cause may pass by itself.
        retries_max: u32 = 3, live, in Count 0..=10;
        /// How often in a row a job may lose its worker before it is set aside.
        crashes_max: u32 = 8, live, in Count 1..=100;
        /// How far ahead a claim on a job is written. It shows who works; nothing is taken away by
        /// it.
        lease_ms: i64 = 30_000, live, in Ms 300..=HOUR_MS;
        /// How often a worker gives a sign of life and stores its progress.
        beat_every_ms: u64 = 2_000, live, in Ms 100..=60_000;
        /// How long the unfinished files of a failed job wait for a retry.
        failed_kept_ms: i64 = 24 * HOUR_MS, live, in Ms 0..=365 * 24 * HOUR_MS;
        /// How long an older package of a video stays when a newer one has taken its place.
        replaced_kept_ms: i64 = 6 * HOUR_MS, live, in Ms 0..=365 * 24 * HOUR_MS;
        /// How often what is not needed any more is swept.
        sweep_every_ms: u64 = 30_000, live, in Ms 10..=DAY_MS;
        /// Rows that one batch of a sweep takes.
        sweep_rows_max: u32 = 100, live, in Count 1..=10_000;
        /// Pages that may follow jobs at once.
        watchers_max: usize = 256, live, in Count 1..=100_000;
        /// How long a watcher waits for a job that is not there yet.
        appear_ms_max: u64 = 30_000, live, in Ms 0..=600_000;
        /// Never scaled up: a source gets the rungs that are not larger than it.
        ladder: Vec<RungOptions> = default_ladder(), live, items 1..=12;
    }
    beside {
        segment_ms >= gop_ms;
        lease_ms >= beat_every_ms * 3;
    }
    also Self::odd_rungs;
}

/// One rung of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RungOptions {
    /// Short edge of the 16:9 box that the picture is fitted into.
    pub(crate) height: u32,
    /// At up to 30 frames per second, for the full box.
    pub(crate) bitrate_kbps: u32,
}

impl Setting for Vec<RungOptions> {
    const KIND: Kind = Kind::Rows;
    type Bound = Boundless;
}

fn default_ladder() -> Vec<RungOptions> {
    let rung = |height, bitrate_kbps| RungOptions { height, bitrate_kbps };
    vec![rung(1080, 4_800), rung(720, 2_600), rung(480, 1_200), rung(360, 700)]
}

impl Options {
    fn odd_rungs(&self) -> Vec<(&'static str, Reason)> {
        let within = |name: &str, value: u32, least: u32, most: u32| {
            let reason = Reason::between(value, least, most)?;
            Some(Reason::Part { name: name.to_owned(), reason: Box::new(reason) })
        };
        let odd = self.ladder.iter().find_map(|rung| {
            let RungOptions { height, bitrate_kbps } = *rung;
            within("height", height, 2, 4320)
                .or_else(|| within("bitrate_kbps", bitrate_kbps, 80, 200_000))
        });
        let is_twice = |at: usize| {
            let height = self.ladder[at].height;
            self.ladder[..at].iter().any(|other| other.height == height).then_some(height)
        };
        let twice = (0..self.ladder.len()).find_map(is_twice);
        let twice = twice.map(|height| Reason::Twice { entry: format!("height = {height}") });
        odd.or(twice).map(|reason| ("ladder", reason)).into_iter().collect()
    }

    /// Jobs at once on a machine with so many processors.
    pub(in super::super) fn jobs_at_once(&self, processors: usize) -> usize {
        if self.jobs_max > 0 { self.jobs_max } else { (processors / 2).max(1) }
    }

    /// How often a stage is begun at the most.
    pub(in super::super) fn attempts_max(&self) -> u32 {
        self.retries_max.saturating_add(1)
    }

    /// The ladder as the engine takes it.
    pub(in super::super) fn ladder_options(&self) -> LadderOptions {
        let step = |rung: &RungOptions| LadderStep {
            name: format!("{}p", rung.height),
            height: rung.height,
            bitrate_kbps: rung.bitrate_kbps,
        };
        LadderOptions {
            steps: self.ladder.iter().map(step).collect(),
            fps_max: self.fps_max,
            audio_stereo_kbps: self.audio_kbps,
            audio_mono_kbps: self.audio_mono_kbps,
            ..LadderOptions::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::settings::Section as _;

    #[test]
    fn what_makes_no_sense_is_refused_with_its_name() {
        let base = Options::default;
        assert_eq!(base().judge("transcode"), []);
        let low = vec![RungOptions { height: 1, bitrate_kbps: 900 }];
        let table = [
            (Options { ladder: Vec::new(), ..base() }, "ladder"),
            (Options { ladder: low, ..base() }, "ladder"),
            (Options { gop_ms: 0, ..base() }, "gop_ms"),
            (Options { segment_ms: 1_000, ..base() }, "segment_ms"),
            (Options { lease_ms: -1, ..base() }, "lease_ms"),
            (Options { lease_ms: 4_000, ..base() }, "lease_ms"),
            (Options { failed_kept_ms: -1, ..base() }, "failed_kept_ms"),
            (Options { jobs_max: 65, ..base() }, "jobs_max"),
        ];
        for (options, name) in table {
            let keys: Vec<String> =
                options.judge("transcode").into_iter().map(|one| one.key).collect();
            assert_eq!(keys, [format!("transcode.{name}")]);
        }
        let twice = RungOptions { height: 720, bitrate_kbps: 900 };
        let ladder = vec![twice.clone(), twice];
        let complaints = Options { ladder, ..base() }.judge("transcode");
        assert_eq!(complaints[0].reason, Reason::Twice { entry: "height = 720".to_owned() });
    }

    #[test]
    fn jobs_at_once_follow_the_processors_unless_set() {
        let table = [(0, 1, 1), (0, 2, 1), (0, 8, 4), (3, 2, 3)];
        for (jobs_max, processors, expected) in table {
            let options = Options { jobs_max, ..Options::default() };
            assert_eq!(options.jobs_at_once(processors), expected);
        }
    }
}
