//! What a JPEG loses: a picture as it is after baseline JPEG at a quality, with chroma at half the
//! size. Packing into bits loses nothing, so it is left out.
//! It must not write or read a JPEG, nor differ from libjpeg's defaults by a single bit: ITU-T
//! T.81 for tables and blocks, JFIF for the colours, the "slow integer" transforms of Loeffler,
//! Ligtenberg and Moschytz (1989) with 13-bit constants, and triangle-filtered chroma.

use super::jpeg::dct::{Block, forward, inverse, quantize};
use super::jpeg::planes::{Factors, Plane, byte, join, low};
use super::picture::Raster;

/// ITU-T T.81, table K.1, row by row.
const LUMA: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
/// ITU-T T.81, table K.2.
const CHROMA: [u16; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// Repeats the last column to the edge of the room.
#[inline(always)]
fn fill_right(plane: &mut Plane) {
    if plane.width < plane.stride {
        for row in plane.samples.chunks_exact_mut(plane.stride).take(plane.height) {
            let last = row[plane.width - 1];
            row[plane.width..].fill(last);
        }
    }
}

/// Repeats the last row to the edge of the room.
#[inline(always)]
fn fill_below(plane: &mut Plane) {
    let (stride, filled) = (plane.stride, plane.height * plane.stride);
    for begin in (filled..plane.samples.len()).step_by(stride) {
        plane.samples.copy_within(filled - stride..filled, begin);
    }
}

/// Transforms every block, rounds it to the steps, and back.
#[inline(always)]
fn pass_through(plane: &mut Plane, steps: &[u16; 64]) {
    let table = quantize::CodeTable::new(steps);
    let stride = plane.stride;
    for band in plane.samples.chunks_exact_mut(stride * 8) {
        for x in (0..stride).step_by(8) {
            let mut block: Block = [[0; 8]; 8];
            for (lanes, row) in block.iter_mut().zip(band.chunks_exact(stride)) {
                for (lane, sample) in lanes.iter_mut().zip(&row[x..x + 8]) {
                    *lane = i32::from(*sample) - 128;
                }
            }
            forward(&mut block);
            table.round(&mut block);
            inverse(&mut block);
            for (lanes, row) in block.iter().zip(band.chunks_exact_mut(stride)) {
                row[x..x + 8].copy_from_slice(&lanes.map(|lane| byte(lane + 128)));
            }
        }
    }
}

/// Makes of a picture what is left of it after a JPEG of this quality, 1 to 100.
#[inline(always)]
pub(super) fn round_trip(picture: &mut Raster<'_>, quality: u8) {
    let [mut luma, blue, red] = separate(picture);
    fill_right(&mut luma);
    fill_below(&mut luma);
    pass_through(&mut luma, &scaled(&LUMA, quality));
    let [mut blue, mut red] = [halve(&blue), halve(&red)];
    for plane in [&mut blue, &mut red] {
        fill_below(plane);
        pass_through(plane, &scaled(&CHROMA, quality));
    }
    let (whole, half) = (Factors { across: 1, down: 1 }, Factors { across: 2, down: 2 });
    join(picture, [(&luma, whole), (&blue, half), (&red, half)]);
}

/// The scaling of libjpeg: 50 is the table as printed, 100 is 1 everywhere.
fn scaled(table: &[u16; 64], quality: u8) -> [u16; 64] {
    let quality = u16::from(quality.clamp(1, 100));
    let percent = if quality < 50 { 5000 / quality } else { 200 - quality * 2 };
    table.map(|step| {
        let scaled = (u32::from(step) * u32::from(percent) + 50) / 100;
        u16::try_from(scaled.clamp(1, 255)).unwrap_or(255)
    })
}

/// RGB to luma and two planes of colour, as JFIF has it, in 16 fractional bits.
#[inline(always)]
fn separate(picture: &Raster<'_>) -> [Plane; 3] {
    const HALF: i32 = 1 << 15;
    const MIDDLE: i32 = (128 << 16) + HALF - 1;
    let (width, height) = (picture.width, picture.height);
    let mut luma = Plane::new(width, height, (8, 8));
    // Columns are repeated before they are halved, rows after it.
    let mut blue = Plane::new(width, height, (16, 2));
    let mut red = Plane::new(width, height, (16, 2));
    let rows = picture.pixels.chunks_exact(width * 3).enumerate();
    for (y, row) in rows {
        let luma = &mut luma.samples[y * luma.stride..][..width];
        let blue = &mut blue.samples[y * blue.stride..][..width];
        let red = &mut red.samples[y * red.stride..][..width];
        for (x, pixel) in row.chunks_exact(3).enumerate() {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(i32::from);
            luma[x] = byte((19_595 * r + 38_470 * g + 7_471 * b + HALF) >> 16);
            blue[x] = byte((-11_059 * r - 21_709 * g + 32_768 * b + MIDDLE) >> 16);
            red[x] = byte((32_768 * r - 27_439 * g - 5_329 * b + MIDDLE) >> 16);
        }
    }
    for plane in [&mut blue, &mut red] {
        fill_right(plane);
        fill_below(plane);
    }
    [luma, blue, red]
}

/// Means of two by two; what rounds up alternates, so that no plane grows brighter.
#[inline(always)]
fn halve(plane: &Plane) -> Plane {
    let mut half = Plane::new(plane.width.div_ceil(2), plane.height.div_ceil(2), (8, 8));
    let stride = half.stride;
    let bands = plane.samples.chunks_exact(plane.stride * 2);
    for (row, band) in half.samples.chunks_exact_mut(stride).zip(bands) {
        let (upper, lower) = band.split_at(plane.stride);
        let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
        for (x, (sample, (upper, lower))) in row.iter_mut().zip(pairs).enumerate() {
            let four = [upper[0], upper[1], lower[0], lower[1]].map(u16::from);
            let up = if x % 2 == 0 { 1 } else { 2 };
            *sample = low((four.iter().sum::<u16>() + up) / 4);
        }
    }
    half
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{digest, noise};
    use super::*;

    #[test]
    fn noise_comes_back_as_from_pillow() {
        // From `Image.save(…, "JPEG", quality=…)` and `Image.open`, Pillow 13.0.0.
        for (size, quality, expected) in [
            ((32, 32), 75, 596_506_190),
            ((16, 48), 10, 335_916_978),
            ((37, 21), 95, 341_738_546),
            ((1, 1), 75, 635),
            ((2, 5), 50, 55_709),
            ((224, 224), 100, 1_446_724_434_852),
        ] {
            let mut picture = noise(size.0, size.1);
            round_trip(&mut picture, quality);
            assert_eq!(digest(&picture.pixels), expected, "{size:?} at {quality}");
        }
    }

    #[test]
    fn the_tables_scale_as_those_of_libjpeg() {
        assert_eq!(scaled(&LUMA, 50), LUMA);
        assert_eq!(scaled(&LUMA, 100), [1; 64]);
        assert_eq!((scaled(&LUMA, 75)[0], scaled(&CHROMA, 75)[63]), (8, 50));
        assert_eq!(scaled(&CHROMA, 1), [255; 64]);
    }
}
