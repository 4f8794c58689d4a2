//! The rules of transcode: what a job is, what follows a fault or a crash, who may ask.
//! No clock, no database, no files: everything they need is handed in.

mod cost;
mod decide;
mod job;
mod options;
mod results;
mod trouble;
mod turn;

pub(super) use cost::{Verdict, foresee_facts, judge_cost, planned};
pub(super) use decide::{
    Next, after_crash, after_fault, check_ids, decide_retry, first_unfinished, may_see, unknown,
};
pub(super) use job::{Glimpse, JobRow, Removal, StageRow, fresh_stages, told, view};
pub(crate) use options::Options;
pub(super) use results::{Encoded, EncodedFile, Measured, Packaged, Pictured, Probed, Sprite};
pub(super) use trouble::{Trouble, may_pass};
pub(super) use turn::{Attended, Lane, Used, Waiting, Working, decide_next, remembered};
