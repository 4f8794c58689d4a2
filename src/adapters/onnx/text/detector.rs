//! The model that finds text: a picture becomes a map of chances, and the map boxes.
//! It must not read letters, nor give a box that lies outside of the picture.

use std::path::Path;

use ort::environment::Environment;

use super::super::files;
use super::super::picture::Raster;
use super::boxes::{self, ChanceMap, Corners};
use super::manifest::{DetectorInput, DetectorManifest, DetectorOutput};
use super::planes::Palette;
use super::sessions::{Length, RawOutput, Sessions, Stated, unfit};
use crate::kernel::ports::scoring::ScoringFault;

/// Sides of an input are multiples of this.
const SIDE_STEP_PX: usize = 32;
/// How far outside of 0 to 1 rounding may carry a chance.
const SLACK: f32 = 1e-3;
/// Of a box in the picture, what is as low or narrow has no letters.
const BOX_PX_MIN: f32 = 3.0;
/// Boxes that begin less than so far below each other stand in one row.
const ROW_PX: f32 = 10.0;

pub(super) struct Detector {
    sessions: Sessions,
    palette: Palette,
    input: DetectorInput,
    output: DetectorOutput,
}

impl Detector {
    /// Loads what a manifest names, checks it, and runs each session once.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub(super) fn load(
        environment: &Environment,
        path: &Path,
        workers: usize,
    ) -> Result<Detector, ScoringFault> {
        let manifest = DetectorManifest::parse(&files::read_manifest(path)?);
        let manifest = manifest.map_err(|flaw| ScoringFault::ManifestWrong {
            path: path.to_owned(),
            cause: flaw.to_string(),
        })?;
        let DetectorManifest { name, file, sha256, opset, input, output, .. } = manifest;
        let stated = Stated {
            name: &name,
            file: &file,
            sha256: &sha256,
            opset,
            input: &input.name,
            output: &output.name,
            output_shape: &[Length::Is(1), Length::Is(1), Length::Open, Length::Open],
        };
        let sessions = Sessions::open(environment, path, &stated, workers)?;
        let palette = Palette::new(input.channels, input.mean, input.scale);
        let detector = Detector { sessions, palette, input, output };
        let side = SIDE_STEP_PX;
        let idle = vec![0.0; 3 * side * side];
        for worker in 0..workers {
            detector.boxes(worker, (side, side), &idle)?;
        }
        Ok(detector)
    }

    pub(super) fn name(&self) -> &str {
        self.sessions.name()
    }

    /// Where there is text, from above to below and from left to right, in whole pixels of the
    /// picture.
    ///
    /// # Errors
    /// `Failed` when the runtime fails, `NotAScore` for a map that is none.
    pub(super) fn find(
        &self,
        worker: usize,
        picture: &Raster<'_>,
        tensor: &mut Vec<f32>,
    ) -> Result<Vec<Corners>, ScoringFault> {
        let size = self.size_of((picture.width, picture.height));
        self.palette.fill(picture, size, size.0, tensor);
        let boxes = self.boxes(worker, size, tensor)?;
        let placed = boxes.into_iter().map(|corners| placed(corners, size, picture));
        Ok(in_rows(placed.filter(has_room).collect()))
    }

    /// Which size a picture is given.
    fn size_of(&self, (width, height): (usize, usize)) -> (usize, usize) {
        let (short, long) = (real(width.min(height)), real(width.max(height)));
        let larger = (f64::from(self.input.short_side_px_min) / short).max(1.0);
        let ratio = larger.min(f64::from(self.input.long_side_px_max) / long);
        let side = |px: usize| {
            let steps = (real(px) * ratio).floor() / real(SIDE_STEP_PX);
            whole(steps.round_ties_even()).max(1) * SIDE_STEP_PX
        };
        (side(width), side(height))
    }

    /// The boxes of three planes, in pixels of them.
    pub(super) fn boxes(
        &self,
        worker: usize,
        (width, height): (usize, usize),
        planes: &[f32],
    ) -> Result<Vec<Corners>, ScoringFault> {
        self.sessions.run(worker, (width, height), planes, |RawOutput { shape, values }| {
            let wanted = [1, 1, height, width];
            let is_one = |(found, wanted): (&i64, usize)| usize::try_from(*found) == Ok(wanted);
            if shape.len() != wanted.len() || !shape.iter().zip(wanted).all(is_one) {
                let cause = format!("a picture of {wanted:?} gave a map of {shape:?}");
                return Err(unfit(self.name(), cause));
            }
            check_chances(values)?;
            Ok(boxes::find(&ChanceMap { width, height, values }, &self.output))
        })
    }
}

/// Refuses what is no chance. A NaN would be no text, and pass.
fn check_chances(values: &[f32]) -> Result<(), ScoringFault> {
    // False for a NaN as well.
    let is_odd = |value: &&f32| !(-SLACK..=1.0 + SLACK).contains(*value);
    let odd = values.iter().find(is_odd);
    odd.map_or(Ok(()), |value| {
        let category = "a pixel of text".to_owned();
        Err(ScoringFault::NotAScore { category, value: value.to_string() })
    })
}

/// A box of the map as one of the picture.
fn placed(corners: Corners, from: (usize, usize), picture: &Raster<'_>) -> Corners {
    let place = |px: f32, from: usize, to: usize| {
        let px = f64::from(px) / real(from) * real(to);
        narrow(px.round_ties_even().clamp(0.0, real(to - 1)))
    };
    corners.map(|[x, y]| [place(x, from.0, picture.width), place(y, from.1, picture.height)])
}

fn has_room(corners: &Corners) -> bool {
    let [above_left, above_right, _, below_left] = corners;
    let length =
        |other: &[f32; 2]| (other[0] - above_left[0]).hypot(other[1] - above_left[1]).floor();
    length(above_right) > BOX_PX_MIN && length(below_left) > BOX_PX_MIN
}

/// Sorted by row, and in a row from left to right.
fn in_rows(mut boxes: Vec<Corners>) -> Vec<Corners> {
    let top = |corners: &Corners| corners[0][1];
    let left = |corners: &Corners| corners[0][0];
    boxes.sort_by(|one, other| {
        top(one).total_cmp(&top(other)).then(left(one).total_cmp(&left(other)))
    });
    for at in 1..boxes.len() {
        let mut at = at;
        while at > 0
            && (top(&boxes[at]) - top(&boxes[at - 1])).abs() < ROW_PX
            && left(&boxes[at]) < left(&boxes[at - 1])
        {
            boxes.swap(at, at - 1);
            at -= 1;
        }
    }
    boxes
}

/// Sides are far below 2^52.
fn real(px: usize) -> f64 {
    px as f64
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates, and sides are bounded")]
fn whole(px: f64) -> usize {
    px as usize
}

#[expect(clippy::cast_possible_truncation, reason = "places in a picture fit 24 bits")]
fn narrow(place: f64) -> f32 {
    place as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_with_anything_but_chances_is_refused() {
        assert_eq!(check_chances(&[0.0, 1.0, -1e-6, 1.0 + 1e-6]), Ok(()));
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.1, -0.1] {
            let fault = check_chances(&[0.1, bad, 0.2]);
            assert!(matches!(fault, Err(ScoringFault::NotAScore { .. })), "{bad}: {fault:?}");
        }
    }

    #[test]
    fn boxes_are_sorted_as_they_are_read() {
        let at = |x: f32, y: f32| [[x, y], [x + 50.0, y], [x + 50.0, y + 20.0], [x, y + 20.0]];
        let sorted = in_rows(vec![at(200.0, 12.0), at(10.0, 100.0), at(10.0, 15.0)]);
        let starts: Vec<_> = sorted.iter().map(|corners| corners[0]).collect();
        assert_eq!(starts, [[10.0, 15.0], [200.0, 12.0], [10.0, 100.0]]);
    }
}
