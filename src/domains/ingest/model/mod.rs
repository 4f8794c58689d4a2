//! The rules of ingest: what is uploaded by whom, and what is accepted. Pure: no clock, no storage.

mod acceptance;
mod options;
mod upload;

pub(super) use acceptance::{Next, after_trouble, judge, of_media, of_sniff};
pub(super) use upload::{
    Due, Load, Started, Upload, blob_path, check_append, check_draft, check_request, check_room,
    draft_upload, is_busy, is_ended, is_open, is_unknown, no_space,
};

pub(crate) use options::Options;
