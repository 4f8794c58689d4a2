//! Finds the uniform border of a picture (letterbox, pillarbox, coloured frame), so that a framed
//! copy is compared by what is inside as well.
//! It must not replace the hash of the whole picture: a plain sky looks like a border, too.

use super::picture::{Picture, Rectangle};
use super::spectrum::Spectrum;

/// How far luma may lie from the border's own. More would take what is dark beside a black bar.
const STEP_MAX: u8 = 6;
/// Compression rings into the border from what is inside, over one block of 8 samples.
const RINGING_STEP_MAX: u8 = 24;
const RINGING_PX_MAX: u32 = 8;
/// No more than this part of the side is taken for ringing: the hash does not see the difference.
const RINGING_PARTS: u32 = 64;
/// One sample in so many may lie farther off: ringing at the ends of lines, specks.
const SAMPLES_PER_STRAY: u32 = 32;
/// What is left inside has at least one part in so many of either side; an upright film between
/// bars, sent lying once more, has a third.
const INNER_PARTS: u32 = 5;
const INNER_PX_MIN: u32 = 32;

/// A picture as it is compared: as a whole and, where it has a border, without it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Views {
    pub(crate) whole: Spectrum,
    pub(crate) inner: Option<Spectrum>,
}

impl Views {
    pub(crate) fn of(picture: &Picture<'_>) -> Self {
        let inner = find_inner(picture).and_then(|inner| picture.part(inner).ok());
        Self { whole: Spectrum::of(picture), inner: inner.map(|inner| Spectrum::of(&inner)) }
    }

    /// Those with enough structure to be looked up or put on a list.
    pub(crate) fn telling(&self) -> impl Iterator<Item = &Spectrum> {
        let views = std::iter::once(&self.whole).chain(&self.inner);
        views.filter(|view| view.is_telling())
    }
}

/// The rectangle inside the border, or nothing where there is no border, or hardly anything else.
/// The sides may have different colours; rows go first, and columns are judged between them.
pub(crate) fn find_inner(picture: &Picture<'_>) -> Option<Rectangle> {
    let (width, height) = (picture.width(), picture.height());
    let from_top = |line, at| picture.luma_at(at, line);
    let from_bottom = |line, at| picture.luma_at(at, height - 1 - line);
    let top = count_plain(height, width, from_top);
    let bottom = count_plain(height - top, width, from_bottom);
    let inner_height = height - top - bottom;
    let from_left = |line, at| picture.luma_at(line, top + at);
    let from_right = |line, at| picture.luma_at(width - 1 - line, top + at);
    let left = count_plain(width, inner_height, from_left);
    let right = count_plain(width - left, inner_height, from_right);
    let inner_width = width - left - right;
    let is_border = inner_width < width || inner_height < height;
    let is_enough = inner_width >= INNER_PX_MIN.max(width.div_ceil(INNER_PARTS))
        && inner_height >= INNER_PX_MIN.max(height.div_ceil(INNER_PARTS));
    let inner = Rectangle { left, top, width: inner_width, height: inner_height };
    (is_border && is_enough).then_some(inner)
}

/// How many of the first lines show nothing but the colour of the very first.
fn count_plain(lines: u32, length: u32, luma: impl Fn(u32, u32) -> u8) -> u32 {
    let mut levels = [0_u32; 256];
    for at in 0..length {
        levels[usize::from(luma(0, at))] += 1;
    }
    let level = median(&levels, length);
    let is_plain = |line: u32, step_max: u8| {
        let mut strays_left = length / SAMPLES_PER_STRAY;
        (0..length).all(|at| {
            let is_near = luma(line, at).abs_diff(level) <= step_max;
            let is_spared = !is_near && strays_left > 0;
            strays_left -= u32::from(is_spared);
            is_near || is_spared
        })
    };
    let plain = (0..lines).take_while(|line| is_plain(*line, STEP_MAX)).fold(0, |sum, _| sum + 1);
    if plain == 0 || plain == lines {
        return plain;
    }
    let ringing_max = RINGING_PX_MAX.min(lines / RINGING_PARTS);
    let ringing = (plain..lines).zip(0..ringing_max).map(|(line, _)| line);
    ringing.take_while(|line| is_plain(*line, RINGING_STEP_MAX)).fold(plain, |sum, _| sum + 1)
}

/// The level that half of the samples do not exceed.
fn median(levels: &[u32; 256], samples: u32) -> u8 {
    let mut below = 0;
    for (level, count) in (0..=u8::MAX).zip(levels) {
        below += count;
        if below * 2 >= samples {
            return level;
        }
    }
    u8::MAX
}

#[cfg(test)]
mod tests {
    use super::super::index::DISTANCE_MAX;
    use super::*;

    const WIDTH: u32 = 320;
    const HEIGHT: u32 = 240;

    /// Waves across a picture, between 40 and 215.
    fn content(x: u32, y: u32) -> u8 {
        let wave = |at: u32, period: u32| (at % period).abs_diff(period / 2) * 2 * 87 / period;
        let sum = 40 + wave(x * 3 + y * 2 + 11, 190) + wave(x.pow(2) / 97 + y * 5, 143);
        u8::try_from(sum).unwrap()
    }

    /// A picture of a colour, with the content inside `inner`, and noise on the colour.
    fn framed(inner: Rectangle, colour: impl Fn(u32, u32) -> u8, noise: u8) -> Vec<u8> {
        let pixel = |at: u32| {
            let (x, y) = (at % WIDTH, at / WIDTH);
            let is_inside = (inner.left..inner.left + inner.width).contains(&x)
                && (inner.top..inner.top + inner.height).contains(&y);
            let speck = u8::try_from((x * 7 + y * 13) % (u32::from(noise) + 1)).unwrap();
            if is_inside { content(x - inner.left, y - inner.top) } else { colour(x, y) + speck }
        };
        (0..WIDTH * HEIGHT).map(pixel).collect()
    }

    fn rectangle(left: u32, top: u32, width: u32, height: u32) -> Rectangle {
        Rectangle { left, top, width, height }
    }

    #[test]
    fn borders_of_one_colour_are_found() {
        let table = [
            ("letterbox", rectangle(0, 30, 320, 180)),
            ("pillarbox", rectangle(92, 0, 135, 240)),
            ("frame", rectangle(32, 24, 256, 192)),
            ("one side", rectangle(0, 0, 320, 200)),
            ("thin", rectangle(1, 1, 318, 238)),
            ("wide", rectangle(120, 90, 80, 60)),
        ];
        for (name, inner) in table {
            for (colour, noise) in [(0, 0), (16, 4), (250, 0), (128, 5)] {
                let samples = framed(inner, |_, _| colour, noise);
                let picture = Picture::luma(&samples, WIDTH, HEIGHT).unwrap();
                assert_eq!(find_inner(&picture), Some(inner), "{name} {colour}");
            }
        }
        let table = [("blue", [20, 40, 220]), ("red", [200, 10, 30])];
        for (name, colour) in table {
            let inner = rectangle(32, 24, 256, 192);
            let luma = framed(inner, |_, _| 255, 0);
            let paint = |luma: &u8| if *luma == 255 { colour } else { [*luma; 3] };
            let samples: Vec<u8> = luma.iter().flat_map(paint).collect();
            let picture = Picture::rgb8(&samples, WIDTH, HEIGHT).unwrap();
            assert_eq!(find_inner(&picture), Some(inner), "{name}");
        }
    }

    #[test]
    fn what_is_no_border_stays() {
        let whole = rectangle(0, 0, WIDTH, HEIGHT);
        let sky = |_, y| u8::try_from(100 + y / 2).unwrap();
        let table = [
            ("no border", framed(whole, |_, _| 0, 0), None),
            ("flat", framed(rectangle(0, 0, 0, 0), |_, _| 9, 0), None),
            ("nearly no width inside", framed(rectangle(140, 20, 40, 200), |_, _| 9, 0), None),
            ("nearly no height inside", framed(rectangle(20, 100, 280, 40), |_, _| 9, 0), None),
            ("a rough edge", framed(rectangle(32, 24, 256, 192), |_, _| 9, 24), None),
            (
                "a sky that changes is a border for as long as it does not",
                framed(rectangle(0, 100, 320, 140), sky, 0),
                Some(rectangle(0, 17, 320, 223)),
            ),
        ];
        for (name, samples, inner) in table {
            let picture = Picture::luma(&samples, WIDTH, HEIGHT).unwrap();
            assert_eq!(find_inner(&picture), inner, "{name}");
        }
        for (width, height) in [(1, 1), (1, 300), (300, 1), (3, 3)] {
            let samples = vec![8; usize::try_from(width * height).unwrap()];
            let picture = Picture::luma(&samples, width, height).unwrap();
            assert_eq!(find_inner(&picture), None);
        }
    }

    #[test]
    fn ringing_and_specks_belong_to_the_border() {
        let inner = rectangle(32, 24, 256, 192);
        let mut samples = framed(inner, |_, _| 16, 0);
        let row = usize::try_from(WIDTH).unwrap();
        for x in 0..row {
            samples[22 * row + x] += if x % 2 == 0 { 20 } else { 0 };
            samples[23 * row + x] += if x % 2 == 0 { 0 } else { 24 };
        }
        samples[9] = 255;
        samples[5 * row + 9] = 255;
        samples[120 * row + 3] = 255;
        let picture = Picture::luma(&samples, WIDTH, HEIGHT).unwrap();
        assert_eq!(find_inner(&picture), Some(inner));
        // In a picture of this size three lines may ring; a fourth is what is inside.
        for x in 0..row {
            samples[18 * row + x] += if x % 2 == 0 { 20 } else { 0 };
        }
        let picture = Picture::luma(&samples, WIDTH, HEIGHT).unwrap();
        assert_eq!(find_inner(&picture).map(|inner| inner.top), Some(21));
    }

    #[test]
    fn a_framed_copy_has_the_hash_of_its_original() {
        let whole: Vec<u8> = (0..256 * 192).map(|at| content(at % 256, at / 256)).collect();
        let original = Views::of(&Picture::luma(&whole, 256, 192).unwrap());
        assert!(original.whole.is_telling() && original.inner.is_none());
        let samples = framed(rectangle(32, 24, 256, 192), |_, _| 0, 0);
        let copy = Views::of(&Picture::luma(&samples, WIDTH, HEIGHT).unwrap());
        let hash = original.whole.hash();
        assert!(copy.whole.hash().distance(&hash) > DISTANCE_MAX);
        assert_eq!(copy.inner.as_ref().map(Spectrum::hash), Some(hash));
        assert_eq!(copy.telling().count(), 2);
    }
}
