//! Bilinear resizing of RGB pictures with the same bits as Pillow's `Image.resize(…, BILINEAR)`:
//! a triangle filter that widens with the shrink factor, along rows and along columns, rounded to
//! bytes after each, in fixed point with 22 fractional bits.
//! It must not read a file, nor take a picture of a size that its caller did not check.

use std::ops::Range;

use super::picture::Raster;
use super::rows;

/// Fractional bits of a weight: 32 less 8 of a sample, 1 of the sign and 1 of headroom.
pub(super) const FRACTION_BITS: u32 = 22;
/// Half a unit of the result, so that the shift rounds.
pub(super) const HALF: i32 = 1 << (FRACTION_BITS - 1);
pub(super) const CHANNELS: usize = 3;

/// What one side of a picture becomes: for every sample of the result, where its window begins
/// and how much each sample in it weighs.
pub(super) struct Taps {
    /// First sample of each window.
    pub(super) first: Vec<usize>,
    /// `count` weights for each window, none below 0; those past its end are 0.
    pub(super) weights: Vec<i32>,
    pub(super) count: usize,
}

impl Taps {
    /// The triangle filter from `from` samples to `to`, as Pillow documents its filters: one
    /// sample of the result looks at the interval that it covers, and at as much on both sides.
    /// Of the result, `keep` is wanted.
    pub(super) fn triangle(from: usize, to: usize, keep: Range<usize>) -> Taps {
        let scale = real(from) / real(to);
        let stretch = scale.max(1.0);
        let count = whole(stretch.ceil()) * 2 + 1;
        let weights = vec![0; keep.len() * count];
        let mut taps = Taps { first: Vec::with_capacity(keep.len()), weights, count };
        let mut shares = vec![0.0; count];
        for (index, weights) in keep.zip(taps.weights.chunks_exact_mut(count)) {
            let center = (real(index) + 0.5) * scale;
            let begin = whole((center - stretch + 0.5).max(0.0));
            let end = whole(center + stretch + 0.5).min(from);
            let window = end.saturating_sub(begin).min(count);
            let shares = &mut shares[..window];
            for (offset, share) in shares.iter_mut().enumerate() {
                let distance = (real(begin + offset) - center + 0.5) / stretch;
                *share = (1.0 - distance.abs()).max(0.0);
            }
            let sum: f64 = shares.iter().sum();
            for (weight, share) in weights.iter_mut().zip(&*shares) {
                *weight = fixed(share / sum);
            }
            taps.first.push(begin);
        }
        taps
    }

    /// The samples that have a weight at all, of `from`.
    fn reach(&self, from: usize) -> Range<usize> {
        let (first, last) = (self.first.first(), self.first.last());
        first.copied().unwrap_or(0)..last.map_or(0, |last| last + self.count).min(from)
    }
}

/// Resizes to `to`, width and height, and leaves the middle `keep` of that, which is no larger.
#[inline(always)]
pub(super) fn resize(picture: &mut Raster<'_>, to: (usize, usize), keep: (usize, usize)) {
    let across = Taps::triangle(picture.width, to.0, middle(to.0, keep.0));
    let down = Taps::triangle(picture.height, to.1, middle(to.1, keep.1));
    if is_columns_first((picture.width, picture.height), to) {
        shrink_columns(picture, &down);
        let all = 0..picture.height;
        rows::shrink(picture, &across, all);
    } else {
        let needed = down.reach(picture.height);
        rows::shrink(picture, &across, needed);
        shrink_columns(picture, &down);
    }
}

/// Since its version 13 Pillow takes what shrinks much more in height than in width along columns
/// first, which is less work and rounds a little otherwise. Found by comparing 1500 sizes.
fn is_columns_first(from: (usize, usize), to: (usize, usize)) -> bool {
    let lost_rows = from.1.saturating_sub(to.1);
    lost_rows > 0 && lost_rows + 2 * to.0 > 2 * from.0
}

/// The middle `keep` of `all`.
pub(super) fn middle(all: usize, keep: usize) -> Range<usize> {
    let begin = (all - keep) / 2;
    begin..begin + keep
}

#[inline(always)]
fn shrink_columns(picture: &mut Raster<'_>, taps: &Taps) {
    let row_bytes = picture.width * CHANNELS;
    let height = taps.first.len();
    let mut result = vec![0; row_bytes * height];
    let mut sums = vec![HALF; row_bytes];
    let windows = taps.first.iter().zip(taps.weights.chunks_exact(taps.count));
    for (row, (first, weights)) in result.chunks_exact_mut(row_bytes).zip(windows) {
        sums.fill(HALF);
        let rows = picture.pixels[first * row_bytes..].chunks_exact(row_bytes);
        for (samples, weight) in rows.zip(weights) {
            for (sum, sample) in sums.iter_mut().zip(samples) {
                *sum += i32::from(*sample) * weight;
            }
        }
        for (byte, sum) in row.iter_mut().zip(&sums) {
            *byte = rounded(*sum);
        }
    }
    *picture = Raster { width: picture.width, height, pixels: result.into() };
}

/// What is shifted and clamped fits a byte.
#[inline(always)]
pub(super) fn rounded(sum: i32) -> u8 {
    (sum >> FRACTION_BITS).clamp(0, 255) as u8
}

#[expect(clippy::cast_possible_truncation, reason = "a share of at most 1 in 22 bits")]
fn fixed(share: f64) -> i32 {
    (share * f64::from(1 << FRACTION_BITS) + 0.5) as i32
}

/// Sides are far below 2^52.
fn real(samples: usize) -> f64 {
    samples as f64
}

#[expect(clippy::cast_possible_truncation, reason = "sides are far below 2^52, and not below 0")]
fn whole(samples: f64) -> usize {
    samples as usize
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{digest, noise};
    use super::*;

    #[test]
    fn noise_is_resized_as_pillow_does() {
        // From `Image.frombytes("RGB", size, noise).resize(to, Image.BILINEAR)`, Pillow 13.0.0.
        for (from, to, expected) in [
            ((40, 30), (16, 16), 37_018_950),
            ((16, 16), (40, 30), 845_430_934),
            ((301, 7), (256, 256), 2_445_041_884_937),
            ((1, 1), (5, 3), 98_670),
            ((1280, 3), (256, 3), 338_456_077),
            ((2, 900), (2, 256), 148_832_584),
            ((50, 90), (32, 32), 599_791_692),
            ((60, 90), (31, 32), 565_822_789),
            ((20, 33), (32, 32), 595_997_213),
        ] {
            let mut picture = noise(from.0, from.1);
            resize(&mut picture, to, to);
            assert_eq!((picture.width, picture.height), to);
            assert_eq!(digest(&picture.pixels), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn what_is_kept_is_the_middle_of_the_whole() {
        let (mut whole, mut part) = (noise(90, 50), noise(90, 50));
        resize(&mut whole, (32, 31), (32, 31));
        resize(&mut part, (32, 31), (20, 11));
        for (y, row) in part.pixels.chunks_exact(20 * CHANNELS).enumerate() {
            let begin = ((y + 10) * 32 + 6) * CHANNELS;
            assert_eq!(row, &whole.pixels[begin..begin + row.len()], "row {y}");
        }
    }

    #[test]
    fn weights_sum_to_one() {
        for (from, to) in [(1280, 256), (7, 256), (256, 256), (8192, 1), (1, 8192)] {
            let taps = Taps::triangle(from, to, 0..to);
            for weights in taps.weights.chunks_exact(taps.count) {
                let error = weights.iter().sum::<i32>() - (1 << FRACTION_BITS);
                assert!(error.unsigned_abs() < 4096, "{from} to {to}: {error}");
            }
        }
    }
}
