//! The components of a JPEG as planes of samples, and how three of them become a picture again:
//! chroma widened by a triangle filter, and the colours of JFIF.
//! It must not differ from libjpeg's defaults by a single bit, since a model that looks at
//! pictures through a JPEG tells such differences.

use super::super::picture::Raster;

/// One component, with room to whole blocks.
pub(in super::super) struct Plane {
    /// Samples that mean something, at least one.
    pub(in super::super) width: usize,
    pub(in super::super) height: usize,
    /// Samples from row to row.
    pub(in super::super) stride: usize,
    pub(in super::super) samples: Vec<u8>,
}

/// How many times wider and taller a picture is than a plane of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Factors {
    pub(in super::super) across: usize,
    pub(in super::super) down: usize,
}

impl Plane {
    /// Room for a plane in whole units of so many samples, across and down.
    pub(in super::super) fn new(width: usize, height: usize, unit: (usize, usize)) -> Plane {
        let stride = width.next_multiple_of(unit.0);
        let samples = vec![0; stride * height.next_multiple_of(unit.1)];
        Plane { width, height, stride, samples }
    }

    pub(in super::super) fn row(&self, y: usize) -> &[u8] {
        &self.samples[y * self.stride..][..self.width]
    }

    /// Row `y` of the plane, as wide and tall as the picture. `row` has room for whole samples of
    /// the plane.
    #[inline(always)]
    fn widen(&self, y: usize, factors: Factors, sums: &mut [u16], row: &mut [u8]) {
        // Libjpeg filters nothing that is narrower.
        let wide = self.width > 2;
        match factors {
            Factors { across: 1, down: 1 } => row.copy_from_slice(self.row(y)),
            Factors { across: 2, down: 2 } if wide => {
                let sums = &mut sums[..self.width + 2];
                self.weigh_rows(y, &mut sums[1..]);
                // Past an edge lies the edge itself.
                sums[0] = sums[1];
                sums[self.width + 1] = sums[self.width];
                for (pair, sums) in row.chunks_exact_mut(2).zip(sums.windows(3)) {
                    pair[0] = low((sums[1] * 3 + sums[0] + 8) >> 4);
                    pair[1] = low((sums[1] * 3 + sums[2] + 7) >> 4);
                }
            },
            Factors { across: 1, down: 2 } => {
                self.weigh_rows(y, sums);
                let up = if y.is_multiple_of(2) { 1 } else { 2 };
                for (sample, sum) in row.iter_mut().zip(sums) {
                    *sample = low((*sum + up) >> 2);
                }
            },
            Factors { across: 2, down: 1 } if wide => {
                let near = self.row(y);
                for (x, pair) in row.chunks_exact_mut(2).enumerate() {
                    let at = |x: usize| u16::from(near[x.min(near.len() - 1)]);
                    pair[0] = low((at(x) * 3 + at(x.saturating_sub(1)) + 1) >> 2);
                    pair[1] = low((at(x) * 3 + at(x + 1) + 2) >> 2);
                }
            },
            Factors { across, down } => {
                let samples = self.row(y / down);
                for (group, sample) in row.chunks_exact_mut(across).zip(samples) {
                    group.fill(*sample);
                }
            },
        }
    }

    /// Three parts of the row nearest to row `y` of the picture, and one of the next.
    #[inline(always)]
    fn weigh_rows(&self, y: usize, sums: &mut [u16]) {
        let near = y / 2;
        let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { near + 1 };
        let pairs = self.row(near).iter().zip(self.row(far.min(self.height - 1)));
        for (sum, (near, far)) in sums.iter_mut().zip(pairs) {
            *sum = u16::from(*near) * 3 + u16::from(*far);
        }
    }
}

/// Luma and two planes of colour back to RGB, each with how much smaller it is.
#[inline(always)]
pub(in super::super) fn join(picture: &mut Raster<'_>, planes: [(&Plane, Factors); 3]) {
    each_row(picture, planes, |pixel, [luma, blue, red]| {
        const HALF: i32 = 1 << 15;
        let (blue, red) = (blue - 128, red - 128);
        pixel[0] = byte(luma + ((91_881 * red + HALF) >> 16));
        pixel[1] = byte(luma + ((-22_554 * blue - 46_802 * red + HALF) >> 16));
        pixel[2] = byte(luma + ((116_130 * blue + HALF) >> 16));
    });
}

/// Three planes that are red, green and blue already.
pub(super) fn interleave(picture: &mut Raster<'_>, planes: [(&Plane, Factors); 3]) {
    each_row(picture, planes, |pixel, samples| *pixel = samples.map(byte));
}

#[inline(always)]
fn each_row(
    picture: &mut Raster<'_>,
    planes: [(&Plane, Factors); 3],
    set: impl Fn(&mut [u8; 3], [i32; 3]),
) {
    let width = picture.width;
    let room = |(plane, factors): (&Plane, Factors)| vec![0_u8; plane.width * factors.across];
    let [mut first, mut second, mut third] = planes.map(room);
    let mut sums = vec![0; width + 2];
    for (y, row) in picture.pixels.to_mut().chunks_exact_mut(width * 3).enumerate() {
        for ((plane, factors), row) in planes.into_iter().zip([&mut first, &mut second, &mut third])
        {
            plane.widen(y, factors, &mut sums, row);
        }
        let (pixels, _) = row.as_chunks_mut::<3>();
        let samples = first.iter().zip(&second).zip(&third);
        for (pixel, ((first, second), third)) in pixels.iter_mut().zip(samples) {
            set(pixel, [i32::from(*first), i32::from(*second), i32::from(*third)]);
        }
    }
}

/// What is clamped fits a byte.
#[inline(always)]
pub(in super::super) fn byte(value: i32) -> u8 {
    value.clamp(0, 255) as u8
}

/// The low byte of a mean, which has no other.
#[inline(always)]
pub(in super::super) fn low(mean: u16) -> u8 {
    let [low, _] = mean.to_le_bytes();
    low
}
