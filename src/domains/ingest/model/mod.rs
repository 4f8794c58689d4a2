//! The rules of ingest: what is uploaded by whom, and what is accepted. Pure: no clock, no storage.

mod acceptance;
mod options;
mod upload;
mod usage;

pub(super) use acceptance::{AfterCheck, after_probe, after_sniff, after_trouble, decide_source};
pub(super) use upload::{
    Due, Load, Started, Upload, check_append, check_draft, check_request, check_room, is_kept,
    is_open, make_path, make_upload, refuse_busy, refuse_ended, refuse_space, refuse_unknown,
};

pub(crate) use options::Options;
pub(super) use usage::{DAY_MS, Usage, check_usage, is_nearly_used};
