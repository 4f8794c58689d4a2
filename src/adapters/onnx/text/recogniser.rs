//! The model that reads a line: a strip of pixels becomes chances of characters, step by step, and
//! those a text (CTC: what repeats is one, and the first class is none).
//! It must not let anything pass as a text that came from no chances.

use std::path::Path;

use ort::environment::Environment;

use super::super::files;
use super::super::picture::Raster;
use super::manifest::{CharacterSource, LineInput, LineOutput, RecogniserManifest};
use super::planes::Palette;
use super::sessions::{Length, RawOutput, Sessions, Stated, unfit};
use crate::kernel::ports::scoring::ScoringFault;

/// How far outside of 0 to 1 rounding may carry a chance.
const SLACK: f32 = 1e-3;
/// Characters that a model may know.
const CHARACTERS_MAX: usize = 100_000;

pub(super) struct Recogniser {
    sessions: Sessions,
    palette: Palette,
    input: LineInput,
    output: LineOutput,
    /// By class, less one: the first class is none.
    characters: Vec<Box<str>>,
    /// The class of the space, where the model knows it: the one after all others.
    space: Option<usize>,
}

/// What was read of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ReadLine {
    pub(super) text: String,
    /// Of the characters that were kept, on average.
    pub(super) confidence: f32,
}

impl Recogniser {
    /// Loads what a manifest names, checks it, and runs each session once.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub(super) fn load(
        environment: &Environment,
        path: &Path,
        workers: usize,
    ) -> Result<Recogniser, ScoringFault> {
        let manifest = RecogniserManifest::parse(&files::read_manifest(path)?);
        let manifest = manifest.map_err(|flaw| ScoringFault::ManifestWrong {
            path: path.to_owned(),
            cause: flaw.to_string(),
        })?;
        let RecogniserManifest { name, file, sha256, opset, input, output, .. } = manifest;
        let stated = Stated {
            name: &name,
            file: &file,
            sha256: &sha256,
            opset,
            input: &input.name,
            output: &output.name,
            output_shape: &[Length::Is(1), Length::Open, Length::Any],
        };
        let sessions = Sessions::open(environment, path, &stated, workers)?;
        let text = match &output.characters {
            CharacterSource::Metadata(key) => {
                sessions.text(key).ok_or_else(|| unfit(&name, format!("it has no {key:?}")))?
            },
            CharacterSource::File(file) => files::read_manifest(&path.with_file_name(file))?,
        };
        let characters: Vec<Box<str>> = text.lines().map(Into::into).collect();
        if characters.is_empty() || characters.len() > CHARACTERS_MAX {
            let cause = format!("it knows {} characters", characters.len());
            return Err(unfit(&name, cause));
        }
        let palette = Palette::new(input.channels, input.mean, input.scale);
        let space = None;
        let mut recogniser = Recogniser { sessions, palette, input, output, characters, space };
        recogniser.warm_up(workers)?;
        Ok(recogniser)
    }

    pub(super) fn name(&self) -> &str {
        self.sessions.name()
    }

    /// Runs each session on nothing, and learns whether the model knows the space.
    fn warm_up(&mut self, workers: usize) -> Result<(), ScoringFault> {
        let (width, height) = (usize_of(self.input.width_px_min), usize_of(self.input.height_px));
        let idle = vec![0.0; 3 * width * height];
        for worker in 0..workers {
            let classes = self.sessions.run(worker, (width, height), &idle, |raw| {
                let classes = self.classes(&raw)?;
                self.decode(&raw).map(|_| classes)
            })?;
            self.space = (classes == self.characters.len() + 2).then_some(classes - 1);
        }
        Ok(())
    }

    /// How wide a line of a size is for the model.
    pub(super) fn width_of(&self, line: &Raster<'_>) -> usize {
        let height = usize_of(self.input.height_px);
        (line.width * height).div_ceil(line.height).clamp(1, usize_of(self.input.width_px_max))
    }

    /// Reads one line; `None` when the model is not sure enough of it.
    ///
    /// # Errors
    /// `Failed` when the runtime fails, `NotAScore` for chances that are none.
    pub(super) fn read(
        &self,
        worker: usize,
        line: &Raster<'_>,
        tensor: &mut Vec<f32>,
    ) -> Result<Option<ReadLine>, ScoringFault> {
        let size = (self.width_of(line), usize_of(self.input.height_px));
        let width = size.0.max(usize_of(self.input.width_px_min));
        self.palette.fill(line, size, width, tensor);
        let read = self.sessions.run(worker, (width, size.1), tensor, |raw| self.decode(&raw))?;
        let is_read = !read.text.trim().is_empty() && read.confidence >= self.output.line_min;
        Ok(Some(read).filter(|_| is_read))
    }

    /// How many classes an output has.
    fn classes(&self, raw: &RawOutput<'_>) -> Result<usize, ScoringFault> {
        let known = self.characters.len();
        let classes = match raw.shape {
            [1, _, classes] => usize::try_from(*classes).unwrap_or_default(),
            _ => 0,
        };
        if classes == known + 1 || classes == known + 2 {
            return Ok(classes);
        }
        let cause = format!("for {known} characters it gave {:?}", raw.shape);
        Err(unfit(self.name(), cause))
    }

    /// The likeliest class of each step. Where a space is likely enough between two characters, it
    /// is one: the model seldom has it as the likeliest.
    fn decode(&self, raw: &RawOutput<'_>) -> Result<ReadLine, ScoringFault> {
        let classes = self.classes(raw)?;
        let (mut text, mut sum, mut count) = (String::new(), 0.0, 0.0_f32);
        let (mut before, mut gap) = (0, 0.0_f32);
        for chances in raw.values.chunks_exact(classes) {
            let (class, chance) = likeliest(chances)?;
            if class == 0 {
                gap = gap.max(self.space.and_then(|at| chances.get(at)).copied().unwrap_or(0.0));
            } else if class != before {
                let is_space = Some(class) == self.space;
                if !is_space && gap >= self.output.space_min && !text.ends_with([' ']) {
                    text.extend((!text.is_empty()).then_some(' '));
                }
                text += self.characters.get(class - 1).map_or(" ", |character| &**character);
                (gap, sum, count) = (0.0, sum + chance, count + 1.0);
            }
            before = class;
        }
        let confidence = if count > 0.0 { sum / count } else { 0.0 };
        Ok(ReadLine { text, confidence })
    }
}

/// The first of the classes with the highest chance. A NaN would win or lose as it pleases.
fn likeliest(chances: &[f32]) -> Result<(usize, f32), ScoringFault> {
    let mut best = (0, f32::NEG_INFINITY);
    for (class, chance) in chances.iter().enumerate() {
        // False for a NaN as well.
        if !(-SLACK..=1.0 + SLACK).contains(chance) {
            let category = "a character".to_owned();
            return Err(ScoringFault::NotAScore { category, value: chance.to_string() });
        }
        if *chance > best.1 {
            best = (class, *chance);
        }
    }
    Ok(best)
}

fn usize_of(px: u32) -> usize {
    usize::try_from(px).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_likeliest_wins_and_no_chance_is_refused() {
        assert_eq!(likeliest(&[0.1, 0.6, 0.6]), Ok((1, 0.6)));
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.1, -0.1] {
            for place in 0..3 {
                let mut chances = [0.3; 3];
                chances[place] = bad;
                let fault = likeliest(&chances);
                assert!(matches!(fault, Err(ScoringFault::NotAScore { .. })), "{bad}: {fault:?}");
            }
        }
    }
}
