//! From a picture to the input of a model, by the steps of its manifest.
//! It must not know a runtime: numbers go in and out.

use super::manifest::{Channels, Input, Layout, Manifest, RecipeStep};
use super::picture::Raster;
use super::resize::{middle, resize};
use super::roundtrip::round_trip;

/// The steps of a manifest, and a table of what each sample becomes.
pub(super) struct Recipe {
    steps: Vec<RecipeStep>,
    layout: Layout,
    /// For every channel of the input: where it stands in a pixel, and the value of each sample.
    channels: [(usize, [f32; 256]); 3],
    /// Numbers of an input.
    len: usize,
}

impl Recipe {
    pub(super) fn new(manifest: &Manifest) -> Recipe {
        let input = &manifest.input;
        Recipe {
            steps: manifest.steps.clone(),
            layout: input.layout,
            channels: [0, 1, 2].map(|channel| (place(input, channel), values(input, channel))),
            len: input.shape().iter().product(),
        }
    }

    /// Takes a picture through the steps, and writes the input in the place of what was there.
    pub(super) fn prepare(&self, picture: Raster<'_>, tensor: &mut Vec<f32>) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[expect(unsafe_code, reason = "the same code, for a processor that was asked")]
            // SAFETY: this processor has what the function is compiled for.
            return unsafe { self.prepare_avx2(picture, tensor) };
        }
        self.prepare_plain(picture, tensor);
    }

    /// # Safety
    /// The processor has AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn prepare_avx2(&self, picture: Raster<'_>, tensor: &mut Vec<f32>) {
        self.prepare_plain(picture, tensor);
    }

    #[inline(always)]
    fn prepare_plain(&self, mut picture: Raster<'_>, tensor: &mut Vec<f32>) {
        let mut steps = &*self.steps;
        loop {
            match *steps {
                [] => break,
                // What is cut off at once is not made first.
                [RecipeStep::Resize(side), RecipeStep::Crop(keep), ref rest @ ..] => {
                    resize(&mut picture, square(side), square(keep));
                    steps = rest;
                },
                [step, ref rest @ ..] => {
                    match step {
                        RecipeStep::Resize(side) => {
                            resize(&mut picture, square(side), square(side));
                        },
                        RecipeStep::Jpeg(quality) => round_trip(&mut picture, quality),
                        RecipeStep::Crop(side) => crop(&mut picture, square(side)),
                    }
                    steps = rest;
                },
            }
        }
        self.fill(&picture, tensor);
    }

    #[inline(always)]
    fn fill(&self, picture: &Raster<'_>, tensor: &mut Vec<f32>) {
        tensor.clear();
        tensor.resize(self.len, 0.0);
        let samples = picture.pixels.chunks_exact(3);
        match self.layout {
            Layout::Nhwc => {
                for (values, pixel) in tensor.chunks_exact_mut(3).zip(samples) {
                    for (value, (place, table)) in values.iter_mut().zip(&self.channels) {
                        *value = table[usize::from(pixel[*place])];
                    }
                }
            },
            Layout::Nchw => {
                let planes = tensor.chunks_exact_mut(picture.width * picture.height);
                for (plane, (place, table)) in planes.zip(&self.channels) {
                    for (value, pixel) in plane.iter_mut().zip(samples.clone()) {
                        *value = table[usize::from(pixel[*place])];
                    }
                }
            },
        }
    }
}

/// Where the input's channel stands in a pixel of ours.
fn place(input: &Input, channel: usize) -> usize {
    match input.channels {
        Channels::Rgb => channel,
        Channels::Bgr => 2 - channel,
    }
}

fn values(input: &Input, channel: usize) -> [f32; 256] {
    let (mean, scale) = (input.mean[channel], input.scale[channel]);
    let mut sample = 0.0;
    [(); 256].map(|()| {
        let value = (sample - mean) * scale;
        sample += 1.0;
        value
    })
}

/// Leaves the middle. The manifest has seen to it that the picture is no smaller.
fn crop(picture: &mut Raster<'_>, (width, height): (usize, usize)) {
    let left = middle(picture.width, width).start * 3;
    let rows = middle(picture.height, height);
    let row_bytes = picture.width * 3;
    let pixels = picture.pixels.to_mut();
    for (to, from) in rows.enumerate() {
        let begin = from * row_bytes + left;
        pixels.copy_within(begin..begin + width * 3, to * width * 3);
    }
    pixels.truncate(width * height * 3);
    (picture.width, picture.height) = (width, height);
}

fn square(side: u32) -> (usize, usize) {
    let side = usize::try_from(side).unwrap_or(usize::MAX);
    (side, side)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{KNOWN, digest};
    use super::super::manifest::tests::TEXT;
    use super::super::picture;
    use super::*;
    use crate::kernel::ports::scoring::Picture;

    /// What stands in the manifest, and what shall.
    type Change = (&'static str, &'static str);

    fn manifest(changes: &[Change]) -> Manifest {
        let change = |text: String, (from, to): &Change| text.replace(from, to);
        let text = changes.iter().fold(TEXT.to_owned(), change);
        Manifest::parse(&text).expect("the change is a good one")
    }

    #[test]
    fn a_jpeg_becomes_the_input_that_pillow_makes_of_it() {
        let recipe = Recipe::new(&manifest(&[]));
        let mut tensor = Vec::new();
        for (at, known) in KNOWN.iter().enumerate() {
            let jpeg = Picture::Jpeg(known.jpeg.into());
            let raster = picture::read(&jpeg).expect("a good picture");
            assert_eq!(digest(&raster.pixels), known.pixels, "pixels of {at}");
            recipe.prepare(raster, &mut tensor);
            let mut bytes = Vec::new();
            for value in tensor.chunks_exact(3) {
                for (value, mean) in value.iter().zip([104.0, 117.0, 123.0]).rev() {
                    bytes.push(byte(value + mean));
                }
            }
            assert_eq!(digest(&bytes), known.input, "input of {at}");
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "it was a byte")]
    fn byte(value: f32) -> u8 {
        value.round() as u8
    }

    #[test]
    fn layouts_and_channels_are_as_the_manifest_says() {
        let pixels: Vec<u8> = (0..12).collect();
        let small = [
            (
                "steps = [{ resize = 256 }, { crop = 224 }, { jpeg = 75 }]",
                "steps = [{ resize = 2 }]",
            ),
            ("size = 224", "size = 2"),
            ("mean = [104.0, 117.0, 123.0]", "mean = [0.0, 1.0, 2.0]"),
            ("scale = [1.0, 1.0, 1.0]", "scale = [1.0, 2.0, 0.5]"),
        ];
        let nchw = ("layout = \"nhwc\"", "layout = \"nchw\"");
        let rgb = ("channels = \"bgr\"", "channels = \"rgb\"");
        let tensor = |more: &[Change]| {
            let recipe = Recipe::new(&manifest(&[&small, more].concat()));
            let picture = Raster { width: 2, height: 2, pixels: (&*pixels).into() };
            let mut tensor = vec![9.0; 3];
            recipe.prepare(picture, &mut tensor);
            tensor
        };
        let expected: [(&[Change], [f32; 12]); 3] = [
            (&[], [2.0, 0.0, -1.0, 5.0, 6.0, 0.5, 8.0, 12.0, 2.0, 11.0, 18.0, 3.5]),
            (&[rgb], [0.0, 0.0, 0.0, 3.0, 6.0, 1.5, 6.0, 12.0, 3.0, 9.0, 18.0, 4.5]),
            (&[nchw, rgb], [0.0, 3.0, 6.0, 9.0, 0.0, 6.0, 12.0, 18.0, 0.0, 1.5, 3.0, 4.5]),
        ];
        for (more, expected) in expected {
            assert_eq!(tensor(more), expected, "{more:?}");
        }
    }

    #[test]
    fn a_crop_leaves_the_middle() {
        let pixels: Vec<u8> = (0..5 * 4).flat_map(|at| [at; 3]).collect();
        let mut picture = Raster { width: 5, height: 4, pixels: pixels.into() };
        crop(&mut picture, (2, 2));
        assert_eq!((picture.width, picture.height), (2, 2));
        assert_eq!(&*picture.pixels, [6, 6, 6, 7, 7, 7, 11, 11, 11, 12, 12, 12]);
    }
}
