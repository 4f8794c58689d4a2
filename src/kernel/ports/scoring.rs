//! The port to the scoring of pictures: how likely a picture is one that most sites do not want.
//! It must not know which runtime or model says so, nor what follows from a score.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

/// Largest picture, in pixels: that of the largest video that is taken, 8192 × 4320.
pub(crate) const PICTURE_PX_MAX: usize = 8192 * 4320;
/// Largest JPEG.
pub(crate) const PICTURE_BYTES_MAX: usize = 32 << 20;

/// A boxed answer, so that the port stays usable as `dyn Scorer`.
pub(crate) type ScoringWork<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, ScoringFault>> + Send + 'a>>;

/// What is scored. Neither is copied on its way to whoever scores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Picture {
    /// Rows from the top without gaps, three bytes a pixel: red, green, blue.
    Rgb8 { width: u32, height: u32, pixels: Bytes },
    /// Baseline or progressive, with one, three or four components. Exif does not turn it.
    Jpeg(Bytes),
}

/// What a model says of a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scores {
    /// From 0, harmless, to 1: the sum of the categories that the model's manifest calls unsafe.
    pub(crate) unsafe_score: f32,
    /// Every category of the model, by name.
    pub(crate) categories: Vec<Category>,
    /// Which model it was. Scores of two models do not compare.
    pub(crate) model: Arc<str>,
}

/// One thing that a model looks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Category {
    pub(crate) name: Arc<str>,
    /// From 0 to 1.
    pub(crate) score: f32,
    /// Whether it counts in `unsafe_score`.
    pub(crate) is_unsafe: bool,
}

/// Scores pictures. Every call is bounded in time and memory by the adapter's limits, and runs on
/// threads of the adapter, so that whoever asks may go on.
pub(crate) trait Scorer: Send + Sync {
    /// Scores one picture. Dropping the answer before it comes takes the picture out of the queue.
    fn score(&self, picture: Picture) -> ScoringWork<'_, Scores>;

    /// Decodes a JPEG into `Rgb8`, so that who looks at a picture in several ways decodes it once.
    /// What is decoded already comes back as it is. No model is needed.
    fn decode(&self, picture: Picture) -> ScoringWork<'_, Picture>;

    /// Reads the model's manifest and the model again. When anything is wrong with them, what was
    /// in force stays in force. Gives the name of the model in force.
    fn reload(&self) -> ScoringWork<'_, Arc<str>>;

    /// What scores now, and what is missing.
    fn readiness(&self) -> Readiness;
}

/// Whether pictures can be scored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Readiness {
    /// The model in force; `None` when nothing can be scored.
    pub(crate) model: Option<Arc<str>>,
    /// What went wrong when library and model were last read.
    pub(crate) lack: Option<ScoringFault>,
}

/// What is wrong with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Flaw {
    #[error("it is not a JPEG")]
    NotJpeg,
    #[error("it is a JPEG of a kind that is not taken")]
    Kind,
    #[error("it is damaged, or ends too early")]
    Damaged,
    #[error("it has no pixels")]
    Empty,
    #[error("it has more pixels or bytes than are taken")]
    TooLarge,
    #[error("its bytes are not three for each pixel")]
    Length,
}

/// Why a picture got no score, or was not read, for the log and the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ScoringFault {
    #[error("ONNX Runtime cannot be loaded from {path}: {cause}", path = path.display())]
    NoLibrary { path: PathBuf, cause: String },
    #[error("there is no model at {path}: {cause}", path = path.display())]
    NoModel { path: PathBuf, cause: String },
    #[error("the manifest {path} is wrong: {cause}", path = path.display())]
    ManifestWrong { path: PathBuf, cause: String },
    #[error("the model {model} is damaged: {cause}")]
    ModelCorrupt { model: String, cause: String },
    #[error("the model {model} is not as its manifest says: {cause}")]
    ModelUnfit { model: String, cause: String },
    #[error("the picture cannot be read: {flaw}")]
    Unreadable { flaw: Flaw },
    #[error("the model gave {value} for {category}, which is no score")]
    NotAScore { category: String, value: String },
    #[error("{pictures} pictures are waiting already")]
    Overloaded { pictures: usize },
    #[error("no answer came within {ms} ms")]
    TooSlow { ms: u64 },
    #[error("scoring failed: {cause}")]
    Failed { cause: String },
}

impl ScoringFault {
    /// What the operator can do about it; `None` when it is about one picture only.
    pub(crate) fn remedy(&self) -> Option<&'static str> {
        match self {
            ScoringFault::NoLibrary { .. } | ScoringFault::NoModel { .. } => {
                Some("run the set-up for scoring, or name its folder in the settings")
            },
            ScoringFault::ManifestWrong { .. } | ScoringFault::ModelUnfit { .. } => {
                Some("correct the manifest, or put the model back that it was written for")
            },
            ScoringFault::ModelCorrupt { .. } => {
                Some("remove the model and run the set-up for scoring again")
            },
            ScoringFault::Overloaded { .. } | ScoringFault::TooSlow { .. } => {
                Some("allow more workers in [scoring], or look at fewer pictures of each video")
            },
            ScoringFault::NotAScore { .. } | ScoringFault::Failed { .. } => {
                Some("try the picture with the models that came with the set-up, and compare")
            },
            ScoringFault::Unreadable { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_object_safe() {
        fn takes(_scorer: Option<&dyn Scorer>) {}
        takes(None);
    }

    #[test]
    fn only_a_bad_picture_is_nobody_elses_business() {
        let unreadable = ScoringFault::Unreadable { flaw: Flaw::NotJpeg };
        assert_eq!(unreadable.remedy(), None);
        let overloaded = ScoringFault::Overloaded { pictures: 8 };
        assert!(overloaded.remedy().is_some());
        assert_eq!(overloaded.to_string(), "8 pictures are waiting already");
    }
}
