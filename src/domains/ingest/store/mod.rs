//! The only SQL of ingest. It must not decide: each function reads or writes what its name says.

mod checks;
mod ends;
mod erased;
mod uploads;
mod usage;

pub(super) use checks::{
    Checks, accept, begin_check, due_checks, put_back_check, refuse, retry_check,
};
pub(super) use ends::{
    delete_video, due_removals, expire, expired, forget_deleted, forget_ended, is_deleted, removed,
    retry_removal, terminate,
};
pub(super) use erased::{Dropped, drop_some_of, is_erased};
pub(super) use uploads::{
    advance, announced_bytes, announced_of_owner, count_open, find, find_of_video,
    find_open_of_video, insert, next_number, of_owner,
};
pub(super) use usage::usage_of;

use crate::contract::ingest::{Owner, UploadState};
use crate::kernel::db::{Tx, View};

/// A write unit of ingest.
pub(super) type StoreTx<'a> = Tx<'a, Owner>;
/// A snapshot of ingest.
pub(super) type StoreView<'a> = View<'a, Owner>;

/// The states of an upload whose bytes come or are checked.
const OPEN: [UploadState; 2] = [UploadState::Receiving, UploadState::Checking];
