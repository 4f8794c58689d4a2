//! One half of a resize: every row becomes narrower or wider by itself. It is most of the
//! work, so that the newer processors of x86-64 have their own way through it, to the same bits.
//! It must not decide weights.

use std::ops::Range;

use super::picture::Raster;
use super::resize::{CHANNELS, FRACTION_BITS, HALF, Taps, rounded};

/// Resizes the needed rows of a picture; the others become black.
pub(super) fn shrink(picture: &mut Raster<'_>, taps: &Taps, needed: Range<usize>) {
    let width = taps.first.len();
    let mut result = vec![0; width * CHANNELS * picture.height];
    shrink_into(picture, taps, needed, &mut result);
    *picture = Raster { width, height: picture.height, pixels: result.into() };
}

fn shrink_into(picture: &Raster<'_>, taps: &Taps, needed: Range<usize>, result: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "this processor was asked whether it can")]
        // SAFETY: this processor has what the function is compiled for.
        return unsafe { wide::shrink(picture, taps, needed, result) };
    }
    each_row(picture, taps, needed, result, |row, result| shrink_row(row, taps, result));
}

/// Calls with every row and its result, the row with more bytes than its last window reaches.
#[inline(always)]
fn each_row(
    picture: &Raster<'_>,
    taps: &Taps,
    needed: Range<usize>,
    result: &mut [u8],
    shrink: impl Fn(&[u8], &mut [u8]),
) {
    /// What is read at once past a window: four pixels and a vector of 16 bytes.
    const PAST: usize = 4 * CHANNELS + 16;
    let row_bytes = picture.width * CHANNELS;
    let last = taps.first.last().map_or(0, |first| first + taps.count);
    let reach = (last * CHANNELS).max(row_bytes) + PAST;
    let mut padded = Vec::new();
    let rows = result.chunks_exact_mut(taps.first.len() * CHANNELS).enumerate();
    for (index, row) in rows.take(needed.end).skip(needed.start) {
        let begin = index * row_bytes;
        // What follows a row in memory is as good as anything; only after the last is nothing.
        let window = picture.pixels.get(begin..begin + reach).unwrap_or_else(|| {
            padded.clear();
            padded.extend_from_slice(&picture.pixels[begin..begin + row_bytes]);
            padded.resize(reach, 0);
            &padded
        });
        shrink(window, row);
    }
}

fn shrink_row(row: &[u8], taps: &Taps, result: &mut [u8]) {
    let windows = taps.first.iter().zip(taps.weights.chunks_exact(taps.count));
    let (pixels, _) = result.as_chunks_mut::<CHANNELS>();
    for (pixel, (first, weights)) in pixels.iter_mut().zip(windows) {
        let mut sums = [HALF; CHANNELS];
        let (samples, _) = row[first * CHANNELS..].as_chunks::<CHANNELS>();
        for (samples, weight) in samples.iter().zip(weights) {
            for (sum, sample) in sums.iter_mut().zip(samples) {
                *sum += i32::from(*sample) * weight;
            }
        }
        *pixel = sums.map(rounded);
    }
}

/// Four pixels at a time. A weight has up to 23 bits and a vector multiplies 16 by 16, so that each
/// weight is two numbers of 11 bits and some, and the sums are put together in the end.
#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_add_epi32, _mm_cvtsi128_si64, _mm_extract_epi32, _mm_packus_epi16,
        _mm_packus_epi32, _mm_set_epi64x, _mm_set1_epi32, _mm_setr_epi8, _mm_setzero_si128,
        _mm_shuffle_epi8, _mm_srli_epi32, _mm256_add_epi32, _mm256_broadcastsi128_si256,
        _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_madd_epi16, _mm256_setr_epi8,
        _mm256_setr_epi32, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_slli_epi32,
    };

    use super::{CHANNELS, FRACTION_BITS, HALF, Range, Raster, Taps, each_row};

    /// Bits of the finer part of a weight.
    const FINE_BITS: i32 = 11;
    const SHIFT: i32 = FRACTION_BITS.cast_signed();
    /// Pixels at a time.
    const GROUP: usize = 4;

    /// The weights of four pixels in two parts, as the vectors want them.
    #[derive(Clone, Copy)]
    struct Group {
        coarse: __m256i,
        fine: __m256i,
    }

    /// # Safety
    /// As of all here: the processor has AVX2.
    #[target_feature(enable = "avx2")]
    pub(super) fn shrink(
        picture: &Raster<'_>,
        taps: &Taps,
        needed: Range<usize>,
        result: &mut [u8],
    ) {
        let groups_each = taps.count.div_ceil(GROUP);
        let mut groups = Vec::with_capacity(taps.first.len() * groups_each);
        for weights in taps.weights.chunks_exact(taps.count) {
            for four in weights.chunks(GROUP) {
                let coarse = spread(four, |weight| weight >> FINE_BITS);
                let fine = spread(four, |weight| weight & ((1 << FINE_BITS) - 1));
                groups.push(Group { coarse, fine });
            }
        }
        each_row(picture, taps, needed, result, |row, result| {
            let mut windows = taps.first.iter().zip(groups.chunks_exact(groups_each));
            let mut next = || match windows.next() {
                Some((first, groups)) => weigh(&row[first * CHANNELS..], groups),
                None => _mm_setzero_si128(),
            };
            let (fours, rest) = result.as_chunks_mut::<{ 4 * CHANNELS }>();
            for pixels in fours {
                *pixels = put_together([next(), next(), next(), next()]);
            }
            let last = put_together([next(), next(), next(), next()]);
            rest.copy_from_slice(&last[..rest.len()]);
        });
    }

    /// A part of up to four weights in pairs of 16 bits: the first pair four times, once for each
    /// channel and once for nothing, then the second.
    ///
    /// # Safety
    /// The processor has AVX2.
    #[target_feature(enable = "avx2")]
    fn spread(weights: &[i32], part: impl Fn(i32) -> i32) -> __m256i {
        let part = |at: usize| weights.get(at).map_or(0, |weight| part(*weight));
        let [first, second] = [0, 2].map(|at| part(at) | part(at + 1) << 16);
        _mm256_setr_epi32(first, first, first, first, second, second, second, second)
    }

    /// The sums of one pixel: red, green, blue and nothing.
    ///
    /// # Safety
    /// The processor has AVX2.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn weigh(row: &[u8], groups: &[Group]) -> __m128i {
        // From four pixels: red of the first two, their green, their blue, and so on.
        let order = _mm256_setr_epi8(
            0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1, //
            6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1,
        );
        let (mut coarse, mut fine) = (_mm256_setzero_si256(), _mm256_setzero_si256());
        let samples = row.windows(16).step_by(GROUP * CHANNELS);
        for (samples, group) in samples.zip(groups) {
            let (halves, _) = samples.as_chunks::<8>();
            let [low, high] = [halves[0], halves[1]].map(i64::from_le_bytes);
            let samples = _mm256_broadcastsi128_si256(_mm_set_epi64x(high, low));
            let samples = _mm256_shuffle_epi8(samples, order);
            coarse = _mm256_add_epi32(coarse, _mm256_madd_epi16(samples, group.coarse));
            fine = _mm256_add_epi32(fine, _mm256_madd_epi16(samples, group.fine));
        }
        let sums = _mm256_add_epi32(_mm256_slli_epi32::<FINE_BITS>(coarse), fine);
        _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256::<1>(sums))
    }

    /// Rounds the sums of four pixels.
    ///
    /// # Safety
    /// The processor has AVX2.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn put_together(pixels: [__m128i; 4]) -> [u8; 4 * CHANNELS] {
        let half = _mm_set1_epi32(HALF);
        let [a, b, c, d] = pixels.map(|sums| _mm_srli_epi32::<SHIFT>(_mm_add_epi32(sums, half)));
        let bytes = _mm_packus_epi16(_mm_packus_epi32(a, b), _mm_packus_epi32(c, d));
        let order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
        let bytes = _mm_shuffle_epi8(bytes, order);
        let mut result = [0; 4 * CHANNELS];
        let (eight, four) = result.split_at_mut(8);
        eight.copy_from_slice(&_mm_cvtsi128_si64(bytes).to_le_bytes());
        four.copy_from_slice(&_mm_extract_epi32::<2>(bytes).to_le_bytes());
        result
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::noise;
    use super::*;

    #[test]
    fn both_ways_give_the_same_bits() {
        for (from, to) in [(1, 9), (5, 3), (16, 16), (97, 256), (640, 255), (3000, 61), (9000, 2)] {
            let picture = noise(from, 3);
            let taps = Taps::triangle(from, to, 0..to);
            let (mut one, mut other) = (vec![0; to * 9], vec![0; to * 9]);
            shrink_into(&picture, &taps, 0..3, &mut one);
            each_row(&picture, &taps, 0..3, &mut other, |row, result| {
                shrink_row(row, &taps, result);
            });
            assert_eq!(one, other, "{from} to {to}");
            assert!(one.iter().any(|byte| *byte != one[0]) || to == 9);
        }
    }
}
