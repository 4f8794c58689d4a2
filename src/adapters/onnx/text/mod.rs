//! Reading by ONNX Runtime, on threads of its own: one model finds lines, another reads each.
//! It must not read without an end: boxes, letters and the work of a picture are bounded.

mod boxes;
mod detector;
mod manifest;
mod planes;
#[cfg(feature = "bench")]
pub(crate) mod probe;
mod recogniser;
mod sessions;

use std::path::PathBuf;
use std::sync::Arc;

use super::models::Models;
use super::workers::{AnswerTo, WorkBounds, WorkerThreads};
use super::{library, picture};
use crate::kernel::fault::Fault;
use crate::kernel::ports::reading::{TextLine, TextReader};
use crate::kernel::ports::scoring::{Picture, Readiness, ScoringFault, ScoringWork};

use boxes::Corners;
use detector::Detector;
use recogniser::Recogniser;

/// Boxes of a picture that are read, the largest first: more have no letters that a person reads.
const BOXES_MAX: usize = 200;
/// The widths of all lines of a picture together, as the model takes them. A page of 360 rows of
/// pixels, full of letters ten pixels high, has some 110,000.
const WIDTHS_PX_MAX: usize = 120_000;
/// Letters of a picture that are told.
const CHARS_MAX: usize = 4_000;

/// Where library and models are, and the bounds of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReaderOptions {
    /// Absolute path of `libonnxruntime.so…`.
    pub(crate) library: PathBuf,
    /// Path of the manifest of what finds text; the model lies beside it.
    pub(crate) detector: PathBuf,
    /// Path of the manifest of what reads a line.
    pub(crate) recogniser: PathBuf,
    pub(crate) bounds: WorkBounds,
}

/// The adapter. Its threads end, after the line at hand, when it is dropped.
pub(crate) struct OnnxReader {
    shared: Arc<Shelf>,
    workers: WorkerThreads<ReadingOrder>,
}

struct Shelf {
    options: ReaderOptions,
    models: Models<TextModels>,
}

/// Both models: one is of no use without the other.
struct TextModels {
    detector: Detector,
    recogniser: Recogniser,
    name: Arc<str>,
}

enum ReadingOrder {
    Read { picture: Picture, to: AnswerTo<Vec<TextLine>> },
    Reload { to: AnswerTo<Arc<str>> },
}

impl OnnxReader {
    /// Starts the workers. Library and models are loaded when they are needed first, or by
    /// `reload`: a site that reads nothing holds none.
    ///
    /// # Errors
    /// `Unavailable` when no thread can be had.
    pub(crate) fn start(options: ReaderOptions) -> Result<OnnxReader, Fault> {
        let bounds = options.bounds;
        let shared = Arc::new(Shelf { options, models: Models::new() });
        let workers = WorkerThreads::start("reading", bounds, |worker| {
            let (shared, mut tensor) = (Arc::clone(&shared), Vec::new());
            move |order| shared.carry_out(worker, order, &mut tensor)
        })?;
        Ok(OnnxReader { shared, workers })
    }
}

impl TextReader for OnnxReader {
    fn read(&self, picture: Picture) -> ScoringWork<'_, Vec<TextLine>> {
        Box::pin(self.workers.ask(|to| ReadingOrder::Read { picture, to }))
    }

    fn reload(&self) -> ScoringWork<'_, Arc<str>> {
        Box::pin(self.workers.ask(|to| ReadingOrder::Reload { to }))
    }

    fn readiness(&self) -> Readiness {
        let model = self.shared.models.current().ok().map(|models| Arc::clone(&models.name));
        Readiness { model, lack: self.shared.models.lack() }
    }
}

impl Shelf {
    fn carry_out(&self, worker: usize, order: ReadingOrder, tensor: &mut Vec<f32>) {
        match order {
            // Whoever gave up waiting has closed the way back.
            ReadingOrder::Read { to, .. } if to.is_closed() => {},
            ReadingOrder::Read { picture, to } => {
                let read = self.read(worker, &picture, tensor, &|| !to.is_closed());
                drop(to.send(read));
            },
            ReadingOrder::Reload { to } => drop(to.send(self.load())),
        }
    }

    fn load(&self) -> Result<Arc<str>, ScoringFault> {
        let options = &self.options;
        let loaded = library::load(&options.library).and_then(|environment| {
            let workers = options.bounds.workers.max(1);
            let detector = Detector::load(&environment, &options.detector, workers)?;
            let recogniser = Recogniser::load(&environment, &options.recogniser, workers)?;
            let name = format!("{} + {}", detector.name(), recogniser.name()).into();
            Ok(TextModels { detector, recogniser, name })
        });
        let offered = self.models.offer(loaded).inspect_err(|fault| {
            tracing::warn!(%fault, remedy = fault.remedy(), "pictures cannot be read");
        });
        let name = Arc::clone(&offered?.name);
        tracing::info!(models = &*name, "reading models in force");
        Ok(name)
    }

    fn read(
        &self,
        worker: usize,
        picture: &Picture,
        tensor: &mut Vec<f32>,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Vec<TextLine>, ScoringFault> {
        let models = self.models.needed(|| self.load().map(drop))?;
        let raster = picture::read(picture).map_err(|flaw| ScoringFault::Unreadable { flaw })?;
        let found = models.detector.find(worker, &raster, tensor)?;
        let (mut lines, mut widths, mut chars) = (Vec::new(), 0, 0);
        for corners in largest(found) {
            let line = planes::cut(&raster, &corners);
            widths += models.recogniser.width_of(&line);
            if widths > WIDTHS_PX_MAX || chars >= CHARS_MAX || !is_wanted() {
                break;
            }
            let Some(read) = models.recogniser.read(worker, &line, tensor)? else { continue };
            let text: String = read.text.chars().take(CHARS_MAX - chars).collect();
            chars += text.chars().count();
            lines.push(TextLine { text, confidence: read.confidence, corners });
        }
        Ok(lines)
    }
}

/// The largest boxes, in the order in which they came.
fn largest(boxes: Vec<Corners>) -> Vec<Corners> {
    let area = |[above_left, above_right, _, below_left]: &Corners| {
        let length = |to: &[f32; 2]| (to[0] - above_left[0]).hypot(to[1] - above_left[1]);
        length(above_right) * length(below_left)
    };
    let mut placed: Vec<(usize, Corners)> = boxes.into_iter().enumerate().collect();
    placed.sort_by(|(_, one), (_, other)| area(other).total_cmp(&area(one)));
    placed.truncate(BOXES_MAX);
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, corners)| corners).collect()
}

#[cfg(test)]
mod tests;
