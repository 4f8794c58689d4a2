//! Whether a conversion is worth its cost. It must not count or decode anything itself.

use super::super::engine::cost::{HELD_RATE, Load, counting_bytes, foresee, is_held, worth};
use super::super::engine::ladder::{Ladder, plan_ladder};
use super::{Options, StageFailure};
use crate::contract::ingest::SourceFacts;
use crate::kernel::ports::media::{PictureCount, ProbeReport, VideoStream};

/// How far above what was foreseen a conversion may go before it is stopped: estimates err, and a
/// machine may be slower than the one that they were made on.
const SLACK: u64 = 4;
/// A gap is named as the reason when it is longer than this.
const GAP_MS_MIN: u64 = 60_000;
/// How much cheaper than its worth a conversion is whose pictures nobody counts.
const PLAIN: u64 = 4;

/// What is known of a conversion before it begins.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Verdict {
    /// It may take so much processor time.
    Go { cpu_ms_max: u64 },
    /// Its pictures are to be counted first.
    Count,
}

/// The cost of a conversion from what the acceptance of its source told, in milliseconds.
pub(in super::super) fn decide_cost(facts: &SourceFacts, options: &Options) -> u64 {
    let video = VideoStream {
        width: facts.width,
        height: facts.height,
        fps_num: facts.fps_numerator,
        fps_den: facts.fps_denominator,
        codec: facts.video_codec.clone(),
        pixel_format: String::new(),
        rotation: 0,
    };
    let (duration_ms, bit_rate) = (facts.duration_ms, facts.bits_per_second);
    let report = ProbeReport { duration_ms, video, audio: None, bit_rate, pictures: 0 };
    cost(&report, &plan_ladder(&report, &options.ladder_options()), options)
}

fn cost(report: &ProbeReport, ladder: &Ladder, options: &Options) -> u64 {
    let video = &report.video;
    foresee(&Load {
        duration_ms: report.duration_ms,
        pictures: report.pictures,
        size: (video.width, video.height),
        source_fps: (video.fps_num, video.fps_den),
        rungs: &ladder.rungs,
        fps: ladder.fps,
        preset: options.preset,
    })
}

/// The ladder of a source. One that hardly has a new picture holds each instead of filling the time
/// between with copies of it.
pub(in super::super) fn make_ladder(
    report: &ProbeReport,
    counted: Option<PictureCount>,
    options: &Options,
) -> Ladder {
    let mut ladder = plan_ladder(report, &options.ladder_options());
    let only_copies = |count: PictureCount| is_held(count.new, report.duration_ms);
    if counted.is_some_and(only_copies) {
        ladder.fps = HELD_RATE;
    }
    ladder
}

/// Whether a source of this size is worth the conversion.
///
/// # Errors
/// Why it is not: a long time without a picture, or too much work for so little.
pub(in super::super) fn decide_worth(
    report: &ProbeReport,
    ladder: &Ladder,
    (size_bytes, counted): (u64, Option<PictureCount>),
    options: &Options,
) -> Result<Verdict, StageFailure> {
    let worth = |bytes| worth(bytes, options.work_base_ms, options.work_per_kib_ms);
    let cost_ms = cost(report, ladder, options);
    let Some(counted) = counted else {
        // A header that tells of a usual rate is believed where the file is many times as large.
        let is_usual = report.pictures > 0 && !is_held(report.pictures, report.duration_ms);
        if is_usual && cost_ms.saturating_mul(PLAIN) <= worth(size_bytes) {
            return Ok(go(cost_ms, options));
        }
        return Ok(Verdict::Count);
    };
    let worth_ms = worth(counting_bytes(size_bytes, counted.bytes));
    if cost_ms <= worth_ms {
        return Ok(go(cost_ms, options));
    }
    if counted.gap_ms >= GAP_MS_MIN {
        return Err(StageFailure::gap(counted.gap_at_ms, counted.gap_ms));
    }
    Err(StageFailure::too_costly(cost_ms, worth_ms))
}

fn go(cost_ms: u64, options: &Options) -> Verdict {
    Verdict::Go { cpu_ms_max: cost_ms.saturating_mul(SLACK).saturating_add(options.work_base_ms) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::transcode::Cause;

    fn report(size: (u32, u32), duration_ms: u64, fps: u32, pictures: u64) -> ProbeReport {
        let video = VideoStream {
            width: size.0,
            height: size.1,
            fps_num: fps,
            fps_den: 1,
            codec: "h264".into(),
            pixel_format: "yuv420p".into(),
            rotation: 0,
        };
        ProbeReport { duration_ms, video, audio: None, bit_rate: 0, pictures }
    }

    fn judged(
        report: &ProbeReport,
        size_bytes: u64,
        counted: Option<PictureCount>,
    ) -> Result<Verdict, StageFailure> {
        let options = Options::default();
        let ladder = make_ladder(report, counted, &options);
        decide_worth(report, &ladder, (size_bytes, counted), &options)
    }

    #[test]
    fn usual_films_are_not_even_counted() {
        for (seconds, kib) in [(4, 300), (600, 30_000), (7_200, 1 << 20)] {
            let film = report((1920, 1080), seconds * 1000, 30, seconds * 30);
            let verdict = judged(&film, kib << 10, None);
            assert!(matches!(verdict, Ok(Verdict::Go { .. })), "{seconds} s: {verdict:?}");
        }
    }

    #[test]
    fn a_gap_is_named_and_one_picture_many_times_is_held() {
        let sparse = report((1920, 1080), 40_000_000, 10, 2);
        assert_eq!(judged(&sparse, 13_051, None), Ok(Verdict::Count));
        let counted =
            PictureCount { all: 2, new: 1, bytes: 12_000, gap_ms: 20_000_000, gap_at_ms: 0 };
        let padded = judged(&sparse, 100 << 20, None);
        assert_eq!(padded, Ok(Verdict::Count), "bytes that are no pictures prove nothing");
        let trouble = judged(&sparse, 100 << 20, Some(counted)).expect_err("it is padded");
        assert_eq!(trouble.failure.cause(), Cause::SourceGap);
        let trouble = judged(&sparse, 13_051, Some(counted)).expect_err("it is a bomb");
        assert_eq!((trouble.failure.cause(), trouble.passes), (Cause::SourceGap, false));
        let whole = StageFailure::gap(0, 20_000_000);
        assert_eq!(trouble.failure, whole.failure, "it says from when to when");
        let copies = report((4096, 2160), 33_333, 60, 2_000);
        assert_eq!(judged(&copies, 60_643, None), Ok(Verdict::Count));
        let counted = PictureCount { all: 2_000, new: 1, bytes: 9_000, gap_ms: 17, gap_at_ms: 0 };
        let verdict = judged(&copies, 60_643, Some(counted));
        assert!(matches!(verdict, Ok(Verdict::Go { .. })), "{verdict:?}");
        let moving =
            PictureCount { all: 2_000, new: 2_000, bytes: 50_000, gap_ms: 17, gap_at_ms: 0 };
        let trouble = judged(&copies, 60_643, Some(moving)).expect_err("it is too much");
        assert_eq!(trouble.failure.cause(), Cause::SourceTooCostly);
    }
}
