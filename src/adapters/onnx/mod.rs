//! Scoring and reading by ONNX Runtime, on threads of their own with bounded queues.
//! It must not work on the thread that asks, let a picture reach the library before it was read
//! and resized here, or take the server down with what a picture or a model has in it.

mod files;
#[cfg(test)]
mod fixtures;
mod jpeg;
mod library;
mod manifest;
mod model;
mod models;
mod picture;
mod preprocess;
#[cfg(feature = "bench")]
pub(crate) mod probe;
mod resize;
mod roundtrip;
mod rows;
mod scores;
mod text;
mod workers;

use std::path::PathBuf;
use std::sync::Arc;

use crate::kernel::fault::Fault;
use crate::kernel::ports::scoring::{
    Picture, Readiness, Scorer, Scores, ScoringFault, ScoringWork,
};

use model::Model;
use models::Models;
#[cfg(feature = "bench")]
pub(crate) use text::probe as reading_probe;
pub(crate) use text::{OnnxReader, ReaderOptions};
pub(crate) use workers::WorkBounds;
use workers::{AnswerTo, WorkerThreads, answer};

/// Where library and model are, and the bounds of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnnxOptions {
    /// Absolute path of `libonnxruntime.so…`, version 1.24 or newer.
    pub(crate) library: PathBuf,
    /// Path of the model's manifest; the model lies beside it.
    pub(crate) manifest: PathBuf,
    pub(crate) bounds: WorkBounds,
}

impl OnnxOptions {
    /// Defaults for a library and a manifest at the given places.
    pub(crate) fn new(library: PathBuf, manifest: PathBuf) -> OnnxOptions {
        let bounds = WorkBounds { workers: 1, waiting_max: 32, answer_ms_max: 10_000 };
        OnnxOptions { library, manifest, bounds }
    }
}

/// The adapter. Its threads end, after the picture at hand, when it is dropped.
pub(crate) struct Onnx {
    shared: Arc<Shared>,
    workers: WorkerThreads<ScoringOrder>,
}

struct Shared {
    options: OnnxOptions,
    models: Models<Model>,
}

enum ScoringOrder {
    Score { picture: Picture, to: AnswerTo<Scores> },
    Decode { picture: Picture, to: AnswerTo<Picture> },
    Reload { to: AnswerTo<Arc<str>> },
}

impl Onnx {
    /// Starts the workers. Library and model are loaded when they are needed first, or by `reload`,
    /// which takes some tenths of a second: a site that scores nothing holds neither.
    ///
    /// # Errors
    /// `Unavailable` when no thread can be had.
    pub(crate) fn start(options: OnnxOptions) -> Result<Onnx, Fault> {
        let bounds = options.bounds;
        let shared = Arc::new(Shared { options, models: Models::new() });
        let workers = WorkerThreads::start("scoring", bounds, |worker| {
            let (shared, mut tensor) = (Arc::clone(&shared), Vec::new());
            move |order| shared.carry_out(worker, order, &mut tensor)
        })?;
        Ok(Onnx { shared, workers })
    }
}

impl Scorer for Onnx {
    fn score(&self, picture: Picture) -> ScoringWork<'_, Scores> {
        Box::pin(self.workers.ask(|to| ScoringOrder::Score { picture, to }))
    }

    fn decode(&self, picture: Picture) -> ScoringWork<'_, Picture> {
        Box::pin(self.workers.ask(|to| ScoringOrder::Decode { picture, to }))
    }

    fn reload(&self) -> ScoringWork<'_, Arc<str>> {
        Box::pin(self.workers.ask(|to| ScoringOrder::Reload { to }))
    }

    fn readiness(&self) -> Readiness {
        let model = self.shared.models.current().ok().map(|model| model.name());
        Readiness { model, lack: self.shared.models.lack() }
    }
}

impl Shared {
    fn carry_out(&self, worker: usize, order: ScoringOrder, tensor: &mut Vec<f32>) {
        match order {
            ScoringOrder::Score { picture, to } => {
                answer(to, || self.score(worker, &picture, tensor));
            },
            ScoringOrder::Decode { picture, to } => answer(to, || {
                picture::decode(picture).map_err(|flaw| ScoringFault::Unreadable { flaw })
            }),
            // Also for nobody: whoever asked may have left, and wants it nonetheless.
            ScoringOrder::Reload { to } => drop(to.send(self.load())),
        }
    }

    fn load(&self) -> Result<Arc<str>, ScoringFault> {
        let loaded = library::load(&self.options.library).and_then(|environment| {
            Model::load(&environment, &self.options.manifest, self.options.bounds.workers.max(1))
        });
        let offered = self.models.offer(loaded).inspect_err(|fault| {
            tracing::warn!(%fault, remedy = fault.remedy(), "pictures cannot be scored");
        });
        let name = offered?.name();
        tracing::info!(model = &*name, "scoring model in force");
        Ok(name)
    }

    fn score(
        &self,
        worker: usize,
        picture: &Picture,
        tensor: &mut Vec<f32>,
    ) -> Result<Scores, ScoringFault> {
        let model = self.models.needed(|| self.load().map(drop))?;
        let raster = picture::read(picture).map_err(|flaw| ScoringFault::Unreadable { flaw })?;
        model.recipe.prepare(raster, tensor);
        model.run(worker, tensor)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::fixtures::KNOWN;
    use super::*;
    use crate::kernel::ports::scoring::Flaw;

    /// A scorer on a copy of what the set-up brings, and its folder.
    fn scorer(test: &str, change: impl Fn(&mut OnnxOptions)) -> Option<(Onnx, tempfile::TempDir)> {
        let (installed, _) = library::tests::loaded(test)?;
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["open-nsfw.toml", "open-nsfw.onnx"] {
            fs::copy(installed.join(name), folder.path().join(name)).expect("room for a copy");
        }
        let manifest = folder.path().join("open-nsfw.toml");
        let mut options = OnnxOptions::new(fixtures::library(&installed), manifest);
        change(&mut options);
        let scorer = Onnx::start(options).expect("threads");
        drop(scorer.shared.load());
        Some((scorer, folder))
    }

    fn jpeg(at: usize) -> Picture {
        Picture::Jpeg(KNOWN[at].jpeg.into())
    }

    #[tokio::test]
    async fn pictures_are_scored_and_bad_ones_refused() {
        let Some((scorer, _folder)) = scorer("pictures_are_scored", |_| {}) else { return };
        let scorer: Box<dyn Scorer> = Box::new(scorer);
        let ready = Readiness { model: Some("open-nsfw".into()), lack: None };
        assert_eq!(scorer.readiness(), ready);
        for (at, known) in KNOWN.iter().enumerate() {
            let scores = scorer.score(jpeg(at)).await.expect("a score");
            assert!((scores.unsafe_score - known.score).abs() <= 1e-4, "{at}: {scores:?}");
        }
        let cut = KNOWN[0].jpeg[..5000].into();
        let fault = scorer.score(Picture::Jpeg(cut)).await.expect_err("half a picture");
        assert_eq!(fault, ScoringFault::Unreadable { flaw: Flaw::Damaged });
        let decoded = scorer.decode(jpeg(0)).await.expect("pixels");
        let scores = scorer.score(decoded).await.expect("a score");
        assert!((scores.unsafe_score - KNOWN[0].score).abs() <= 1e-4, "decoded before: {scores:?}");
        let raw = Picture::Rgb8 { width: 2, height: 2, pixels: vec![0; 11].into() };
        let fault = scorer.score(raw).await.expect_err("a byte is missing");
        assert_eq!(fault, ScoringFault::Unreadable { flaw: Flaw::Length });
    }

    #[expect(clippy::disallowed_methods, reason = "a test asks more than there is room for")]
    #[tokio::test]
    async fn who_comes_when_the_queue_is_full_is_told_at_once() {
        let few = |options: &mut OnnxOptions| options.bounds.waiting_max = 2;
        let Some((scorer, _folder)) = scorer("who_comes_when_the_queue_is_full", few) else {
            return;
        };
        let all = (0..12).map(|at| scorer.score(jpeg(at % 8)));
        let answers = futures_util::future::join_all(all).await;
        let scored = answers.iter().filter(|answer| answer.is_ok()).count();
        let full = Err(ScoringFault::Overloaded { pictures: 2 });
        let refused = answers.iter().filter(|answer| **answer == full).count();
        assert_eq!(scored + refused, 12, "{answers:?}");
        assert!((2..=4).contains(&scored), "{scored} were scored");
        assert!(scorer.score(jpeg(0)).await.is_ok(), "there is room again");
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_and_forgotten() {
        let hasty = |options: &mut OnnxOptions| options.bounds.answer_ms_max = 1;
        let Some((scorer, _folder)) = scorer("who_waits_too_long", hasty) else { return };
        let fault = scorer.score(jpeg(0)).await.expect_err("a millisecond is too little");
        assert_eq!(fault, ScoringFault::TooSlow { ms: 1 });
    }

    #[tokio::test]
    async fn what_works_stays_in_force_until_something_else_works() {
        let two = |options: &mut OnnxOptions| options.bounds.workers = 2;
        let Some((scorer, folder)) = scorer("what_works_stays_in_force", two) else { return };
        let path = folder.path().join("open-nsfw.toml");
        let text = fs::read_to_string(&path).expect("it was copied");
        let write = |text: String| fs::write(&path, text).expect("room for a manifest");
        write(text.replace("\"outputs\"", "\"other\""));
        let fault = scorer.reload().await.expect_err("it does not fit");
        assert!(matches!(fault, ScoringFault::ModelUnfit { .. }), "{fault}");
        let readiness = scorer.readiness();
        assert_eq!((readiness.model.as_deref(), readiness.lack), (Some("open-nsfw"), Some(fault)));
        assert!(scorer.score(jpeg(1)).await.is_ok(), "the old one scores");
        write(text.replace("name = \"open-nsfw\"", "name = \"second\""));
        assert_eq!(scorer.reload().await.as_deref(), Ok("second"));
        assert_eq!(scorer.readiness(), Readiness { model: Some("second".into()), lack: None });
        assert_eq!(&*scorer.score(jpeg(1)).await.expect("a score").model, "second");
    }

    #[tokio::test]
    async fn without_a_model_it_starts_and_says_what_is_missing() {
        let lost = |options: &mut OnnxOptions| {
            assert!(options.manifest.set_extension("gone"));
        };
        let Some((scorer, folder)) = scorer("without_a_model_it_starts", lost) else { return };
        let lack = scorer.readiness().lack.expect("the manifest is missing");
        assert!(matches!(lack, ScoringFault::NoModel { .. }) && lack.remedy().is_some(), "{lack}");
        assert_eq!(scorer.score(jpeg(0)).await, Err(lack));
        let from = folder.path().join("open-nsfw.toml");
        fs::copy(&from, from.with_extension("gone")).expect("room for a copy");
        assert_eq!(scorer.reload().await.as_deref(), Ok("open-nsfw"));
        assert!(scorer.score(jpeg(0)).await.is_ok());
    }

    #[tokio::test]
    async fn without_a_library_pictures_are_decoded() {
        let options = OnnxOptions::new("lib.so".into(), Path::new("/nowhere/m.toml").into());
        let scorer = Onnx::start(options).expect("threads");
        let decoded = scorer.decode(jpeg(0)).await.expect("pixels");
        let Picture::Rgb8 { width, height, pixels } = &decoded else { panic!("{decoded:?}") };
        assert_eq!((*width, *height, pixels.len()), (320, 180, 320 * 180 * 3));
        assert_eq!(scorer.decode(decoded.clone()).await.as_ref(), Ok(&decoded));
        let fault = scorer.decode(Picture::Jpeg("no".into())).await.expect_err("no picture");
        assert_eq!(fault, ScoringFault::Unreadable { flaw: Flaw::NotJpeg });
    }

    #[test]
    fn without_a_library_nothing_is_loaded() {
        // Here the library may be loaded already; the manifest is looked for after it.
        let options = OnnxOptions::new("lib.so".into(), Path::new("/nowhere/m.toml").into());
        let scorer = Onnx::start(options).expect("threads");
        assert_eq!(scorer.readiness(), Readiness::default(), "nothing was tried yet");
        drop(scorer.shared.load());
        let readiness = scorer.readiness();
        assert!(readiness.model.is_none() && readiness.lack.is_some(), "{readiness:?}");
    }
}
