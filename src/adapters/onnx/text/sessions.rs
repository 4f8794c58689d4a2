//! A model whose input may have any size: one session for each worker, and what it says of itself.
//! It must not know what the numbers mean.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::PrepackedWeights;
use ort::value::{Outlet, TensorElementType, TensorRef, ValueType};

use super::super::files;
use super::super::model::{InputSize, open};
use crate::kernel::ports::scoring::ScoringFault;

/// What a manifest says of a model.
pub(super) struct Stated<'a> {
    pub(super) name: &'a str,
    pub(super) file: &'a str,
    pub(super) sha256: &'a str,
    pub(super) opset: u32,
    pub(super) input: &'a str,
    pub(super) output: &'a str,
    /// Lengths of the output. The input is one picture in three planes.
    pub(super) output_shape: &'a [Length],
}

/// How long a tensor is in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// So long, or left open.
    Is(usize),
    /// Left open: one length alone would not do.
    Open,
    /// The output itself is looked at.
    Any,
}

/// Lengths of an output as it came, and its numbers.
pub(super) struct RawOutput<'a> {
    pub(super) shape: &'a [i64],
    pub(super) values: &'a [f32],
}

pub(super) struct Sessions {
    name: String,
    input: String,
    output: String,
    each: Vec<Mutex<Session>>,
}

impl Sessions {
    /// Loads a model that lies beside its manifest, and checks that it is as stated.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub(super) fn open(
        environment: &Environment,
        manifest: &Path,
        stated: &Stated<'_>,
        workers: usize,
    ) -> Result<Sessions, ScoringFault> {
        let bytes = files::read_model(manifest, stated.file, stated.name, stated.sha256)?;
        // Sessions of one model share what they make of its weights.
        let weights = PrepackedWeights::new();
        let mut each = Vec::with_capacity(workers);
        for _ in 0..workers {
            let session = open(environment, &weights, &bytes, InputSize::Any).map_err(|error| {
                let cause = error.to_string();
                ScoringFault::ModelCorrupt { model: stated.name.to_owned(), cause }
            })?;
            check(&session, stated).map_err(|cause| unfit(stated.name, cause))?;
            each.push(Mutex::new(session));
        }
        let own = str::to_owned;
        let (name, input) = (own(stated.name), own(stated.input));
        Ok(Sessions { name, input, output: own(stated.output), each })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// A text that the model has under a name.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let session = self.each.first()?.lock().unwrap_or_else(PoisonError::into_inner);
        session.metadata().ok()?.custom(key)
    }

    /// Runs the model on three planes of a width and a height.
    ///
    /// # Errors
    /// `Failed` when the runtime fails, and what `read` says of the output.
    pub(super) fn run<T>(
        &self,
        worker: usize,
        (width, height): (usize, usize),
        planes: &[f32],
        read: impl FnOnce(RawOutput<'_>) -> Result<T, ScoringFault>,
    ) -> Result<T, ScoringFault> {
        let failed = |error: ort::Error| ScoringFault::Failed { cause: error.to_string() };
        let missing = |what: &str| ScoringFault::Failed { cause: format!("there is no {what}") };
        let session = self.each.get(worker).ok_or_else(|| missing("session"))?;
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        let shape = [1, 3, height, width];
        let input = TensorRef::from_array_view((shape, planes)).map_err(failed)?;
        let outputs = session.run(ort::inputs![self.input.as_str() => input]).map_err(failed)?;
        let output = outputs.get(&self.output).ok_or_else(|| missing("output"))?;
        let (shape, values) = output.try_extract_tensor::<f32>().map_err(failed)?;
        read(RawOutput { shape, values })
    }
}

/// A model that is otherwise than its manifest says.
pub(super) fn unfit(model: &str, cause: String) -> ScoringFault {
    ScoringFault::ModelUnfit { model: model.to_owned(), cause }
}

/// Says what a model has otherwise than its manifest.
fn check(session: &Session, stated: &Stated<'_>) -> Result<(), String> {
    let opset = session.opset_for_domain("").ok_or("its operator set cannot be told")?;
    if opset != stated.opset {
        return Err(format!("it was written in operator set {opset}, not {}", stated.opset));
    }
    let [input] = session.inputs() else {
        return Err(format!("it has {} inputs, not one", session.inputs().len()));
    };
    if input.name() != stated.input {
        return Err(format!("its input is {:?}, not {:?}", input.name(), stated.input));
    }
    check_tensor(
        "input",
        input.dtype(),
        &[Length::Is(1), Length::Is(3), Length::Open, Length::Open],
    )?;
    let named = |output: &&Outlet| output.name() == stated.output;
    let output = session.outputs().iter().find(named);
    let output = output.ok_or_else(|| format!("it has no output {:?}", stated.output))?;
    check_tensor("output", output.dtype(), stated.output_shape)
}

/// A length of -1 is one that the model leaves open.
fn check_tensor(what: &str, kind: &ValueType, wanted: &[Length]) -> Result<(), String> {
    let ValueType::Tensor { ty: TensorElementType::Float32, shape, .. } = kind else {
        return Err(format!("its {what} is {kind}, not a tensor of 32-bit floats"));
    };
    let fits = |(found, wanted): (&i64, &Length)| match wanted {
        Length::Is(wanted) => *found == -1 || usize::try_from(*found) == Ok(*wanted),
        Length::Open => *found == -1,
        Length::Any => true,
    };
    if shape.len() == wanted.len() && shape.iter().zip(wanted).all(fits) {
        return Ok(());
    }
    Err(format!("its {what} has the shape {shape:?}, not {wanted:?}"))
}
