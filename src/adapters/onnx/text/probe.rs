//! What reading costs, for `make bench`. It must not be reachable from the program.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::super::models::Models;
use super::{ReaderOptions, Shelf};
use crate::kernel::ports::scoring::{Picture, ScoringFault};

/// Over all pictures.
#[derive(Default)]
pub(crate) struct ReadingCosts {
    /// CPU of one thread.
    pub(crate) cpu_s: f64,
    pub(crate) lines: usize,
}

/// Reads pictures one by one on the thread that asks.
///
/// # Errors
/// What is missing, or wrong with a picture.
pub(crate) fn measure(
    options: ReaderOptions,
    pictures: &[Picture],
) -> Result<ReadingCosts, ScoringFault> {
    let shelf = Shelf { options, models: Models::new() };
    shelf.load()?;
    let (mut costs, mut tensor) = (ReadingCosts::default(), Vec::new());
    let begun = thread_s();
    for picture in pictures {
        costs.lines += shelf.read(0, picture, &mut tensor, &|| true)?.len();
    }
    costs.cpu_s = thread_s() - begun;
    Ok(costs)
}

fn thread_s() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default().as_secs_f64()
}
