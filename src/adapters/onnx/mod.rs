//! Scoring by ONNX Runtime, on threads of its own with one bounded queue.
//! It must not score on the thread that asks, let a picture reach the library before it was read
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

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::kernel::fault::Fault;
use crate::kernel::ports::scoring::{
    Picture, Readiness, Scorer, Scores, ScoringFault, ScoringWork,
};
use crate::kernel::threads;

use model::Model;
use models::Models;

/// Where library and model are, and the bounds of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnnxOptions {
    /// Absolute path of `libonnxruntime.so…`, version 1.24 or newer.
    pub(crate) library: PathBuf,
    /// Path of the model's manifest; the model lies beside it.
    pub(crate) manifest: PathBuf,
    /// Threads that score, at least 1. Each keeps one processor busy while there are pictures.
    pub(crate) workers: usize,
    /// Pictures that may wait. One more is refused.
    pub(crate) waiting_max: usize,
    /// No answer waits longer than this, queue and work together.
    pub(crate) answer_ms_max: u64,
}

impl OnnxOptions {
    /// Defaults for a library and a manifest at the given places.
    pub(crate) fn new(library: PathBuf, manifest: PathBuf) -> OnnxOptions {
        OnnxOptions { library, manifest, workers: 1, waiting_max: 32, answer_ms_max: 10_000 }
    }
}

/// The adapter. Its threads end, after the picture at hand, when it is dropped.
pub(crate) struct Onnx {
    shared: Arc<Shared>,
    orders: SyncSender<ScoringOrder>,
}

struct Shared {
    options: OnnxOptions,
    models: Models<Model>,
}

type AnswerTo<T> = oneshot::Sender<Result<T, ScoringFault>>;

enum ScoringOrder {
    Score { picture: Picture, answer: AnswerTo<Scores> },
    Decode { picture: Picture, answer: AnswerTo<Picture> },
    Reload { answer: AnswerTo<Arc<str>> },
}

impl Onnx {
    /// Starts the workers. Library and model are loaded when they are needed first, or by `reload`,
    /// which takes some tenths of a second: a site that scores nothing holds neither.
    ///
    /// # Errors
    /// `Unavailable` when no thread can be had.
    pub(crate) fn start(options: OnnxOptions) -> Result<Onnx, Fault> {
        let (orders, inbox) = sync_channel(options.waiting_max);
        let inbox = Arc::new(Mutex::new(inbox));
        let shared = Arc::new(Shared { options, models: Models::new() });
        for worker in 0..shared.workers() {
            let (inbox, shared) = (Arc::clone(&inbox), Arc::clone(&shared));
            threads::start(format!("scoring-{worker}"), move || work(worker, &inbox, &shared))?;
        }
        Ok(Onnx { shared, orders })
    }

    async fn ask<T>(
        &self,
        order: impl FnOnce(AnswerTo<T>) -> ScoringOrder,
    ) -> Result<T, ScoringFault> {
        let stopped = || ScoringFault::Failed { cause: "the scoring thread stopped".to_owned() };
        let options = &self.shared.options;
        let (answer, answered) = oneshot::channel();
        self.orders.try_send(order(answer)).map_err(|error| match error {
            TrySendError::Full(_) => ScoringFault::Overloaded { pictures: options.waiting_max },
            TrySendError::Disconnected(_) => stopped(),
        })?;
        let limit = Duration::from_millis(options.answer_ms_max);
        match tokio::time::timeout(limit, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(stopped()),
            Err(_) => Err(ScoringFault::TooSlow { ms: options.answer_ms_max }),
        }
    }
}

impl Scorer for Onnx {
    fn score(&self, picture: Picture) -> ScoringWork<'_, Scores> {
        Box::pin(self.ask(|answer| ScoringOrder::Score { picture, answer }))
    }

    fn decode(&self, picture: Picture) -> ScoringWork<'_, Picture> {
        Box::pin(self.ask(|answer| ScoringOrder::Decode { picture, answer }))
    }

    fn reload(&self) -> ScoringWork<'_, Arc<str>> {
        Box::pin(self.ask(|answer| ScoringOrder::Reload { answer }))
    }

    fn readiness(&self) -> Readiness {
        let model = self.shared.models.current().ok().map(|model| model.name());
        Readiness { model, lack: self.shared.models.lack() }
    }
}

impl Shared {
    fn workers(&self) -> usize {
        self.options.workers.max(1)
    }

    fn load(&self) -> Result<Arc<str>, ScoringFault> {
        let loaded = library::load(&self.options.library).and_then(|environment| {
            Model::load(&environment, &self.options.manifest, self.workers())
        });
        let offered = self.models.offer(loaded).inspect_err(|fault| {
            tracing::warn!(%fault, remedy = fault.remedy(), "pictures cannot be scored");
        });
        let name = offered?.name();
        tracing::info!(model = &*name, "scoring model in force");
        Ok(name)
    }

    /// The model in force, loaded now if none was tried yet.
    fn needed(&self) -> Result<Arc<Model>, ScoringFault> {
        if self.models.lack().is_none() && self.models.current().is_err() {
            self.load()?;
        }
        self.models.current()
    }

    fn score(
        &self,
        worker: usize,
        picture: &Picture,
        tensor: &mut Vec<f32>,
    ) -> Result<Scores, ScoringFault> {
        let model = self.needed()?;
        let raster = picture::read(picture).map_err(|flaw| ScoringFault::Unreadable { flaw })?;
        model.recipe.prepare(raster, tensor);
        model.run(worker, tensor)
    }
}

/// One thread's life. Whoever gave up waiting has closed the way back, and is passed over.
fn work(worker: usize, inbox: &Mutex<Receiver<ScoringOrder>>, shared: &Shared) {
    let mut tensor = Vec::new();
    loop {
        let order = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        // A panic ends this order, whose answer is dropped with it, and not the thread.
        let ended = catch_unwind(AssertUnwindSafe(|| match order {
            Err(_) => false,
            Ok(ScoringOrder::Score { picture, answer }) => {
                if !answer.is_closed() {
                    drop(answer.send(shared.score(worker, &picture, &mut tensor)));
                }
                true
            },
            Ok(ScoringOrder::Decode { picture, answer }) => {
                if !answer.is_closed() {
                    let decoded = picture::decode(picture);
                    let unreadable = |flaw| ScoringFault::Unreadable { flaw };
                    drop(answer.send(decoded.map_err(unreadable)));
                }
                true
            },
            Ok(ScoringOrder::Reload { answer }) => {
                drop(answer.send(shared.load()));
                true
            },
        }));
        match ended {
            Ok(true) => {},
            Ok(false) => return,
            Err(_) => tracing::error!(worker, "a scoring thread panicked, and goes on"),
        }
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
        let few = |options: &mut OnnxOptions| options.waiting_max = 2;
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
        let hasty = |options: &mut OnnxOptions| options.answer_ms_max = 1;
        let Some((scorer, _folder)) = scorer("who_waits_too_long", hasty) else { return };
        let fault = scorer.score(jpeg(0)).await.expect_err("a millisecond is too little");
        assert_eq!(fault, ScoringFault::TooSlow { ms: 1 });
    }

    #[tokio::test]
    async fn what_works_stays_in_force_until_something_else_works() {
        let two = |options: &mut OnnxOptions| options.workers = 2;
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
