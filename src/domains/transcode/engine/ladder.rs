//! Which renditions a source gets: sizes, rates and audio, from the configured steps.
//! It must not scale up, and it must not know which program encodes.

use super::whole;
use crate::kernel::ports::media::{AudioPlan, FrameRate, ProbeReport, Rung};

/// One step of the configured ladder: a 16:9 box of this height, or its portrait twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LadderStep {
    /// Such as `720p`.
    pub(crate) name: String,
    /// Short edge of the box.
    pub(crate) height: u32,
    /// At up to 30 frames per second, for the full 16:9 box.
    pub(crate) bitrate_kbps: u32,
}

/// What the operator may change about ladders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LadderOptions {
    pub(crate) steps: Vec<LadderStep>,
    pub(crate) fps_max: u32,
    pub(crate) maxrate_percent: u32,
    pub(crate) bufsize_percent: u32,
    pub(crate) audio_stereo_kbps: u32,
    pub(crate) audio_mono_kbps: u32,
}

impl Default for LadderOptions {
    fn default() -> LadderOptions {
        let step = |height: u32, bitrate_kbps| LadderStep {
            name: format!("{height}p"),
            height,
            bitrate_kbps,
        };
        LadderOptions {
            steps: vec![
                step(2160, 16_000),
                step(1440, 9_000),
                step(1080, 4_800),
                step(720, 2_600),
                step(480, 1_200),
                step(360, 700),
            ],
            fps_max: 60,
            maxrate_percent: 150,
            bufsize_percent: 200,
            audio_stereo_kbps: 128,
            audio_mono_kbps: 64,
        }
    }
}

/// The decision: what to encode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ladder {
    /// Largest first; never empty.
    pub(crate) rungs: Vec<Rung>,
    pub(crate) fps: FrameRate,
    pub(crate) audio: Option<AudioPlan>,
}

/// Below this a forced key frame every two seconds could not be placed well.
const FPS_MIN: f64 = 10.0;
/// A source this close below a step counts as that step, at its own size.
const NEARLY: f64 = 1.05;
const BITRATE_KBPS_MIN: u32 = 80;
/// Lower rungs need more bits per pixel: rates follow the area to this power.
const AREA_POWER: f64 = 0.75;
const STANDARD_RATES: [(u32, u32); 9] = [
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (48, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
];

/// Decides the ladder of a source.
pub(crate) fn plan_ladder(report: &ProbeReport, options: &LadderOptions) -> Ladder {
    let fps = frame_rate(report.video.fps_num, report.video.fps_den, options.fps_max);
    let mut steps: Vec<&LadderStep> = options.steps.iter().collect();
    steps.sort_by_key(|step| std::cmp::Reverse(step.height));
    let mut rungs: Vec<Rung> = Vec::new();
    for step in steps {
        let Some(size) = fit(report.video.width, report.video.height, step.height) else {
            continue;
        };
        if rungs.iter().any(|rung| (rung.width, rung.height) == size || rung.name == step.name) {
            continue;
        }
        rungs.push(rung(&step.name, size, box_rate(step, size), report, fps, options));
    }
    if rungs.is_empty() {
        rungs.push(tiny_rung(report, fps, options));
    }
    Ladder { rungs, fps, audio: audio_plan(report, options) }
}

/// The rate every rung is made with: the source's, tidied, at most `fps_max`.
pub(crate) fn frame_rate(num: u32, den: u32, fps_max: u32) -> FrameRate {
    let source = if num == 0 || den == 0 { 30.0 } else { f64::from(num) / f64::from(den) };
    let limit = f64::from(fps_max.max(10));
    let parts = (source / (limit * 1.002)).ceil().max(1.0);
    let wanted = (source / parts).max(FPS_MIN);
    let close = |rate: f64| (rate - wanted).abs() / wanted < 0.0004;
    if let Some((num, den)) =
        STANDARD_RATES.into_iter().find(|(num, den)| close(f64::from(*num) / f64::from(*den)))
    {
        return FrameRate { num, den };
    }
    if (wanted - wanted.round()).abs() / wanted < 0.005 {
        return FrameRate { num: whole(wanted), den: 1 };
    }
    // A crooked average comes from a variable rate: take the next rate that loses no frame.
    let next =
        [12u32, 15, 20, 24, 25, 30, 50, 60].into_iter().find(|rate| f64::from(*rate) > wanted);
    FrameRate { num: next.unwrap_or(fps_max).min(fps_max), den: 1 }
}

/// The size a source gets in a step's box, or nothing when that would scale it up.
fn fit(width: u32, height: u32, step_height: u32) -> Option<(u32, u32)> {
    let (long, short) = (f64::from(width.max(height)), f64::from(width.min(height)));
    let box_short = f64::from(step_height);
    let box_long = (box_short * 16.0 / 9.0).ceil();
    let scale = (box_long / long.max(1.0)).min(box_short / short.max(1.0));
    if scale > NEARLY {
        return None;
    }
    let scale = scale.min(1.0);
    Some((even(width, scale), even(height, scale)))
}

/// Scales one edge to the nearest even number that is not above the source (4:2:0 needs even).
fn even(edge: u32, scale: f64) -> u32 {
    let nearest = whole(f64::from(edge) * scale / 2.0).saturating_mul(2);
    nearest.min(edge & !1).max(2)
}

/// A step's rate for the share of its box that the picture fills.
fn box_rate(step: &LadderStep, (width, height): (u32, u32)) -> f64 {
    let step_height = f64::from(step.height);
    let box_area = step_height * (step_height * 16.0 / 9.0);
    let share = (f64::from(width) * f64::from(height) / box_area).min(1.0);
    f64::from(step.bitrate_kbps) * share.powf(AREA_POWER)
}

fn rung(
    name: &str,
    (width, height): (u32, u32),
    base_kbps: f64,
    report: &ProbeReport,
    fps: FrameRate,
    options: &LadderOptions,
) -> Rung {
    let rate = f64::from(fps.num) / f64::from(fps.den.max(1));
    let faster = 1.0 + 0.5 * ((rate - 30.0) / 30.0).clamp(0.0, 1.0);
    let wanted = base_kbps * faster;
    let ceiling = source_ceiling_kbps(report, width, height).unwrap_or(wanted);
    let bitrate_kbps = whole(wanted.min(ceiling)).max(BITRATE_KBPS_MIN);
    let part = |percent: u32| {
        u32::try_from(u64::from(bitrate_kbps) * u64::from(percent.max(100)) / 100)
            .unwrap_or(u32::MAX)
    };
    Rung {
        name: name.to_owned(),
        width,
        height,
        bitrate_kbps,
        maxrate_kbps: part(options.maxrate_percent),
        bufsize_kbit: part(options.bufsize_percent),
    }
}

/// More bits than the source has cannot make it better. Newer codecs say more with less.
fn source_ceiling_kbps(report: &ProbeReport, width: u32, height: u32) -> Option<f64> {
    if report.bit_rate == 0 {
        return None;
    }
    let source_kbps = report.bit_rate as f64 / 1000.0;
    let headroom = match report.video.codec.as_str() {
        "hevc" | "av1" | "vp9" => 2.0,
        _ => 1.2,
    };
    let source_area = f64::from(report.video.width) * f64::from(report.video.height);
    let share = (f64::from(width) * f64::from(height) / source_area.max(1.0)).min(1.0);
    Some(source_kbps * headroom * share.powf(AREA_POWER))
}

/// The one rung of a source that is smaller than every step.
fn tiny_rung(report: &ProbeReport, fps: FrameRate, options: &LadderOptions) -> Rung {
    let (width, height) = (even(report.video.width, 1.0), even(report.video.height, 1.0));
    let lowest = options.steps.iter().min_by_key(|step| step.height);
    let base = lowest.map_or(300.0, |step| box_rate(step, (width, height)));
    let name = format!("{}p", width.min(height));
    rung(&name, (width, height), base, report, fps, options)
}

/// Stereo or mono AAC at a rate every player takes; odd sample rates are resampled.
fn audio_plan(report: &ProbeReport, options: &LadderOptions) -> Option<AudioPlan> {
    let audio = report.audio.as_ref()?;
    let sample_rate = if audio.sample_rate % 11_025 == 0 { 44_100 } else { 48_000 };
    let mono = audio.channels == 1;
    Some(AudioPlan {
        bitrate_kbps: if mono { options.audio_mono_kbps } else { options.audio_stereo_kbps },
        channels: if mono { 1 } else { 2 },
        sample_rate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ports::media::{AudioStream, VideoStream};

    fn report(width: u32, height: u32, fps: (u32, u32)) -> ProbeReport {
        ProbeReport {
            duration_ms: 10_000,
            video: VideoStream {
                width,
                height,
                fps_num: fps.0,
                fps_den: fps.1,
                codec: "h264".into(),
                pixel_format: "yuv420p".into(),
                rotation: 0,
            },
            audio: None,
            bit_rate: 0,
            pictures: 0,
        }
    }

    fn sizes(width: u32, height: u32) -> Vec<(String, u32, u32)> {
        plan_ladder(&report(width, height, (25, 1)), &LadderOptions::default())
            .rungs
            .into_iter()
            .map(|rung| (rung.name, rung.width, rung.height))
            .collect()
    }

    #[test]
    fn sizes_follow_the_source() {
        type Row = ((u32, u32), &'static [(&'static str, u32, u32)]);
        let table: [Row; 9] = [
            (
                (1920, 1080),
                &[
                    ("1080p", 1920, 1080),
                    ("720p", 1280, 720),
                    ("480p", 854, 480),
                    ("360p", 640, 360),
                ],
            ),
            (
                (1080, 1920),
                &[
                    ("1080p", 1080, 1920),
                    ("720p", 720, 1280),
                    ("480p", 480, 854),
                    ("360p", 360, 640),
                ],
            ),
            (
                (1920, 800),
                &[
                    ("1080p", 1920, 800),
                    ("720p", 1280, 534),
                    ("480p", 854, 356),
                    ("360p", 640, 266),
                ],
            ),
            ((640, 360), &[("360p", 640, 360)]),
            ((638, 358), &[("360p", 638, 358)]),
            ((176, 144), &[("144p", 176, 144)]),
            ((175, 143), &[("142p", 174, 142)]),
            ((1, 1), &[("2p", 2, 2)]),
            ((720, 576), &[("480p", 600, 480), ("360p", 450, 360)]),
        ];
        for ((width, height), expected) in table {
            let found = sizes(width, height);
            let found: Vec<_> = found.iter().map(|(n, w, h)| (n.as_str(), *w, *h)).collect();
            assert_eq!(found, expected, "{width}x{height}");
        }
    }

    #[test]
    fn nothing_is_scaled_up_and_all_edges_are_even() {
        for width in (2..4200).step_by(37) {
            for height in (2..4200).step_by(41) {
                let rungs = sizes(width, height);
                assert!(!rungs.is_empty());
                for (_, w, h) in rungs {
                    assert!(w <= width && h <= height, "{width}x{height} to {w}x{h}");
                    assert!(w % 2 == 0 && h % 2 == 0 && w >= 2 && h >= 2);
                }
            }
        }
    }

    #[test]
    fn rates_are_tidy_and_capped() {
        let table = [
            ((25, 1), (25, 1)),
            ((30_000, 1001), (30_000, 1001)),
            ((2997, 100), (30_000, 1001)),
            ((24_000, 1001), (24_000, 1001)),
            ((120, 1), (60, 1)),
            ((120_000, 1001), (60_000, 1001)),
            ((144, 1), (48, 1)),
            ((1, 10), (10, 1)),
            ((0, 0), (30, 1)),
            ((273, 10), (30, 1)),
            ((1000, 1), (59, 1)),
            ((15, 1), (15, 1)),
        ];
        for ((num, den), (want_num, want_den)) in table {
            let found = frame_rate(num, den, 60);
            assert_eq!((found.num, found.den), (want_num, want_den), "{num}/{den}");
        }
    }

    #[test]
    fn a_thin_source_is_not_inflated() {
        let mut thin = report(1920, 1080, (25, 1));
        thin.bit_rate = 800_000;
        let ladder = plan_ladder(&thin, &LadderOptions::default());
        let rates: Vec<u32> = ladder.rungs.iter().map(|rung| rung.bitrate_kbps).collect();
        assert_eq!(rates[0], 960);
        assert!(rates.windows(2).all(|pair| pair[0] > pair[1]), "{rates:?}");
    }

    #[test]
    fn faster_pictures_get_more_bits() {
        let slow = plan_ladder(&report(1280, 720, (30, 1)), &LadderOptions::default());
        let fast = plan_ladder(&report(1280, 720, (60, 1)), &LadderOptions::default());
        assert_eq!(slow.rungs[0].bitrate_kbps, 2600);
        assert_eq!(fast.rungs[0].bitrate_kbps, 3900);
        assert_eq!(slow.rungs[0].maxrate_kbps, 3900);
        assert_eq!(slow.rungs[0].bufsize_kbit, 5200);
    }

    #[test]
    fn audio_is_made_playable() {
        let table =
            [((1, 8000), (1, 48_000)), ((6, 96_000), (2, 48_000)), ((2, 22_050), (2, 44_100))];
        for ((channels, sample_rate), want) in table {
            let mut with = report(640, 360, (25, 1));
            with.audio = Some(AudioStream { codec: "pcm_s16le".into(), channels, sample_rate });
            let plan = plan_ladder(&with, &LadderOptions::default()).audio;
            assert_eq!(plan.map(|audio| (audio.channels, audio.sample_rate)), Some(want));
        }
    }
}
