//! A model's manifest: which file it is, how a picture becomes its input, and what its output
//! means. Another model is another manifest.
//! It must not open a model, nor let a manifest name a file outside its own folder.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Largest side of an input or of a step.
const SIDE_PX_MAX: u32 = 2048;
const STEPS_MAX: usize = 8;
const CATEGORIES_MAX: usize = 1000;

/// What a manifest says, checked.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// What scores are stored under.
    pub(super) name: String,
    /// Name of the model's file, beside the manifest.
    pub(super) file: String,
    /// SHA-256 of that file in lower-case hexadecimal.
    pub(super) sha256: String,
    /// Version of the operator set of ONNX that the model was written in.
    pub(super) opset: u32,
    /// Under which terms the model may be used, for the operator.
    pub(super) licence: String,
    /// In this order.
    pub(super) steps: Vec<RecipeStep>,
    pub(super) input: Input,
    pub(super) output: Output,
}

/// One step from a picture to an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RecipeStep {
    /// Bilinear to a square of this side, whatever the shape of the picture.
    Resize(u32),
    /// Through a JPEG of this quality and back, since the model was trained on such pictures.
    Jpeg(u8),
    /// The middle square of this side.
    Crop(u32),
}

/// The one input of a model: a batch of one square picture.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) layout: Layout,
    /// Side of the square.
    pub(super) size: u32,
    pub(super) channels: Channels,
    /// What is taken from each sample (0 to 255), in the order of the channels.
    pub(super) mean: [f32; 3],
    /// By what the rest is multiplied.
    pub(super) scale: [f32; 3],
}

/// Where the channels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Layout {
    /// Three samples for each pixel.
    Nhwc,
    /// Three planes.
    Nchw,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Channels {
    Rgb,
    Bgr,
}

/// The output that has the scores: one for each category.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    pub(super) name: String,
    #[serde(default)]
    pub(super) activation: Activation,
    /// Name of each category, and where it stands in the output.
    pub(super) categories: BTreeMap<String, usize>,
    /// The categories whose sum is the score of the picture.
    pub(super) score: Vec<String>,
}

/// What still has to be done to the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Activation {
    /// The model gives probabilities.
    #[default]
    None,
    Softmax,
}

/// What is wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ManifestFlaw {
    #[error("{0}")]
    Form(String),
    #[error("{field} is empty, or longer than 200 letters")]
    Text { field: &'static str },
    #[error("file must be a name without a folder, and is {0:?}")]
    File(String),
    #[error("sha256 must be 64 digits of lower-case hexadecimal")]
    Sha256,
    #[error("{field} must be from 1 to {SIDE_PX_MAX}, and is {px}")]
    Side { field: &'static str, px: u32 },
    #[error("a step's jpeg must be from 1 to 100, and is {0}")]
    Quality(u8),
    #[error("there are {0} steps, and {STEPS_MAX} are the most")]
    Steps(usize),
    #[error("a crop to {crop} stands where the picture has {side}, or any size")]
    Crop { crop: u32, side: u32 },
    #[error("the steps end in a side of {side}, and the input is {size}")]
    End { side: u32, size: u32 },
    #[error("mean and scale must be finite, and scale not 0")]
    Scale,
    #[error("the places of the categories must be 0, 1, 2 and so on, each once")]
    Places,
    #[error("{field} must be {bounds}, and is {found}")]
    Bounds { field: &'static str, bounds: &'static str, found: String },
    #[error("score must name one category or more, each once; {0:?} is none, or stands twice")]
    Score(String),
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Manifest, ManifestFlaw> {
        let manifest: Manifest =
            toml::from_str(text).map_err(|error| ManifestFlaw::Form(error.to_string()))?;
        let texts = [
            ("name", &manifest.name),
            ("licence", &manifest.licence),
            ("input.name", &manifest.input.name),
            ("output.name", &manifest.output.name),
        ];
        check_file(&texts, &manifest.file, &manifest.sha256)?;
        manifest.check_steps()?;
        manifest.input.check()?;
        manifest.output.check()?;
        Ok(manifest)
    }

    fn check_steps(&self) -> Result<(), ManifestFlaw> {
        if self.steps.len() > STEPS_MAX {
            return Err(ManifestFlaw::Steps(self.steps.len()));
        }
        // 0 while the picture may have any size.
        let mut side = 0;
        for step in &self.steps {
            match *step {
                RecipeStep::Resize(to) => side = check_side("a step's resize", to)?,
                RecipeStep::Jpeg(1..=100) => {},
                RecipeStep::Jpeg(quality) => return Err(ManifestFlaw::Quality(quality)),
                RecipeStep::Crop(to) if to > side => {
                    return Err(ManifestFlaw::Crop { crop: to, side });
                },
                RecipeStep::Crop(to) => side = check_side("a step's crop", to)?,
            }
        }
        let size = self.input.size;
        if side == size { Ok(()) } else { Err(ManifestFlaw::End { side, size }) }
    }
}

impl Input {
    /// The shape of one input.
    pub(super) fn shape(&self) -> [usize; 4] {
        let side = usize::try_from(self.size).unwrap_or(usize::MAX);
        match self.layout {
            Layout::Nhwc => [1, side, side, 3],
            Layout::Nchw => [1, 3, side, side],
        }
    }

    fn check(&self) -> Result<(), ManifestFlaw> {
        check_side("input.size", self.size)?;
        check_scale(&self.mean, &self.scale)
    }
}

impl Output {
    fn check(&self) -> Result<(), ManifestFlaw> {
        let mut taken = vec![false; self.categories.len().min(CATEGORIES_MAX)];
        for place in self.categories.values() {
            match taken.get_mut(*place) {
                Some(taken) if !*taken => *taken = true,
                _ => return Err(ManifestFlaw::Places),
            }
        }
        if self.score.is_empty() {
            return Err(ManifestFlaw::Score(String::new()));
        }
        for (at, name) in self.score.iter().enumerate() {
            if !self.categories.contains_key(name) || self.score[..at].contains(name) {
                return Err(ManifestFlaw::Score(name.clone()));
            }
        }
        Ok(())
    }
}

/// Checks the texts of a manifest, that its file lies beside it, and the form of its digest.
pub(super) fn check_file(
    texts: &[(&'static str, &String)],
    file: &str,
    sha256: &str,
) -> Result<(), ManifestFlaw> {
    for (field, text) in texts {
        if text.is_empty() || text.chars().count() > 200 {
            return Err(ManifestFlaw::Text { field });
        }
    }
    check_beside(file)?;
    let is_digit = |letter: u8| matches!(letter, b'0'..=b'9' | b'a'..=b'f');
    if sha256.len() != 64 || !sha256.bytes().all(is_digit) {
        return Err(ManifestFlaw::Sha256);
    }
    Ok(())
}

/// Checks that a file lies in the folder of the manifest.
pub(super) fn check_beside(file: &str) -> Result<(), ManifestFlaw> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if file.is_empty() || file.starts_with('.') || !file.chars().all(is_plain) {
        return Err(ManifestFlaw::File(file.to_owned()));
    }
    Ok(())
}

/// Checks what samples become.
pub(super) fn check_scale(mean: &[f32; 3], scale: &[f32; 3]) -> Result<(), ManifestFlaw> {
    let is_finite = mean.iter().chain(scale).all(|value| value.is_finite());
    let is_useful = scale.iter().all(|value| value.abs() > 0.0);
    if is_finite && is_useful { Ok(()) } else { Err(ManifestFlaw::Scale) }
}

fn check_side(field: &'static str, px: u32) -> Result<u32, ManifestFlaw> {
    match px {
        1..=SIDE_PX_MAX => Ok(px),
        _ => Err(ManifestFlaw::Side { field, px }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The manifest of the model that comes with the set-up.
    pub(in super::super) const TEXT: &str = include_str!("../../../models/open-nsfw.toml");

    #[test]
    fn the_manifest_of_the_set_up_is_read() {
        let manifest = Manifest::parse(TEXT).expect("it is ours");
        assert_eq!(manifest.input.shape(), [1, 224, 224, 3]);
        assert_eq!(
            manifest.steps,
            [RecipeStep::Resize(256), RecipeStep::Crop(224), RecipeStep::Jpeg(75)]
        );
        assert_eq!(manifest.output.categories["unsafe"], 1);
        assert_eq!(manifest.output.activation, Activation::None);
    }

    #[test]
    fn each_mistake_has_its_complaint() {
        let side = |field, px| ManifestFlaw::Side { field, px };
        let score = |name: &str| ManifestFlaw::Score(name.to_owned());
        for (from, to, expected) in [
            (
                "file = \"open-nsfw.onnx\"",
                "file = \"../m.onnx\"",
                ManifestFlaw::File("../m.onnx".into()),
            ),
            ("file = \"open-nsfw.onnx\"", "file = \".m\"", ManifestFlaw::File(".m".into())),
            ("file = \"open-nsfw.onnx\"", "file = \"\"", ManifestFlaw::File(String::new())),
            ("sha256 = \"864b", "sha256 = \"864B", ManifestFlaw::Sha256),
            ("sha256 = \"864b", "sha256 = \"64b", ManifestFlaw::Sha256),
            ("name = \"open-nsfw\"", "name = \"\"", ManifestFlaw::Text { field: "name" }),
            ("name = \"outputs\"", "name = \"\"", ManifestFlaw::Text { field: "output.name" }),
            ("resize = 256", "resize = 0", side("a step's resize", 0)),
            ("resize = 256", "resize = 4096", side("a step's resize", 4096)),
            ("crop = 224", "crop = 0", side("a step's crop", 0)),
            ("size = 224", "size = 3000", ManifestFlaw::End { side: 224, size: 3000 }),
            ("jpeg = 75", "jpeg = 0", ManifestFlaw::Quality(0)),
            ("jpeg = 75", "jpeg = 101", ManifestFlaw::Quality(101)),
            ("resize = 256", "resize = 200", ManifestFlaw::Crop { crop: 224, side: 200 }),
            ("{ resize = 256 }, ", "", ManifestFlaw::Crop { crop: 224, side: 0 }),
            ("crop = 224", "crop = 223", ManifestFlaw::End { side: 223, size: 224 }),
            ("{ jpeg = 75 }", &["{ jpeg = 75 }"; 9].join(", "), ManifestFlaw::Steps(11)),
            ("scale = [1.0", "scale = [0.0", ManifestFlaw::Scale),
            ("mean = [104.0", "mean = [nan", ManifestFlaw::Scale),
            ("unsafe = 1", "unsafe = 0", ManifestFlaw::Places),
            ("unsafe = 1", "unsafe = 2", ManifestFlaw::Places),
            ("score = [\"unsafe\"]", "score = []", score("")),
            ("score = [\"unsafe\"]", "score = [\"porn\"]", score("porn")),
            ("score = [\"unsafe\"]", "score = [\"unsafe\", \"unsafe\"]", score("unsafe")),
        ] {
            let text = TEXT.replace(from, to);
            assert_ne!(text, TEXT, "{from} is in it");
            assert_eq!(Manifest::parse(&text).err(), Some(expected), "{from} to {to}");
        }
    }

    #[test]
    fn what_has_another_form_is_refused() {
        for (from, to) in [
            ("opset = 9", "opset = -9"),
            ("opset = 9", "opset = 9\nspeed = 1"),
            ("layout = \"nhwc\"", "layout = \"nwhc\""),
            ("{ resize = 256 }", "{ rotate = 90 }"),
            ("mean = [104.0, 117.0, 123.0]", "mean = [104.0]"),
            ("licence", "license"),
        ] {
            let text = TEXT.replace(from, to);
            assert_ne!(text, TEXT, "{from} is in it");
            let flaw = Manifest::parse(&text).expect_err(to);
            assert!(matches!(flaw, ManifestFlaw::Form(_)), "{flaw}");
        }
    }
}
