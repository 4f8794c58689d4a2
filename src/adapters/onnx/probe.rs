//! What each part of scoring costs, for `make bench`. It must not be reachable from the program.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::model::Model;
use super::{OnnxOptions, library, picture};
use crate::kernel::ports::scoring::{Picture, ScoringFault};

/// CPU seconds of one thread, over all pictures.
#[derive(Default)]
pub(crate) struct ScoringCosts {
    pub(crate) decoding_s: f64,
    /// The steps of the manifest, from pixels to the input.
    pub(crate) preparing_s: f64,
    pub(crate) running_s: f64,
}

/// Scores pictures one by one on the thread that asks.
///
/// # Errors
/// What is missing, or wrong with a picture.
pub(crate) fn measure(
    options: &OnnxOptions,
    pictures: &[Picture],
) -> Result<ScoringCosts, ScoringFault> {
    let environment = library::load(&options.library)?;
    let model = Model::load(&environment, &options.manifest, 1)?;
    let mut tensor = Vec::new();
    let mut costs = ScoringCosts::default();
    for picture in pictures {
        let begun = thread_s();
        let raster = picture::read(picture).map_err(|flaw| ScoringFault::Unreadable { flaw })?;
        let decoded = thread_s();
        model.recipe.prepare(raster, &mut tensor);
        let prepared = thread_s();
        model.run(0, &tensor)?;
        costs.decoding_s += decoded - begun;
        costs.preparing_s += prepared - decoded;
        costs.running_s += thread_s() - prepared;
    }
    Ok(costs)
}

fn thread_s() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default().as_secs_f64()
}
