//! The manifests of the two models that read: which files they are, how a picture becomes their
//! input, and what their output means. Another model is another manifest.
//! It must not open a model, nor let a manifest name a file outside its own folder.

use std::fmt::Display;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::manifest::{Channels, ManifestFlaw, check_beside, check_file, check_scale};

/// Largest side of a detector's input. It is a matter of memory: a detector holds some hundred
/// bytes for each pixel.
const SIDE_PX_MAX: u32 = 4096;
const WIDTH_PX_MAX: u32 = 8192;
const HEIGHT_PX_MAX: u32 = 256;

/// What finds text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetectorManifest {
    pub(super) name: String,
    /// Name of the model's file, beside the manifest.
    pub(super) file: String,
    /// SHA-256 of that file in lower-case hexadecimal.
    pub(super) sha256: String,
    /// Version of the operator set of ONNX that the model was written in.
    pub(super) opset: u32,
    /// Under which terms the model may be used, for the operator.
    pub(super) licence: String,
    pub(super) input: DetectorInput,
    pub(super) output: DetectorOutput,
}

/// A batch of one picture in three planes, of any size.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetectorInput {
    pub(super) name: String,
    pub(super) channels: Channels,
    /// What is taken from each sample (0 to 255), in the order of the channels.
    pub(super) mean: [f32; 3],
    /// By what the rest is multiplied.
    pub(super) scale: [f32; 3],
    /// A picture is made larger until its shorter side is as long.
    pub(super) short_side_px_min: u32,
    /// It is made smaller until its longer side is no longer.
    pub(super) long_side_px_max: u32,
}

/// How likely each pixel is one of text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetectorOutput {
    pub(super) name: String,
    /// From which chance on a pixel is one of text.
    pub(super) pixel_min: f32,
    /// The mean chance from which a box is one.
    pub(super) box_min: f32,
    /// How far a box grows: by its area and this, over its girth.
    pub(super) unclip: f32,
}

/// What reads a line.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecogniserManifest {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) opset: u32,
    pub(super) licence: String,
    pub(super) input: LineInput,
    pub(super) output: LineOutput,
}

/// A batch of one line in three planes, of one height and any width.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineInput {
    pub(super) name: String,
    pub(super) channels: Channels,
    pub(super) mean: [f32; 3],
    pub(super) scale: [f32; 3],
    pub(super) height_px: u32,
    /// A shorter line is followed by nothing, which is 0.
    pub(super) width_px_min: u32,
    /// A longer line is squeezed.
    pub(super) width_px_max: u32,
}

/// For each step along the line, how likely each character is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineOutput {
    pub(super) name: String,
    pub(super) characters: CharacterSource,
    /// The chance from which a space stands between two characters.
    pub(super) space_min: f32,
    /// The mean certainty from which a line counts as read.
    pub(super) line_min: f32,
}

/// Where the characters stand, one a line. The first class of the output stands for none of them;
/// one more after the last is the space.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CharacterSource {
    /// In the model, under this name.
    Metadata(String),
    /// In a file beside the manifest.
    File(String),
}

impl DetectorManifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, ManifestFlaw> {
        let manifest: Self = of_toml(text)?;
        let Self { name, licence, input, output, .. } = &manifest;
        let texts = [
            ("name", name),
            ("licence", licence),
            ("input.name", &input.name),
            ("output.name", &output.name),
        ];
        check_file(&texts, &manifest.file, &manifest.sha256)?;
        check_scale(&input.mean, &input.scale)?;
        let (short, long) = (input.short_side_px_min, input.long_side_px_max);
        within("input.long_side_px_max", long, 32, SIDE_PX_MAX, "from 32 to 4096")?;
        within("input.short_side_px_min", short, 32, long, "from 32 to long_side_px_max")?;
        within("output.pixel_min", output.pixel_min, 0.01, 0.99, "from 0.01 to 0.99")?;
        within("output.box_min", output.box_min, 0.01, 0.99, "from 0.01 to 0.99")?;
        within("output.unclip", output.unclip, 0.0, 10.0, "from 0 to 10")?;
        Ok(manifest)
    }
}

impl RecogniserManifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, ManifestFlaw> {
        let manifest: Self = of_toml(text)?;
        let Self { name, licence, input, output, .. } = &manifest;
        let texts = [
            ("name", name),
            ("licence", licence),
            ("input.name", &input.name),
            ("output.name", &output.name),
        ];
        check_file(&texts, &manifest.file, &manifest.sha256)?;
        check_scale(&input.mean, &input.scale)?;
        within("input.height_px", input.height_px, 8, HEIGHT_PX_MAX, "from 8 to 256")?;
        let (least, most) = (input.width_px_min, input.width_px_max);
        within("input.width_px_max", most, 32, WIDTH_PX_MAX, "from 32 to 8192")?;
        within("input.width_px_min", least, 8, most, "from 8 to width_px_max")?;
        within("output.space_min", output.space_min, 0.01, 1.0, "from 0.01 to 1")?;
        within("output.line_min", output.line_min, 0.0, 1.0, "from 0 to 1")?;
        match &output.characters {
            CharacterSource::File(file) => check_beside(file)?,
            CharacterSource::Metadata(key) if key.is_empty() => {
                return Err(ManifestFlaw::Text { field: "output.characters.metadata" });
            },
            CharacterSource::Metadata(_) => {},
        }
        Ok(manifest)
    }
}

fn of_toml<T: DeserializeOwned>(text: &str) -> Result<T, ManifestFlaw> {
    toml::from_str(text).map_err(|error| ManifestFlaw::Form(error.to_string()))
}

/// False for what is not a number, too.
fn within<T: PartialOrd + Display>(
    field: &'static str,
    value: T,
    least: T,
    most: T,
    bounds: &'static str,
) -> Result<(), ManifestFlaw> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(ManifestFlaw::Bounds { field, bounds, found: value.to_string() })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const DETECTOR: &str =
        include_str!("../../../../models/pp-ocrv4-det.toml");
    pub(in super::super) const RECOGNISER: &str =
        include_str!("../../../../models/pp-ocrv4-rec.toml");

    #[test]
    fn the_manifests_of_the_set_up_are_read() {
        let detector = DetectorManifest::parse(DETECTOR).expect("it is ours");
        assert_eq!((&*detector.name, detector.opset), ("pp-ocrv4-det", 12));
        let recogniser = RecogniserManifest::parse(RECOGNISER).expect("it is ours");
        let key = CharacterSource::Metadata("character".to_owned());
        assert_eq!((recogniser.input.height_px, recogniser.output.characters), (48, key));
    }

    #[test]
    fn each_mistake_has_its_complaint() {
        for (from, to, told) in [
            ("file = \"pp-", "file = \"../pp-", "a name without a folder"),
            ("sha256 = \"d2", "sha256 = \"D2", "lower-case hexadecimal"),
            ("name = \"x\"", "name = \"\"", "input.name is empty"),
            ("[0.01712475,", "[0.0,", "scale not 0"),
            ("mean = [123.675", "mean = [nan", "must be finite"),
            ("short_side_px_min = 480", "short_side_px_min = 4000", "short_side_px_min must be"),
            ("long_side_px_max = 1312", "long_side_px_max = 9000", "and is 9000"),
            ("pixel_min = 0.3", "pixel_min = nan", "pixel_min must be"),
            ("box_min = 0.5", "box_min = 1.5", "and is 1.5"),
            ("unclip = 1.6", "unclip = inf", "unclip must be"),
            ("opset = 12", "opset = 12\nspeed = 1", "speed"),
        ] {
            let text = DETECTOR.replace(from, to);
            assert_ne!(text, DETECTOR, "{from} is in it");
            let flaw = DetectorManifest::parse(&text).expect_err(to).to_string();
            assert!(flaw.contains(told), "{to}: {flaw}");
        }
        for (from, to, told) in [
            ("height_px = 48", "height_px = 4", "height_px must be"),
            ("width_px_min = 320", "width_px_min = 4000", "width_px_min must be"),
            ("width_px_max = 3200", "width_px_max = 90000", "and is 90000"),
            ("line_min = 0.5", "line_min = nan", "line_min must be"),
            ("space_min = 0.08", "space_min = 0", "space_min"),
            ("{ metadata = \"character\" }", "{ metadata = \"\" }", "is empty"),
            ("{ metadata = \"character\" }", "{ file = \"/etc/keys\" }", "without a folder"),
            ("{ metadata = \"character\" }", "{ shelf = \"x\" }", "shelf"),
        ] {
            let text = RECOGNISER.replace(from, to);
            assert_ne!(text, RECOGNISER, "{from} is in it");
            let flaw = RecogniserManifest::parse(&text).expect_err(to).to_string();
            assert!(flaw.contains(told), "{to}: {flaw}");
        }
    }
}
