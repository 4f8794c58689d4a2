//! What a conversion will cost in processor time, foreseen from numbers alone, and what a source is
//! worth. It must not know how a number was found.
//!
//! The coefficients were measured with x264 `veryfast` on one core of 2025 and err on the high
//! side: decoding H.264 2.7 ms a megapixel, scaling and encoding 15 ms a megapixel.

use super::whole;
use crate::kernel::ports::media::{FrameRate, Preset, Rung};

const DECODE_MS_PER_MEGAPIXEL: f64 = 2.7;
const ENCODE_MS_PER_MEGAPIXEL: f64 = 15.0;
/// What a picture costs however small it is.
const DECODE_MS_PER_PICTURE: f64 = 0.05;
const ENCODE_MS_PER_PICTURE: f64 = 0.15;

/// What a file that hardly has a new picture is made with: each is held, not filled with copies.
pub(crate) const HELD_RATE: FrameRate = FrameRate { num: 1, den: 1 };
/// Fewer new pictures a second than this are held.
const HELD_BELOW_PER_S: f64 = 0.5;

/// What goes into a conversion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load<'a> {
    pub(crate) duration_ms: u64,
    /// Pictures to decode; 0 when nobody has counted them.
    pub(crate) pictures: u64,
    /// Of the source, as shown.
    pub(crate) size: (u32, u32),
    pub(crate) source_fps: (u32, u32),
    pub(crate) rungs: &'a [Rung],
    pub(crate) fps: FrameRate,
    pub(crate) preset: Preset,
}

/// Processor time in milliseconds.
pub(crate) fn foresee(load: &Load<'_>) -> u64 {
    let seconds = load.duration_ms as f64 / 1000.0;
    let rate = |num: u32, den: u32| f64::from(num) / f64::from(den.max(1));
    let decoded = match load.pictures {
        0 => seconds * rate(load.source_fps.0, load.source_fps.1),
        counted => counted as f64,
    };
    let made = seconds * rate(load.fps.num, load.fps.den);
    let decode = DECODE_MS_PER_PICTURE + DECODE_MS_PER_MEGAPIXEL * megapixels(load.size);
    let encode: f64 = load
        .rungs
        .iter()
        .map(|rung| {
            let pixels = megapixels((rung.width, rung.height));
            ENCODE_MS_PER_PICTURE + ENCODE_MS_PER_MEGAPIXEL * pixels * effort(load.preset)
        })
        .sum();
    u64::from(whole(decoded * decode + made * encode))
}

fn megapixels((width, height): (u32, u32)) -> f64 {
    f64::from(width) * f64::from(height) / 1e6
}

/// How much dearer a preset is than `veryfast`.
fn effort(preset: Preset) -> f64 {
    match preset {
        Preset::Ultrafast => 0.4,
        Preset::Superfast => 0.6,
        Preset::Veryfast => 1.0,
        Preset::Faster => 1.6,
        Preset::Fast => 2.0,
        Preset::Medium => 2.5,
        Preset::Slow => 4.0,
    }
}

/// How many times its pictures' bytes a file may count: sound and structure count as well, and
/// what was only added to look large does not.
const WHOLE_OF_PICTURES: u64 = 4;
/// What any file may have besides.
const BESIDE_BYTES: u64 = 256 << 10;

/// How much of a file counts whose pictures have so many bytes.
pub(crate) fn counting_bytes(size_bytes: u64, picture_bytes: u64) -> u64 {
    size_bytes.min(picture_bytes.saturating_mul(WHOLE_OF_PICTURES).saturating_add(BESIDE_BYTES))
}

/// The processor time in milliseconds that a source of this size may take: whoever wants much work
/// done brings as much.
pub(crate) fn worth(size_bytes: u64, base_ms: u64, per_kib_ms: u64) -> u64 {
    base_ms.saturating_add((size_bytes / 1024).saturating_mul(per_kib_ms))
}

/// Whether so many new pictures over such a time are held instead of filled.
pub(crate) fn is_held(new_pictures: u64, duration_ms: u64) -> bool {
    (new_pictures as f64) < duration_ms as f64 / 1000.0 * HELD_BELOW_PER_S
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rung(width: u32, height: u32) -> Rung {
        let name = format!("{height}p");
        Rung { name, width, height, bitrate_kbps: 1, maxrate_kbps: 1, bufsize_kbit: 1 }
    }

    fn load(rungs: &[Rung]) -> Load<'_> {
        Load {
            duration_ms: 60_000,
            pictures: 0,
            size: (1920, 1080),
            source_fps: (30, 1),
            rungs,
            fps: FrameRate { num: 30, den: 1 },
            preset: Preset::Veryfast,
        }
    }

    #[test]
    fn a_usual_minute_costs_some_two_minutes_of_work_and_is_worth_it() {
        let rungs = [rung(1920, 1080), rung(1280, 720), rung(854, 480), rung(640, 360)];
        let cost_ms = foresee(&load(&rungs));
        assert!((80_000..160_000).contains(&cost_ms), "{cost_ms}");
        // Even at a hundredth of a usual rate.
        assert!(worth(600 << 10, 60_000, 1_000) > cost_ms);
    }

    #[test]
    fn bombs_are_worth_less_than_they_cost() {
        let rungs = [rung(1920, 1080), rung(1280, 720), rung(854, 480), rung(640, 360)];
        let gap = Load { duration_ms: 40_000_000, pictures: 2, fps: HELD_RATE, ..load(&rungs) };
        assert!(foresee(&gap) > worth(13_051, 60_000, 1_000));
        let large = [rung(4096, 2160), rung(2560, 1350), rung(1920, 1012), rung(1280, 674)];
        let many = Load {
            duration_ms: 33_333,
            pictures: 2_000,
            size: (4096, 2160),
            fps: FrameRate { num: 60, den: 1 },
            ..load(&large)
        };
        assert!(foresee(&many) > worth(60_643, 60_000, 1_000));
        // One picture two thousand times is held: then it is cheap enough.
        assert!(is_held(1, 33_333));
        let held = Load { fps: HELD_RATE, ..many };
        assert!(foresee(&held) < worth(60_643, 60_000, 1_000));
        let tiny = [rung(16, 16)];
        let million =
            Load { duration_ms: 16_666_000, pictures: 1_000_000, size: (16, 16), ..load(&tiny) };
        assert!(foresee(&million) > 60_000);
    }

    #[test]
    fn what_moves_is_not_held() {
        assert!(!is_held(300, 10_000));
        assert!(!is_held(1, 1_000), "one picture of a second is no gap");
        assert!(is_held(2, 40_000_000));
    }
}
