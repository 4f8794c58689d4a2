//! The rules of transcode: what a job is, what follows a fault or a crash, who may ask.
//! No clock, no database, no files: everything they need is handed in.

mod cost;
mod decide;
mod failure;
mod job;
mod options;
mod results;
mod turn;

pub(super) use cost::{Verdict, decide_cost, decide_worth, make_ladder};
pub(super) use decide::{
    AfterFault, after_crash, after_fault, decide_retry, decide_stage, may_see, refuse_unknown,
};
pub(super) use failure::{StageFailure, may_pass};
pub(super) use job::{
    DatedJob, JobRow, LiveProgress, Removal, StageRow, make_stages, show_job, show_stages,
};
pub(crate) use options::Options;
pub(super) use results::{Encoded, EncodedFile, Measured, Packaged, Pictured, Probed, Sprite};
pub(super) use turn::{Attended, Lane, Used, WaitingJob, Working, after_rest, decide_next};
