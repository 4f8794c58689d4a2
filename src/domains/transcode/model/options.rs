//! What the operator may change about transcoding, while it runs. It must not read a file.

use super::super::engine::ladder::{LadderOptions, LadderStep};
use crate::kernel::ports::config::{Adjustable, Fixed};
use crate::kernel::ports::media::Preset;
use serde::{Deserialize, Serialize};

/// The live options of transcode. Work under way keeps what it began with.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    /// Jobs at once; 0 means one for every two processors.
    pub(crate) slots: usize,
    /// A small job of an owner for whom nothing runs has a place of its own: the processor time up
    /// to which a job is small.
    pub(crate) express_work_ms_max: u64,
    /// The processor time that any source is worth.
    pub(crate) work_base_ms: u64,
    /// What it is worth besides for each KiB of the source.
    pub(crate) work_per_kib_ms: u64,
    /// Never scaled up: a source gets the rungs that are not larger than it.
    pub(crate) ladder: Vec<RungOptions>,
    pub(crate) fps_max: u32,
    pub(crate) preset: Preset,
    /// Encoder threads for each rung; 0 lets the encoder choose.
    pub(crate) threads: u32,
    pub(crate) gop_ms: u32,
    pub(crate) segment_ms: u32,
    pub(crate) audio_kbps: u32,
    pub(crate) audio_mono_kbps: u32,
    /// Further attempts of a stage whose cause may pass by itself.
    pub(crate) retries_max: u32,
    /// How often in a row a job may lose its worker before it is set aside.
    pub(crate) crashes_max: u32,
    /// How far ahead a claim on a job is written. It shows who works; nothing is taken away by it.
    pub(crate) lease_ms: i64,
    /// How often a worker gives a sign of life and stores its progress.
    pub(crate) beat_ms: u64,
    /// How long the unfinished files of a failed job wait for a retry.
    pub(crate) failed_kept_ms: i64,
    /// How long an older package of a video stays when a newer one has taken its place.
    pub(crate) replaced_kept_ms: i64,
    pub(crate) watchers_max: usize,
    /// How long a watcher waits for a job that is not there yet.
    pub(crate) appear_ms_max: u64,
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

const HOUR_MS: i64 = 3_600_000;

impl Default for Options {
    fn default() -> Self {
        let rung = |height, bitrate_kbps| RungOptions { height, bitrate_kbps };
        Self {
            slots: 0,
            express_work_ms_max: 600_000,
            work_base_ms: 60_000,
            work_per_kib_ms: 1_000,
            ladder: vec![rung(1080, 4_800), rung(720, 2_600), rung(480, 1_200), rung(360, 700)],
            fps_max: 60,
            preset: Preset::Veryfast,
            threads: 0,
            gop_ms: 2_000,
            segment_ms: 4_000,
            audio_kbps: 128,
            audio_mono_kbps: 64,
            retries_max: 3,
            crashes_max: 8,
            lease_ms: 30_000,
            beat_ms: 2_000,
            failed_kept_ms: 24 * HOUR_MS,
            replaced_kept_ms: 6 * HOUR_MS,
            watchers_max: 256,
            appear_ms_max: 30_000,
        }
    }
}

impl Adjustable for Options {
    const LIVE: &'static [&'static str] = &[
        "slots",
        "express_work_ms_max",
        "work_base_ms",
        "work_per_kib_ms",
        "ladder",
        "fps_max",
        "preset",
        "threads",
        "gop_ms",
        "segment_ms",
        "audio_kbps",
        "audio_mono_kbps",
        "retries_max",
        "crashes_max",
        "lease_ms",
        "beat_ms",
        "failed_kept_ms",
        "replaced_kept_ms",
        "watchers_max",
        "appear_ms_max",
    ];
    const FIXED: &'static [(&'static str, Fixed)] = &[];
    const CHOICES: &'static [(&'static str, &'static [&'static str])] =
        &[("preset", &["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"])];
}

impl Options {
    /// Says what is wrong with the values, and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        let within = |name: &str, value: u64, least: u64, most: u64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(format!("{name} is {value}; it must lie between {least} and {most}"))
        };
        within("slots", self.slots as u64, 0, 64)?;
        within("ladder (the count of its rungs)", self.ladder.len() as u64, 1, 12)?;
        for rung in &self.ladder {
            within("ladder (the height of a rung)", u64::from(rung.height), 2, 4320)?;
            within(
                "ladder (the bitrate_kbps of a rung)",
                u64::from(rung.bitrate_kbps),
                80,
                200_000,
            )?;
            if self.ladder.iter().filter(|other| other.height == rung.height).count() > 1 {
                return Err(format!("ladder has two rungs of height {}; keep one", rung.height));
            }
        }
        within("express_work_ms_max", self.express_work_ms_max, 0, 86_400_000)?;
        within("work_base_ms", self.work_base_ms, 1_000, 86_400_000)?;
        within("work_per_kib_ms", self.work_per_kib_ms, 1, 86_400_000)?;
        within("fps_max", u64::from(self.fps_max), 10, 240)?;
        within("threads", u64::from(self.threads), 0, 128)?;
        within("gop_ms", u64::from(self.gop_ms), 250, 10_000)?;
        within("segment_ms", u64::from(self.segment_ms), u64::from(self.gop_ms), 20_000)?;
        within("audio_kbps", u64::from(self.audio_kbps), 32, 512)?;
        within("audio_mono_kbps", u64::from(self.audio_mono_kbps), 24, 512)?;
        within("retries_max", u64::from(self.retries_max), 0, 10)?;
        within("crashes_max", u64::from(self.crashes_max), 1, 100)?;
        within("beat_ms", self.beat_ms, 100, 60_000)?;
        let lease_ms = u64::try_from(self.lease_ms).unwrap_or_default();
        within("lease_ms", lease_ms, self.beat_ms.saturating_mul(3), HOUR_MS.unsigned_abs())?;
        within("watchers_max", self.watchers_max as u64, 1, 100_000)?;
        within("appear_ms_max", self.appear_ms_max, 0, 600_000)?;
        let kept_max_ms = HOUR_MS.unsigned_abs() * 24 * 365;
        for (name, kept_ms) in
            [("failed_kept_ms", self.failed_kept_ms), ("replaced_kept_ms", self.replaced_kept_ms)]
        {
            within(name, u64::try_from(kept_ms).unwrap_or(u64::MAX), 0, kept_max_ms)?;
        }
        Ok(())
    }

    /// Jobs at once on a machine with so many processors.
    pub(in super::super) fn jobs_at_once(&self, processors: usize) -> usize {
        if self.slots > 0 { self.slots } else { (processors / 2).max(1) }
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

    #[test]
    fn what_makes_no_sense_is_refused_with_its_name() {
        let base = Options::default;
        base().check().unwrap();
        let table = [
            (Options { ladder: Vec::new(), ..base() }, "ladder"),
            (Options { gop_ms: 0, ..base() }, "gop_ms"),
            (Options { segment_ms: 1_000, ..base() }, "segment_ms"),
            (Options { lease_ms: -1, ..base() }, "lease_ms"),
            (Options { lease_ms: 4_000, ..base() }, "lease_ms"),
            (Options { failed_kept_ms: -1, ..base() }, "failed_kept_ms"),
            (Options { slots: 65, ..base() }, "slots"),
        ];
        for (options, name) in table {
            let cause = options.check().unwrap_err();
            assert!(cause.starts_with(name), "{cause}");
        }
        let twice = RungOptions { height: 720, bitrate_kbps: 900 };
        let ladder = vec![twice.clone(), twice];
        assert!(Options { ladder, ..base() }.check().unwrap_err().contains("720"));
    }

    #[test]
    fn jobs_at_once_follow_the_processors_unless_set() {
        let table = [(0, 1, 1), (0, 2, 1), (0, 8, 4), (3, 2, 3)];
        for (slots, processors, expected) in table {
            let options = Options { slots, ..Options::default() };
            assert_eq!(options.jobs_at_once(processors), expected);
        }
    }
}
