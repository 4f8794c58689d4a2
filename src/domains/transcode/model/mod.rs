//! The rules of transcode: what a job is, what follows a fault or a crash, who may ask.
//! No clock, no database, no files: everything they need is handed in.

mod cost;
mod decide;
mod job;
mod options;
mod results;
mod trouble;
mod turn;

pub(super) use cost::{Verdict, decide_cost, decide_worth, make_ladder};
pub(super) use decide::{
    Next, after_crash, after_fault, decide_retry, decide_stage, may_see, refuse_unknown,
};
pub(super) use job::{Glimpse, JobRow, Removal, StageRow, make_stages, show_job, show_stages};
pub(crate) use options::Options;
pub(super) use results::{Encoded, EncodedFile, Measured, Packaged, Pictured, Probed, Sprite};
pub(super) use trouble::{Trouble, may_pass};
pub(super) use turn::{Attended, Lane, Used, Waiting, Working, after_rest, decide_next};
