//! From pixels to the three planes that a model takes, and lines cut out of a picture. Sizes are
//! changed as the models' authors do, with OpenCV's bilinear and bicubic rules.
//! It must not know a runtime: numbers go in and out.

use std::borrow::Cow;

use super::super::manifest::Channels;
use super::super::picture::Raster;
use super::boxes::Corners;

/// What samples become.
pub(super) struct Palette {
    /// For each plane: where its sample stands in a pixel, what is taken from it, and by what the
    /// rest is multiplied.
    planes: [(usize, f32, f32); 3],
}

impl Palette {
    pub(super) fn new(channels: Channels, mean: [f32; 3], scale: [f32; 3]) -> Palette {
        let place = |plane: usize| match channels {
            Channels::Rgb => plane,
            Channels::Bgr => 2 - plane,
        };
        Palette { planes: [0, 1, 2].map(|plane| (place(plane), mean[plane], scale[plane])) }
    }

    /// Writes a picture, made `to` in width and height, into planes that are `stride` wide; what is
    /// right of it stays 0.
    pub(super) fn fill(
        &self,
        picture: &Raster<'_>,
        to: (usize, usize),
        stride: usize,
        tensor: &mut Vec<f32>,
    ) {
        tensor.clear();
        tensor.resize(3 * stride * to.1, 0.0);
        let across = Steps::new(picture.width, to.0);
        let down = Steps::new(picture.height, to.1);
        let row_bytes = picture.width * 3;
        let planes = tensor.chunks_exact_mut(stride * to.1);
        for (plane, (place, mean, scale)) in planes.zip(self.planes) {
            for (row, (above, below, weight)) in plane.chunks_exact_mut(stride).zip(down.each()) {
                let above = &picture.pixels[above * row_bytes..][..row_bytes];
                let below = &picture.pixels[below * row_bytes..][..row_bytes];
                for (value, (left, right, share)) in row.iter_mut().zip(across.each()) {
                    let at = |row: &[u8], x: usize| f32::from(row[x * 3 + place]);
                    let upper = mixed(at(above, left), at(above, right), share);
                    let lower = mixed(at(below, left), at(below, right), share);
                    // Rounded as a picture would be that is made before.
                    let sample = (mixed(upper, lower, weight) + 0.5).floor();
                    *value = (sample - mean) * scale;
                }
            }
        }
    }
}

/// For each sample of a side as it shall be: the two nearest of the side as it is, and how much the
/// second weighs. The middles of both sides lie on each other.
struct Steps(Vec<(usize, usize, f32)>);

impl Steps {
    fn new(from: usize, to: usize) -> Steps {
        let scale = real(from) / real(to);
        let step = |at: usize| {
            let place = ((real(at) + 0.5) * scale - 0.5).max(0.0);
            let first = whole(place).min(from - 1);
            (first, (first + 1).min(from - 1), narrow(place - real(first)).min(1.0))
        };
        Steps((0..to).map(step).collect())
    }

    fn each(&self) -> impl Iterator<Item = (usize, usize, f32)> {
        self.0.iter().copied()
    }
}

fn mixed(one: f32, other: f32, share: f32) -> f32 {
    one + (other - one) * share
}

/// Cuts a line out of a picture and turns it upright; one that is much taller than wide is laid
/// down. The corners lie within the picture.
pub(super) fn cut(picture: &Raster<'_>, corners: &Corners) -> Raster<'static> {
    let [above_left, above_right, below_right, below_left] = *corners;
    let length = |one: [f32; 2], other: [f32; 2]| (one[0] - other[0]).hypot(one[1] - other[1]);
    let width = length(above_left, above_right).max(length(below_left, below_right));
    let height = length(above_left, below_left).max(length(above_right, below_right));
    let (width, height) = (whole(f64::from(width)).max(1), whole(f64::from(height)).max(1));
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        let down = narrow(real(y) / real(height));
        let (left, right) = ([0, 1], [0, 1]);
        let left = left.map(|axis| mixed(above_left[axis], below_left[axis], down));
        let right = right.map(|axis| mixed(above_right[axis], below_right[axis], down));
        for x in 0..width {
            let along = narrow(real(x) / real(width));
            pixels
                .extend(sample(picture, [0, 1].map(|axis| mixed(left[axis], right[axis], along))));
        }
    }
    let cut = Raster { width, height, pixels: Cow::Owned(pixels) };
    if height * 2 >= width * 3 { laid_down(&cut) } else { cut }
}

/// The pixel at a place between pixels, by cubic weights of the 16 around it.
fn sample(picture: &Raster<'_>, [x, y]: [f32; 2]) -> [u8; 3] {
    let (left, top) = (x.floor(), y.floor());
    let (across, down) = (cubic(x - left), cubic(y - top));
    let clamped = |place: f32, offset: f32, most: usize| {
        whole(f64::from((place + offset).max(0.0))).min(most - 1)
    };
    let mut sums = [0.0_f32; 3];
    for (offset_y, weight_y) in (-1_i8..).zip(down) {
        let row = clamped(top, f32::from(offset_y), picture.height) * picture.width;
        for (offset_x, weight_x) in (-1_i8..).zip(across) {
            let at = (row + clamped(left, f32::from(offset_x), picture.width)) * 3;
            for (sum, byte) in sums.iter_mut().zip(&picture.pixels[at..at + 3]) {
                *sum += f32::from(*byte) * weight_x * weight_y;
            }
        }
    }
    sums.map(byte)
}

/// The weights of four samples around a place between the second and the third.
fn cubic(share: f32) -> [f32; 4] {
    /// How sharp it is; OpenCV's.
    const SHARPNESS: f32 = -0.75;
    let near = |distance: f32| {
        ((SHARPNESS + 2.0) * distance - (SHARPNESS + 3.0)) * distance * distance + 1.0
    };
    let far = |distance: f32| {
        let inner = (SHARPNESS * distance - 5.0 * SHARPNESS) * distance + 8.0 * SHARPNESS;
        inner * distance - 4.0 * SHARPNESS
    };
    [far(1.0 + share), near(share), near(1.0 - share), far(2.0 - share)]
}

/// A quarter to the left, so that what was read upwards is read to the right.
fn laid_down(picture: &Raster<'_>) -> Raster<'static> {
    let (width, height) = (picture.height, picture.width);
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let at = (x * picture.width + picture.width - 1 - y) * 3;
            pixels.extend_from_slice(&picture.pixels[at..at + 3]);
        }
    }
    Raster { width, height, pixels: Cow::Owned(pixels) }
}

/// Sides are far below 2^52.
fn real(px: usize) -> f64 {
    px as f64
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates, and sides are far smaller")]
fn whole(px: f64) -> usize {
    px as usize
}

#[expect(clippy::cast_possible_truncation, reason = "places in a picture fit 24 bits")]
fn narrow(place: f64) -> f32 {
    place as f32
}

#[expect(clippy::cast_possible_truncation, reason = "it is clamped to a byte")]
fn byte(sum: f32) -> u8 {
    (sum + 0.5).floor().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::super::super::fixtures::noise;
    use super::*;

    #[test]
    fn planes_have_the_order_of_the_channels_and_nothing_to_the_right() {
        let pixels = vec![1, 2, 3, 4, 5, 6];
        let picture = Raster { width: 2, height: 1, pixels: pixels.into() };
        let palette = Palette::new(Channels::Bgr, [1.0, 0.0, 0.0], [2.0, 1.0, 1.0]);
        let mut tensor = vec![9.0; 3];
        palette.fill(&picture, (2, 1), 3, &mut tensor);
        assert_eq!(tensor, [4.0, 10.0, 0.0, 2.0, 5.0, 0.0, 1.0, 4.0, 0.0]);
    }

    #[test]
    fn twice_as_large_lies_between() {
        let picture = Raster { width: 2, height: 1, pixels: vec![0, 0, 0, 100, 100, 100].into() };
        let palette = Palette::new(Channels::Rgb, [0.0; 3], [1.0; 3]);
        let mut tensor = Vec::new();
        palette.fill(&picture, (4, 2), 4, &mut tensor);
        assert_eq!(tensor[..8], [0.0, 25.0, 75.0, 100.0, 0.0, 25.0, 75.0, 100.0]);
    }

    #[test]
    fn an_upright_box_is_cut_bit_by_bit() {
        let picture = noise(40, 30);
        let corners = [[5.0, 4.0], [25.0, 4.0], [25.0, 12.0], [5.0, 12.0]];
        let cut = cut(&picture, &corners);
        assert_eq!((cut.width, cut.height), (20, 8));
        for y in 0..8 {
            let from = ((y + 4) * 40 + 5) * 3;
            assert_eq!(cut.pixels[y * 60..][..60], picture.pixels[from..][..60], "row {y}");
        }
    }

    #[test]
    fn a_tall_box_is_laid_down() {
        let pixels: Vec<u8> = (0..18).collect();
        let picture = Raster { width: 2, height: 3, pixels: pixels.into() };
        let laid = laid_down(&picture);
        let reds: Vec<u8> = laid.pixels.iter().step_by(3).copied().collect();
        // Rows 0 3, 6 9 and 12 15 become what was on the right, above what was on the left.
        assert_eq!((laid.width, laid.height, &*reds), (3, 2, &[3, 9, 15, 0, 6, 12][..]));
        let tall = cut(&noise(20, 40), &[[2.0, 2.0], [10.0, 2.0], [10.0, 38.0], [2.0, 38.0]]);
        assert_eq!((tall.width, tall.height), (36, 8));
    }

    #[test]
    fn cubic_weights_sum_to_one_and_take_a_pixel_as_it_is() {
        let pairs = cubic(0.0).into_iter().zip([0.0, 1.0, 0.0, 0.0]);
        assert!(pairs.into_iter().all(|(found, wanted)| (found - wanted).abs() < 1e-6));
        for share in [0.25, 0.5, 0.9] {
            assert!((cubic(share).iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }
}
