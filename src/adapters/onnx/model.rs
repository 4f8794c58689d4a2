//! A model that is loaded and fits its manifest: one session for each worker.
//! It must not see a picture: the numbers of an input go in, scores come out.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use ort::ep::CPU;
use ort::logging::LogLevel;
use ort::session::Session;
use ort::session::builder::{GraphOptimizationLevel, PrepackedWeights};
use ort::value::{Outlet, TensorElementType, TensorRef, ValueType};

use super::files;
use super::manifest::Manifest;
use super::preprocess::Recipe;
use super::scores::Reader;
use crate::kernel::ports::scoring::{Scores, ScoringFault};

pub(super) struct Model {
    manifest: Manifest,
    pub(super) recipe: Recipe,
    reader: Reader,
    sessions: Vec<Mutex<Session>>,
}

impl Model {
    /// Loads what a manifest names, checks it against the manifest, and runs each session once, so
    /// that the first picture finds it warm.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub(super) fn load(
        environment: &Environment,
        manifest_path: &Path,
        workers: usize,
    ) -> Result<Model, ScoringFault> {
        let manifest = Manifest::parse(&files::read_manifest(manifest_path)?);
        let manifest = manifest.map_err(|flaw| ScoringFault::ManifestWrong {
            path: manifest_path.to_owned(),
            cause: flaw.to_string(),
        })?;
        let (file, name) = (&manifest.file, &manifest.name);
        let bytes = files::read_model(manifest_path, file, name, &manifest.sha256)?;
        // Sessions of one model share what they make of its weights.
        let weights = PrepackedWeights::new();
        let mut sessions = Vec::with_capacity(workers);
        for _ in 0..workers {
            let session = open(environment, &weights, &bytes, InputSize::One).map_err(|error| {
                let cause = error.to_string();
                ScoringFault::ModelCorrupt { model: manifest.name.clone(), cause }
            })?;
            check(&session, &manifest).map_err(|cause| ScoringFault::ModelUnfit {
                model: manifest.name.clone(),
                cause,
            })?;
            sessions.push(Mutex::new(session));
        }
        let recipe = Recipe::new(&manifest);
        let reader = Reader::new(&manifest);
        let model = Model { manifest, recipe, reader, sessions };
        let idle = vec![0.0; model.manifest.input.shape().iter().product()];
        for worker in 0..workers {
            model.run(worker, &idle)?;
        }
        Ok(model)
    }

    /// Under which name its scores are stored.
    pub(super) fn name(&self) -> Arc<str> {
        self.reader.model()
    }

    /// Scores an input on the session of a worker.
    ///
    /// # Errors
    /// `Failed` when the runtime fails, `NotAScore` for what is none.
    pub(super) fn run(&self, worker: usize, input: &[f32]) -> Result<Scores, ScoringFault> {
        let failed = |error: ort::Error| ScoringFault::Failed { cause: error.to_string() };
        let missing = |what: &str| ScoringFault::Failed { cause: format!("there is no {what}") };
        let session = self.sessions.get(worker).ok_or_else(|| missing("session"))?;
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        let shape = self.manifest.input.shape();
        let input = TensorRef::from_array_view((shape, input)).map_err(failed)?;
        let named = ort::inputs![self.manifest.input.name.as_str() => input];
        let outputs = session.run(named).map_err(failed)?;
        let output = outputs.get(&self.manifest.output.name).ok_or_else(|| missing("output"))?;
        let (_, values) = output.try_extract_tensor::<f32>().map_err(failed)?;
        self.reader.read(values)
    }
}

/// Whether the inputs of a model are all of one size.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InputSize {
    One,
    /// The library would keep a plan of its memory for each size, and memory for the largest.
    Any,
}

/// A session that does its work on the thread that asks, and on no other.
pub(super) fn open(
    environment: &Environment,
    weights: &PrepackedWeights,
    bytes: &[u8],
    size: InputSize,
) -> Result<Session, ort::Error> {
    let is_one = size == InputSize::One;
    let mut builder = Session::builder(environment)?
        .with_log_level(LogLevel::Warning)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_parallel_execution(false)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_memory_pattern(is_one)?
        .with_execution_providers([CPU::default().with_arena_allocator(is_one).build()])?
        .with_prepacked_weights(weights)?;
    builder.commit_from_memory(bytes)
}

/// Says what a model has otherwise than its manifest.
fn check(session: &Session, manifest: &Manifest) -> Result<(), String> {
    let opset = session.opset_for_domain("").ok_or("its operator set cannot be told")?;
    if opset != manifest.opset {
        return Err(format!("it was written in operator set {opset}, not {}", manifest.opset));
    }
    let [input] = session.inputs() else {
        return Err(format!("it has {} inputs, not one", session.inputs().len()));
    };
    if input.name() != manifest.input.name {
        return Err(format!("its input is {:?}, not {:?}", input.name(), manifest.input.name));
    }
    check_tensor("input", input.dtype(), &manifest.input.shape())?;
    let named = |output: &&Outlet| output.name() == manifest.output.name;
    let output = session.outputs().iter().find(named);
    let output = output.ok_or_else(|| format!("it has no output {:?}", manifest.output.name))?;
    check_tensor("output", output.dtype(), &[1, manifest.output.categories.len()])
}

/// A length of -1 is one that the model leaves open; only the batch may be.
fn check_tensor(what: &str, kind: &ValueType, wanted: &[usize]) -> Result<(), String> {
    let ValueType::Tensor { ty: TensorElementType::Float32, shape, .. } = kind else {
        return Err(format!("its {what} is {kind}, not a tensor of 32-bit floats"));
    };
    let fits = |(at, (found, wanted)): (usize, (&i64, &usize))| {
        usize::try_from(*found).is_ok_and(|found| found == *wanted) || (at == 0 && *found == -1)
    };
    if shape.len() == wanted.len() && shape.iter().zip(wanted).enumerate().all(fits) {
        return Ok(());
    }
    Err(format!("its {what} has the shape {shape:?}, not {wanted:?}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sha2::{Digest as _, Sha256};

    use super::super::fixtures::{KNOWN, noise_bytes};
    use super::super::library::tests::loaded;
    use super::super::manifest::tests::TEXT;
    use super::super::picture;
    use super::*;
    use crate::kernel::ports::scoring::Picture;

    /// How far from Python's a score may be on another processor.
    const NEAR: f32 = 1e-4;

    /// Ramps of three colours, as `make.py` draws them, less the means.
    fn ramps(seed: u32) -> Vec<f32> {
        let mut tensor = Vec::with_capacity(224 * 224 * 3);
        let colours = [0, 1, 2].map(|channel| noise_bytes(3, seed * 3 + channel));
        for at in 0..224 * 224_u16 {
            let (x, y) = (u32::from(at % 224), u32::from(at / 224));
            for (colour, mean) in colours.iter().zip([123.0, 117.0, 104.0]).rev() {
                let [base, across, down] = [0, 1, 2].map(|part| u32::from(colour[part]));
                let value = (base + x * across / 224 + y * down / 224) % 512;
                let value = if value < 256 { value } else { 511 - value };
                tensor.push(f32::from(u8::try_from(value).expect("it is folded")) - mean);
            }
        }
        tensor
    }

    #[test]
    fn inputs_get_the_scores_of_python() {
        let Some((folder, environment)) = loaded("inputs_get_the_scores_of_python") else { return };
        let model = Model::load(&environment, &folder.join("open-nsfw.toml"), 2);
        let model = model.expect("it comes with the set-up");
        for (seed, expected) in [
            (38, 0.00190820),
            (8, 0.00710807),
            (39, 0.01213699),
            (51, 0.03465348),
            (318, 0.07805864),
            (124, 0.08265398),
        ] {
            for worker in 0..2 {
                let scores = model.run(worker, &ramps(seed)).expect("a score");
                let found = scores.unsafe_score;
                assert!((found - expected).abs() <= NEAR, "{seed}: {found}, not {expected}");
            }
        }
        let mut tensor = Vec::new();
        for (at, known) in KNOWN.iter().enumerate() {
            let jpeg = Picture::Jpeg(known.jpeg.into());
            model.recipe.prepare(picture::read(&jpeg).expect("a good picture"), &mut tensor);
            let found = model.run(0, &tensor).expect("a score").unsafe_score;
            assert!((found - known.score).abs() <= NEAR, "{at}: {found}, not {}", known.score);
        }
        for bad in [f32::NAN, f32::INFINITY] {
            let fault = model.run(0, &vec![bad; tensor.len()]).expect_err("no score");
            assert!(matches!(fault, ScoringFault::NotAScore { .. }), "{bad}: {fault}");
        }
        let short = model.run(0, &tensor[1..]).expect_err("an input of another length");
        assert!(matches!(short, ScoringFault::Failed { .. }), "{short}");
    }

    /// A folder with a manifest and a file that fits its digest.
    fn folder(manifest: &str, model: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let digest = hex::encode(Sha256::digest(model));
        let before = Manifest::parse(TEXT).expect("it is ours").sha256;
        let manifest = manifest.replace(&before, &digest);
        fs::write(folder.path().join("m.toml"), manifest).expect("room for a manifest");
        fs::write(folder.path().join("open-nsfw.onnx"), model).expect("room for a model");
        folder
    }

    #[test]
    fn another_model_is_another_file() {
        let Some((_, environment)) = loaded("another_model_is_another_file") else { return };
        let small = TEXT
            .replace(
                "steps = [{ resize = 256 }, { crop = 224 }, { jpeg = 75 }]",
                "steps = [{ resize = 4 }]",
            )
            .replace("size = 224", "size = 4")
            .replace("mean = [104.0, 117.0, 123.0]", "mean = [0.0, 0.0, 0.0]")
            .replace("scale = [1.0, 1.0, 1.0]", "scale = [0.01, 0.01, 0.01]")
            .replace("{ safe = 0, unsafe = 1 }", "{ blue = 0, green = 1, red = 2 }")
            .replace("\"unsafe\"", "\"red\"")
            .replace("\"input:0\"", "\"in\"")
            .replace("\"outputs\"", "\"out\"");
        let planes = small.replace("nhwc", "nchw").replace("opset = 9", "opset = 13");
        let folder = folder(&planes, include_bytes!("fixtures/plain.onnx"));
        let model = Model::load(&environment, &folder.path().join("m.toml"), 1);
        let model = model.expect("it fits");
        let picture = [[90, 20, 10]; 6].concat();
        let picture = Picture::Rgb8 { width: 3, height: 2, pixels: picture.into() };
        let mut tensor = Vec::new();
        model.recipe.prepare(picture::read(&picture).expect("a good picture"), &mut tensor);
        let scores = model.run(0, &tensor).expect("a score");
        assert!((scores.unsafe_score - 0.9).abs() < 1e-6, "{scores:?}");
        assert!((scores.categories[0].score - 0.1).abs() < 1e-6, "{scores:?}");
        // The logarithm of the warm-up's zeros is infinite, which is refused when it is loaded.
        let log = small.replace("opset = 9", "opset = 11");
        let folder = self::folder(&log, include_bytes!("fixtures/log.onnx"));
        let fault = Model::load(&environment, &folder.path().join("m.toml"), 1).err();
        assert!(matches!(fault, Some(ScoringFault::NotAScore { .. })), "{fault:?}");
    }

    #[test]
    fn what_does_not_fit_its_manifest_is_refused() {
        let Some((installed, environment)) = loaded("what_does_not_fit_its_manifest") else {
            return;
        };
        let good = fs::read(installed.join("open-nsfw.onnx")).expect("it comes with the set-up");
        let load = |manifest: &str, model: &[u8]| {
            let folder = folder(manifest, model);
            Model::load(&environment, &folder.path().join("m.toml"), 1).err()
        };
        for (from, to, expected) in [
            ("opset = 9", "opset = 10", "operator set 9, not 10"),
            ("\"input:0\"", "\"input\"", "its input is \"input:0\""),
            ("nhwc", "nchw", "its input has the shape"),
            ("\"outputs\"", "\"output\"", "it has no output"),
            ("unsafe = 1 }", "unsafe = 1, odd = 2 }", "its output has the shape"),
        ] {
            let fault = load(&TEXT.replace(from, to), &good);
            let Some(ScoringFault::ModelUnfit { cause, .. }) = fault else {
                panic!("{from} to {to}: {fault:?}")
            };
            assert!(cause.contains(expected), "{cause}");
        }
        let mut damaged = good.clone();
        damaged.truncate(1_000_000);
        for bytes in [&damaged[..], b"", b"no model", &good[7..]] {
            let fault = load(TEXT, bytes);
            assert!(matches!(fault, Some(ScoringFault::ModelCorrupt { .. })), "{fault:?}");
        }
    }
}
